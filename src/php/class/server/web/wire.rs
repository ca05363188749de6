//! Answers on a connection of the server.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;

use super::Here;
use super::Run;
use super::Talk;
use crate::php::class::http::c::Fields;
use crate::php::class::http::c::Text;
use crate::php::class::http::exchange::Wire;
use crate::php::class::server::clients;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::connection::Connection;
use crate::server::connection::Sent;
use crate::server::counters::Counter;
use crate::server::table::Session;
use crate::server::table::Word;

/// Pieces up to here are sent as one.
const JOINED: usize = 16384;

/// A connection, as responses know it.
pub struct ServerWire {
    pub talk: Rc<Talk>,
    pub connection: Rc<Connection>,
}

/// The addresses and ports of both sides.
pub struct Ends {
    local: (String, u16),
    peer: (String, u16),
}

impl ServerWire {
    fn send_one(&self, data: &[u8]) -> Result<(), i32> {
        let site = &self.talk.site;
        match site.hub.send(&self.connection, data) {
            Sent::Yes => Ok(()),
            Sent::Closed => Err(code::SESSION_CLOSED),
            Sent::Full if clients::send(&site.run, self.connection.session, data) => Ok(()),
            Sent::Full => Err(error::last()),
        }
    }
}

impl Wire for ServerWire {
    fn is_secure(&self) -> bool {
        self.connection.is_secure()
    }

    fn send(&self, pieces: &[&[u8]]) -> Result<(), i32> {
        if let Some(counters) = self.talk.site.run.own_counters() {
            counters.add(Counter::Responses, 1);
        }
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        if !clients::fits(&self.talk.site.run, length) {
            return Err(error::last());
        }
        match pieces {
            [one] => self.send_one(one),
            many if length <= JOINED => self.send_one(&many.concat()),
            many => many.iter().filter(|piece| !piece.is_empty()).try_for_each(|piece| self.send_one(piece)),
        }
    }

    fn send_file(&self, file: &File, offset: u64, length: u64) -> Result<(), i32> {
        let file = file.try_clone().map_err(|why| why.raw_os_error().unwrap_or(libc::EIO))?;
        match self.talk.site.hub.send_file(&self.connection, file, offset, length as usize) {
            Sent::Yes => Ok(()),
            Sent::Full => Err(libc::ENOBUFS),
            Sent::Closed => Err(code::SESSION_CLOSED),
        }
    }

    fn close(&self) -> bool {
        clients::close(&self.talk.site.run, self.connection.session, false)
    }

    fn local(&self) -> (String, u16) {
        let port = &self.talk.site.run.ports[self.connection.port];
        let stands_for_all = matches!(port.host.as_str(), "0.0.0.0" | "::");
        let own = if stands_for_all { self.connection.own_address() } else { None };
        (own.map_or_else(|| port.host.clone(), |own| own.ip().to_string()), port.number)
    }

    fn peer(&self) -> (String, u16) {
        let row = self.talk.site.run.table.find(self.connection.session);
        let peer = row.and_then(|row| row.peer());
        peer.map_or_else(|| (String::from("127.0.0.1"), 0), |peer| (peer.ip().to_string(), peer.port()))
    }

    fn number(&self) -> i64 {
        self.connection.session
    }

    fn connection(&self) -> Option<&crate::net::Connection> {
        None
    }

    fn asked_at(&self) -> u64 {
        self.connection.received_at()
    }

    fn describe(&self, fields: &mut Fields) {
        let row = self.talk.site.run.table.find(self.connection.session);
        let received = row.map_or(0, |row| row.get(Word::ReceiveTime)) / 1_000_000;
        // They are those of the connection: written once for all of its requests.
        let ends = self.talk.ends.get_or_init(|| Ends { local: self.local(), peer: self.peer() });
        fields.put(Text::ServerPort, Owned::take(Val::long(ends.local.1.into())));
        fields.put(Text::RemotePort, Owned::take(Val::long(ends.peer.1.into())));
        fields.put(Text::ServerAddr, Owned::take(Val::string(&ends.local.0)));
        fields.put(Text::RemoteAddr, Owned::take(Val::string(&ends.peer.0)));
        fields.put(Text::MasterTime, Owned::take(Val::long(received as i64)));
    }

    fn drains(&self) -> bool {
        let run = &self.talk.site.run;
        run.is_ending.load(Relaxed) != 0 && run.worker.is_ending()
    }

    fn ended(&self, status: u16) {
        self.talk.answered(&self.connection, status);
    }
}

/// A connection by its number, for answers to requests that somebody else has read. It may be another worker's.
struct SessionWire {
    run: Rc<Run>,
    session: Session,
}

/// What answers to a connection are sent over; nothing, after a warning, when there is no such connection.
pub fn to_session(server: Option<*mut ffi::Object>, session: Session) -> Option<Rc<dyn Wire>> {
    let run = super::super::current().filter(|here| server.is_none_or(|object| object == here.object));
    let Some(run) = run.and_then(Here::run) else {
        error::misuse("server is not running");
        return None;
    };
    if server.is_some() && run.table.find(session).is_none() {
        error::misuse(&format!("parameter $2 ({session}) must be valid connection session_id"));
        return None;
    }
    Some(Rc::new(SessionWire { run, session }))
}

impl Wire for SessionWire {
    fn send(&self, pieces: &[&[u8]]) -> Result<(), i32> {
        if clients::send(&self.run, self.session, &pieces.concat()) { Ok(()) } else { Err(error::last()) }
    }

    fn send_file(&self, file: &File, offset: u64, length: u64) -> Result<(), i32> {
        // The file may be sent by another process, which opens it anew.
        let name = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
        let path = std::fs::read_link(name).map_err(|why| why.raw_os_error().unwrap_or(libc::EIO))?;
        let sent = clients::send_file(&self.run, self.session, &path.to_string_lossy(), offset as i64, length as i64);
        if sent { Ok(()) } else { Err(error::last()) }
    }

    fn close(&self) -> bool {
        clients::close(&self.run, self.session, false)
    }

    fn local(&self) -> (String, u16) {
        let row = self.run.table.find(self.session);
        let port = row.and_then(|row| self.run.ports.get(row.get(Word::Port) as usize));
        port.map_or_else(Default::default, |port| (port.host.clone(), port.number))
    }

    fn peer(&self) -> (String, u16) {
        let peer = self.run.table.find(self.session).and_then(|row| row.peer());
        peer.map_or_else(Default::default, |peer| (peer.ip().to_string(), peer.port()))
    }

    fn number(&self) -> i64 {
        self.session
    }

    fn connection(&self) -> Option<&crate::net::Connection> {
        None
    }
}
