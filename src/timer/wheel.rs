//! A hierarchical timer wheel: insert and cancel in constant time, whatever the deadline.
//!
//! Time is cut into ticks of [`TICK`] ns; a deadline is rounded *up* to one. Each level has 64 slots;
//! a slot of level 0 is one tick, a slot of level `n` is 64 slots of level `n - 1`:
//!
//! ```text
//! bits of a tick   47..42  41..36  35..30  29..24  23..18  17..12   11..6    5..0
//! level                 7       6       5       4       3       2       1       0
//! a slot lasts      18 yr   104 d    39 h  36 min    34 s  537 ms   8.4 ms  131 us
//! ```
//!
//! Eight levels hold every `u64` deadline, so there is no overflow list.
//!
//! Invariants:
//! - **place**: a timer is in the level of the highest group of bits in which its tick differs from
//!   `current`, in the slot that this group of its tick says. A tick not after `current` counts as
//!   `current`: level 0, its current slot, "due". So the place is a function of (current, deadline) and
//!   need not be stored;
//! - hence **two timers of one tick are always in one list**, and lists are first in first out also when
//!   they move down a level: the order of insertion survives without a sequence number;
//! - hence **the first occupied slot of the lowest occupied level** is the earliest, and no slot before
//!   `current`'s is occupied;
//! - `occupied[level]` has bit `slot` exactly when that list is not empty, `levels` has bit `level`
//!   exactly when `occupied[level]` is not 0;
//! - `current` only grows, and `current * TICK` is never after the greatest `now` seen.
//!
//! Rejected: a binary heap (a million sleepers: 20 levels of cache misses an insert, cancel needs back
//! pointers), and lazily moved timers (next_deadline would have to scan).

use super::slab::List;
use super::slab::Slab;
use super::slab::TimerKey;

/// Nanoseconds of a monotonic clock, or between two of its readings.
pub type Nanos = u64;

/// Binary logarithm of [`TICK`].
const TICK_BITS: u32 = 17;

/// The resolution, 0.131 ms: a timer fires at most this much after its deadline, and never before.
pub const TICK: Nanos = 1 << TICK_BITS;

/// Binary logarithm of the slots of a level.
const SLOT_BITS: u32 = 6;

/// The slots of a level: one machine word of occupancy.
const SLOTS: usize = 1 << SLOT_BITS;

/// Enough levels for every tick: 2^47 is the greatest, `u64::MAX` rounded up.
const LEVELS: usize = 8;

/// Timers with values of type `T`, by deadline. The layout and the invariants are in the module's head.
#[derive(Debug)]
pub struct Wheel<T> {
    slab: Slab<T>,
    /// The tick up to which timers have fired.
    current: u64,
    /// Which levels have a timer, a bit each.
    levels: u8,
    /// Which slots of each level have a timer, a bit each.
    occupied: [u64; LEVELS],
    slots: [[List; SLOTS]; LEVELS],
}

impl<T> Wheel<T> {
    /// An empty wheel that starts at `now`.
    pub fn new(now: Nanos) -> Self {
        Wheel {
            slab: Slab::new(),
            current: now >> TICK_BITS,
            levels: 0,
            occupied: [0; LEVELS],
            slots: [[List::EMPTY; SLOTS]; LEVELS],
        }
    }

    /// How many timers are waiting.
    pub fn len(&self) -> usize {
        self.slab.len()
    }

    /// True when no timer is waiting.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a timer. One whose deadline has passed fires at the next [`Wheel::advance`].
    ///
    /// A deadline within the last tick of `u64` never fires: `u64::MAX` is "never".
    pub fn insert(&mut self, deadline: Nanos, value: T) -> TimerKey {
        let key = self.slab.insert(deadline, value);
        self.link(key.index());
        key
    }

    /// Removes a timer and gives its value back; `None` when it has fired or was cancelled before.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let index = self.slab.find(key)?;
        let (level, slot) = self.place(self.slab.deadline(index));
        let list = &mut self.slots[level][slot];
        self.slab.unlink(list, index);
        if list.is_empty() {
            self.clear(level, slot);
        }
        Some(self.slab.remove(index))
    }

    /// The value and the exact deadline of a timer that still waits.
    pub fn get(&self, key: TimerKey) -> Option<(&T, Nanos)> {
        let index = self.slab.find(key)?;
        Some((self.slab.value(index)?, self.slab.deadline(index)))
    }

    /// Moves time to `now` and appends what is due to `expired`, with the exact deadlines, in order of
    /// deadline and, where deadlines are equal, of insertion.
    ///
    /// A `now` that is before an earlier one counts as that one.
    pub fn advance(&mut self, now: Nanos, expired: &mut Vec<(Nanos, T)>) {
        let target = (now >> TICK_BITS).max(self.current);
        while let Some((level, slot)) = self.earliest() {
            let start = self.start(level, slot);
            if start > target {
                break;
            }
            self.current = start;
            let list = std::mem::replace(&mut self.slots[level][slot], List::EMPTY);
            self.clear(level, slot);
            match level {
                0 => self.expire(list, expired),
                _ => self.cascade(list),
            }
        }
        // No occupied slot starts at or before `target`, so every timer is still in its place.
        self.current = target;
    }

    /// When to call [`Wheel::advance`] next: never later than the earliest timer can fire. It may be
    /// earlier, when several far timers share a slot that must first be spread over finer ones.
    pub fn next_deadline(&self) -> Option<Nanos> {
        let (level, slot) = self.earliest()?;
        let tick = match self.slots[level][slot].only() {
            Some(index) => self.tick(self.slab.deadline(index)),
            None => self.start(level, slot),
        };
        // The last tick of all, 2^47, starts one nanosecond after the end of `u64`.
        Some(tick.checked_mul(TICK).unwrap_or(Nanos::MAX))
    }

    /// Fires a list of one tick: timers within a tick fire in order of their exact deadlines.
    fn expire(&mut self, mut list: List, expired: &mut Vec<(Nanos, T)>) {
        let first = expired.len();
        while let Some(index) = self.slab.pop_front(&mut list) {
            let deadline = self.slab.deadline(index);
            expired.push((deadline, self.slab.remove(index)));
        }
        // Usually they were asked for in that order. The sort must be stable; it allocates only for a
        // tick of more than 150 or so timers that is out of order.
        let tick = &mut expired[first..];
        if !tick.is_sorted_by_key(|timer| timer.0) {
            tick.sort_by_key(|timer| timer.0);
        }
    }

    /// Moves a list, whose slot `current` has just reached, to finer levels.
    fn cascade(&mut self, mut list: List) {
        while let Some(index) = self.slab.pop_front(&mut list) {
            self.link(index);
        }
    }

    /// Puts a node that is in no list into its place.
    fn link(&mut self, index: u32) {
        let (level, slot) = self.place(self.slab.deadline(index));
        self.slab.push_back(&mut self.slots[level][slot], index);
        self.occupied[level] |= 1 << slot;
        self.levels |= 1 << level;
    }

    /// Notes that a slot has become empty.
    fn clear(&mut self, level: usize, slot: usize) {
        self.occupied[level] &= !(1 << slot);
        if self.occupied[level] == 0 {
            self.levels &= !(1 << level);
        }
    }

    /// The first tick at which a timer may fire.
    fn tick(&self, deadline: Nanos) -> u64 {
        deadline.div_ceil(TICK).max(self.current)
    }

    /// Where a timer belongs: level and slot.
    fn place(&self, deadline: Nanos) -> (usize, usize) {
        let tick = self.tick(deadline);
        let differing = (tick ^ self.current) | 1;
        let level = differing.ilog2() / SLOT_BITS;
        (level as usize, (tick >> (level * SLOT_BITS)) as usize % SLOTS)
    }

    /// The first occupied slot of the lowest occupied level.
    fn earliest(&self) -> Option<(usize, usize)> {
        if self.levels == 0 {
            return None;
        }
        let level = self.levels.trailing_zeros() as usize;
        Some((level, self.occupied[level].trailing_zeros() as usize))
    }

    /// The first tick of a slot that is not before `current`'s.
    fn start(&self, level: usize, slot: usize) -> u64 {
        let shift = level as u32 * SLOT_BITS;
        let turn = self.current >> (shift + SLOT_BITS) << SLOT_BITS;
        (turn | slot as u64) << shift
    }
}
