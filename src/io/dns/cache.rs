//! Answers that still hold.
//!
//! Invariant: an answer is found only while its time to live lasts (a second at least), and there are never more than the capacity; the one
//! that was not asked for longest goes first.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use crate::io::dns::Kind;
use crate::sys::clock::Nanos;

struct Entry {
    addresses: Rc<[IpAddr]>,
    since: Nanos,
    ttl: Duration,
    used: u64,
}

struct Cache {
    entries: HashMap<(String, Kind), Entry>,
    capacity: usize,
    /// Counts uses, to tell which entry is the least used.
    clock: u64,
}

thread_local! {
    static CACHE: RefCell<Option<Cache>> = const { RefCell::new(None) };
}

/// An answer that does not live at all is remembered so long: else a burst of lookups would become a burst of questions.
const SHORTEST: Duration = Duration::from_secs(1);

/// As Swoole's.
const CAPACITY: usize = 1000;

/// An answer not older than `max_age`.
pub fn find(name: &str, kind: Kind, max_age: Duration, now: Nanos) -> Option<Rc<[IpAddr]>> {
    with(|cache| cache.find(name, kind, max_age, now))
}

/// Keeps an answer.
pub fn remember(name: &str, kind: Kind, addresses: Rc<[IpAddr]>, ttl: Duration, now: Nanos) {
    with(|cache| cache.remember(name, kind, addresses, ttl, now));
}

/// Forgets all answers.
pub fn clear() {
    with(|cache| cache.entries.clear());
}

/// Keeps no more than so many answers, and forgets those there are.
pub fn set_capacity(capacity: usize) {
    with(|cache| {
        cache.entries.clear();
        cache.capacity = capacity;
    });
}

fn with<T>(work: impl FnOnce(&mut Cache) -> T) -> T {
    CACHE.with_borrow_mut(|cache| work(cache.get_or_insert_with(|| Cache::new(CAPACITY))))
}

impl Cache {
    fn new(capacity: usize) -> Self {
        Self { entries: HashMap::new(), capacity, clock: 0 }
    }

    fn find(&mut self, name: &str, kind: Kind, max_age: Duration, now: Nanos) -> Option<Rc<[IpAddr]>> {
        self.clock += 1;
        let entry = self.entries.get_mut(&(name.to_owned(), kind))?;
        let age = Duration::from_nanos(now.saturating_sub(entry.since));
        if age >= entry.ttl.min(max_age) {
            return None;
        }
        entry.used = self.clock;
        Some(Rc::clone(&entry.addresses))
    }

    fn remember(&mut self, name: &str, kind: Kind, addresses: Rc<[IpAddr]>, ttl: Duration, now: Nanos) {
        if self.capacity == 0 {
            return;
        }
        let ttl = ttl.max(SHORTEST);
        self.clock += 1;
        let entry = Entry { addresses, since: now, ttl, used: self.clock };
        self.entries.insert((name.to_owned(), kind), entry);
        if self.entries.len() > self.capacity {
            self.drop_least_used();
        }
    }

    /// Looks at all of them: next to a question to a name server that is nothing.
    fn drop_least_used(&mut self) {
        let least = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone());
        if let Some(key) = least {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn one() -> Rc<[IpAddr]> {
        [IpAddr::from([10, 0, 0, 1])].into()
    }

    #[test]
    fn an_answer_holds_as_long_as_its_time_to_live_and_its_age_allow() {
        let mut cache = Cache::new(9);
        cache.remember("a", Kind::V4, one(), 10 * SECOND, 0);
        let at = |cache: &mut Cache, seconds: u64, max: Duration| {
            cache.find("a", Kind::V4, max, seconds * 1_000_000_000).is_some()
        };
        assert!(at(&mut cache, 9, Duration::MAX));
        assert!(!at(&mut cache, 10, Duration::MAX));
        assert!(!at(&mut cache, 5, 5 * SECOND));
        assert!(cache.find("a", Kind::V6, Duration::MAX, 0).is_none());
    }

    #[test]
    fn the_least_used_answer_goes_first() {
        let mut cache = Cache::new(2);
        for name in ["a", "b"] {
            cache.remember(name, Kind::V4, one(), SECOND, 0);
        }
        assert!(cache.find("a", Kind::V4, SECOND, 0).is_some());
        cache.remember("c", Kind::V4, one(), SECOND, 0);
        assert!(cache.find("a", Kind::V4, SECOND, 0).is_some());
        assert!(cache.find("b", Kind::V4, SECOND, 0).is_none());
    }

    #[test]
    fn what_does_not_live_is_kept_for_a_second() {
        let mut cache = Cache::new(2);
        cache.remember("a", Kind::V4, one(), Duration::ZERO, 0);
        assert!(cache.find("a", Kind::V4, SECOND, 999_999_999).is_some());
        assert!(cache.find("a", Kind::V4, SECOND, 1_000_000_000).is_none());
    }
}
