//! One connection: login, then one question and its answer after the other.
//!
//! Every question ends with a request that the server say when it is ready again, and is answered up to there, whatever
//! happens in between: so no answer is left over for the next one.
//!
//! Invariant: a message that is not what the protocol allows ends the connection.

use std::rc::Rc;

use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::IsNull;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::ChannelBinding;
use postgres_protocol::authentication::sasl::SCRAM_SHA_256;
use postgres_protocol::authentication::sasl::ScramSha256;
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;

use crate::net::channel::Channel;
use crate::net::failure::Failure;
use crate::net::postgres::conninfo::Conninfo;
use crate::net::postgres::conninfo::TlsMode;
use crate::net::postgres::outcome::Diagnosis;
use crate::net::postgres::outcome::Outcome;
use crate::net::postgres::outcome::Status;
use crate::net::stream::Address;
use crate::net::stream::Stream;
use crate::net::tls;
use crate::sys::clock::Nanos;

/// No message is longer than this: a value has at most a gigabyte.
const MAX_LENGTH: usize = 1 << 30;
/// The server's letter for: in no transaction.
const OUTSIDE: u8 = b'I';
/// Before the login nobody has much to say.
const MAX_EARLY_LENGTH: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The server says no; the connection stands.
    Server(Diagnosis),
    /// The connection is no more.
    Failed(Failure),
}

/// A connection that is logged in.
pub struct Connection {
    channel: Channel,
    /// What the server has said besides answers.
    notices: Vec<String>,
    /// How often a transaction has begun or ended.
    changes: u64,
    /// Whether the login is done.
    ready: bool,
    /// Whether a backslash in an ordinary string stands for itself.
    plain_backslash: bool,
}

impl Connection {
    /// Whether a backslash in an ordinary string stands for itself, as the server has said last.
    pub fn plain_backslash(&self) -> bool {
        self.plain_backslash
    }

    /// Connects and logs in.
    pub fn open(info: &Conninfo, deadline: Option<Nanos>) -> Result<Self, Error> {
        let address = info.address();
        let stream = Stream::connect(&address, deadline)?;
        let mut connection = Self {
            channel: Channel::new(stream),
            notices: Vec::new(),
            changes: 0,
            ready: false,
            plain_backslash: true,
        };
        if let Address::Tcp(..) = address {
            connection.secure(info, deadline)?;
        }
        connection.log_in(info, deadline)?;
        connection.ready = true;
        Ok(connection)
    }

    /// The connection below, by which others can close it.
    pub fn stream(&self) -> &Rc<Stream> {
        self.channel.stream()
    }

    /// Whether the connection stands, as far as can be told without waiting.
    pub fn is_alive(&mut self) -> bool {
        // Notices may come at any time: they are seen to with the next answer.
        self.channel.is_open()
    }

    /// What the server has said besides answers since the last call.
    pub fn take_notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// How often a transaction has begun or ended since the last call.
    pub fn take_changes(&mut self) -> u64 {
        std::mem::take(&mut self.changes)
    }

    /// Says good-bye, if that takes no waiting.
    pub fn quit(&mut self) {
        if !self.channel.is_secure() {
            // The server closes the connection in any case.
            let _ = self.channel.stream().try_write(b"X\0\0\0\x04");
        }
    }

    /// Asks for statements in text. The result is that of the last one.
    pub fn query(&mut self, sql: &str, forgotten: &[String], deadline: Option<Nanos>) -> Result<Outcome, Error> {
        self.ask(forgotten, deadline, |out| Ok(frontend::query(sql, out)?))
    }

    /// Prepares a statement under a name.
    pub fn prepare(
        &mut self,
        name: &str,
        sql: &str,
        forgotten: &[String],
        deadline: Option<Nanos>,
    ) -> Result<(), Error> {
        self.ask(forgotten, deadline, |out| {
            frontend::parse(name, sql, [], out)?;
            frontend::sync(out);
            Ok(())
        })
        .map(drop)
    }

    /// Carries out a prepared statement; parameters are text.
    pub fn execute(
        &mut self,
        name: &str,
        params: &[Option<Vec<u8>>],
        forgotten: &[String],
        deadline: Option<Nanos>,
    ) -> Result<Outcome, Error> {
        self.ask(forgotten, deadline, |out| {
            let write = |param: &Option<Vec<u8>>, out: &mut BytesMut| {
                Ok(match param {
                    Some(text) => {
                        out.extend_from_slice(text);
                        IsNull::No
                    }
                    None => IsNull::Yes,
                })
            };
            frontend::bind("", name, [], params, write, [], out).map_err(|_| invalid("too many parameters"))?;
            frontend::describe(b'P', "", out)?;
            frontend::execute("", 0, out)?;
            frontend::sync(out);
            Ok(())
        })
    }

    /// Sends a question, behind those that let go of statements, and takes its answer.
    fn ask(
        &mut self,
        forgotten: &[String],
        deadline: Option<Nanos>,
        write: impl FnOnce(&mut BytesMut) -> Result<(), Error>,
    ) -> Result<Outcome, Error> {
        let mut out = BytesMut::new();
        for name in forgotten {
            frontend::close(b'S', name, &mut out)?;
        }
        write(&mut out)?;
        self.channel.send(&out, deadline)?;
        self.answer(deadline)
    }

    /// Takes what comes until the server is ready again.
    fn answer(&mut self, deadline: Option<Nanos>) -> Result<Outcome, Error> {
        let (mut outcome, mut error) = (Outcome::default(), None);
        loop {
            match self.message(deadline)? {
                Message::RowDescription(body) => {
                    outcome = Outcome::default();
                    outcome.describe(&body)?;
                }
                Message::DataRow(row) => outcome.push(row)?,
                Message::CommandComplete(body) => {
                    // Of several statements in one text the last one counts.
                    if outcome.affected != 0 && outcome.is_empty() {
                        outcome = Outcome::default();
                    }
                    let tag = body.tag()?;
                    self.changes += u64::from(matches!(tag, "BEGIN" | "START TRANSACTION" | "COMMIT"));
                    outcome.complete(tag);
                }
                Message::EmptyQueryResponse => outcome = Outcome::default(),
                Message::ErrorResponse(body) => error = Some(Diagnosis::of(body.fields())?),
                // Nobody here has anything to copy.
                Message::CopyInResponse(_) => {
                    let mut out = BytesMut::new();
                    frontend::copy_fail("COPY FROM STDIN is not supported by this client", &mut out)?;
                    self.channel.send(&out, deadline)?;
                }
                Message::CopyOutResponse(_) => outcome.status = Status::CopyOut,
                Message::ReadyForQuery(body) => {
                    self.changes += u64::from(body.status() == OUTSIDE);
                    break;
                }
                Message::ParseComplete
                | Message::BindComplete
                | Message::CloseComplete
                | Message::NoData
                | Message::ParameterDescription(_)
                | Message::CopyData(_)
                | Message::CopyDone => {}
                _ => return Err(invalid("an answer that does not belong here")),
            }
        }
        error.map_or(Ok(outcome), |error| Err(Error::Server(error)))
    }

    /// The next message; what may come at any time is seen to.
    fn message(&mut self, deadline: Option<Nanos>) -> Result<Message, Error> {
        loop {
            let header = self.channel.need(5, deadline)?;
            let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
            let most = if self.ready { MAX_LENGTH } else { MAX_EARLY_LENGTH };
            if !(4..=most).contains(&length) {
                return Err(invalid(&format!("a message of {length} bytes")));
            }
            let whole = &self.channel.need(length + 1, deadline)?[..=length];
            let mut bytes = BytesMut::from(whole);
            self.channel.consume(length + 1);
            match Message::parse(&mut bytes)?.ok_or_else(|| invalid("a message that ends too early"))? {
                Message::NoticeResponse(body) => self.notices.push(Diagnosis::of(body.fields())?.text()),
                Message::ParameterStatus(body) => {
                    if body.name()? == "standard_conforming_strings" {
                        self.plain_backslash = body.value()? == "on";
                    }
                }
                Message::NotificationResponse(_) => {}
                message => return Ok(message),
            }
        }
    }

    /// Goes on by TLS, if it is wanted and the server can.
    fn secure(&mut self, info: &Conninfo, deadline: Option<Nanos>) -> Result<(), Error> {
        let mode = info.tls().map_err(|why| Error::Failed(Failure::Refused(why)))?;
        if mode == TlsMode::Never {
            return Ok(());
        }
        let mut out = BytesMut::new();
        frontend::ssl_request(&mut out);
        self.channel.send(&out, deadline)?;
        let answer = self.channel.need(1, deadline)?[0];
        match answer {
            b'S' => self.channel.consume(1),
            b'N' if mode == TlsMode::IfPossible => {
                self.channel.consume(1);
                return Ok(());
            }
            b'N' => return Err(refused("server does not support SSL, but SSL was required")),
            _ => return Err(invalid("received invalid response to SSL negotiation")),
        }
        let path = |key| Some(info.get(key)).filter(|path| !path.is_empty()).map(Into::into);
        let options = tls::Options {
            verify_peer: mode == TlsMode::Verified,
            cafile: path("sslrootcert"),
            cert_file: path("sslcert"),
            key_file: path("sslkey"),
            ..tls::Options::default()
        };
        let context = tls::Context::client(options).map_err(|why| refused(&format!("{}: {}", why.what, why.reason)))?;
        Ok(self.channel.secure(&context, info.host(), deadline)?)
    }

    fn log_in(&mut self, info: &Conninfo, deadline: Option<Nanos>) -> Result<(), Error> {
        let (user, database) = (info.user(), info.database());
        let name = [info.get("application_name"), info.get("fallback_application_name")];
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let encoding = Some(info.get("client_encoding")).filter(|name| !name.is_empty()).unwrap_or("UTF8");
        let parameters = [
            ("user", user.as_str()),
            ("database", &database),
            ("client_encoding", encoding),
            ("application_name", name),
            ("options", info.get("options")),
        ];
        let mut out = BytesMut::new();
        frontend::startup_message(parameters.into_iter().filter(|parameter| !parameter.1.is_empty()), &mut out)?;
        self.channel.send(&out, deadline)?;

        let password = info.get("password").as_bytes();
        let mut scram: Option<ScramSha256> = None;
        let mut proven = false;
        loop {
            let mut out = BytesMut::new();
            match self.message(deadline)? {
                // A server that was asked for its own proof owes it.
                Message::AuthenticationOk if scram.is_none() || proven => {}
                Message::AuthenticationCleartextPassword => frontend::password_message(password, &mut out)?,
                Message::AuthenticationMd5Password(body) => {
                    let proof = md5_hash(user.as_bytes(), password, body.salt());
                    frontend::password_message(proof.as_bytes(), &mut out)?;
                }
                Message::AuthenticationSasl(body) => {
                    if !body.mechanisms().any(|mechanism| Ok(mechanism == SCRAM_SHA_256))? {
                        return Err(refused("none of the server's SASL authentication mechanisms are supported"));
                    }
                    let state = scram.insert(ScramSha256::new(password, ChannelBinding::unsupported()));
                    frontend::sasl_initial_response(SCRAM_SHA_256, state.message(), &mut out)?;
                }
                Message::AuthenticationSaslContinue(body) => {
                    let state = scram.as_mut().ok_or_else(|| invalid("an unexpected step of the login"))?;
                    state.update(body.data())?;
                    frontend::sasl_response(state.message(), &mut out)?;
                }
                Message::AuthenticationSaslFinal(body) => {
                    let state = scram.as_mut().ok_or_else(|| invalid("an unexpected step of the login"))?;
                    state.finish(body.data()).map_err(|_| refused("the server does not know the password either"))?;
                    proven = true;
                }
                Message::BackendKeyData(_) => {}
                Message::ReadyForQuery(_) if scram.is_none() || proven => return Ok(()),
                Message::ErrorResponse(body) => return Err(Error::Server(Diagnosis::of(body.fields())?)),
                _ => return Err(refused("the server asks for a way of authentication that is not supported")),
            }
            if !out.is_empty() {
                self.channel.send(&out, deadline)?;
            }
        }
    }
}

fn refused(why: &str) -> Error {
    Error::Failed(Failure::Refused(why.into()))
}

fn invalid(what: &str) -> Error {
    Error::Failed(Failure::Protocol(what.into()))
}

impl From<Failure> for Error {
    fn from(why: Failure) -> Self {
        Self::Failed(why)
    }
}

/// The codec's errors are about the bytes.
impl From<std::io::Error> for Error {
    fn from(why: std::io::Error) -> Self {
        invalid(&why.to_string())
    }
}
