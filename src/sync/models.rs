//! The channel and the lock by themselves: single claims, then against naive models, with waiters that are
//! numbers.

use proptest::prelude::*;

use super::Channel;
use super::Lock;
use super::TryPopError;
use super::TryPushError;

#[test]
fn a_full_channel_gives_the_value_back() {
    let mut channel: Channel<&str, u32> = Channel::new(0);
    assert_eq!(channel.capacity(), 1);
    assert_eq!(channel.try_push("a"), Ok(()));
    assert_eq!(channel.try_push("b"), Err(TryPushError::Full("b")));
    assert_eq!(channel.close(), Some(vec![]));
    assert_eq!(channel.try_push("b"), Err(TryPushError::Closed("b")));
    assert_eq!(channel.try_pop(), Ok(("a", None)));
    assert_eq!(channel.try_pop(), Err(TryPopError::Closed));
    assert_eq!(channel.close(), None);
}

#[test]
fn a_pop_moves_the_first_senders_value_up() {
    let mut channel = Channel::new(1);
    assert_eq!(channel.try_push('a'), Ok(()));
    channel.wait_to_push(1, 'b');
    channel.wait_to_push(2, 'c');
    assert_eq!(channel.values().collect::<String>(), "abc");
    assert_eq!(channel.try_pop(), Ok(('a', Some(1))));
    assert_eq!(channel.withdraw(1), None, "it was accepted, even if the sender timed out meanwhile");
    assert_eq!(channel.withdraw(2), Some('c'));
    assert_eq!(channel.try_pop(), Ok(('b', None)));
}

#[test]
fn close_wakes_senders_then_receivers_and_senders_get_their_values_back() {
    let mut channel = Channel::new(1);
    assert_eq!(channel.try_push('a'), Ok(()));
    channel.wait_to_push(1, 'b');
    channel.wait_to_push(2, 'c');
    assert_eq!(channel.close(), Some(vec![1, 2]));
    assert_eq!(channel.try_pop(), Ok(('a', None)), "what was accepted can still be taken, nothing moves up");
    assert_eq!(channel.withdraw(1), Some('b'));
    assert_eq!(channel.withdraw(2), Some('c'));

    let mut channel: Channel<char, u32> = Channel::new(1);
    channel.wait_to_pop(3);
    channel.wait_to_pop(4);
    assert_eq!(channel.close(), Some(vec![3, 4]));
}

/// One step of one coroutine, or of the world.
#[derive(Clone, Debug)]
enum Step {
    Push,
    Pop,
    /// The deadline of a waiter comes: from now on it cannot be woken, but it has not run yet.
    TimeOut(usize),
    /// All who timed out run.
    Run,
    Close,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        20 => Just(Step::Push),
        20 => Just(Step::Pop),
        8 => any::<usize>().prop_map(Step::TimeOut),
        4 => Just(Step::Run),
        1 => Just(Step::Close),
    ];
    prop::collection::vec(step, 0..200)
}

/// A channel used as [`super::parking`] uses it, by waiters that are numbers: the number of a push is its value.
struct World {
    channel: Channel<u32, u32>,
    next: u32,
    /// Who waits, oldest first, and whether it pushes.
    waiting: Vec<(u32, bool)>,
    timed_out: Vec<(u32, bool)>,
    /// Values in the order in which they must come out: accepted ones, then those of waiting senders.
    expected: Vec<u32>,
    received: Vec<u32>,
}

impl World {
    fn apply(&mut self, step: &Step) {
        self.next += 1;
        let me = self.next;
        match *step {
            Step::Push => match self.channel.try_push(me) {
                Ok(()) => {
                    self.expected.push(me);
                    self.wake_receiver();
                }
                Err(TryPushError::Full(value)) => {
                    self.channel.wait_to_push(me, value);
                    self.expected.push(me);
                    self.waiting.push((me, true));
                }
                Err(TryPushError::Closed(value)) => assert_eq!(value, me),
            },
            Step::Pop => self.pop(me),
            Step::TimeOut(which) if !self.waiting.is_empty() => {
                let waiter = self.waiting.remove(which % self.waiting.len());
                self.timed_out.push(waiter);
            }
            Step::TimeOut(_) => {}
            Step::Run => std::mem::take(&mut self.timed_out).into_iter().for_each(|waiter| self.run(waiter)),
            Step::Close => self.close(),
        }
        self.check();
    }

    fn pop(&mut self, me: u32) {
        match self.channel.try_pop() {
            Ok((value, sender)) => {
                self.received.push(value);
                if let Some(at) = self.waiting.iter().position(|&(waiter, _)| Some(waiter) == sender) {
                    self.waiting.remove(at);
                    assert_eq!(sender.and_then(|sender| self.channel.withdraw(sender)), None);
                }
            }
            Err(TryPopError::Empty) => {
                self.channel.wait_to_pop(me);
                self.waiting.push((me, false));
            }
            Err(TryPopError::Closed) => assert!(self.channel.is_closed()),
        }
    }

    /// A push must reach the oldest receiver that still waits.
    fn wake_receiver(&mut self) {
        let oldest = self.waiting.iter().position(|&(_, pushes)| !pushes);
        loop {
            let receiver = self.channel.next_receiver();
            match (receiver, oldest) {
                (None, None) => return,
                (Some(receiver), Some(at)) if self.waiting[at].0 == receiver => {
                    self.waiting.remove(at);
                    return self.pop(receiver);
                }
                (Some(receiver), _) => assert!(self.timed_out.contains(&(receiver, false))),
                (None, Some(_)) => panic!("a receiver waits although there is a value"),
            }
        }
    }

    /// A waiter comes back although nobody woke it.
    fn run(&mut self, (me, pushes): (u32, bool)) {
        if !pushes {
            self.channel.leave(me);
        } else if let Some(value) = self.channel.withdraw(me) {
            assert_eq!(value, me);
            self.expected.retain(|&value| value != me);
        }
    }

    fn close(&mut self) {
        let Some(wakers) = self.channel.close() else { return };
        let live: Vec<_> = wakers.iter().filter_map(|w| self.waiting.iter().find(|x| x.0 == *w).copied()).collect();
        assert_eq!(live.len(), self.waiting.len(), "everybody is woken");
        self.waiting.clear();
        live.into_iter().for_each(|waiter| self.run(waiter));
        std::mem::take(&mut self.timed_out).into_iter().for_each(|waiter| self.run(waiter));
        assert_eq!(self.channel.senders() + self.channel.receivers(), 0);
    }

    fn check(&self) {
        let channel = &self.channel;
        assert!(channel.len() <= channel.capacity());
        assert!(channel.receivers() == 0 || channel.is_empty());
        assert!(channel.senders() == 0 || channel.is_full());
        let sent = self.received.iter().chain(channel.values());
        assert!(sent.eq(&self.expected), "values came out in another order, twice or not at all");
    }
}

proptest! {
    #[test]
    fn a_channel_loses_nothing_doubles_nothing_and_keeps_the_order(capacity in 0usize..4, steps in steps()) {
        let (waiting, timed_out, expected, received) = Default::default();
        let mut world = World { channel: Channel::new(capacity), next: 0, waiting, timed_out, expected, received };
        steps.iter().for_each(|step| world.apply(step));
    }

    #[test]
    fn a_lock_has_one_holder_and_serves_in_order(actions in prop::collection::vec((0u8..3, 0u32..5), 0..100)) {
        let mut lock: Lock<u32, u32> = Lock::default();
        let mut queue: Vec<u32> = Vec::new();
        for (action, who) in actions {
            let queued = queue.contains(&who);
            match action {
                0 if !queued && !lock.try_lock(who) => {
                    lock.wait(who, who);
                    queue.push(who);
                }
                0 => assert!(queued || lock.holder() == Some(who)),
                1 => {
                    let first = (!queue.is_empty()).then(|| queue.remove(0));
                    assert_eq!(lock.unlock(), first);
                    assert_eq!(lock.holder(), first);
                }
                _ => {
                    lock.leave(who);
                    queue.retain(|&waiter| waiter != who);
                }
            }
            assert_eq!(lock.waiters(), queue.len());
            assert!(queue.is_empty() || lock.holder().is_some());
        }
    }
}
