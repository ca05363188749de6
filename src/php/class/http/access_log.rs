//! `access_log`: a line for each request that was answered. Lines of one turn of the loop are written together.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write;
use std::time::Duration;
use std::time::UNIX_EPOCH;

use crate::net::http::Message;
use crate::net::http::access_log;
use crate::net::http::access_log::Outcome;
use crate::php::class::http::exchange::Exchange;
use crate::php::event_loop;
use crate::php::log;
use crate::sys::clock;

/// The file of this process.
#[derive(Default)]
struct Log {
    path: String,
    file: Option<File>,
    /// Lines that were not written yet.
    lines: Vec<u8>,
}

thread_local! {
    static LOG: RefCell<Log> = RefCell::default();
}

/// A request was answered.
pub fn note(exchange: &Exchange, status: u16) {
    let Some(path) = &exchange.options.access_log else { return };
    let address = exchange.wire.as_ref().map(|wire| wire.peer().0).unwrap_or_default();
    let duration = Duration::from_micros(clock::wall().saturating_sub(exchange.time));
    let time = UNIX_EPOCH + Duration::from_micros(exchange.time);
    let status = if status == 0 { 200 } else { status };
    let outcome = Outcome { address: &address, time, status, duration };
    put(path, &exchange.message.borrow(), outcome);
}

/// Adds a line to the file of this path.
pub fn put(path: &str, message: &Message, outcome: Outcome) {
    let is_first = LOG.with_borrow_mut(|log| {
        let is_first = log.lines.is_empty();
        if log.path != *path {
            *log = Log { path: path.to_string(), file: None, lines: std::mem::take(&mut log.lines) };
        }
        access_log::line(&mut log.lines, message, outcome);
        is_first
    });
    if is_first {
        event_loop::at_the_end_of_this_turn(write);
    }
}

fn write() {
    let problem = LOG.with_borrow_mut(|log| {
        let lines = std::mem::take(&mut log.lines);
        if log.file.is_none() {
            match File::options().append(true).create(true).open(&log.path) {
                Ok(file) => log.file = Some(file),
                Err(why) => return Some(why),
            }
        }
        log.file.as_ref().and_then(|mut file| file.write_all(&lines).err())
    });
    if let Some(why) = problem {
        log::system_warning("access_log", "write() failed", &why);
    }
}
