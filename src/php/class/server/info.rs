//! What can be asked about connections, workers and the server.

use std::os::fd::AsRawFd;
use std::sync::atomic::Ordering::Relaxed;

use super::Here;
use super::Role;
use super::events::seconds;
use super::here;
use super::metrics;
use super::running;
use super::start::Run;
use crate::coroutine;
use crate::php::call;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::table::Count;
use crate::server::table::Session;
use crate::server::table::Word;
use crate::server::table::flag;

/// `getClientList` looks for no more at once.
const MOST_FOUND: i64 = 100;

/// What `stats()` is asked for, as OpenSwoole numbers it.
const AS_JSON: i64 = 1;
const AS_METRICS: i64 = 2;

const UID_DISPATCH: i64 = 5;
const CLIENT_LOAD_DISPATCH: i64 = 8;

handlers! {
    fn swirl_Server_getClientInfo(args, mut ret) {
        ret.bool(false);
        let Some((here, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 3)?;
        if let Some(found) = describe(here, &run, args.long(0)?) {
            ret.give(found);
        }
        Ok(())
    }

    fn swirl_Server_getClientList(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(0, 2)?;
        let (start, count) = (args.long_or(0, 0)?, args.long_or(1, 10)?);
        if count > MOST_FOUND {
            error::misuse(&format!("swoole connection list max_find_count={MOST_FOUND}"));
            return Ok(());
        }
        if start != 0 && run.table.find(start).is_none() {
            return Ok(());
        }
        let mut list = Array::new();
        let (mut last, mut found) = (start, 0);
        while found < count.max(1) && let Some(next) = run.table.next(last, None) {
            list.push(Owned::take(Val::long(next)));
            (last, found) = (next, found + 1);
        }
        // At the end of the list there is nothing more to ask for.
        if found > 0 {
            ret.give(list.build());
        }
        Ok(())
    }

    fn swirl_Server_getWorkerId(args, mut ret) {
        match here(&args)?.run().map(|run| run.role.get()) {
            Some(Role::Worker(number) | Role::TaskWorker(number)) => ret.long(number as i64),
            _ => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Server_getWorkerPid(args, mut ret) {
        args.expect(0, 1)?;
        let wanted = args.long_or(0, -1)?;
        match here(&args)?.run().and_then(|run| Some((worker(&run, wanted)?, run))) {
            Some((worker, run)) => ret.long(run.pid_of(worker).into()),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Server_getWorkerStatus(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(0, 1)?;
        if let Some(worker) = worker(&run, args.long_or(0, -1)?) {
            ret.long(run.counters[worker].get(Counter::Status) as i64);
        }
        Ok(())
    }

    fn swirl_Server_getManagerPid(args, mut ret) {
        let pid = here(&args)?.run().map_or(0, |run| run.manager_pid.load(Relaxed));
        ret.long(pid.into());
        Ok(())
    }

    fn swirl_Server_getMasterPid(args, mut ret) {
        let pid = here(&args)?.run().map_or(0, |run| run.master_pid.load(Relaxed));
        ret.long(pid.into());
        Ok(())
    }

    fn swirl_Server_stats(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(0, 1)?;
        match args.long_or(0, 0)? {
            AS_JSON => {
                if let Some(text) = call::function(c"json_encode", &mut [stats(&run).get()]) {
                    ret.give(text);
                }
            }
            AS_METRICS => ret.set(Val::string(&metrics::text(&run))),
            _ => ret.give(stats(&run)),
        }
        Ok(())
    }
}

fn worker(run: &Run, wanted: i64) -> Option<usize> {
    let number = usize::try_from(wanted).unwrap_or_else(|_| run.own_box());
    (number < run.counters.len()).then_some(number)
}

/// Whether a connection is there and not closed.
pub fn is_open(run: &Run, session: Session) -> bool {
    run.table.find(session).is_some_and(|row| !row.has(flag::CLOSED))
}

/// `getClientInfo`
pub fn describe(here: Here, run: &Run, session: Session) -> Option<Owned> {
    let row = run.table.find(session)?;
    let port = &run.ports[row.get(Word::Port) as usize];
    let peer = row.peer();
    let ip = peer.map(|peer| peer.ip().to_string()).unwrap_or_default();
    let number = |word| row.get(word) as i64;
    let mut info = Array::new();
    if number(Word::Uid) > 0 || run.flags.dispatch == UID_DISPATCH {
        info = info.long("uid", number(Word::Uid));
    }
    let worker = row.worker() as i64;
    if worker > 0 || run.flags.dispatch == CLIENT_LOAD_DISPATCH {
        info = info.long("worker_id", worker);
    }
    if here.server.ports.borrow()[port.index].options.borrow().bool("open_websocket_protocol") {
        info = info.long("websocket_status", number(Word::ProtocolState));
    }
    if port.options.borrow().text("ssl_client_cert_file").is_some()
        && let Some(hub) = run.hub.borrow().as_ref()
        && let Some(certificate) = hub.find(session).and_then(|connection| connection.peer_certificate())
    {
        info = info.value("ssl_client_cert", Owned::take(Val::bytes(&certificate)));
    }
    let info = info
        .long("server_port", port.number.into())
        .long("server_fd", port.socket.as_raw_fd().into())
        .long("socket_fd", number(Word::Descriptor))
        .long("socket_type", port.kind as i64)
        .long("remote_port", peer.map_or(0, |peer| peer.port().into()))
        .value("remote_ip", Owned::take(Val::string(&ip)))
        .long("reactor_id", worker)
        .long("connect_time", number(Word::ConnectTime) / 1_000_000)
        .long("last_time", number(Word::ReceiveTime) / 1_000_000)
        .value("last_recv_time", Owned::take(seconds(row.get(Word::ReceiveTime))))
        .value("last_send_time", Owned::take(seconds(row.get(Word::SendTime))))
        .value("last_dispatch_time", Owned::take(seconds(row.get(Word::DispatchTime))))
        .long("close_errno", number(Word::CloseError))
        .long("recv_queued_bytes", number(Word::ReceiveQueued))
        .long("send_queued_bytes", number(Word::SendQueued));
    Some(info.build())
}

fn stats(run: &Run) -> Owned {
    let workers = &run.counters[..run.workers];
    let tasks = &run.counters[run.workers..run.workers + run.task_workers];
    let sum = |counter| workers.iter().map(|one| one.get(counter)).sum::<u64>() as i64;
    let idle = |all: &[std::rc::Rc<crate::server::counters::Counters>]| {
        all.iter().filter(|one| one.get(Counter::Status) == status::IDLE).count() as i64
    };
    let count = |count| run.table.get(count) as i64;
    let mut info = Array::new()
        .long("start_time", count(Count::StartTime))
        .long("connection_num", count(Count::Connections))
        .long("abort_count", count(Count::Aborted))
        .long("accept_count", count(Count::Accepted))
        .long("close_count", count(Count::Closed))
        .long("worker_num", run.workers as i64)
        .long("task_worker_num", run.task_workers as i64)
        .long("user_worker_num", run.users as i64)
        .long("idle_worker_num", idle(workers))
        .long("dispatch_count", sum(Counter::Requests))
        .long("request_count", sum(Counter::Requests))
        .long("response_count", sum(Counter::Responses))
        .long("total_recv_bytes", sum(Counter::BytesReceived))
        .long("total_send_bytes", sum(Counter::BytesSent))
        .long("pipe_packet_msg_id", count(Count::Messages))
        .long("concurrency", sum(Counter::Concurrency))
        .long("session_round", count(Count::LastSession))
        .long("min_fd", 0)
        .long("max_fd", count(Count::LastSession));
    if let Some(own) = run.own_counters() {
        info = info
            .long("worker_request_count", own.get(Counter::Requests) as i64)
            .long("worker_response_count", own.get(Counter::Responses) as i64)
            .long("worker_dispatch_count", own.get(Counter::Requests) as i64)
            .long("worker_concurrency", own.get(Counter::Concurrency) as i64);
    }
    if run.task_workers > 0 {
        info = info
            .long("task_idle_worker_num", idle(tasks))
            .long("tasking_num", count(Count::Tasking))
            .long("task_count", count(Count::Tasks));
    }
    if let Some(stats) = run.queue.and_then(|queue| queue.stats().ok()) {
        info = info.long("task_queue_num", stats.messages as i64).long("task_queue_bytes", stats.bytes as i64);
    }
    let coroutines = coroutine::stats();
    info.long("coroutine_num", coroutine::count() as i64).long("coroutine_peek_num", coroutines.peak as i64).build()
}
