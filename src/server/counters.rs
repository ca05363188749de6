//! What one worker counts, for all to read.
//!
//! Always true: only the worker itself counts, so that counting takes no locked instruction; but for what others send it.

use std::io;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use crate::sys::shared::Shared;

/// What is counted, or told.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Counter {
    Pid,
    /// One of [`status`].
    Status,
    Requests,
    Responses,
    Dispatches,
    Concurrency,
    BytesReceived,
    BytesSent,
    Coroutines,
    /// How late the loop was when it last came to a timer, in microseconds.
    Lag,
    /// How many packets others have sent on that it has not served yet; see [`Counters::expect`].
    Waiting,
}

/// What a worker is doing.
#[allow(missing_docs, reason = "the names say it")]
pub mod status {
    pub const BUSY: u64 = 1;
    pub const IDLE: u64 = 2;
    pub const EXIT: u64 = 3;
}

/// The numbers of one worker.
#[derive(Debug)]
pub struct Counters(Shared<[AtomicU64; 16]>);

impl Counters {
    /// All zero. To be made before the worker is forked.
    pub fn new() -> io::Result<Self> {
        Shared::new().map(Self)
    }

    /// Reads one.
    pub fn get(&self, counter: Counter) -> u64 {
        self.0[counter as usize].load(Relaxed)
    }

    /// Writes one.
    pub fn set(&self, counter: Counter, value: u64) {
        self.0[counter as usize].store(value, Relaxed);
    }

    /// Another process sends a packet on.
    pub fn expect(&self) {
        self.0[Counter::Waiting as usize].fetch_add(1, Relaxed);
    }

    /// A packet was served that another process had sent on.
    pub fn settle(&self) {
        // One that was lost with its worker was never served, and the count began anew.
        let less = |count: u64| count.checked_sub(1);
        let _ = self.0[Counter::Waiting as usize].fetch_update(Relaxed, Relaxed, less);
    }

    /// Adds to one.
    pub fn add(&self, counter: Counter, value: u64) {
        self.set(counter, self.get(counter).wrapping_add(value));
    }
}
