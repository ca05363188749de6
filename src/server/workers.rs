//! The workers of a master: who is who, and one reload after the other.
//!
//! Always true:
//! - a worker's place has at most one process; the process before it may live on, detached, and is waited for;
//! - a reload stops the workers one after another: the next one when the last one has ended.
//!
//! ```text
//!          begin_reload           ended (the last one)
//! Nothing ───────────▶ Reloading ───────────▶ Nothing
//!                       │    ▲
//!              next_to_stop, ended
//! ```

use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::ops::Range;

/// The number of a process.
pub type Pid = i32;

/// Whose end was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// That of the worker in this place, which is free now.
    Worker(usize),
    /// That of one that had been detached.
    Detached,
    /// Somebody else's.
    Unknown,
}

/// A reload that is going on.
#[derive(Debug)]
struct Reload {
    /// Who has to end before it is over.
    old: BTreeSet<Pid>,
    /// Who of them has not been told yet.
    untold: VecDeque<Pid>,
}

/// The places of the workers.
#[derive(Debug)]
pub struct Workers {
    places: Vec<Option<Pid>>,
    detached: BTreeSet<Pid>,
    reload: Option<Reload>,
}

impl Workers {
    /// So many places without processes.
    pub fn new(count: usize) -> Self {
        Self { places: vec![None; count], detached: BTreeSet::new(), reload: None }
    }

    /// A process has taken a place.
    pub fn started(&mut self, place: usize, pid: Pid) {
        self.places[place] = Some(pid);
    }

    /// A worker asks to be replaced although it goes on. Its place, if it is one.
    pub fn detach(&mut self, pid: Pid) -> Option<usize> {
        let place = self.place_of(pid)?;
        self.places[place] = None;
        self.detached.insert(pid);
        self.forget_in_reload(pid);
        Some(place)
    }

    /// A process has ended.
    pub fn ended(&mut self, pid: Pid) -> Ended {
        self.forget_in_reload(pid);
        match self.place_of(pid) {
            Some(place) => {
                self.places[place] = None;
                Ended::Worker(place)
            }
            None if self.detached.remove(&pid) => Ended::Detached,
            None => Ended::Unknown,
        }
    }

    /// The processes in the places.
    pub fn pids(&self) -> impl Iterator<Item = Pid> {
        self.places.iter().flatten().copied()
    }

    /// The processes in the places, and those that were detached.
    pub fn all_pids(&self) -> Vec<Pid> {
        self.pids().chain(self.detached.iter().copied()).collect()
    }

    /// Begins to replace all workers. False while that is being done.
    pub fn begin_reload(&mut self) -> bool {
        self.begin_reload_of(0..self.places.len())
    }

    /// Begins to replace the workers in these places. False while that is being done.
    pub fn begin_reload_of(&mut self, places: Range<usize>) -> bool {
        if self.reload.is_some() {
            return false;
        }
        let pids = || self.places[places.clone()].iter().flatten().copied();
        let (old, untold): (BTreeSet<_>, _) = (pids().collect(), pids().collect());
        self.reload = (!old.is_empty()).then_some(Reload { old, untold });
        true
    }

    /// Whom to stop next, in a reload.
    pub fn next_to_stop(&mut self) -> Option<Pid> {
        let reload = self.reload.as_mut()?;
        while let Some(pid) = reload.untold.pop_front() {
            if reload.old.contains(&pid) {
                return Some(pid);
            }
        }
        None
    }

    /// Whom a reload is still waiting for, told or not.
    pub fn left_of_reload(&self) -> Vec<Pid> {
        self.reload.iter().flat_map(|reload| reload.old.iter().copied()).collect()
    }

    /// Which place a process has.
    pub fn place_of(&self, pid: Pid) -> Option<usize> {
        self.places.iter().position(|&place| place == Some(pid))
    }

    fn forget_in_reload(&mut self, pid: Pid) {
        if let Some(reload) = &mut self.reload {
            reload.old.remove(&pid);
            if reload.old.is_empty() {
                self.reload = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Workers {
        let mut workers = Workers::new(3);
        (0..3).for_each(|place| workers.started(place, 10 + place as Pid));
        workers
    }

    #[test]
    fn the_end_of_a_worker_frees_its_place() {
        let mut workers = three();
        assert_eq!(workers.ended(11), Ended::Worker(1));
        assert_eq!(workers.ended(11), Ended::Unknown);
        workers.started(1, 21);
        assert_eq!(workers.pids().collect::<Vec<_>>(), [10, 21, 12]);
    }

    #[test]
    fn a_detached_worker_is_replaced_at_once_and_waited_for() {
        let mut workers = three();
        assert_eq!(workers.detach(12), Some(2));
        assert_eq!(workers.detach(12), None);
        workers.started(2, 22);
        assert_eq!(workers.ended(12), Ended::Detached);
        assert_eq!(workers.ended(12), Ended::Unknown);
    }

    #[test]
    fn a_reload_stops_one_after_another() {
        let mut workers = three();
        assert!(workers.begin_reload());
        assert!(!workers.begin_reload());
        let mut stopped = Vec::new();
        while let Some(pid) = workers.next_to_stop() {
            stopped.push(pid);
            let Ended::Worker(place) = workers.ended(pid) else { panic!("{pid} is a worker") };
            workers.started(place, pid + 10);
        }
        assert_eq!(stopped, [10, 11, 12]);
        assert!(workers.begin_reload());
    }

    #[test]
    fn who_ends_by_itself_in_a_reload_is_not_stopped() {
        let mut workers = three();
        workers.begin_reload();
        assert_eq!(workers.next_to_stop(), Some(10));
        workers.ended(11);
        workers.started(1, 21);
        assert_eq!(workers.left_of_reload(), [10, 12]);
        assert_eq!(workers.next_to_stop(), Some(12));
        assert_eq!(workers.next_to_stop(), None);
    }
}
