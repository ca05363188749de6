//! Who serves what comes in: `dispatch_mode` and `dispatch_func` of `SWOOLE_PROCESS`, `enable_reuse_port` of `SWOOLE_BASE`.
//!
//! Workers own their connections, so most choices are made once, when a client comes: it is handed to the worker that was
//! chosen. Where each packet has a choice of its own, the owner sends it on as a letter, and the answer comes back as one.
//!
//! | `dispatch_mode` | a client is served by | a packet |
//! | --- | --- | --- |
//! | 2 | the next one, by its number | its owner |
//! | 7, and `SWOOLE_BASE` | whoever takes it | its owner |
//! | 4 | its address chooses | its owner |
//! | 8 | who has the fewest coroutines | its owner |
//! | 1 | the next one, by its number | the next one |
//! | 3 | the next one, by its number | who is idle |
//! | 5 | the next one, by its number | the number of `bind()` chooses |
//! | 9, 10 | the next one, by its number | who has the fewest coroutines |
//!
//! What HTTP and WebSocket carry is served by the connection's owner in all modes.

use std::cell::Cell;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use super::Here;
use super::Mode;
use super::options::Options;
use super::start::Run;
use crate::php::call::Callable;
use crate::php::error;
use crate::php::event_loop;
use crate::php::log;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::server::table::Count;
use crate::server::table::Session;
use crate::server::table::Word;

/// The modes that choose, numbered as in PHP.
mod mode {
    pub const ROUND: i64 = 1;
    pub const NUMBER: i64 = 2;
    pub const IDLE: i64 = 3;
    pub const ADDRESS: i64 = 4;
    pub const UID: i64 = 5;
    pub const KERNEL: i64 = 7;
    pub const LEAST_CLIENTS: i64 = 8;
    pub const LEAST_REQUESTS: i64 = 9;
    pub const LEAST_CONCURRENT: i64 = 10;
}

/// What `dispatch_func` is told of, numbered as in Swoole.
pub mod kind {
    pub const PACKET: i64 = 0;
    pub const DATAGRAM: i64 = 1;
    pub const CLIENT: i64 = 5;
}

/// What `dispatch_func` returns when the mode shall choose.
const FALL_BACK: i64 = -3;

/// So many bytes of one connection may wait for workers, unless `max_queued_bytes` says otherwise.
const QUEUED: u64 = 8 << 20;

/// Chooses.
pub struct Dispatch {
    here: Here,
    mode: i64,
    function: Option<Rc<Callable>>,
    workers: usize,
    pub max_queued: u64,
    turn: Cell<usize>,
}

/// Where something goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Worker(usize),
    /// To nobody.
    Nowhere,
    /// To whoever has it.
    Owner,
}

impl Dispatch {
    /// `None` where nothing is to be chosen.
    pub(super) fn new(here: Here, options: &Options, workers: usize) -> Option<Self> {
        let mode = options.number("dispatch_mode");
        let function = options.callable("dispatch_func");
        let is_process = here.server.mode == Mode::Process;
        let spreads = !is_process && options.bool("enable_reuse_port");
        // In SWOOLE_BASE the kernel would spread clients as evenly.
        let (mode, function) = if spreads { (mode::NUMBER, None) } else { (mode, function) };
        let chooses = function.is_some() || (workers > 1 && mode != mode::KERNEL);
        let max_queued = match options.number("max_queued_bytes") {
            0 => QUEUED,
            limit => limit as u64,
        };
        ((is_process || spreads) && chooses).then(|| Self {
            here,
            mode,
            function,
            workers,
            max_queued,
            turn: Cell::new(0),
        })
    }

    /// Whether each packet has a choice of its own.
    pub fn chooses_packets(&self) -> bool {
        use mode::*;
        self.function.is_some() || ![NUMBER, ADDRESS, LEAST_CLIENTS].contains(&self.mode)
    }

    /// Where a client goes that has come.
    pub fn of_client(&self, run: &Run, session: Session, peer: Option<SocketAddr>) -> Target {
        use mode::*;
        match self.ask(session, kind::CLIENT, b"") {
            Some(target) => target,
            // Whom a client belongs to matters little where each packet has a choice of its own: it counts for none.
            None if self.mode == NUMBER || self.chooses_packets() => Target::Worker(session as usize % self.workers),
            None => self.choose(run, peer, 0),
        }
    }

    /// Where a packet goes.
    pub fn of_packet(&self, run: &Run, session: Session, data: &[u8]) -> Target {
        use mode::*;
        let asked = self.ask(session, kind::PACKET, data);
        asked.unwrap_or_else(|| match self.mode {
            ROUND | IDLE | UID | LEAST_REQUESTS | LEAST_CONCURRENT => {
                let uid = run.table.find(session).map_or(0, |row| row.get(Word::Uid));
                self.choose(run, None, uid)
            }
            _ => Target::Owner,
        })
    }

    /// Where a datagram goes.
    pub fn of_datagram(&self, run: &Run, from: Option<SocketAddr>, data: &[u8]) -> Target {
        let number = match from.map(|from| from.ip()) {
            Some(IpAddr::V4(ip)) => i64::from(u32::from_ne_bytes(ip.octets())),
            _ => 0,
        };
        self.ask(number, kind::DATAGRAM, data).unwrap_or_else(|| self.choose(run, from, 0))
    }

    fn choose(&self, run: &Run, peer: Option<SocketAddr>, uid: u64) -> Target {
        use mode::*;
        let next = || run.table.add(Count::NextWorker, 1) as usize - 1;
        let number = match self.mode {
            ROUND => next(),
            ADDRESS => match peer.map(|peer| peer.ip()) {
                Some(IpAddr::V4(ip)) => ip.to_bits() as usize,
                Some(IpAddr::V6(ip)) => (ip.to_bits() % 1_000_003) as usize,
                None => return Target::Owner,
            },
            UID if uid > 0 => uid as usize,
            UID | NUMBER | KERNEL => return Target::Owner,
            LEAST_CLIENTS | LEAST_REQUESTS | LEAST_CONCURRENT => self.least_loaded(run),
            _ => self.idle(run, next()),
        };
        Target::Worker(number % self.workers)
    }

    /// Who has the fewest coroutines. What goes there is counted at once: its worker does so only when it gets to it.
    fn least_loaded(&self, run: &Run) -> usize {
        let load = |worker: &usize| run.counters[*worker].get(Counter::Coroutines);
        // Of several that have as few, not always the same.
        let first = self.turn.get();
        let least = (0..self.workers).map(|step| (first + step) % self.workers).min_by_key(load).unwrap_or(0);
        self.turn.set(least + 1);
        run.counters[least].add(Counter::Coroutines, 1);
        least
    }

    /// Somebody who has nothing to do; else the one for whom the least waits, so that who is slow gets little.
    fn idle(&self, run: &Run, turn: usize) -> usize {
        let load = |worker: &usize| {
            let counters = &run.counters[*worker];
            (counters.get(Counter::Waiting), counters.get(Counter::Status) != status::IDLE)
        };
        (0..self.workers).map(|step| (turn + step) % self.workers).min_by_key(load).unwrap_or(0)
    }

    /// What the user's function says. `None` when the mode shall choose.
    fn ask(&self, number: i64, kind: i64, data: &[u8]) -> Option<Target> {
        let function = self.function.as_ref()?;
        let data = Owned::take(Val::bytes(data));
        let answer =
            function.call(&mut [Val::object(self.here.object), Val::long(number), Val::long(kind), data.get()]);
        event_loop::report_exception();
        match answer.map_or(-1, |answer| if answer.get().is_null() { -1 } else { answer.get().to_long() }) {
            FALL_BACK => None,
            worker if worker < 0 => Some(Target::Nowhere),
            worker if worker < self.workers as i64 => Some(Target::Worker(worker as usize)),
            worker => {
                error::misuse(&format!("invalid target worker-id[{worker}]"));
                Some(Target::Nowhere)
            }
        }
    }
}

/// Hands a client that has come to the worker that shall have it. Gives the socket back when that is this one.
pub fn route(run: &Rc<Run>, session: Session, peer: Option<SocketAddr>, socket: OwnedFd) -> Option<OwnedFd> {
    let Some(dispatch) = &run.dispatch else { return Some(socket) };
    let Target::Worker(worker) = dispatch.of_client(run, session, peer) else { return Some(socket) };
    if worker == run.own_box() {
        return Some(socket);
    }
    if let Some(row) = run.table.find(session) {
        row.set_owner(worker, 0);
    }
    let letter = Letter { flags: NEW, socket: Some(socket), ..Letter::new(About::Adopt, session) };
    if let Err(why) = run.send(worker, letter) {
        // The client sees the connection closed.
        log::system_warning("Server::dispatch", "sendmsg() failed", &why);
        run.table.close(session);
    }
    None
}

/// Of a letter with a connection: nobody has served it yet.
pub const NEW: u32 = 1;
