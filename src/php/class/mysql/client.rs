//! `Swoole\Coroutine\MySQL`

use super::config::throw;
use super::problem::Problem;
use super::session::CLASS;
use super::session::Given;
use super::session::Session;
use super::statement;
use crate::net::mysql::Connection;
use crate::net::mysql::Error;
use crate::net::mysql::Login;
use crate::net::mysql::charset;
use crate::net::mysql::connection::Asked;
use crate::net::mysql::connection::Phase;
use crate::net::stream::Address;
use crate::net::stream::Stream;
use crate::net::tls;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;

/// Declared properties, in the order of the stub.
const SERVER_INFO: usize = 0;
const SOCK: usize = 1;
const CONNECTED: usize = 2;
const CONNECT_ERRNO: usize = 3;
const CONNECT_ERROR: usize = 4;
const AFFECTED_ROWS: usize = 5;
const INSERT_ID: usize = 6;
const ERROR: usize = 7;
const ERRNO: usize = 8;

handlers! {
    fn swirl_Coroutine_MySQL___construct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_MySQL___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_MySQL_connect(args, mut ret) {
        let session = session(&args);
        args.expect(0, 1)?;
        ret.bool(false);
        let given = args.value(0).share();
        let given = given.get();
        if !given.is_null() {
            session.config.borrow_mut().take(&args.array(0)?, session.fd().is_some())?;
        }
        error::need_park()?;
        session.check_user()?;
        if session.fd().is_none() {
            match open(session) {
                Ok(connection) => session.adopt(connection),
                Err(problem) => {
                    object::set_long(args.this(), CONNECT_ERRNO, problem.number);
                    object::set_property(args.this(), CONNECT_ERROR, Owned::take(Val::string(&problem.text)));
                    return Ok(());
                }
            }
        }
        if given.tag() == tag::ARRAY {
            remember(args.this(), &given);
        }
        object::set_long(args.this(), SOCK, session.fd().unwrap_or(-1).into());
        object::set_property(args.this(), CONNECTED, Owned::take(Val::bool(true)));
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_MySQL_getDefer(args, mut ret) {
        ret.bool(session(&args).defer.get());
        Ok(())
    }

    fn swirl_Coroutine_MySQL_setDefer(args, mut ret) {
        args.expect(0, 1)?;
        session(&args).defer.set(args.bool_or(0, true)?);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_MySQL_query(args, mut ret) {
        args.expect(1, 2)?;
        query(&args, &mut ret, args.bytes(0)?, args.double_or(1, 0.0)?)
    }

    fn swirl_Coroutine_MySQL_begin(args, mut ret) {
        transaction(&args, &mut ret, "BEGIN")
    }

    fn swirl_Coroutine_MySQL_commit(args, mut ret) {
        transaction(&args, &mut ret, "COMMIT")
    }

    fn swirl_Coroutine_MySQL_rollback(args, mut ret) {
        transaction(&args, &mut ret, "ROLLBACK")
    }

    fn swirl_Coroutine_MySQL_fetch(args, mut ret) {
        args.expect(0, 1)?;
        let session = session(&args);
        let deadline = session.deadline(args.double_or(0, 0.0)?);
        let result = if rows_are_due(session) { session.row(deadline)? } else { Ok(nothing(session, Val::NULL)) };
        give(&args, &mut ret, session, result);
        Ok(())
    }

    fn swirl_Coroutine_MySQL_fetchAll(args, mut ret) {
        args.expect(0, 1)?;
        let session = session(&args);
        let deadline = session.deadline(args.double_or(0, 0.0)?);
        let due = rows_are_due(session);
        let result = if due { session.rows(deadline)? } else { Ok(nothing(session, Owned::array().into_val())) };
        give(&args, &mut ret, session, result);
        Ok(())
    }

    fn swirl_Coroutine_MySQL_nextResult(args, mut ret) {
        args.expect(0, 1)?;
        let session = session(&args);
        let result = session.next_result(session.deadline(args.double_or(0, 0.0)?))?;
        give(&args, &mut ret, session, result);
        Ok(())
    }

    fn swirl_Coroutine_MySQL_prepare(args, mut ret) {
        args.expect(1, 2)?;
        let session = session(&args);
        let (sql, deadline) = (args.bytes(0)?, session.deadline(args.double_or(1, 0.0)?));
        let asked = session.ask(deadline, |connection| connection.prepare(sql, deadline))?;
        let result = match asked {
            Ok(()) if session.defer.get() => Ok(Owned::take(Val::bool(true))),
            Ok(()) => statement::prepared(args.this(), session, deadline)?,
            Err(problem) => Err(problem),
        };
        give(&args, &mut ret, session, result);
        Ok(())
    }

    fn swirl_Coroutine_MySQL_recv(args, mut ret) {
        args.expect(0, 1)?;
        let session = session(&args);
        let deadline = session.deadline(args.double_or(0, 0.0)?);
        let result = match session.phase() {
            Some(Phase::Answer(Asked::Query)) => session.answer(deadline)?,
            Some(Phase::Answer(Asked::Prepare)) => statement::prepared(args.this(), session, deadline)?,
            phase => session.exchange(|_| Err(nothing_to_receive(phase)))?,
        };
        give(&args, &mut ret, session, result);
        Ok(())
    }

    fn swirl_Coroutine_MySQL_escape(args, mut ret) {
        args.expect(1, 2)?;
        let charset = session(&args).config.borrow().charset;
        ret.set(Val::bytes(&charset::escape(charset, args.bytes(0)?)));
        Ok(())
    }

    fn swirl_Coroutine_MySQL_close(args, mut ret) {
        args.expect(0, 0)?;
        session(&args).close();
        object::set_property(args.this(), CONNECTED, Owned::take(Val::bool(false)));
        ret.bool(true);
        Ok(())
    }
}

/// The data of the object that a method was called on.
fn session(args: &Args) -> &'static Session {
    CLASS.shared(args.this()).get_or_init(Session::default)
}

fn query(args: &Args, ret: &mut Return, sql: &[u8], timeout: f64) -> Outcome {
    let session = session(args);
    let deadline = session.deadline(timeout);
    let asked = session.ask(deadline, |connection| connection.query(sql, deadline))?;
    let result = match asked {
        Ok(()) if session.defer.get() => Ok(Owned::take(Val::bool(true))),
        Ok(()) => session.answer(deadline)?,
        Err(problem) => Err(problem),
    };
    give(args, ret, session, result);
    Ok(())
}

fn transaction(args: &Args, ret: &mut Return, sql: &str) -> Outcome {
    args.expect(0, 1)?;
    if session(args).defer.get() {
        let why = format!(
            "you should not query transaction when defer mode is on, if you want, please use `query('{sql}')` instead"
        );
        return throw(&why, libc::EPERM);
    }
    query(args, ret, sql.as_bytes(), args.double_or(0, 0.0)?)
}

/// Gives a result, and shows in the properties how it went.
fn give(args: &Args, ret: &mut Return, session: &Session, result: Given<Owned>) {
    match result {
        Ok(value) => {
            if value.get().tag() == tag::TRUE {
                show_done(args.this(), session);
            }
            ret.give(value);
        }
        Err(problem) => {
            show_problem(args.this(), &problem);
            ret.bool(false);
        }
    }
}

/// Shows what a statement without rows has done.
pub fn show_done(client: *mut ffi::Object, session: &Session) {
    let done = session.done.get();
    object::set_long(client, AFFECTED_ROWS, done.affected_rows as i64);
    object::set_long(client, INSERT_ID, done.insert_id as i64);
}

/// Shows what went wrong.
pub fn show_problem(client: *mut ffi::Object, problem: &Problem) {
    object::set_long(client, ERRNO, problem.number);
    object::set_property(client, ERROR, Owned::take(Val::string(&problem.text)));
    if problem.is_fatal {
        object::set_property(client, CONNECTED, Owned::take(Val::bool(false)));
    }
}

fn rows_are_due(session: &Session) -> bool {
    session.phase() == Some(Phase::Rows(Asked::Query))
}

/// What there is where no rows are due: false without a connection.
fn nothing(session: &Session, otherwise: Val) -> Owned {
    let otherwise = Owned::take(otherwise);
    if session.fd().is_none() { Owned::take(Val::bool(false)) } else { otherwise }
}

/// Why there is nothing to receive.
fn nothing_to_receive(phase: Option<Phase>) -> Problem {
    match phase {
        Some(Phase::Answer(Asked::Execute(_)) | Phase::Rows(Asked::Execute(_)) | Phase::More(Asked::Execute(_))) => {
            Problem::plain(libc::EPERM, "please use statement to receive data")
        }
        Some(Phase::Rows(_) | Phase::More(_)) => {
            Problem::plain(libc::EPERM, "please use fetch/fetchAll/nextResult to get result")
        }
        _ => Problem::plain(libc::ENOMSG, "no message to receive"),
    }
}

/// Connects and logs in.
fn open(session: &Session) -> Given<Connection> {
    let config = session.config.borrow().clone();
    let deadline = config.connect_deadline();
    let address = config.address();
    let context = match config.tls.clone().map(tls::Context::client).transpose() {
        Ok(context) => context,
        Err(why) => return Err(Problem::plain(libc::EINVAL, &format!("{}: {}", why.what, why.reason))),
    };
    let stream = Stream::connect(&address, deadline).map_err(|why| Problem::of_connecting(Error::Failed(why)))?;
    let login = Login {
        user: &config.user,
        password: &config.password,
        database: &config.database,
        charset: config.charset,
        private: matches!(address, Address::Unix(_)),
        tls: context.as_ref().map(|context| (context, config.host.as_str())),
    };
    Connection::open(stream, &login, deadline).map_err(Problem::of_connecting)
}

/// What was given to connect().
fn remember(object: *mut ffi::Object, given: &Val) {
    let before = object::property(object, SERVER_INFO).share();
    let mut info = if before.get().tag() == tag::ARRAY { before.duplicate() } else { Owned::array() };
    // SAFETY: the C half's contract: both are arrays.
    unsafe { ffi::swirl_array_merge(info.as_mut_ptr(), &mut given.clone()) };
    object::set_property(object, SERVER_INFO, info);
}
