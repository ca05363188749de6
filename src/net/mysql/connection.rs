//! One connection: login, then one command and its answer after the other.
//!
//! ```text
//!           command            answer                      row, until there is none
//! Idle ───────────────> Answer ───────> Rows ───────────────────────────┐
//!  ^                      │                                             │
//!  ├── done, or an error <┘     More <── another result follows ────────┤
//!  └── no other result <────────┴──────── answer ───────────────────────┘
//! ```
//!
//! Invariants: packets are numbered, and one that is not the next ends the connection, as does one that is not what the
//! protocol allows there; a connection that has failed is not used again.

use std::rc::Rc;

use crate::net::channel::Channel;
use crate::net::failure::Failure;
use crate::net::mysql::auth;
use crate::net::mysql::auth::Plugin;
use crate::net::mysql::packet;
use crate::net::mysql::packet::CAPABILITIES;
use crate::net::mysql::packet::Column;
use crate::net::mysql::packet::Completion;
use crate::net::mysql::packet::Greeting;
use crate::net::mysql::packet::Head;
use crate::net::mysql::packet::Param;
use crate::net::mysql::packet::Prepared;
use crate::net::mysql::packet::ServerError;
use crate::net::mysql::packet::capability;
use crate::net::mysql::wire::Malformed;
use crate::net::mysql::wire::Reader;
use crate::net::stream::Stream;
use crate::net::tls;
use crate::sys::clock::Nanos;

/// A packet that is as long as this is continued in the next.
const FULL: usize = 0xff_ffff;
/// The server's own bound on a packet.
const MAX_LENGTH: usize = 1 << 30;
/// More columns than a table can have.
const MAX_COLUMNS: u64 = 4096 * 16;
/// A login that takes more packets than this is none.
const MAX_ROUNDS: usize = 8;

const QUIT: u8 = 1;
const QUERY: u8 = 3;
const PREPARE: u8 = 22;
const EXECUTE: u8 = 23;
const CLOSE: u8 = 25;

/// Who logs in, and how.
pub struct Login<'a> {
    /// The user's name.
    pub user: &'a [u8],
    /// The user's password.
    pub password: &'a [u8],
    /// The database to begin with; none if empty.
    pub database: &'a [u8],
    /// The charset's number.
    pub charset: u8,
    /// Whether nobody can listen, whatever is said: a Unix socket.
    pub private: bool,
    /// Goes on by TLS with this host.
    pub tls: Option<(&'a tls::Context, &'a str)>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The server says no; the connection stands.
    Server(ServerError),
    /// The connection is no more.
    Failed(Failure),
}

/// What a command is answered with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It was carried out.
    Done(Completion),
    /// Rows follow.
    Rows,
}

/// What was asked last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// A statement in text.
    Query,
    /// To prepare a statement.
    Prepare,
    /// To carry out a prepared one.
    Execute(u32),
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// A command.
    Idle,
    /// The answer to one.
    Answer(Asked),
    /// Rows.
    Rows(Asked),
    /// Another answer.
    More(Asked),
}

/// A connection that is logged in.
pub struct Connection {
    channel: Channel,
    /// The number of the next packet.
    sequence: u8,
    phase: Phase,
    columns: Rc<[Column]>,
    /// How many bytes of what has arrived are the current packet, its header included.
    current: usize,
    /// The current packet, if it came in several parts.
    large: Vec<u8>,
}

impl Connection {
    /// Logs in over a new connection.
    pub fn open(stream: Stream, login: &Login, deadline: Option<Nanos>) -> Result<Self, Error> {
        let mut connection = Self {
            channel: Channel::new(stream),
            sequence: 0,
            phase: Phase::Idle,
            columns: Rc::new([]),
            current: 0,
            large: Vec::new(),
        };
        connection.log_in(login, deadline)?;
        Ok(connection)
    }

    /// The connection below, by which others can close it.
    pub fn stream(&self) -> &Rc<Stream> {
        self.channel.stream()
    }

    /// What comes next.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The columns of the rows that come.
    pub fn columns(&self) -> &Rc<[Column]> {
        &self.columns
    }

    /// Whether the connection stands, as far as can be told without waiting, while nothing is due.
    pub fn is_alive(&mut self) -> bool {
        self.settle();
        self.channel.is_quiet()
    }

    /// Asks for a statement.
    pub fn query(&mut self, sql: &[u8], deadline: Option<Nanos>) -> Result<(), Error> {
        self.command(QUERY, sql, Asked::Query, deadline)
    }

    /// Asks to prepare a statement.
    pub fn prepare(&mut self, sql: &[u8], deadline: Option<Nanos>) -> Result<(), Error> {
        self.command(PREPARE, sql, Asked::Prepare, deadline)
    }

    /// Asks for a prepared statement.
    pub fn execute(&mut self, id: u32, params: &[Param], deadline: Option<Nanos>) -> Result<(), Error> {
        self.command(EXECUTE, &packet::execute(id, params), Asked::Execute(id), deadline)
    }

    /// Lets go of a prepared statement; the server says nothing to that.
    pub fn forget(&mut self, id: u32, deadline: Option<Nanos>) -> Result<(), Error> {
        Ok(self.send_alone(CLOSE, &id.to_le_bytes(), deadline)?)
    }

    /// Says good-bye, if that takes no waiting.
    pub fn quit(&mut self) {
        // The server closes the connection in any case.
        let _ = self.channel.stream().try_write(&[1, 0, 0, 0, QUIT]);
    }

    /// The answer to what was asked, or the next result.
    pub fn answer(&mut self, deadline: Option<Nanos>) -> Result<Answer, Error> {
        let (Phase::Answer(asked) | Phase::More(asked)) = self.phase else {
            return Err(Error::Failed(Failure::Refused("no answer is due".into())));
        };
        self.expect(deadline)?;
        if packet::head(self.packet()) == Head::Ok {
            let done = Completion::parse(self.packet())?;
            self.phase = if done.more { Phase::More(asked) } else { Phase::Idle };
            return Ok(Answer::Done(done));
        }
        let count = Reader(self.packet()).length()?.filter(|count| (1..=MAX_COLUMNS).contains(count));
        self.columns = self.read_columns(count.ok_or(Malformed)? as usize, deadline)?;
        self.phase = Phase::Rows(asked);
        Ok(Answer::Rows)
    }

    /// The answer to [`Self::prepare`].
    pub fn prepared(&mut self, deadline: Option<Nanos>) -> Result<Prepared, Error> {
        self.expect(deadline)?;
        if packet::head(self.packet()) != Head::Ok {
            return Err(Malformed.into());
        }
        let prepared = Prepared::parse(self.packet())?;
        for count in [prepared.params, prepared.columns] {
            if count > 0 {
                self.read_columns(count, deadline)?;
            }
        }
        self.phase = Phase::Idle;
        Ok(prepared)
    }

    /// The next row, as `read` makes it of the packet; nothing behind the last.
    pub fn row<R>(
        &mut self,
        deadline: Option<Nanos>,
        read: impl FnOnce(&[u8], &[Column]) -> Result<R, Malformed>,
    ) -> Result<Option<R>, Error> {
        let Phase::Rows(asked) = self.phase else { return Ok(None) };
        self.expect(deadline)?;
        if packet::head(self.packet()) == Head::End {
            let end = Completion::parse_end(self.packet())?;
            self.phase = if end.more { Phase::More(asked) } else { Phase::Idle };
            return Ok(None);
        }
        Ok(Some(read(self.packet(), &self.columns)?))
    }

    /// All rows that are left, one after the other.
    pub fn rows(
        &mut self,
        deadline: Option<Nanos>,
        mut read: impl FnMut(&[u8], &[Column]) -> Result<(), Malformed>,
    ) -> Result<(), Error> {
        while self.row(deadline, &mut read)?.is_some() {}
        Ok(())
    }

    fn command(&mut self, command: u8, body: &[u8], asked: Asked, deadline: Option<Nanos>) -> Result<(), Error> {
        self.send_alone(command, body, deadline)?;
        self.phase = Phase::Answer(asked);
        Ok(())
    }

    /// Sends a command: the count of packets begins anew.
    fn send_alone(&mut self, command: u8, body: &[u8], deadline: Option<Nanos>) -> Result<(), Failure> {
        self.sequence = 0;
        if body.len() < FULL - 1 {
            return self.send_parts(&[&[command], body], deadline);
        }
        self.send(&[&[command], body].concat(), deadline)
    }

    fn send(&mut self, mut body: &[u8], deadline: Option<Nanos>) -> Result<(), Failure> {
        // A packet that is full needs one behind it, even an empty one.
        while let Some((full, rest)) = body.split_at_checked(FULL) {
            self.send_parts(&[full], deadline)?;
            body = rest;
        }
        self.send_parts(&[body], deadline)
    }

    /// Sends one packet, whose parts are so long together as a packet may be.
    fn send_parts(&mut self, parts: &[&[u8]], deadline: Option<Nanos>) -> Result<(), Failure> {
        self.settle();
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let mut out = Vec::with_capacity(length + 4);
        out.extend_from_slice(&(length as u32).to_le_bytes()[..3]);
        out.push(self.sequence);
        self.sequence = self.sequence.wrapping_add(1);
        parts.iter().for_each(|part| out.extend_from_slice(part));
        self.channel.send(&out, deadline)
    }

    /// Waits for the next packet; an error of the server is none that was waited for.
    fn expect(&mut self, deadline: Option<Nanos>) -> Result<(), Error> {
        self.receive(deadline)?;
        if packet::head(self.packet()) == Head::Error {
            self.phase = Phase::Idle;
            return Err(Error::Server(ServerError::parse(self.packet())?));
        }
        Ok(())
    }

    fn receive(&mut self, deadline: Option<Nanos>) -> Result<(), Failure> {
        self.settle();
        let mut length = match self.part_that_is_there() {
            Some(length) => length,
            None => self.receive_part(deadline)?,
        };
        if length < FULL {
            return Ok(());
        }
        loop {
            self.large.extend_from_slice(&self.channel.arrived()[4..4 + length]);
            self.channel.consume(std::mem::take(&mut self.current));
            if length < FULL {
                return Ok(());
            }
            if self.large.len() > MAX_LENGTH {
                return Err(Failure::Protocol("a packet without an end".into()));
            }
            length = self.receive_part(deadline)?;
        }
    }

    /// The length of a part that has come already and is as it should be: as most of a result's rows.
    #[inline]
    fn part_that_is_there(&mut self) -> Option<usize> {
        let arrived = self.channel.arrived();
        let (length, number) = header(arrived)?;
        if number != self.sequence || arrived.len() < 4 + length {
            return None;
        }
        self.sequence = number.wrapping_add(1);
        self.current = 4 + length;
        Some(length)
    }

    fn receive_part(&mut self, deadline: Option<Nanos>) -> Result<usize, Failure> {
        let (length, number) = header(self.channel.need(4, deadline)?).unwrap_or_default();
        if number != self.sequence {
            return Err(Failure::Protocol(format!("packet number {number} where {} was due", self.sequence)));
        }
        self.sequence = self.sequence.wrapping_add(1);
        self.channel.need(4 + length, deadline)?;
        self.current = 4 + length;
        Ok(length)
    }

    /// The current packet is used up.
    fn settle(&mut self) {
        self.channel.consume(std::mem::take(&mut self.current));
        if !self.large.is_empty() {
            self.large.clear();
            self.large.shrink_to(FULL);
        }
    }

    fn packet(&self) -> &[u8] {
        if self.large.is_empty() {
            self.channel.arrived().get(4..self.current).unwrap_or_default()
        } else {
            &self.large
        }
    }

    fn read_columns(&mut self, count: usize, deadline: Option<Nanos>) -> Result<Rc<[Column]>, Error> {
        let mut columns = Vec::with_capacity(count.min(256));
        for _ in 0..count {
            self.expect(deadline)?;
            columns.push(Column::parse(self.packet())?);
        }
        self.expect(deadline)?;
        if packet::head(self.packet()) != Head::End {
            return Err(Malformed.into());
        }
        Ok(columns.into())
    }

    fn log_in(&mut self, login: &Login, deadline: Option<Nanos>) -> Result<(), Error> {
        self.expect(deadline)?;
        let greeting = Greeting::parse(self.packet())?;
        let capabilities = CAPABILITIES & greeting.capabilities;
        if capabilities & capability::PROTOCOL_41 == 0 {
            return Err(refused("the server is older than MySQL 4.1"));
        }
        if let Some((context, host)) = login.tls {
            if greeting.capabilities & capability::SSL == 0 {
                return Err(refused("the server does not support TLS"));
            }
            self.send(&packet::tls_request(capabilities, login.charset), deadline)?;
            self.channel.secure(context, host, deadline)?;
        }
        let tls = if login.tls.is_some() { capability::SSL } else { 0 };
        let plugin = Plugin::named(&greeting.plugin).filter(|&plugin| plugin != Plugin::Clear);
        let plugin = plugin.unwrap_or(Plugin::Native);
        let proof = plugin.proof(login.password, &greeting.nonce);
        let (user, database) = (login.user, login.database);
        let body = packet::login(capabilities | tls, login.charset, user, &proof, database, plugin.name());
        self.send(&body, deadline)?;
        self.prove(login, greeting.nonce, deadline)
    }

    /// Whether the password itself may be sent.
    fn is_private(&self, login: &Login) -> bool {
        login.private || self.channel.is_secure()
    }

    /// Goes on until the server is content.
    fn prove(&mut self, login: &Login, mut nonce: Vec<u8>, deadline: Option<Nanos>) -> Result<(), Error> {
        for _ in 0..MAX_ROUNDS {
            self.expect(deadline)?;
            match self.packet().to_vec().as_slice() {
                [0, ..] => return Ok(()),
                // Another way of proving is wanted.
                [0xfe, rest @ ..] => {
                    let mut rest = Reader(rest);
                    let plugin = rest.text().ok().and_then(Plugin::named);
                    let Some(plugin) = plugin.filter(|&plugin| plugin != Plugin::Clear || self.is_private(login))
                    else {
                        return Err(refused("the server asks for a way of authentication that is not supported"));
                    };
                    nonce = rest.0.strip_suffix(&[0]).unwrap_or(rest.0).to_vec();
                    let proof = match plugin {
                        Plugin::Clear => [login.password, &[0]].concat(),
                        plugin => plugin.proof(login.password, &nonce),
                    };
                    self.send(&proof, deadline)?;
                }
                // The server remembers the password.
                [1, 3] => {}
                // It does not: it must be told.
                [1, 4] if self.is_private(login) => self.send(&[login.password, &[0]].concat(), deadline)?,
                [1, 4] => self.send(&[2], deadline)?,
                [1, key @ ..] => {
                    let sealed = auth::sealed(login.password, &nonce, key).ok_or(Malformed)?;
                    self.send(&sealed, deadline)?;
                }
                _ => return Err(Malformed.into()),
            }
        }
        Err(Malformed.into())
    }
}

/// The length of a packet's part, and its number.
#[inline]
fn header(bytes: &[u8]) -> Option<(usize, u8)> {
    let [low, middle, high, number] = *bytes.first_chunk()?;
    Some((usize::from(low) | usize::from(middle) << 8 | usize::from(high) << 16, number))
}

fn refused(why: &str) -> Error {
    Error::Failed(Failure::Refused(why.into()))
}

impl From<Malformed> for Error {
    fn from(_: Malformed) -> Self {
        Self::Failed(Failure::Protocol("a malformed packet".into()))
    }
}

impl From<Failure> for Error {
    fn from(why: Failure) -> Self {
        Self::Failed(why)
    }
}
