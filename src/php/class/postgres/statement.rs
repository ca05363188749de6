//! `Swoole\Coroutine\PostgreSQLStatement`

use crate::php::object::carried;
use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;

use super::lob;
use super::problem;
use super::rows;
use super::rows::BY_NAME;
use super::rows::BY_NUMBER;
use super::session::Session;
use crate::net::postgres::Error;
use crate::net::postgres::Outcome as Answer;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::ending;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::tag;

/// A statement's own data.
pub struct Statement {
    /// Of a prepared one.
    name: Option<String>,
    answer: RefCell<Option<Answer>>,
    /// The row that comes next.
    next: Cell<usize>,
    /// Keeps the client.
    client: Owned,
}

carried! {
    /// The class.
    pub static CLASS: OnceCell<Statement>
}

handlers! {
    fn swirl_Coroutine_PostgreSQLStatement_execute(args, mut ret) {
        args.expect(0, 1)?;
        let (statement, session) = statement(&args)?;
        let given = args.value(0).share();
        let params = params(&given.get())?;
        ret.bool(false);
        let Some(name) = statement.name.as_deref().filter(|_| session.is_connected()) else { return Ok(()) };
        let asked = session
            .exchange(|connection, forgotten, deadline| connection.execute(name, &params, forgotten, deadline))?;
        statement.next.set(0);
        statement.answer.replace(None);
        // The client shows the same.
        show(statement.client.get().as_object(), &asked);
        if let Some(answer) = settle(args.this(), asked) {
            statement.answer.replace(Some(answer));
            ret.bool(true);
        }
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQLStatement_fetchAll(args, mut ret) {
        args.expect(0, 1)?;
        let (statement, _) = statement(&args)?;
        let how = args.long_or(0, BY_NAME)?;
        ret.bool(false);
        if let Some(answer) = statement.answer.borrow().as_ref() {
            let mut all = Array::new();
            (0..answer.len()).for_each(|index| all.push(rows::row(answer, index, how)));
            ret.give(all.build());
        }
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQLStatement_affectedRows(args, mut ret) {
        count(&args, &mut ret, |answer| answer.affected as i64)
    }

    fn swirl_Coroutine_PostgreSQLStatement_numRows(args, mut ret) {
        count(&args, &mut ret, |answer| answer.len() as i64)
    }

    fn swirl_Coroutine_PostgreSQLStatement_fieldCount(args, mut ret) {
        count(&args, &mut ret, |answer| answer.columns.len() as i64)
    }

    fn swirl_Coroutine_PostgreSQLStatement_fetchRow(args, mut ret) {
        fetch(&args, &mut ret, BY_NUMBER)
    }

    fn swirl_Coroutine_PostgreSQLStatement_fetchAssoc(args, mut ret) {
        fetch(&args, &mut ret, BY_NAME)
    }

    fn swirl_Coroutine_PostgreSQLStatement_fetchArray(args, mut ret) {
        fetch(&args, &mut ret, BY_NAME | BY_NUMBER)
    }

    fn swirl_Coroutine_PostgreSQLStatement_fetchObject(args, mut ret) {
        args.expect(0, 3)?;
        let (class, given) = (args.bytes_or_null(1)?, args.value(2).share());
        ret.bool(false);
        let Some(mut row) = next_row(&args, BY_NAME)? else { return Ok(()) };
        let (class, mut given, mut result) = (class.unwrap_or(b"stdClass"), given.get(), Val::UNDEF);
        // SAFETY: the C half's contract; the row, the name and the arguments live through the call.
        let outcome = unsafe {
            ffi::swirl_object_of(class.as_ptr().cast(), class.len(), row.as_mut_ptr(), &mut given, &mut result)
        };
        let result = Owned::take(result);
        if outcome != ffi::DONE {
            ending::note(outcome);
            return Err(Thrown);
        }
        if !result.get().is_undef() {
            ret.give(result);
        }
        Ok(())
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        let session = session_of(&self.client);
        if let (Some(name), Some(session)) = (self.name.take(), session) {
            session.forgotten.borrow_mut().push(name);
        }
    }
}

/// A statement's object.
pub fn new(client: *mut ffi::Object, name: Option<String>, answer: Option<Answer>) -> Owned {
    // SAFETY: the C half's contract; a fresh object comes with a reference, and the client gets one more.
    let (object, client) = unsafe {
        ffi::swirl_object_addref(client);
        (ffi::swirl_new_object(ffi::ce::swirl_ce_Coroutine_PostgreSQLStatement), Owned::take(Val::object(client)))
    };
    problem::none(object, answer.as_ref().map_or(0, |answer| answer.status as i64));
    let statement = Statement { name, answer: RefCell::new(answer), next: Cell::new(0), client };
    // A fresh object has no data yet.
    let _ = CLASS.shared(object).set(statement);
    Owned::take(Val::object(object))
}

/// Shows in an object's properties how something went.
pub fn settle(object: *mut ffi::Object, asked: (Result<Answer, Error>, Vec<String>)) -> Option<Answer> {
    show(Some(object), &asked);
    asked.0.ok()
}

fn show(object: Option<*mut ffi::Object>, (result, notices): &(Result<Answer, Error>, Vec<String>)) {
    let Some(object) = object else { return };
    problem::add_notices(object, notices);
    match result {
        Ok(answer) => problem::none(object, answer.status as i64),
        Err(why) => problem::show(object, why),
    }
}

/// The data of the object that a method was called on, and of its client.
fn statement(args: &Args) -> Outcome<(&'static Statement, &'static Session)> {
    let statement = CLASS.shared(args.this()).get();
    let session = statement.and_then(|statement| session_of(&statement.client));
    match (statement, session) {
        (Some(statement), Some(session)) => Ok((statement, session)),
        _ => error::throw_plain("you must create postgresql statement object by prepare method"),
    }
}

fn session_of(client: &Owned) -> Option<&'static Session> {
    super::session::CLASS.shared(client.get().as_object()?).get()
}

fn count(args: &Args, ret: &mut Return, count: impl FnOnce(&Answer) -> i64) -> Outcome {
    args.expect(0, 0)?;
    let (statement, _) = statement(args)?;
    match statement.answer.borrow().as_ref() {
        Some(answer) => ret.long(count(answer)),
        None => ret.bool(false),
    }
    Ok(())
}

fn fetch(args: &Args, ret: &mut Return, default: i64) -> Outcome {
    args.expect(0, 2)?;
    let how = args.long_or(1, default)?;
    ret.bool(false);
    if let Some(row) = next_row(args, how)? {
        ret.give(row);
    }
    Ok(())
}

/// The row that the first argument names, or else the next one.
fn next_row(args: &Args, how: i64) -> Outcome<Option<Owned>> {
    let (statement, _) = statement(args)?;
    let wanted = args.value(0).share();
    let wanted = (!wanted.get().is_null()).then(|| wanted.get().to_long());
    if wanted.is_some_and(|row| row < 0) {
        error::misuse("The row parameter must be greater or equal to zero");
        return Ok(None);
    }
    if how & (BY_NAME | BY_NUMBER) == 0 {
        error::misuse("Invalid result type");
        return Ok(None);
    }
    let answer = statement.answer.borrow();
    let Some(answer) = answer.as_ref() else { return Ok(None) };
    match wanted {
        Some(row) if row as usize >= answer.len() => {
            error::misuse(&format!("Unable to jump to row {row} on PostgreSQL result"));
            Ok(None)
        }
        Some(row) => {
            statement.next.set(row as usize);
            Ok(Some(rows::row(answer, row as usize, how)))
        }
        None => {
            let row = statement.next.get();
            statement.next.set((row + 1).min(answer.len()));
            Ok((row < answer.len()).then(|| rows::row(answer, row, how)))
        }
    }
}

/// Everything goes as text; a stream's rest is read.
fn params(given: &Val) -> Outcome<Vec<Option<Vec<u8>>>> {
    let mut params = Vec::new();
    if given.tag() != tag::ARRAY {
        return Ok(params);
    }
    let mut outcome = Ok(());
    each(given, |_, value| {
        let text = match value.tag() {
            tag::NULL => Ok(None),
            tag::TRUE => Ok(Some(b"t".to_vec())),
            tag::FALSE => Ok(Some(b"f".to_vec())),
            // Of a large object it is the number that can be kept.
            tag::RESOURCE if oid_text(value).is_some() => Ok(oid_text(value)),
            tag::RESOURCE => contents(value).map(|text| Some(text.as_bytes().to_vec())),
            _ => value.to_text().map(|text| Some(text.as_bytes().to_vec())),
        };
        match text {
            Ok(text) => params.push(text),
            Err(thrown) => outcome = Err(thrown),
        }
        outcome.is_ok()
    });
    outcome.map(|()| params)
}

fn oid_text(value: Val) -> Option<Vec<u8>> {
    lob::oid_of(value).map(|oid| oid.to_string().into_bytes())
}

fn contents(mut stream: Val) -> Outcome<Owned> {
    let mut text = Val::UNDEF;
    // SAFETY: the C half's contract; the stream lives through the call.
    let outcome = unsafe { ffi::swirl_call_function(c"stream_get_contents".as_ptr(), 1, &mut stream, &mut text) };
    let text = Owned::take(text);
    if outcome == ffi::DONE {
        return Ok(text);
    }
    ending::note(outcome);
    Err(Thrown)
}
