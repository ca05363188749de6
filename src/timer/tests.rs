//! The wheel in virtual time: single claims, then a model (`BTreeMap` by deadline and sequence).

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Nanos, TICK, TimerKey, Wheel};

const MS: Nanos = 1_000_000;

/// Everything that fires at `now`, values only.
fn fired<T>(wheel: &mut Wheel<T>, now: Nanos) -> Vec<T> {
    let mut expired = Vec::new();
    wheel.advance(now, &mut expired);
    expired.into_iter().map(|(_, value)| value).collect()
}

#[test]
fn a_timer_never_fires_early_and_at_most_a_tick_late() {
    for deadline in [1, TICK - 1, TICK, TICK + 1, 7 * MS, 900 * MS, 3_600_000 * MS] {
        let mut wheel = Wheel::new(0);
        wheel.insert(deadline, ());
        assert!(fired(&mut wheel, deadline - 1).is_empty(), "{deadline} fired early");
        assert_eq!(fired(&mut wheel, deadline + TICK).len(), 1, "{deadline} is late");
    }
}

#[test]
fn equal_deadlines_fire_in_insertion_order_across_levels() {
    let mut wheel = Wheel::new(0);
    let deadline = 5_000 * MS;
    wheel.insert(deadline, "asked for from afar");
    assert!(fired(&mut wheel, deadline - 40 * MS).is_empty());
    wheel.insert(deadline, "asked for nearer");
    assert!(fired(&mut wheel, deadline - MS).is_empty());
    wheel.insert(deadline, "asked for at the last moment");
    assert_eq!(
        fired(&mut wheel, deadline + TICK),
        ["asked for from afar", "asked for nearer", "asked for at the last moment"]
    );
}

#[test]
fn deadlines_within_one_tick_fire_in_their_own_order() {
    let mut wheel = Wheel::new(0);
    wheel.insert(10 * TICK - 1, 'b');
    wheel.insert(10 * TICK - 2, 'a');
    wheel.insert(10 * TICK - 1, 'c');
    assert_eq!(fired(&mut wheel, 10 * TICK), ['a', 'b', 'c']);
}

#[test]
fn a_deadline_that_has_passed_fires_at_the_next_advance() {
    let mut wheel = Wheel::new(100 * MS);
    wheel.insert(50 * MS, 'x');
    assert!(wheel.next_deadline().is_some_and(|next| next <= 100 * MS));
    assert_eq!(fired(&mut wheel, 100 * MS), ['x']);
}

#[test]
fn a_stale_key_finds_nothing() {
    let mut wheel = Wheel::new(0);
    let first = wheel.insert(MS, 1);
    assert_eq!(wheel.cancel(first), Some(1));
    assert_eq!(wheel.cancel(first), None);
    let second = wheel.insert(MS, 2);
    assert_eq!(wheel.get(first), None, "the place is reused, the key is not");
    assert_eq!(wheel.get(second), Some((&2, MS)));
    assert_eq!(fired(&mut wheel, 2 * MS), [2]);
    assert_eq!(wheel.cancel(second), None);
    assert!(wheel.is_empty());
}

#[test]
fn the_end_of_time_is_never() {
    let mut wheel = Wheel::new(0);
    let key = wheel.insert(Nanos::MAX, ());
    assert_eq!(wheel.next_deadline(), Some(Nanos::MAX));
    assert!(fired(&mut wheel, Nanos::MAX).is_empty());
    assert_eq!(wheel.cancel(key), Some(()));
    assert_eq!(wheel.next_deadline(), None);
}

#[test]
fn a_clock_that_steps_back_is_ignored() {
    let mut wheel = Wheel::new(50 * MS);
    wheel.insert(60 * MS, ());
    assert!(fired(&mut wheel, 10 * MS).is_empty());
    assert_eq!(fired(&mut wheel, 61 * MS).len(), 1);
}

#[test]
fn following_next_deadline_fires_everything_in_few_steps() {
    let mut wheel = Wheel::new(0);
    let deadlines = [MS, 33 * MS, 34 * MS, 1_000 * MS, 86_400_000 * MS];
    for deadline in deadlines {
        wheel.insert(deadline, deadline);
    }
    let mut order = Vec::new();
    let mut steps = 0;
    while let Some(next) = wheel.next_deadline() {
        order.extend(fired(&mut wheel, next));
        steps += 1;
    }
    assert_eq!(order, deadlines);
    assert!(steps <= 2 * deadlines.len(), "{steps} steps");
}

/// One action on the wheel and on the model.
#[derive(Clone, Debug)]
enum Action {
    /// A timer so long after (or before) now.
    Insert(i64),
    /// Cancel the timer with this number, modulo how many there were: often a stale one.
    Cancel(usize),
    /// Let so much time pass.
    Advance(Nanos),
    /// Let time pass until the wheel says so.
    Follow,
}

/// Durations of every magnitude, so that every level is used.
fn duration() -> impl Strategy<Value = Nanos> {
    (0u32..63, any::<Nanos>()).prop_map(|(bits, random)| random & ((1 << bits) - 1))
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => duration().prop_map(|after| Action::Insert(after as i64)),
        // Deadlines that repeat, in one tick and out of order, some of them in the past.
        4 => (-3i64..40).prop_map(|n| Action::Insert(n * 50_000)),
        3 => any::<usize>().prop_map(Action::Cancel),
        2 => (0u64..1 << 24).prop_map(Action::Advance),
        1 => duration().prop_map(Action::Advance),
        1 => Just(Action::Follow),
    ]
}

/// What must be true of a wheel, said with a map.
struct Model {
    wheel: Wheel<usize>,
    alive: BTreeMap<(Nanos, usize), TimerKey>,
    asked: Vec<(Nanos, TimerKey)>,
    now: Nanos,
}

impl Model {
    fn apply(&mut self, action: &Action) {
        match *action {
            Action::Insert(after) => {
                let deadline = self.now.saturating_add_signed(after);
                let key = self.wheel.insert(deadline, self.asked.len());
                self.alive.insert((deadline, self.asked.len()), key);
                self.asked.push((deadline, key));
            }
            Action::Cancel(_) if self.asked.is_empty() => {}
            Action::Cancel(number) => {
                let number = number % self.asked.len();
                let (deadline, key) = self.asked[number];
                let alive = self.alive.remove(&(deadline, number)).map(|_| number);
                assert_eq!(self.wheel.cancel(key), alive);
            }
            Action::Advance(time) => self.advance(self.now.saturating_add(time)),
            Action::Follow => {
                if let Some(next) = self.wheel.next_deadline() {
                    self.advance(next.max(self.now));
                }
            }
        }
        self.check();
    }

    fn advance(&mut self, now: Nanos) {
        self.now = now;
        let mut due = Vec::new();
        while let Some(entry) = self.alive.first_entry() {
            let (deadline, number) = *entry.key();
            if deadline.div_ceil(TICK) > now / TICK {
                break;
            }
            entry.remove();
            due.push((deadline, number));
        }
        let mut expired = Vec::new();
        self.wheel.advance(now, &mut expired);
        assert_eq!(expired, due);
    }

    fn check(&self) {
        assert_eq!(self.wheel.len(), self.alive.len());
        let earliest = self.alive.keys().next().map(|key| key.0.div_ceil(TICK).max(self.now / TICK));
        match (self.wheel.next_deadline(), earliest) {
            (Some(next), Some(tick)) => {
                assert!(u128::from(next) <= u128::from(tick) * u128::from(TICK))
            }
            (next, tick) => assert!(next.is_none() && tick.is_none()),
        }
        for (&(deadline, number), &key) in &self.alive {
            assert_eq!(self.wheel.get(key), Some((&number, deadline)));
        }
    }
}

proptest! {
    #[test]
    fn the_wheel_does_what_an_ordered_map_does(
        start in duration(),
        actions in prop::collection::vec(action(), 1..120),
    ) {
        let mut model =
            Model { wheel: Wheel::new(start), alive: BTreeMap::new(), asked: Vec::new(), now: start };
        for action in &actions {
            model.apply(action);
        }
    }
}
