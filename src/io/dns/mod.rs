//! Names to addresses by asking name servers: no thread waits, so a thousand lookups cost a thousand sockets and
//! nothing else.
//!
//! Invariants: a literal address and a name of /etc/hosts are answered at once, whatever the name servers say; an answer
//! is remembered no longer than its time to live. What is asked, of whom and how often is resolv.conf's to say, unless
//! the user has named a server.
//!
//! `resolve` is the other way, by libc's resolver on the thread pool; this one is for callers who want a timeout, a
//! server of their own or a cache.

mod cache;
mod config;
mod exchange;
mod hosts;
pub mod message;
mod watched_file;

use std::cell::Cell;
use std::hash::BuildHasher;
use std::hash::RandomState;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

pub use crate::io::dns::cache::clear as clear_cache;
pub use crate::io::dns::cache::set_capacity as set_cache_capacity;

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::dns::config::Config;
use crate::io::dns::exchange::Failure;
use crate::io::dns::message::Reply;
use crate::io::remote;
use crate::sys::clock;
use crate::sys::clock::Nanos;

/// Which kind of address is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Kind {
    fn admits(self, address: IpAddr) -> bool {
        address.is_ipv4() == (self == Self::V4)
    }

    fn loopback(self) -> IpAddr {
        match self {
            Self::V4 => Ipv4Addr::LOCALHOST.into(),
            Self::V6 => Ipv6Addr::LOCALHOST.into(),
        }
    }
}

/// How a lookup ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// At least one address, in the server's order.
    Found(Rc<[IpAddr]>),
    /// No server knows such an address.
    NotFound,
    /// No server answered in time.
    TimedOut,
    /// The wait was cancelled.
    Cancelled,
}

thread_local! {
    static SERVER: Cell<Option<SocketAddr>> = const { Cell::new(None) };
    static RANDOM: Cell<bool> = const { Cell::new(false) };
}

/// Names the only server to ask; `None` goes back to those of resolv.conf.
pub fn set_server(server: Option<SocketAddr>) {
    SERVER.set(server);
}

/// Whether any address may come first, instead of the server's first. It then stays first while the answer is remembered.
pub fn set_random(random: bool) {
    RANDOM.set(random);
}

/// The addresses of `name`; call it where `coroutine::can_park` holds. A remembered answer that is older than `max_age`
/// does not count.
pub fn lookup(name: &str, kind: Kind, max_age: Duration, deadline: Option<Nanos>) -> Lookup {
    if let Ok(literal) = name.parse::<IpAddr>() {
        return if kind.admits(literal) { Lookup::Found([literal].into()) } else { Lookup::NotFound };
    }
    let name = name.to_ascii_lowercase();
    if let Some(local) = hosts::find(&name, kind).or_else(|| localhost(&name, kind)) {
        return Lookup::Found(local);
    }
    if let Some(remembered) = cache::find(&name, kind, max_age, clock::now()) {
        return Lookup::Found(remembered);
    }
    let answer = ask_around(&name, kind, deadline);
    // A wait that was cancelled already has its answer.
    if answer != Lookup::Cancelled && next_turn() == Wake::Cancelled { Lookup::Cancelled } else { answer }
}

/// Waits until the loop has been through: as with Swoole, whose resolver answers at the end of a turn, what is deferred
/// comes before an answer, however quick the server is.
fn next_turn() -> Wake {
    let Ok(remote) = remote() else { return Wake::Ready };
    remote.wake(coroutine::waker());
    coroutine::park(WaitReason::Pool("name server"), None)
}

/// RFC 6761: these never leave the machine.
fn localhost(name: &str, kind: Kind) -> Option<Rc<[IpAddr]>> {
    let name = name.trim_end_matches('.');
    (name == "localhost" || name.ends_with(".localhost")).then(|| [kind.loopback()].into())
}

/// Asks for each full name that `name` may stand for.
fn ask_around(name: &str, kind: Kind, deadline: Option<Nanos>) -> Lookup {
    let config = config::read(SERVER.get());
    let mut failed = Lookup::NotFound;
    for full in config.candidates(name) {
        match ask(&config, &full, kind, deadline) {
            Ok(Reply::Found { mut addresses, ttl }) => {
                if RANDOM.get() {
                    let first = RandomState::new().hash_one(&addresses) as usize % addresses.len();
                    addresses.rotate_left(first);
                }
                let addresses: Rc<[IpAddr]> = addresses.into();
                cache::remember(name, kind, Rc::clone(&addresses), ttl, clock::now());
                return Lookup::Found(addresses);
            }
            Ok(_) => {}
            Err(Failure::Silence) if is_over(deadline) => return Lookup::TimedOut,
            Err(Failure::Silence) => failed = Lookup::TimedOut,
            Err(Failure::Cancelled) => return Lookup::Cancelled,
        }
    }
    failed
}

/// Asks one server after the other, as often as the configuration says, until one of them knows or knows better.
fn ask(config: &Config, name: &str, kind: Kind, deadline: Option<Nanos>) -> Result<Reply, Failure> {
    let Some(query) = message::query(name, kind) else { return Ok(Reply::NoSuchName) };
    let mut answered = false;
    for _ in 0..config.attempts {
        for &server in &config.servers {
            let patience = clock::after(config.timeout);
            let until = deadline.map_or(patience, |deadline| deadline.min(patience));
            match exchange::exchange(server, &query, until) {
                Ok(Reply::Refused) => answered = true,
                Ok(reply) => return Ok(reply),
                Err(Failure::Silence) => {}
                Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            }
            if is_over(deadline) {
                return Err(Failure::Silence);
            }
        }
    }
    if answered { Ok(Reply::Refused) } else { Err(Failure::Silence) }
}

fn is_over(deadline: Option<Nanos>) -> bool {
    deadline.is_some_and(|deadline| deadline <= clock::now())
}

#[cfg(test)]
mod tests;
