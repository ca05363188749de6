//! The connections of all workers, in memory that the processes share.
//!
//! Always true:
//! - a session's number is given once, ascending from 1; its row is `number % rows`;
//! - a row belongs to the session whose number stands in `ids`, or to nobody when that is 0; the number is written last and
//!   taken out first, so who finds it finds the row filled;
//! - only the worker that owns a connection writes to its row, except for the words that say otherwise.
//!
//! ```text
//! ids:  │ 0 │ 1 │ 2 │ 0 │ …    eight bytes each, so that iterating is quick
//! rows: │ 16 words │ …         one row for each place
//! ```

use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::AcqRel;
use std::sync::atomic::Ordering::Acquire;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::Ordering::Release;

use crate::sys::shared::Mapping;
use crate::sys::shared::Shared;

/// The number of a connection, as PHP knows it.
pub type Session = i64;

const ROW: usize = 16;

/// The words of a row.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Word {
    /// Whose it is: see [`Row::set_owner`].
    Owner,
    /// Which port it came in at, from 0.
    Port,
    /// The descriptor in its worker.
    Descriptor,
    /// Times are in microseconds since 1970.
    ConnectTime,
    ReceiveTime,
    SendTime,
    DispatchTime,
    /// What `bind` has set; anybody may.
    Uid,
    SendQueued,
    ReceiveQueued,
    /// The family (0: none, 4, 6) and the port.
    Peer,
    PeerHigh,
    PeerLow,
    /// A set of [`flag`]s; anybody may.
    Flags,
    /// For protocols: what state the connection is in.
    ProtocolState,
    /// Why it was closed.
    CloseError,
}

/// Bits of [`Word::Flags`].
#[allow(missing_docs, reason = "the names say it")]
pub mod flag {
    /// Not closed by the heartbeat.
    pub const PROTECTED: u64 = 1;
    /// It is being closed, or closed as soon as all is sent.
    pub const CLOSED: u64 = 2;
    /// Not read from until others have served what waits with them.
    pub const WAITS: u64 = 4;
}

/// Numbers that all processes count together.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Count {
    LastSession,
    StartTime,
    Connections,
    Accepted,
    Closed,
    Aborted,
    Tasks,
    Tasking,
    LastTask,
    Messages,
    /// When sessions began to be counted from 1 again.
    SessionRound,
    NextTaskWorker,
    NextWorker,
}

/// The table.
#[derive(Debug)]
pub struct Table {
    ids: Mapping,
    rows: Mapping,
    counts: Shared<[AtomicU64; 16]>,
    /// How many connections each port has.
    ports: Mapping,
    limit: u64,
}

impl Table {
    /// A table for so many connections at a time. To be made before the workers are forked.
    pub fn new(limit: usize, ports: usize) -> io::Result<Self> {
        let places = limit.saturating_mul(2).max(1024).next_power_of_two();
        Ok(Self {
            ids: Mapping::new(places)?,
            rows: Mapping::new(places * ROW)?,
            counts: Shared::new()?,
            ports: Mapping::new(ports)?,
            limit: limit as u64,
        })
    }

    /// The row of a session that is there.
    pub fn find(&self, session: Session) -> Option<Row<'_>> {
        let place = self.place(session);
        let found = session > 0 && self.ids[place].load(Acquire) == session as u64;
        found.then(|| self.row(place))
    }

    /// Takes a number and a row for a new connection, which `fill` fills. `None` when there are too many.
    pub fn open(&self, port: usize, fill: impl FnOnce(&Row)) -> Option<Session> {
        if self.add(Count::Connections, 1) > self.limit {
            self.subtract(Count::Connections, 1);
            self.add(Count::Aborted, 1);
            return None;
        }
        // There are twice as many rows as connections may be, so a free one is near.
        let (session, place) = loop {
            let session = self.add(Count::LastSession, 1);
            let place = self.place(session as Session);
            // Reserved with a number that nobody looks for, until the row is filled.
            if self.ids[place].compare_exchange(0, u64::MAX, AcqRel, Relaxed).is_ok() {
                break (session, place);
            }
        };
        let row = self.row(place);
        row.0.iter().for_each(|word| word.store(0, Relaxed));
        row.set(Word::Port, port as u64);
        fill(&row);
        self.ids[place].store(session, Release);
        self.add(Count::Accepted, 1);
        self.ports[port].fetch_add(1, Relaxed);
        Some(session as Session)
    }

    /// Gives a session's row back. False when it is gone already.
    pub fn close(&self, session: Session) -> bool {
        let place = self.place(session);
        let port = self.row(place).get(Word::Port) as usize;
        if session <= 0 || self.ids[place].compare_exchange(session as u64, 0, AcqRel, Relaxed).is_err() {
            return false;
        }
        self.subtract(Count::Connections, 1);
        self.add(Count::Closed, 1);
        self.ports[port].fetch_sub(1, Relaxed);
        true
    }

    /// Gives the rows of a process back that has ended without doing so.
    pub fn close_all_of(&self, process: u32) {
        let mut session = 0;
        while let Some(next) = self.next(session, None) {
            session = next;
            if self.find(session).is_some_and(|row| row.process() == process) {
                self.close(session);
                self.add(Count::Aborted, 1);
            }
        }
    }

    /// The connection after `session` (0: the first), by number, of one port if that is said.
    pub fn next(&self, session: Session, port: Option<usize>) -> Option<Session> {
        let places = self.ids.len() as u64;
        let last = self.get(Count::LastSession);
        let first = (session as u64 + 1).max((last + 1).saturating_sub(places).max(1));
        (first..=last).map(|number| number as Session).find(|&number| {
            let row = self.find(number);
            row.is_some_and(|row| port.is_none_or(|port| row.get(Word::Port) == port as u64))
        })
    }

    /// How many connections a port has.
    pub fn connections_of(&self, port: usize) -> u64 {
        self.ports[port].load(Relaxed)
    }

    /// A number that all count together.
    pub fn get(&self, count: Count) -> u64 {
        self.counts[count as usize].load(Relaxed)
    }

    /// Sets one.
    pub fn set(&self, count: Count, value: u64) {
        self.counts[count as usize].store(value, Relaxed);
    }

    /// Adds to one; says what it is now.
    pub fn add(&self, count: Count, value: u64) -> u64 {
        self.counts[count as usize].fetch_add(value, Relaxed) + value
    }

    /// Takes from one, at most what there is.
    pub fn subtract(&self, count: Count, value: u64) {
        let less = |before: u64| Some(before.saturating_sub(value));
        let _ = self.counts[count as usize].fetch_update(Relaxed, Relaxed, less);
    }

    fn place(&self, session: Session) -> usize {
        session as usize & (self.ids.len() - 1)
    }

    fn row(&self, place: usize) -> Row<'_> {
        Row(&self.rows[place * ROW..(place + 1) * ROW])
    }
}

/// What is known of one connection.
pub struct Row<'a>(&'a [AtomicU64]);

impl Row<'_> {
    /// Reads a word.
    pub fn get(&self, word: Word) -> u64 {
        self.0[word as usize].load(Relaxed)
    }

    /// Writes a word.
    pub fn set(&self, word: Word, value: u64) {
        self.0[word as usize].store(value, Relaxed);
    }

    /// It is the worker's in this place, in a process of this number: 0 while it is on its way there.
    pub fn set_owner(&self, worker: usize, process: u32) {
        self.set(Word::Owner, (worker as u64) << 32 | u64::from(process));
    }

    /// Which worker owns it, from 0.
    pub fn worker(&self) -> usize {
        (self.get(Word::Owner) >> 32) as usize
    }

    fn process(&self) -> u32 {
        self.get(Word::Owner) as u32
    }

    /// Whether a flag is set.
    pub fn has(&self, flag: u64) -> bool {
        self.get(Word::Flags) & flag != 0
    }

    /// Sets or clears a flag.
    pub fn mark(&self, flag: u64, on: bool) {
        let word = &self.0[Word::Flags as usize];
        if on {
            word.fetch_or(flag, Relaxed)
        } else {
            word.fetch_and(!flag, Relaxed)
        };
    }

    /// Clears a flag. Whether it was set.
    pub fn unmark(&self, flag: u64) -> bool {
        self.0[Word::Flags as usize].fetch_and(!flag, Relaxed) & flag != 0
    }

    /// Adds to a word that several processes write; says what it is now.
    pub fn add_to(&self, word: Word, value: u64) -> u64 {
        self.0[word as usize].fetch_add(value, Relaxed) + value
    }

    /// Takes from such a word; says what it is now.
    pub fn take_from(&self, word: Word, value: u64) -> u64 {
        self.0[word as usize].fetch_sub(value, Relaxed).saturating_sub(value)
    }

    /// Sets the uid, once.
    pub fn bind(&self, uid: u64) -> bool {
        self.0[Word::Uid as usize].compare_exchange(0, uid, Relaxed, Relaxed).is_ok()
    }

    /// Writes where the client comes from.
    pub fn set_peer(&self, peer: Option<SocketAddr>) {
        let Some(peer) = peer else { return };
        let (family, bits) = match peer.ip() {
            IpAddr::V4(ip) => (4, u128::from(ip.to_bits())),
            IpAddr::V6(ip) => (6, ip.to_bits()),
        };
        self.set(Word::Peer, family << 16 | u64::from(peer.port()));
        self.set(Word::PeerHigh, (bits >> 64) as u64);
        self.set(Word::PeerLow, bits as u64);
    }

    /// Where the client comes from, unless that is a unix socket.
    pub fn peer(&self) -> Option<SocketAddr> {
        let bits = u128::from(self.get(Word::PeerHigh)) << 64 | u128::from(self.get(Word::PeerLow));
        let peer = self.get(Word::Peer);
        let ip = match peer >> 16 {
            4 => IpAddr::V4((bits as u32).into()),
            6 => IpAddr::V6(bits.into()),
            _ => return None,
        };
        Some(SocketAddr::new(ip, peer as u16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(limit: usize) -> Table {
        Table::new(limit, 2).expect("memory is left")
    }

    #[test]
    fn numbers_ascend_and_are_found_until_closed() {
        let table = table(10);
        let one = table.open(0, |row| row.set_owner(3, 50)).expect("room");
        let two = table.open(1, |_| ()).expect("room");
        assert_eq!((one, two), (1, 2));
        assert_eq!(table.find(1).map(|row| row.worker()), Some(3));
        assert_eq!((table.connections_of(0), table.connections_of(1)), (1, 1));
        assert!(table.close(1));
        assert!(!table.close(1));
        assert!(table.find(1).is_none());
        assert_eq!(table.get(Count::Connections), 1);
    }

    #[test]
    fn the_limit_holds_and_is_free_again() {
        let table = table(2);
        let first = table.open(0, |_| ()).expect("room");
        table.open(0, |_| ()).expect("room");
        assert_eq!(table.open(0, |_| ()), None);
        table.close(first);
        assert!(table.open(0, |_| ()).is_some());
        assert_eq!(table.get(Count::Aborted), 1);
    }

    #[test]
    fn a_number_whose_place_is_taken_is_skipped() {
        let table = table(10);
        let stays = table.open(0, |_| ()).expect("room");
        let places = table.ids.len() as Session;
        for _ in 0..3 * places {
            let session = table.open(0, |_| ()).expect("room");
            assert_ne!(session % places, stays);
            table.close(session);
        }
        assert!(table.find(stays).is_some());
    }

    #[test]
    fn iterating_finds_those_of_a_port_in_order() {
        let table = table(10);
        for port in [0, 1, 0, 1, 0] {
            table.open(port, |_| ());
        }
        table.close(3);
        let all = |port| {
            let mut found = Vec::new();
            while let Some(next) = table.next(found.last().copied().unwrap_or(0), port) {
                found.push(next);
            }
            found
        };
        assert_eq!(all(None), [1, 2, 4, 5]);
        assert_eq!(all(Some(0)), [1, 5]);
    }

    #[test]
    fn the_peer_is_read_back() {
        let table = table(4);
        for text in ["127.0.0.1:80", "[::1]:443", "[2001:db8::5]:65535"] {
            let peer = text.parse().ok();
            let session = table.open(0, |row| row.set_peer(peer)).expect("room");
            assert_eq!(table.find(session).and_then(|row| row.peer()), peer);
        }
    }

    #[test]
    fn connections_of_a_process_that_died_are_given_back() {
        let table = table(10);
        // The second is its successor's, the last one is on its way there.
        for process in [50, 51, 50, 0] {
            table.open(0, |row| row.set_owner(0, process));
        }
        table.close_all_of(50);
        assert_eq!(table.get(Count::Connections), 2);
        assert!(table.find(2).is_some() && table.find(4).is_some());
    }
}
