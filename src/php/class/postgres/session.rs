//! What a client knows, and how its methods use the connection.

use crate::php::object::carried;
use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::coroutine;
use crate::io::Conflict;
use crate::net::failure::Failure;
use crate::net::postgres::Connection;
use crate::net::postgres::Error;
use crate::net::stream::Stream;
use crate::php::args::Outcome;
use crate::php::error;
use crate::php::error::code;
use crate::php::options;
use crate::php::value::Val;
use crate::php::value::find;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// Seconds, as Swoole's.
const TIMEOUT: f64 = 60.0;

/// A client's own data.
#[derive(Default)]
pub struct Session {
    /// Away while a coroutine uses it.
    connection: RefCell<Option<Connection>>,
    /// The descriptor's owner: there as long as the connection is.
    stream: RefCell<Option<Rc<Stream>>>,
    /// Who uses the connection.
    user: Cell<Option<i64>>,
    /// Counts transactions that have begun or ended.
    transaction: Cell<u64>,
    /// Counts statements, for their names.
    prepared: Cell<u64>,
    /// Whether a backslash in a string is more than itself.
    backslash_escapes: Cell<bool>,
    /// Prepared statements that nobody has any more.
    pub forgotten: RefCell<Vec<String>>,
}

carried! {
    /// The class.
    pub static CLASS: OnceCell<Session>
}

impl Session {
    /// Whether there is a connection.
    pub fn is_connected(&self) -> bool {
        self.stream.borrow().is_some()
    }

    /// Which transaction this is: another number than before when one has begun or ended meanwhile.
    pub fn transaction(&self) -> u64 {
        self.transaction.get()
    }

    /// Whether nobody is using the connection.
    pub fn is_free(&self) -> bool {
        self.user.get().is_none()
    }

    /// A new connection.
    pub fn adopt(&self, connection: Connection) {
        self.transaction.set(self.transaction.get() + 1);
        self.forgotten.borrow_mut().clear();
        self.backslash_escapes.set(!connection.plain_backslash());
        self.stream.replace(Some(Rc::clone(connection.stream())));
        self.connection.replace(Some(connection));
    }

    /// Whether a backslash in an ordinary string is more than itself.
    pub fn backslash_escapes(&self) -> bool {
        self.backslash_escapes.get()
    }

    /// A name for a statement.
    pub fn new_name(&self) -> String {
        self.prepared.set(self.prepared.get() + 1);
        format!("swirl_{}", self.prepared.get())
    }

    /// Uses the connection. The outer outcome is an exception: another coroutine uses it, or nobody may wait here.
    pub fn exchange<T>(
        &self,
        action: impl FnOnce(&mut Connection, &[String], Option<Nanos>) -> Result<T, Error>,
    ) -> Outcome<(Result<T, Error>, Vec<String>)> {
        error::need_park()?;
        self.check_user()?;
        let Some(mut connection) = self.connection.take() else {
            return Ok((Err(Error::Failed(Failure::Closed)), Vec::new()));
        };
        self.user.set(coroutine::current_id());
        let result = if connection.is_alive() {
            action(&mut connection, &self.forgotten.take(), deadline())
        } else {
            Err(Error::Failed(Failure::Eof))
        };
        self.user.set(None);
        self.transaction.set(self.transaction.get() + connection.take_changes());
        self.backslash_escapes.set(!connection.plain_backslash());
        let notices = connection.take_notices();
        if matches!(result, Err(Error::Failed(_))) {
            connection.stream().close();
            self.stream.take();
        } else {
            self.connection.replace(Some(connection));
        }
        Ok((result, notices))
    }

    /// Two coroutines that use one connection are a bug of the program.
    pub fn check_user(&self) -> Outcome {
        let (Some(holder), Some(asker)) = (self.user.get(), coroutine::current_id()) else { return Ok(()) };
        let fd = self.stream.borrow().as_ref().map_or(-1, |stream| stream.fd());
        let conflict = Conflict { fd, writing: false, holder, asker };
        error::throw_error(&conflict.to_string(), code::CO_HAS_BEEN_BOUND)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            connection.quit();
        }
    }
}

/// Until when an answer may take: `Coroutine::set` says it.
fn deadline() -> Option<Nanos> {
    let given = options::given();
    let global = |name| given.as_ref().and_then(|given| find(&given.get(), name));
    let seconds = global("socket_read_timeout").or_else(|| global("socket_timeout")).map_or(TIMEOUT, Val::to_double);
    let duration = if seconds > 0.0 { Duration::try_from_secs_f64(seconds).ok() } else { None };
    duration.map(clock::after)
}
