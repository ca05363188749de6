//! `Swoole\Coroutine\PostgreSQL`

use std::borrow::Cow;
use std::time::Duration;

use super::problem;
use super::session::CLASS;
use super::session::Session;
use super::statement;
use crate::net::postgres::Connection;
use crate::net::postgres::Conninfo;
use crate::net::postgres::escape_identifier;
use crate::net::postgres::escape_literal;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::clock;

/// The columns of a table: what pg_meta_data() gives.
const COLUMNS: &str = "SELECT a.attname, a.attnum, t.typname, a.attlen, a.attnotnull, a.atthasdef, a.attndims, t.typtype \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON a.atttypid = t.oid \
     JOIN pg_namespace n ON c.relnamespace = n.oid WHERE a.attnum > 0";

/// What of it is shown, in the order of the query; the name is the key.
const SHOWN: &[(&str, usize)] =
    &[("num", 1), ("type", 2), ("len", 3), ("not null", 4), ("has default", 5), ("array dims", 6), ("is enum", 7)];

handlers! {
    fn swirl_Coroutine_PostgreSQL___construct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_connect(args, mut ret) {
        args.expect(1, 2)?;
        let session = session(&args);
        let (text, timeout) = (args.bytes(0)?, args.double_or(1, 2.0)?);
        ret.bool(false);
        error::need_park()?;
        session.check_user()?;
        if session.is_connected() {
            return Ok(());
        }
        let info = match Conninfo::parse(&String::from_utf8_lossy(text)) {
            Ok(info) => info,
            Err(why) => {
                problem::text(args.this(), &why, libc::EINVAL);
                return Ok(());
            }
        };
        let timeout = if timeout > 0.0 { Duration::try_from_secs_f64(timeout).ok() } else { None };
        let timeout = if args.has(1) { timeout } else { info.connect_timeout().or(timeout) };
        match Connection::open(&info, timeout.map(clock::after)) {
            Ok(mut connection) => {
                problem::add_notices(args.this(), &connection.take_notices());
                problem::none(args.this(), 0);
                session.adopt(connection);
                ret.bool(true);
            }
            Err(why) => problem::show(args.this(), &why),
        }
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_query(args, mut ret) {
        let Some((session, sql)) = asked_for(&args, &mut ret)? else { return Ok(()) };
        let asked = session.exchange(|connection, forgotten, deadline| connection.query(&sql, forgotten, deadline))?;
        if let Some(outcome) = statement::settle(args.this(), asked) {
            ret.give(statement::new(args.this(), None, Some(outcome)));
        }
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_prepare(args, mut ret) {
        let Some((session, sql)) = asked_for(&args, &mut ret)? else { return Ok(()) };
        let name = session.new_name();
        let asked =
            session.exchange(|connection, forgotten, deadline| connection.prepare(&name, &sql, forgotten, deadline))?;
        let asked = (asked.0.map(|()| Default::default()), asked.1);
        if statement::settle(args.this(), asked).is_some() {
            ret.give(statement::new(args.this(), Some(name), None));
        }
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_metaData(args, mut ret) {
        let Some((session, table)) = asked_for(&args, &mut ret)? else { return Ok(()) };
        let (schema, table) = table.split_once('.').unwrap_or(("public", &table));
        if table.is_empty() {
            error::misuse("The table name must be specified");
            return Ok(());
        }
        let (schema, table) = (escape_literal(schema), escape_literal(table));
        let sql = format!("{COLUMNS} AND c.relname = {table} AND n.nspname = {schema} ORDER BY a.attnum");
        let asked = session.exchange(|connection, forgotten, deadline| connection.query(&sql, forgotten, deadline))?;
        let Some(outcome) = statement::settle(args.this(), asked) else { return Ok(()) };
        if outcome.is_empty() {
            error::misuse("Table doesn't exists");
            return Ok(());
        }
        let mut columns = Owned::array();
        for index in 0..outcome.len() {
            let (mut column, mut name) = (Owned::array(), Vec::new());
            outcome.row(index, |place, _, bytes| {
                let bytes = bytes.unwrap_or_default();
                if place == 0 {
                    name = bytes.to_vec();
                }
                if let Some((key, _)) = SHOWN.iter().find(|row| row.1 == place) {
                    column.put(key.as_bytes(), Owned::take(shown(place, bytes)));
                }
            });
            columns.put(&name, column);
        }
        ret.give(columns);
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_escape(args, mut ret) {
        args.expect(1, 1)?;
        let text = args.bytes(0)?;
        ret.bool(false);
        let session = session(&args);
        if session.is_connected() {
            let special = |byte: u8| byte == b'\'' || (byte == b'\\' && session.backslash_escapes());
            let times = |byte: u8| if special(byte) { 2 } else { 1 };
            let doubled: Vec<u8> = text.iter().flat_map(|&byte| std::iter::repeat_n(byte, times(byte))).collect();
            ret.set(Val::bytes(&doubled));
        }
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_escapeLiteral(args, mut ret) {
        escape(&args, &mut ret, escape_literal)
    }

    fn swirl_Coroutine_PostgreSQL_escapeIdentifier(args, mut ret) {
        escape(&args, &mut ret, escape_identifier)
    }
}

/// The data of the object that a method was called on.
fn session(args: &Args) -> &'static Session {
    CLASS.shared(args.this()).get_or_init(Session::default)
}

/// Of a call with one text: what it is for; nothing, and a result of false, without a connection.
fn asked_for<'a>(
    args: &'a Args,
    ret: &mut crate::php::entry::Return,
) -> Outcome<Option<(&'static Session, Cow<'a, str>)>> {
    args.expect(1, 1)?;
    let session = session(args);
    let text = String::from_utf8_lossy(args.bytes(0)?);
    ret.bool(false);
    Ok(session.is_connected().then_some((session, text)))
}

fn escape(args: &Args, ret: &mut crate::php::entry::Return, escape: fn(&str) -> String) -> Outcome {
    args.expect(1, 1)?;
    ret.bool(false);
    let text = args.bytes(0)?;
    if !session(args).is_connected() {
        return Ok(());
    }
    match std::str::from_utf8(text) {
        Ok(text) => ret.set(Val::string(&escape(text))),
        Err(_) => problem::text(args.this(), "incomplete multibyte character", libc::EILSEQ),
    }
    Ok(())
}

/// Numbers are such, `t` is true, and only `e` stands for an enumeration.
fn shown(place: usize, bytes: &[u8]) -> Val {
    let number = || std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    match place {
        1 | 3 | 6 => Val::long(number()),
        4 | 5 => Val::bool(bytes == b"t"),
        7 => Val::bool(bytes == b"e"),
        _ => Val::bytes(bytes),
    }
}
