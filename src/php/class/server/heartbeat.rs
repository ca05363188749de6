//! The timer of a worker: closes silent connections, and ends the worker when its time is over.

use std::cell::Cell;
use std::rc::Rc;

use super::Here;
use super::current;
use super::running;
use super::start::Run;
use crate::coroutine;
use crate::php::class::timer::Due;
use crate::php::entry::handlers;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::counters::Counter;
use crate::server::table::Row;
use crate::server::table::Session;
use crate::server::table::Word;
use crate::server::table::flag;
use crate::sys::clock;
use crate::sys::clock::Nanos;
use crate::timer::TimerKey;

const SECOND: u64 = 1_000_000_000;

/// How often it is seen how late the loop is, where there is nothing else to look after.
const LAG_SAMPLE: Nanos = 5 * SECOND;

/// When it comes next.
pub struct Beat {
    key: Cell<Option<TimerKey>>,
    due: Cell<Nanos>,
    every: Nanos,
    /// Whether silent connections are to be closed.
    looks: bool,
}

handlers! {
    fn swirl_Server_heartbeat(args, mut ret) {
        ret.bool(false);
        let Some((here, run)) = running(&args)? else { return Ok(()) };
        args.expect(0, 1)?;
        let closes = args.bool_or(0, false)?;
        if interval(here) == 0 {
            return Ok(());
        }
        let mut list = Array::new();
        for session in silent(&run, None) {
            if closes {
                super::clients::close(&run, session, false);
            }
            list.push(Owned::take(Val::long(session)));
        }
        ret.give(list.build());
        Ok(())
    }
}

/// Seconds between two looks; 0: none.
fn interval(here: Here) -> u64 {
    let options = here.server.options.borrow();
    let ports = here.server.ports.borrow();
    let idle = ports.iter().map(|port| port.options.borrow().number("heartbeat_idle_time")).max().unwrap_or(0);
    let seconds = match options.number("heartbeat_check_interval") {
        0 if idle > 2 => idle / 2,
        0 => i64::from(idle > 0),
        given => given,
    };
    seconds as u64
}

/// The shortest `max_idle_time` of a port, in nanoseconds.
fn shortest_idle(run: &Run) -> Option<Nanos> {
    let times = run.ports.iter().map(|port| port.options.borrow().seconds("max_idle_time"));
    times.filter(|&seconds| seconds > 0.0).map(|seconds| (seconds * SECOND as f64) as Nanos).min()
}

/// How often it is seen whether requests take too long to come.
fn shortest_request(here: Here, run: &Run) -> Option<Nanos> {
    let options = here.server.options.borrow();
    let limits = ["http_header_timeout", "http_body_timeout"].map(|name| options.seconds(name));
    let limits = limits.into_iter().filter(|&seconds| seconds > 0.0);
    let speaks = run.ports.iter().any(|port| super::web::speaks(here, port));
    let shortest = limits.filter(|_| speaks).min_by(f64::total_cmp)?;
    Some(((shortest / 4.0 * SECOND as f64) as Nanos).clamp(10_000_000, LAG_SAMPLE))
}

/// Begins, if there is anything to look after.
pub(super) fn begin(here: Here, run: &Rc<Run>) {
    let often = shortest_idle(run).map(|idle| (idle / 4).clamp(10_000_000, SECOND));
    let interval = Some(interval(here) * SECOND).filter(|&every| every > 0);
    let handshakes = run.ports.iter().any(|port| port.tls).then_some(2 * SECOND);
    let requests = shortest_request(here, run);
    let looks = often.is_some() || interval.is_some();
    let every = [often, interval, handshakes, requests].into_iter().flatten().min().unwrap_or(LAG_SAMPLE);
    let due = clock::now() + every;
    let key = coroutine::add_timer(due, Due::Beat.number());
    let _ = run.beat.set(Beat { key: Cell::new(Some(key)), due: Cell::new(due), every, looks });
}

/// Ends it.
pub fn end(run: &Run) {
    if let Some(key) = run.beat.get().and_then(|beat| beat.key.take()) {
        coroutine::cancel_timer(key);
    }
}

/// Has the loop turn at a time.
pub fn wake_at(run: &Run, deadline: Nanos) {
    let beat = run.beat.get_or_init(|| Beat { key: Cell::new(None), due: Cell::new(deadline), every: 0, looks: false });
    beat.key.set(Some(coroutine::add_timer(deadline, Due::Beat.number())));
}

/// How many timers are of this kind.
pub fn timers(run: &Run) -> usize {
    usize::from(run.beat.get().is_some_and(|beat| beat.key.get().is_some()))
}

/// The time has come.
pub fn beat() {
    let Some(run) = current().and_then(Here::run) else { return };
    let Some(beat) = run.beat.get() else { return };
    beat.key.set(None);
    if run.worker.is_ending() {
        return;
    }
    if let Some(own) = run.own_counters() {
        own.set(Counter::Lag, clock::now().saturating_sub(beat.due.get()) / 1000);
    }
    if let Some(hub) = run.hub.borrow().clone() {
        hub.end_slow_handshakes(clock::now());
        hub.end_late_requests(clock::now());
    }
    let silent = if beat.looks { silent(&run, Some(run.own_box())) } else { Vec::new() };
    for session in silent {
        let hub = run.hub.borrow().clone();
        if let Some((hub, connection)) = hub.as_ref().and_then(|hub| Some((hub, hub.find(session)?))) {
            hub.close(&connection, true, false);
        }
    }
    if !run.worker.is_ending() && beat.every > 0 {
        beat.due.set(clock::now() + beat.every);
        beat.key.set(Some(coroutine::add_timer(beat.due.get(), Due::Beat.number())));
    }
}

/// Connections, of one worker or of all, from which nothing has come for too long.
fn silent(run: &Run, worker: Option<usize>) -> Vec<Session> {
    let now = clock::wall();
    let mut found = Vec::new();
    let mut session = 0;
    while let Some(next) = run.table.next(session, None) {
        session = next;
        if let Some(row) = run.table.find(session)
            && worker.is_none_or(|worker| row.worker() == worker)
            && is_silent(run, &row, now)
        {
            found.push(session);
        }
    }
    found
}

fn is_silent(run: &Run, row: &Row, now: u64) -> bool {
    if row.has(flag::PROTECTED) || row.has(flag::CLOSED) {
        return false;
    }
    let port = run.ports[row.get(Word::Port) as usize].options.borrow();
    let heard = row.get(Word::ReceiveTime);
    let over = |since: u64, limit: f64| limit > 0.0 && now.saturating_sub(since) as f64 > limit * 1e6;
    let idle = port.seconds("max_idle_time");
    over(heard, port.number("heartbeat_idle_time") as f64) || over(heard.max(row.get(Word::SendTime)), idle)
}
