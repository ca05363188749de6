//! The timers of a wheel, in one vector, and the lists that run through it.
//!
//! Invariants:
//! - a node with a value is in exactly one [`List`]; a node without one is in the free list, singly
//!   linked through `next`;
//! - the generation of a node moves on each time its value leaves, so a [`TimerKey`] names one timer
//!   for ever: a key that was used, cancelled or fired finds nothing;
//! - the vector never shrinks: once it has grown to the greatest number of timers alive at a time,
//!   nothing allocates.

use std::num::NonZeroU32;

use super::wheel::Nanos;

/// No node: the end of a list.
const NIL: u32 = u32::MAX;

/// Names one timer of one wheel. Eight bytes, also as an `Option`.
///
/// A key outlives its timer harmlessly: a stale one finds nothing. (Generations wrap after 2^32 uses
/// of one place.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerKey {
    index: u32,
    generation: NonZeroU32,
}

impl TimerKey {
    /// The place of the timer, valid while the timer is there.
    pub(super) fn index(self) -> u32 {
        self.index
    }
}

/// One timer or one free place. 40 bytes for a value of 12 or less, 48 for one of 16 with no niche.
#[derive(Debug)]
struct Node<T> {
    /// The exact instant asked for; the wheel rounds it up to a tick.
    deadline: Nanos,
    /// The next node of the same list, or of the free list; `NIL` at the end.
    next: u32,
    /// The previous node of the same list; `NIL` at the start. Meaningless in a free node.
    prev: u32,
    /// Moves on when the value leaves.
    generation: NonZeroU32,
    /// `None` exactly when the node is free.
    value: Option<T>,
}

/// A first-in first-out list of timers, threaded through the slab.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    head: u32,
    tail: u32,
}

impl List {
    /// The list with nothing in it.
    pub(super) const EMPTY: List = List { head: NIL, tail: NIL };

    /// True when nothing is in it.
    pub(super) fn is_empty(self) -> bool {
        self.head == NIL
    }

    /// The only node, when there is exactly one.
    pub(super) fn only(self) -> Option<u32> {
        (self.head == self.tail && self.head != NIL).then_some(self.head)
    }
}

/// All timers of a wheel.
#[derive(Debug)]
pub(super) struct Slab<T> {
    nodes: Vec<Node<T>>,
    /// The free place used last: it is the one most likely in the cache.
    free: u32,
    len: usize,
}

impl<T> Slab<T> {
    /// A slab without a timer; allocates nothing yet.
    pub(super) fn new() -> Self {
        Slab { nodes: Vec::new(), free: NIL, len: 0 }
    }

    /// How many timers there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Stores a timer. It is in no list until [`Slab::push_back`].
    pub(super) fn insert(&mut self, deadline: Nanos, value: T) -> TimerKey {
        self.len += 1;
        let index = self.free;
        if index == NIL {
            return self.grow(deadline, value);
        }
        let node = &mut self.nodes[index as usize];
        self.free = node.next;
        node.deadline = deadline;
        node.value = Some(value);
        TimerKey { index, generation: node.generation }
    }

    #[cold]
    fn grow(&mut self, deadline: Nanos, value: T) -> TimerKey {
        let index = u32::try_from(self.nodes.len()).unwrap_or(NIL);
        assert!(index != NIL, "a wheel holds fewer than 2^32 - 1 timers");
        let generation = NonZeroU32::MIN;
        self.nodes.push(Node { deadline, next: NIL, prev: NIL, generation, value: Some(value) });
        TimerKey { index, generation }
    }

    /// Takes the value of a node that is in no list any more, and frees the node.
    pub(super) fn remove(&mut self, index: u32) -> T {
        let node = &mut self.nodes[index as usize];
        let value = node.value.take().expect("a node in a list has a value");
        node.generation = node.generation.checked_add(1).unwrap_or(NonZeroU32::MIN);
        node.next = self.free;
        self.free = index;
        self.len -= 1;
        value
    }

    /// The node that `key` names, if its timer is still there.
    pub(super) fn find(&self, key: TimerKey) -> Option<u32> {
        let node = self.nodes.get(key.index as usize)?;
        (node.generation == key.generation && node.value.is_some()).then_some(key.index)
    }

    /// The value of a timer.
    pub(super) fn value(&self, index: u32) -> Option<&T> {
        self.nodes[index as usize].value.as_ref()
    }

    /// The exact deadline of a timer.
    pub(super) fn deadline(&self, index: u32) -> Nanos {
        self.nodes[index as usize].deadline
    }

    /// Appends a node that is in no list.
    pub(super) fn push_back(&mut self, list: &mut List, index: u32) {
        let node = &mut self.nodes[index as usize];
        node.next = NIL;
        node.prev = list.tail;
        match list.tail {
            NIL => list.head = index,
            tail => self.nodes[tail as usize].next = index,
        }
        list.tail = index;
    }

    /// Takes the first node off `list`; the node keeps its value.
    pub(super) fn pop_front(&mut self, list: &mut List) -> Option<u32> {
        let index = list.head;
        if index == NIL {
            return None;
        }
        // The list is being consumed: the new head's `prev` is not worth a write.
        list.head = self.nodes[index as usize].next;
        Some(index)
    }

    /// Takes a node out of the list that it is in.
    pub(super) fn unlink(&mut self, list: &mut List, index: u32) {
        let Node { next, prev, .. } = self.nodes[index as usize];
        match prev {
            NIL => list.head = next,
            prev => self.nodes[prev as usize].next = next,
        }
        match next {
            NIL => list.tail = prev,
            next => self.nodes[next as usize].prev = prev,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, TimerKey};

    #[test]
    fn a_node_is_small_enough_for_a_million_sleepers() {
        assert!(size_of::<Node<(u32, u32)>>() <= 40);
        assert!(size_of::<Node<(u64, u64)>>() <= 48);
        assert_eq!(size_of::<Option<TimerKey>>(), 8);
    }
}
