//! What has arrived and was not yet asked for: lines, exact counts, packets.

use crate::net::socket::Failure;
use crate::net::socket::Patience;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::net::socket::Socket;
use crate::net::socket::code;
use crate::net::socket::failure::Note;
use crate::proto::framing::Fault;
use crate::proto::framing::Field;
use crate::proto::framing::Framer;
use crate::proto::framing::Header;
use crate::proto::framing::LengthFunction;
use crate::proto::framing::Mark;
use crate::proto::framing::Rule;
use crate::proto::framing::Step;
use std::time::Duration;

/// How much is received at once where the end is not known.
const CHUNK: usize = 64 << 10;
/// Swoole's limit.
const LIMIT: usize = 2 << 20;

/// Bytes that were received and not yet taken.
#[derive(Default)]
pub(super) struct Held {
    bytes: Vec<u8>,
    at: usize,
    /// Why nobody knows any more where a packet begins.
    lost: Option<Failure>,
}

/// How a stream is cut into packets: Swoole's options of these names.
#[derive(Clone)]
pub struct Packets {
    /// `open_eof_check`, which for whoever receives is the same as `open_eof_split`
    pub eof_check: bool,
    /// `package_eof`
    pub mark: Option<Mark>,
    /// `open_length_check`
    pub length_check: bool,
    /// What else than a header's field tells the length.
    pub other: Option<OtherLength>,
    /// `package_length_type`
    pub field: Option<Field>,
    /// `package_length_offset`
    pub offset: u16,
    /// `package_body_offset`
    pub body: u16,
    /// `package_max_length`
    pub limit: usize,
}

/// A length that is not simply a number at a place.
#[derive(Clone)]
pub enum OtherLength {
    /// `package_length_func`
    Function(LengthFunction),
    /// `open_mqtt_protocol`
    Mqtt,
    /// `open_fastcgi_protocol`
    FastCgi,
}

impl Default for Packets {
    fn default() -> Self {
        Self {
            eof_check: false,
            mark: Mark::new(b"\r\n"),
            length_check: false,
            other: None,
            field: Field::of(b'N'),
            offset: 0,
            body: 0,
            limit: LIMIT,
        }
    }
}

impl Packets {
    /// The rule that was chosen.
    pub fn rule(&self) -> Option<Rule> {
        if self.length_check {
            return Some(match &self.other {
                Some(OtherLength::Function(function)) => Rule::Function(LengthFunction::clone(function)),
                Some(OtherLength::Mqtt) => Rule::Mqtt,
                Some(OtherLength::FastCgi) => Rule::FastCgi,
                None => Rule::Length(Header { field: self.field?, offset: self.offset, body: self.body }),
            });
        }
        if self.eof_check { self.mark.clone().map(Rule::Split) } else { None }
    }
}

impl Held {
    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Uses up the first `count` bytes.
    fn hand_over<T>(&mut self, count: usize, take: impl FnOnce(&[u8]) -> T) -> T {
        let taken = take(&self.rest()[..count]);
        self.at += count;
        if self.at == self.bytes.len() {
            self.clear();
        }
        taken
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.at = 0;
    }

    fn add(&mut self, bytes: &[u8]) {
        if self.at > 0 {
            self.bytes.drain(..self.at);
            self.at = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }
}

impl Socket {
    /// At most `length` bytes of what was received before, and if these do not suffice of what comes next.
    pub fn receive_buffered<T>(
        &self,
        length: usize,
        timeout: Option<Duration>,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<T> {
        self.need(Side::Read)?;
        if self.held.borrow().rest().len() < length {
            match self.fill(CHUNK, &mut Patience::new(timeout)) {
                Err(why) if self.held.borrow().rest().is_empty() => return Err(why),
                _ => {}
            }
        }
        let mut held = self.held.borrow_mut();
        let count = held.rest().len().min(length);
        Ok(held.hand_over(count, take))
    }

    /// A line with the byte that ends it (LF or CR), or the first `length` bytes of a longer one.
    pub fn receive_line<T>(
        &self,
        length: usize,
        timeout: Option<Duration>,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<T> {
        self.need(Side::Read)?;
        let mut patience = Patience::new(timeout);
        let mut seen = 0;
        let count = loop {
            let held = self.held.borrow();
            let rest = held.rest();
            let rest = &rest[..rest.len().min(length)];
            if let Some(at) = memchr::memchr2(b'\n', b'\r', &rest[seen..]) {
                break seen + at + 1;
            }
            if rest.len() == length {
                break length;
            }
            seen = rest.len();
            drop(held);
            if self.fill(CHUNK, &mut patience)? == 0 {
                break seen;
            }
        };
        Ok(self.held.borrow_mut().hand_over(count, take))
    }

    /// A packet, by the rule that was chosen; nothing at the end of the stream. What has come of one when the time is
    /// over is kept for the next call. After bytes that are no packet there is none any more.
    pub fn receive_packet<T>(&self, timeout: Option<Duration>, take: impl FnOnce(&[u8]) -> T) -> Result<T> {
        self.need(Side::Read)?;
        let mut patience = Patience::new(timeout);
        let (rule, limit) = {
            let packets = self.packets.borrow();
            (packets.rule(), packets.limit)
        };
        let Some(rule) = rule else {
            return self.receive_in(CHUNK, &mut patience, take);
        };
        if let Some(why) = &self.held.borrow().lost {
            return Err(why.clone());
        }
        match self.next_packet(Framer::new(rule, limit), limit, &mut patience) {
            Ok(length) => Ok(self.held.borrow_mut().hand_over(length, take)),
            Err(why) if why.is_timeout() || why.code() == libc::ECANCELED => Err(why),
            Err(why) => {
                self.held.borrow_mut().clear();
                Err(why)
            }
        }
    }

    /// Whether nothing is held back.
    pub fn is_drained(&self) -> bool {
        self.held.borrow().rest().is_empty()
    }

    /// How long the packet at the beginning of what is held is; receives until that is all there.
    fn next_packet(&self, mut framer: Framer, limit: usize, patience: &mut Patience) -> Result<usize> {
        let mut got_some = false;
        loop {
            // The user's function may use this socket: nothing is borrowed while it runs.
            let held = self.held.take();
            let step = framer.next(held.rest());
            let arrived = held.rest().len();
            self.held.replace(held);
            let missing = match step {
                Ok(Step::Packet(length)) => return Ok(length),
                Ok(Step::More(missing)) => missing,
                Err(fault) => {
                    let why = self.unreadable(framer.rule(), fault);
                    self.held.borrow_mut().lost = Some(why.without_note());
                    return Err(why);
                }
            };
            // Where the packet's length is known nothing beyond it is taken, so that other calls find it.
            let most = match framer.rule() {
                Rule::Split(_) => CHUNK.min(limit - arrived),
                Rule::Function(_) if framer.length().is_none() => CHUNK.min(limit - arrived),
                _ => missing,
            };
            match self.fill(most, patience) {
                Ok(0) => {
                    self.held.borrow_mut().clear();
                    return Ok(0);
                }
                Ok(_) => got_some |= framer.length().is_some(),
                Err(why) if got_some => return Err(Failure::Ended(Box::new(why))),
                Err(why) => return Err(why),
            }
        }
    }

    /// Receives once; how much.
    fn fill(&self, most: usize, patience: &mut Patience) -> Result<usize> {
        self.receive_in(most.min(CHUNK * 4), patience, |bytes| {
            self.held.borrow_mut().add(bytes);
            bytes.len()
        })
    }

    fn unreadable(&self, rule: &Rule, fault: Fault) -> Failure {
        let length = match fault {
            Fault::Malformed | Fault::NoLength => {
                let told = Failure::Told(code::PACKAGE_LENGTH_NOT_FOUND, "get package length failed".into());
                return Failure::Ended(Box::new(told));
            }
            Fault::TooLarge(length) => length,
        };
        if matches!(rule, Rule::Split(_)) {
            let text = "no package eof, package_max_length exceeded";
            return Failure::Told(code::PACKAGE_LENGTH_TOO_LARGE, text.into());
        }
        let peer = self.peer_address().map(|peer| (peer.host(), peer.port()));
        let (host, port) = peer.unwrap_or_else(|_| (b"unknown".to_vec(), 0));
        let host = String::from_utf8_lossy(&host).into_owned();
        let text = format!("packet length is too big, remote_addr={host}:{port}, length={length}");
        let place = "Socket::recv_packet_with_length_protocol";
        Failure::Noted(code::PACKAGE_LENGTH_TOO_LARGE, Note { level: Note::WARNING, place, text })
    }
}
