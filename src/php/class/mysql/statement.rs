//! `Swoole\Coroutine\MySQL\Statement`

use std::cell::OnceCell;

use super::client::show_done;
use super::client::show_problem;
use super::problem::Problem;
use super::problem::number;
use super::session::Given;
use super::session::Session;
use crate::net::mysql::connection::Asked;
use crate::net::mysql::connection::Phase;
use crate::net::mysql::packet::Param;
use crate::net::mysql::packet::Prepared;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::tag;
use crate::sys::clock::Nanos;

/// A statement's own data.
pub struct Statement {
    prepared: Prepared,
    /// The connection that it was prepared on.
    generation: u32,
    /// Keeps the client.
    client: Owned,
}

carried! {
    /// The class.
    pub static CLASS: OnceCell<Statement>
}

/// Declared properties, in the order of the stub.
const ID: usize = 0;
const AFFECTED_ROWS: usize = 1;
const INSERT_ID: usize = 2;
const ERROR: usize = 3;
const ERRNO: usize = 4;

handlers! {
    fn swirl_Coroutine_MySQL_Statement_execute(args, mut ret) {
        args.expect(0, 2)?;
        let (statement, session) = statement(&args)?;
        let given = args.value(0).share();
        let deadline = session.deadline(args.double_or(1, 0.0)?);
        let params = params(&given.get(), session.config.borrow().strict_type)?;
        let asked = match statement.check(session).and_then(|()| statement.check_count(params.len())) {
            Ok(()) => {
                session.ask(deadline, |connection| connection.execute(statement.prepared.id, &params, deadline))?
            }
            Err(problem) => Err(problem),
        };
        let result = match asked {
            Ok(()) if session.defer.get() => Ok(Owned::take(Val::bool(true))),
            Ok(()) => session.answer(deadline)?,
            Err(problem) => Err(problem),
        };
        give(&args, &mut ret, result)
    }

    fn swirl_Coroutine_MySQL_Statement_fetch(args, mut ret) {
        args.expect(0, 1)?;
        let (statement, session) = statement(&args)?;
        let deadline = session.deadline(args.double_or(0, 0.0)?);
        let result = match statement.check(session) {
            Ok(()) if statement.rows_are_due(session) => session.row(deadline)?,
            other => other.map(|()| Owned::take(Val::NULL)),
        };
        give(&args, &mut ret, result)
    }

    fn swirl_Coroutine_MySQL_Statement_fetchAll(args, mut ret) {
        args.expect(0, 1)?;
        let (statement, session) = statement(&args)?;
        let deadline = session.deadline(args.double_or(0, 0.0)?);
        let result = match statement.check(session) {
            Ok(()) if statement.rows_are_due(session) => session.rows(deadline)?,
            other => other.map(|()| Owned::array()),
        };
        give(&args, &mut ret, result)
    }

    fn swirl_Coroutine_MySQL_Statement_nextResult(args, mut ret) {
        args.expect(0, 1)?;
        let (statement, session) = statement(&args)?;
        let deadline = session.deadline(args.double_or(0, 0.0)?);
        let result = match statement.check(session) {
            Ok(()) => session.next_result(deadline)?,
            Err(problem) => Err(problem),
        };
        give(&args, &mut ret, result)
    }

    fn swirl_Coroutine_MySQL_Statement_recv(args, mut ret) {
        args.expect(0, 1)?;
        let (statement, session) = statement(&args)?;
        let deadline = session.deadline(args.double_or(0, 0.0)?);
        let result = match statement.check(session) {
            Ok(()) if session.phase() == Some(Phase::Answer(Asked::Execute(statement.prepared.id))) => {
                session.answer(deadline)?
            }
            other => other.and_then(|()| Err(nothing_to_receive(session.phase()))),
        };
        give(&args, &mut ret, result)
    }

    fn swirl_Coroutine_MySQL_Statement_close(args, mut ret) {
        args.expect(0, 0)?;
        // The next command lets go of it.
        let (statement, session) = statement(&args)?;
        statement.let_go(session);
        ret.bool(true);
        Ok(())
    }
}

impl Statement {
    /// Whether it belongs to the connection that there is.
    fn check(&self, session: &Session) -> Given<()> {
        if session.fd().is_none() || session.generation.get() != self.generation || self.is_let_go(session) {
            return Err(Problem::new(number::NO_STATEMENT, "statement must to be recompiled"));
        }
        Ok(())
    }

    fn check_count(&self, given: usize) -> Given<()> {
        if given == self.prepared.params {
            return Ok(());
        }
        let Prepared { id, params, .. } = self.prepared;
        let what = format!("Statement#{id} expects {params} parameter, {given} given.");
        Err(Problem::new(number::INVALID_PARAMETER_COUNT, &what))
    }

    fn rows_are_due(&self, session: &Session) -> bool {
        session.phase() == Some(Phase::Rows(Asked::Execute(self.prepared.id)))
    }

    fn is_let_go(&self, session: &Session) -> bool {
        session.forgotten.borrow().contains(&self.prepared.id)
    }

    fn let_go(&self, session: &Session) {
        if session.generation.get() == self.generation && !self.is_let_go(session) {
            session.forgotten.borrow_mut().push(self.prepared.id);
        }
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        if let Some(session) = session_of(&self.client) {
            self.let_go(session);
        }
    }
}

/// The answer to a request to prepare: an object.
pub fn prepared(client: *mut ffi::Object, session: &Session, deadline: Option<Nanos>) -> Outcome<Given<Owned>> {
    let answer = session.exchange(|connection| Ok(connection.prepared(deadline)?))?;
    Ok(answer.map(|prepared| {
        // SAFETY: the C half's contract; a fresh object comes with a reference, and the client gets one more.
        let (object, client) = unsafe {
            ffi::swirl_object_addref(client);
            (ffi::swirl_new_object(ffi::ce::swirl_ce_Coroutine_MySQL_Statement), Owned::take(Val::object(client)))
        };
        object::set_long(object, ID, prepared.id.into());
        let statement = Statement { prepared, generation: session.generation.get(), client };
        // A fresh object has no data yet.
        let _ = CLASS.shared(object).set(statement);
        Owned::take(Val::object(object))
    }))
}

/// The data of the object that a method was called on, and of its client.
fn statement(args: &Args) -> Outcome<(&'static Statement, &'static Session)> {
    let statement = CLASS.shared(args.this()).get();
    let session = statement.and_then(|statement| session_of(&statement.client));
    match (statement, session) {
        (Some(statement), Some(session)) => Ok((statement, session)),
        _ => error::throw_plain("you must create mysql statement object by prepare method"),
    }
}

fn session_of(client: &Owned) -> Option<&'static Session> {
    super::session::CLASS.shared(client.get().as_object()?).get()
}

/// Gives a result, and shows in the properties of the statement and its client how it went.
fn give(args: &Args, ret: &mut Return, result: Given<Owned>) -> Outcome {
    let (statement, session) = statement(args)?;
    let client = statement.client.get().as_object().unwrap_or(std::ptr::null_mut());
    match result {
        Ok(value) => {
            if value.get().tag() == tag::TRUE {
                let done = session.done.get();
                object::set_long(args.this(), AFFECTED_ROWS, done.affected_rows as i64);
                object::set_long(args.this(), INSERT_ID, done.insert_id as i64);
                show_done(client, session);
            }
            ret.give(value);
        }
        Err(problem) => {
            object::set_long(args.this(), ERRNO, problem.number);
            object::set_property(args.this(), ERROR, Owned::take(Val::string(&problem.text)));
            show_problem(client, &problem);
            ret.bool(false);
        }
    }
    Ok(())
}

/// Everything goes as text, unless types count.
fn params(given: &Val, strict: bool) -> Outcome<Vec<Param>> {
    let mut params = Vec::new();
    if given.tag() != tag::ARRAY {
        return Ok(params);
    }
    let mut outcome = Ok(());
    each(given, |_, value| {
        params.push(match value.tag() {
            tag::NULL => Param::Null,
            tag::LONG | tag::TRUE | tag::FALSE if strict => Param::Int(value.to_long()),
            tag::DOUBLE if strict => Param::Float(value.to_double()),
            _ => match value.to_text() {
                Ok(text) => Param::Bytes(text.as_bytes().to_vec()),
                Err(thrown) => {
                    outcome = Err(thrown);
                    return false;
                }
            },
        });
        true
    });
    outcome.map(|()| params)
}

fn nothing_to_receive(phase: Option<Phase>) -> Problem {
    match phase {
        Some(Phase::Answer(Asked::Query) | Phase::Rows(Asked::Query) | Phase::More(Asked::Query)) => {
            Problem::plain(libc::EPERM, "please use client to receive data")
        }
        Some(Phase::Rows(_) | Phase::More(_)) => {
            Problem::plain(libc::EPERM, "please use fetch/fetchAll/nextResult to get result")
        }
        _ => Problem::plain(libc::ENOMSG, "no message to receive"),
    }
}
