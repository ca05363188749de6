//! A server's numbers as OpenMetrics text, as monitoring systems read it.

use std::fmt::Write;

use super::start::Run;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::table::Count;

/// A number of the whole server: name, kind, meaning, and where it is read.
type OfServer = (&'static str, &'static str, &'static str, fn(&Run) -> u64);

/// Numbers of the whole server.
const OF_SERVER: &[OfServer] = &[
    ("start_time_seconds", "gauge", "When the server was started.", |run| run.table.get(Count::StartTime)),
    ("connections", "gauge", "Connections that are open.", |run| run.table.get(Count::Connections)),
    ("accepted", "counter", "Connections that were accepted.", |run| run.table.get(Count::Accepted)),
    ("closed", "counter", "Connections that were closed.", |run| run.table.get(Count::Closed)),
    ("aborted", "counter", "Connections that were refused or lost.", |run| run.table.get(Count::Aborted)),
    ("tasks", "counter", "Tasks that were given.", |run| run.table.get(Count::Tasks)),
    ("tasks_waiting", "gauge", "Tasks that nobody has begun.", |run| run.table.get(Count::Tasking)),
    ("messages", "counter", "Messages between workers.", |run| run.table.get(Count::Messages)),
];

/// Numbers of each worker: name, kind, unit's divisor, meaning.
const OF_WORKERS: &[(&str, &str, f64, &str, Counter)] = &[
    ("requests", "counter", 1.0, "Requests that were served.", Counter::Requests),
    ("responses", "counter", 1.0, "Answers that were sent.", Counter::Responses),
    ("received_bytes", "counter", 1.0, "Bytes that have come from clients.", Counter::BytesReceived),
    ("sent_bytes", "counter", 1.0, "Bytes that went to clients.", Counter::BytesSent),
    ("coroutines", "gauge", 1.0, "Coroutines that are alive.", Counter::Coroutines),
    ("loop_lag_seconds", "gauge", 1e6, "How late the event loop was when it last came to a timer.", Counter::Lag),
];

/// All of them.
pub fn text(run: &Run) -> String {
    let mut out = String::new();
    for (name, kind, meaning, read) in OF_SERVER {
        head(&mut out, name, kind, meaning);
        let _ = writeln!(out, "swoole_{name}{} {}", suffix(kind), read(run));
    }
    let workers = 0..run.workers + run.task_workers;
    for (name, kind, divisor, meaning, counter) in OF_WORKERS {
        head(&mut out, name, kind, meaning);
        for worker in workers.clone() {
            let value = run.counters[worker].get(*counter) as f64 / divisor;
            let _ = writeln!(out, "swoole_{name}{}{{{}}} {value}", suffix(kind), labels(run, worker));
        }
    }
    head(&mut out, "worker_idle", "gauge", "Whether a worker has nothing to do.");
    for worker in workers {
        let is_idle = u8::from(run.counters[worker].get(Counter::Status) == status::IDLE);
        let _ = writeln!(out, "swoole_worker_idle{{{}}} {is_idle}", labels(run, worker));
    }
    out.push_str("# EOF\n");
    out
}

fn head(out: &mut String, name: &str, kind: &str, meaning: &str) {
    let _ = writeln!(out, "# TYPE swoole_{name} {kind}\n# HELP swoole_{name} {meaning}");
}

fn suffix(kind: &str) -> &'static str {
    if kind == "counter" { "_total" } else { "" }
}

fn labels(run: &Run, worker: usize) -> String {
    let kind = if worker < run.workers { "event" } else { "task" };
    format!("worker=\"{worker}\",kind=\"{kind}\"")
}
