//! What a client knows, and how its methods use the connection.

use crate::php::object::carried;
use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::config::Config;
use super::problem::Problem;
use super::rows::Format;
use super::rows::Shape;
use crate::coroutine;
use crate::io::Conflict;
use crate::net::mysql::Answer;
use crate::net::mysql::Column;
use crate::net::mysql::Connection;
use crate::net::mysql::Error;
use crate::net::mysql::connection::Phase;
use crate::net::mysql::packet::Completion;
use crate::net::stream::Stream;
use crate::php::args::Outcome;
use crate::php::error;
use crate::php::error::code;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// A client's own data.
#[derive(Default)]
pub struct Session {
    pub config: RefCell<Config>,
    /// Away while a coroutine uses it.
    connection: RefCell<Option<Connection>>,
    /// The descriptor's owner, by which others can close it.
    stream: RefCell<Option<Rc<Stream>>>,
    /// Who uses the connection.
    user: Cell<Option<i64>>,
    /// Counts connections, so that a statement knows its own.
    pub generation: Cell<u32>,
    pub defer: Cell<bool>,
    /// Of the last statement without rows.
    pub done: Cell<Completion>,
    /// Prepared statements that nobody has any more.
    pub forgotten: RefCell<Vec<u32>>,
    /// How the rows that come become arrays.
    pub shape: RefCell<Option<Rc<Shape>>>,
}

carried! {
    /// The class.
    pub static CLASS: OnceCell<Session>
}

/// What a method gives, or why not.
pub type Given<T> = Result<T, Problem>;

impl Session {
    /// The descriptor, while there is a connection.
    pub fn fd(&self) -> Option<i32> {
        self.stream.borrow().as_ref().map(|stream| stream.fd())
    }

    /// A new connection.
    pub fn adopt(&self, connection: Connection) {
        self.generation.set(self.generation.get().wrapping_add(1));
        self.forgotten.borrow_mut().clear();
        self.stream.replace(Some(Rc::clone(connection.stream())));
        self.connection.replace(Some(connection));
    }

    /// Closes the connection; whoever uses it is told.
    pub fn close(&self) {
        if let Some(mut connection) = self.connection.take()
            && connection.phase() == Phase::Idle
        {
            connection.quit();
        }
        if let Some(stream) = self.stream.take() {
            stream.close();
        }
    }

    /// What comes next on the connection; nothing without one.
    pub fn phase(&self) -> Option<Phase> {
        self.connection.borrow().as_ref().map(Connection::phase)
    }

    /// Uses the connection. The outer outcome is an exception: another coroutine uses it, or nobody may wait here.
    pub fn exchange<T>(&self, action: impl FnOnce(&mut Connection) -> Given<T>) -> Outcome<Given<T>> {
        error::need_park()?;
        self.check_user()?;
        let Some(mut connection) = self.connection.take() else { return Ok(Err(Problem::not_connected())) };
        self.user.set(coroutine::current_id());
        let result = action(&mut connection);
        self.user.set(None);
        let closed = self.stream.borrow().as_ref().is_none_or(|stream| !Rc::ptr_eq(stream, connection.stream()));
        if !closed && result.as_ref().err().is_some_and(|problem| problem.is_fatal) {
            connection.stream().close();
            self.stream.take();
        } else if !closed {
            self.connection.replace(Some(connection));
        }
        Ok(result)
    }

    /// Asks for something, when nothing else is going on.
    pub fn ask(
        &self,
        deadline: Option<Nanos>,
        request: impl FnOnce(&mut Connection) -> Result<(), Error>,
    ) -> Outcome<Given<()>> {
        self.exchange(|connection| {
            if connection.phase() != Phase::Idle {
                return Err(Problem::busy());
            }
            if !connection.is_alive() {
                return Err(Problem::gone());
            }
            for id in self.forgotten.take() {
                connection.forget(id, deadline)?;
            }
            Ok(request(connection)?)
        })
    }

    /// The answer to what was asked, or the next result: true, or its rows.
    pub fn answer(&self, deadline: Option<Nanos>) -> Outcome<Given<Owned>> {
        let fetch_later = self.config.borrow().fetch_mode;
        self.exchange(|connection| match connection.answer(deadline)? {
            Answer::Done(done) => {
                self.done.set(done);
                Ok(Owned::take(Val::bool(true)))
            }
            Answer::Rows => {
                self.shape.replace(Some(Rc::new(Shape::of(connection.columns()))));
                if fetch_later { Ok(Owned::take(Val::bool(true))) } else { self.read_all(connection, deadline) }
            }
        })
    }

    /// The next row; null behind the last.
    pub fn row(&self, deadline: Option<Nanos>) -> Outcome<Given<Owned>> {
        self.exchange(|connection| Ok(self.read_row(connection, deadline)?.unwrap_or_else(|| Owned::take(Val::NULL))))
    }

    /// All rows that are left.
    pub fn rows(&self, deadline: Option<Nanos>) -> Outcome<Given<Owned>> {
        self.exchange(|connection| self.read_all(connection, deadline))
    }

    /// The next result: its rows, true, or what says that there is none.
    pub fn next_result(&self, deadline: Option<Nanos>) -> Outcome<Given<Owned>> {
        if matches!(self.phase(), Some(Phase::Rows(_))) {
            let skipped = self.exchange(|connection| {
                connection.rows(deadline, |_, _| Ok(()))?;
                Ok(())
            })?;
            if let Err(problem) = skipped {
                return Ok(Err(problem));
            }
        }
        match self.phase() {
            Some(Phase::More(_)) => {}
            Some(Phase::Idle) => return Ok(Ok(Owned::take(Val::NULL))),
            _ => return self.exchange(|_| Err(Problem::busy())),
        }
        let result = self.answer(deadline)?;
        let ended = result.as_ref().is_ok_and(|value| value.get().to_bool() && value.as_array().is_none());
        if ended && self.phase() == Some(Phase::Idle) {
            // A procedure's own status is no result.
            let none = if self.config.borrow().fetch_mode { Val::bool(false) } else { Val::NULL };
            return Ok(Ok(Owned::take(none)));
        }
        Ok(result)
    }

    /// Until when a method may take: so many seconds; 0 says as long as any, less for ever.
    pub fn deadline(&self, timeout: f64) -> Option<Nanos> {
        let seconds = if timeout == 0.0 { self.config.borrow().timeout } else { timeout };
        let duration = if seconds > 0.0 { Duration::try_from_secs_f64(seconds).ok() } else { None };
        duration.map(clock::after)
    }

    /// Two coroutines that use one connection are a bug of the program.
    pub fn check_user(&self) -> Outcome {
        let (Some(holder), Some(asker)) = (self.user.get(), coroutine::current_id()) else { return Ok(()) };
        let conflict = Conflict { fd: self.fd().unwrap_or(-1), writing: false, holder, asker };
        error::throw_error(&conflict.to_string(), code::CO_HAS_BEEN_BOUND)
    }

    fn read_all(&self, connection: &mut Connection, deadline: Option<Nanos>) -> Given<Owned> {
        let mut all = Array::new();
        if let Some((shape, format)) = self.reading(connection) {
            let push = |packet: &[u8], columns: &[Column]| shape.push(&mut all, packet, columns, format);
            connection.rows(deadline, push)?;
        }
        Ok(all.build())
    }

    fn read_row(&self, connection: &mut Connection, deadline: Option<Nanos>) -> Given<Option<Owned>> {
        let Some((shape, format)) = self.reading(connection) else { return Ok(None) };
        Ok(connection.row(deadline, |packet, columns| shape.row(packet, columns, format))?)
    }

    /// How to read the rows that come; nothing when none do.
    fn reading(&self, connection: &Connection) -> Option<(Rc<Shape>, Format)> {
        let Phase::Rows(asked) = connection.phase() else { return None };
        let format = Format { asked, numbers: self.config.borrow().strict_type };
        Some((self.shape.borrow().clone()?, format))
    }
}
