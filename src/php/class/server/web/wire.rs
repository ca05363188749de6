//! Answers on a connection of the server.

use std::fs::File;
use std::rc::Rc;

use super::Talk;
use crate::php::class::http::exchange::Wire;
use crate::php::class::server::clients;
use crate::php::error;
use crate::php::error::code;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::connection::Connection;
use crate::server::connection::Sent;
use crate::server::counters::Counter;
use crate::server::table::Word;

/// Pieces up to here are sent as one.
const JOINED: usize = 16384;

/// A connection, as responses know it.
pub struct ServerWire {
    pub talk: Rc<Talk>,
    pub connection: Rc<Connection>,
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
    fn send(&self, pieces: &[&[u8]]) -> Result<(), i32> {
        if let Some(counters) = self.talk.site.run.own_counters() {
            counters.add(Counter::Responses, 1);
        }
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
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
        (port.host.clone(), port.number)
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

    fn describe(&self, array: Array) -> Array {
        let (peer, port) = self.peer();
        let row = self.talk.site.run.table.find(self.connection.session);
        let received = row.map_or(0, |row| row.get(Word::ReceiveTime)) / 1_000_000;
        array
            .long("server_port", self.local().1.into())
            .long("remote_port", port.into())
            .value("remote_addr", Owned::take(Val::string(&peer)))
            .long("master_time", received as i64)
    }

    fn ended(&self, status: u16) {
        self.talk.answered(&self.connection, status);
    }
}
