//! Where the server is, and the connection to it, made anew when it is lost.
//!
//! Invariants: a connection is known to others only when it is authenticated and has its database; one coroutine at a
//! time connects, the others wait for it; a transaction that was lost with its connection goes on nowhere else.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Waker;
use crate::net::failure::Failure;
use crate::net::redis::command::Command;
use crate::net::redis::command::Role;
use crate::net::redis::pipeline::Pipeline;
use crate::net::redis::pipeline::Ticket;
use crate::net::redis::reply::Reply;
use crate::net::stream::Address;
use crate::net::stream::Stream;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// How often a command may be sent elsewhere: a cluster that moves a key moves it once.
const MAX_REDIRECTS: u32 = 5;

/// What a client does by itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// `None`: for ever.
    pub connect_timeout: Option<Duration>,
    /// For each command. `None`: for ever.
    pub timeout: Option<Duration>,
    /// How often to connect anew before a command fails.
    pub reconnect: u32,
    /// Sent when connected, unless empty.
    pub password: Vec<u8>,
    /// Selected when connected, unless 0.
    pub database: i64,
}

/// A client.
#[derive(Debug)]
pub struct Client {
    /// What it does by itself.
    pub options: RefCell<Options>,
    address: RefCell<Option<Address>>,
    connection: RefCell<Option<Rc<Pipeline>>>,
    /// Who waits until another has connected; `None` when nobody connects.
    connecting: RefCell<Option<Vec<Waker>>>,
    /// Answers that `recv` will fetch.
    deferred: RefCell<VecDeque<(Rc<Pipeline>, Rc<Ticket>)>>,
    authenticated: Cell<bool>,
    database: Cell<i64>,
}

impl Client {
    /// Not connected.
    pub fn new(options: Options) -> Self {
        Self {
            options: RefCell::new(options),
            address: RefCell::default(),
            connection: RefCell::default(),
            connecting: RefCell::default(),
            deferred: RefCell::default(),
            authenticated: Cell::new(false),
            database: Cell::new(0),
        }
    }

    /// Where the server is.
    pub fn address(&self) -> Option<Address> {
        self.address.borrow().clone()
    }

    /// The descriptor of the connection, if there is one.
    pub fn fd(&self) -> Option<i32> {
        self.connection.borrow().as_ref().map(|connection| connection.fd())
    }

    /// Whether a password was accepted.
    pub fn is_authenticated(&self) -> bool {
        self.authenticated.get()
    }

    /// The database that is selected.
    pub fn database(&self) -> i64 {
        self.database.get()
    }

    /// Whether messages are coming instead of answers.
    pub fn is_subscribed(&self) -> bool {
        self.connection.borrow().as_ref().is_some_and(|connection| connection.is_subscribed())
    }

    /// Connects, unless that has been done.
    pub fn connect(&self, address: &Address) -> Result<(), Failure> {
        let same = self.address.borrow().as_ref() == Some(address);
        if same && self.connection.borrow().is_some() {
            return Ok(());
        }
        self.close(&Failure::Closed);
        self.address.replace(Some(address.clone()));
        self.establish().map(drop)
    }

    /// Closes the connection. False when there is none.
    pub fn close(&self, why: &Failure) -> bool {
        self.deferred.borrow_mut().clear();
        let connection = self.connection.take();
        self.authenticated.set(false);
        self.database.set(0);
        connection.is_some_and(|connection| {
            connection.fail(why);
            true
        })
    }

    /// Sends a command and waits for its answer.
    pub fn request(&self, command: &Command) -> Result<Reply, Failure> {
        let mut redirects = 0;
        loop {
            let connection = self.live(command.role())?;
            let result = connection.request(command, self.deadline());
            let reply = self.used(&connection, result)?;
            match redirection(&reply) {
                Some(address) if redirects < MAX_REDIRECTS => {
                    redirects += 1;
                    self.move_to(address)?;
                }
                _ => return Ok(reply),
            }
        }
    }

    /// Sends a command whose answer [`Self::receive`] gives.
    pub fn defer(&self, command: &Command) -> Result<(), Failure> {
        let connection = self.live(command.role())?;
        let result = connection.send(command, self.deadline());
        let ticket = self.used(&connection, result)?;
        self.deferred.borrow_mut().push_back((connection, ticket));
        Ok(())
    }

    /// Sends a command whose answers come as messages.
    pub fn subscribe(&self, command: &Command) -> Result<(), Failure> {
        let connection = self.live(Role::Subscription)?;
        let result = connection.subscribe(command, self.deadline());
        self.used(&connection, result)
    }

    /// The next message.
    pub fn message(&self) -> Result<Reply, Failure> {
        let connection = self.connection.borrow().clone().ok_or(Failure::Closed)?;
        let result = connection.message(self.deadline());
        self.used(&connection, result)
    }

    /// The last subscription is over.
    pub fn end_subscription(&self) {
        if let Some(connection) = self.connection.borrow().as_ref() {
            connection.end_subscription();
        }
    }

    /// The answer to the oldest deferred command; waits for one that was never sent as long as for any.
    pub fn receive(&self) -> Result<Reply, Failure> {
        let next = self.deferred.borrow_mut().pop_front();
        let Some((connection, ticket)) = next else {
            return Err(Failure::Refused("no command is waiting for its answer".into()));
        };
        let result = connection.answer(&ticket, self.deadline());
        self.used(&connection, result)
    }

    /// Says who the client is.
    pub fn authenticate(&self, password: &[u8]) -> Result<Reply, Failure> {
        let reply = self.request(&authentication(password))?;
        if matches!(reply, Reply::Status(_)) {
            self.authenticated.set(true);
            self.options.borrow_mut().password = password.to_vec();
        }
        Ok(reply)
    }

    /// Selects a database, also for connections to come.
    pub fn select(&self, database: i64) -> Result<Reply, Failure> {
        let reply = self.request(&selection(database))?;
        if matches!(reply, Reply::Status(_)) {
            self.database.set(database);
            self.options.borrow_mut().database = database;
        }
        Ok(reply)
    }

    /// The connection, made anew if it was lost and the options allow it.
    fn live(&self, role: Role) -> Result<Rc<Pipeline>, Failure> {
        let current = self.connection.borrow().clone();
        if let Some(connection) = current {
            if connection.is_alive() {
                return Ok(connection);
            }
            let me = coroutine::current_id().unwrap_or_default();
            let lost = connection.has_lost_transaction_of(me);
            if !lost || role == Role::End {
                self.forget(&connection);
            }
            if lost {
                return Err(Failure::Refused("the connection was lost within a transaction".into()));
            }
        }
        if let Some(connection) = self.others_connection()? {
            return Ok(connection);
        }
        let attempts = self.options.borrow().reconnect;
        let mut last = Failure::Closed;
        for _ in 0..attempts {
            match self.establish() {
                Err(why @ (Failure::Cancelled | Failure::Refused(_))) => return Err(why),
                Err(why) => last = Failure::Unavailable(Box::new(why)),
                connected => return connected,
            }
        }
        Err(last)
    }

    /// Waits for the connection that another coroutine is making, if one is.
    fn others_connection(&self) -> Result<Option<Rc<Pipeline>>, Failure> {
        let connecting = match self.connecting.borrow_mut().as_mut() {
            Some(waiting) => {
                waiting.push(coroutine::waker());
                true
            }
            None => false,
        };
        if connecting {
            let wake = coroutine::park(WaitReason::Lock, self.connect_deadline());
            if let Some(failure) = Failure::of_wake(wake) {
                return Err(failure);
            }
        }
        Ok(self.connection.borrow().clone())
    }

    fn establish(&self) -> Result<Rc<Pipeline>, Failure> {
        if let Some(connection) = self.others_connection()? {
            return Ok(connection);
        }
        self.connecting.replace(Some(Vec::new()));
        let result = self.make_connection();
        let waiting = self.connecting.take().unwrap_or_default();
        if let Ok(connection) = &result {
            self.connection.replace(Some(Rc::clone(connection)));
        }
        for waker in waiting {
            coroutine::wake(waker);
        }
        result
    }

    fn make_connection(&self) -> Result<Rc<Pipeline>, Failure> {
        let address = self.address.borrow().clone().ok_or(Failure::Closed)?;
        let stream = Stream::connect(&address, self.connect_deadline())?;
        let connection = Pipeline::new(stream);
        let (password, database) = {
            let options = self.options.borrow();
            (options.password.clone(), options.database)
        };
        self.authenticated.set(false);
        if !password.is_empty() {
            self.introduce(&connection, &authentication(&password))?;
            self.authenticated.set(true);
        }
        if database > 0 {
            self.introduce(&connection, &selection(database))?;
        }
        self.database.set(database.max(0));
        Ok(Rc::new(connection))
    }

    fn introduce(&self, connection: &Pipeline, command: &Command) -> Result<(), Failure> {
        match connection.request(command, self.deadline())? {
            Reply::Error(why) => Err(Failure::Refused(String::from_utf8_lossy(&why).into_owned())),
            _ => Ok(()),
        }
    }

    /// A failed connection is no longer this client's; one that was only not sent to is.
    fn used<T>(&self, connection: &Rc<Pipeline>, result: Result<T, Failure>) -> Result<T, Failure> {
        let lost = connection.has_lost_transaction_of(coroutine::current_id().unwrap_or_default());
        if result.is_err() && !lost && !connection.is_alive() {
            self.forget(connection);
        }
        result
    }

    fn forget(&self, connection: &Rc<Pipeline>) {
        let mut current = self.connection.borrow_mut();
        if current.as_ref().is_some_and(|current| Rc::ptr_eq(current, connection)) {
            *current = None;
        }
    }

    /// Another node has the key. Those who wait for answers of this one get them.
    fn move_to(&self, address: Address) -> Result<(), Failure> {
        self.address.replace(Some(address));
        self.connection.take();
        self.establish().map(drop)
    }

    fn deadline(&self) -> Option<Nanos> {
        self.options.borrow().timeout.map(clock::after)
    }

    fn connect_deadline(&self) -> Option<Nanos> {
        self.options.borrow().connect_timeout.map(clock::after)
    }
}

/// `MOVED 1234 127.0.0.1:6381`: where to go instead.
fn redirection(reply: &Reply) -> Option<Address> {
    let Reply::Error(text) = reply else { return None };
    let text = std::str::from_utf8(text).ok()?;
    let (host, port) = text.strip_prefix("MOVED ")?.split_once(' ')?.1.rsplit_once(':')?;
    Some(Address::Tcp(host.to_owned(), port.parse().ok()?))
}

fn authentication(password: &[u8]) -> Command {
    let mut command = Command::plain(b"AUTH");
    command.push(password);
    command
}

fn selection(database: i64) -> Command {
    let mut command = Command::plain(b"SELECT");
    command.push_long(database);
    command
}
