//! Counts what is still to be done; one coroutine can wait for zero.
//!
//! Invariants: the count is never negative; while somebody waits nothing is added, and the count is not zero
//! unless that one has been, or is about to be, woken.

/// A use of a wait group that makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitGroupMisuse {
    /// Something was added while somebody waits.
    AddedWhileWaiting,
    /// More was done than was added.
    Negative,
    /// More was added than can be counted.
    TooMany,
    /// Somebody waits already.
    Reused,
}

/// A count, and who waits for it to become zero.
#[derive(Debug)]
pub struct WaitGroup<W> {
    count: i64,
    waiter: Option<W>,
}

impl<W: Copy> Default for WaitGroup<W> {
    fn default() -> Self {
        WaitGroup { count: 0, waiter: None }
    }
}

impl<W: Copy> WaitGroup<W> {
    /// How many are not done.
    pub fn count(&self) -> i64 {
        self.count
    }

    /// Adds so many things, or takes some away.
    pub fn add(&mut self, delta: i64) -> Result<(), WaitGroupMisuse> {
        if self.waiter.is_some() {
            return Err(WaitGroupMisuse::AddedWhileWaiting);
        }
        let count = self.count.checked_add(delta).ok_or(WaitGroupMisuse::TooMany)?;
        if count < 0 {
            return Err(WaitGroupMisuse::Negative);
        }
        self.count = count;
        Ok(())
    }

    /// One thing is done. With the last one, returns who is to be woken.
    pub fn done(&mut self) -> Result<Option<W>, WaitGroupMisuse> {
        if self.count == 0 {
            return Err(WaitGroupMisuse::Negative);
        }
        self.count -= 1;
        Ok(if self.count == 0 { self.waiter } else { None })
    }

    /// True when all is done; otherwise `waker` is the one who waits until [`WaitGroup::end_wait`].
    pub fn begin_wait(&mut self, waker: W) -> Result<bool, WaitGroupMisuse> {
        if self.waiter.is_some() {
            return Err(WaitGroupMisuse::Reused);
        }
        if self.count == 0 {
            return Ok(true);
        }
        self.waiter = Some(waker);
        Ok(false)
    }

    /// Whoever waited has come back.
    pub fn end_wait(&mut self) {
        self.waiter = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_wakes_the_waiter() {
        let mut group = WaitGroup::default();
        group.add(2).expect("nobody waits");
        assert_eq!(group.begin_wait('w'), Ok(false));
        assert_eq!(group.done(), Ok(None));
        assert_eq!(group.done(), Ok(Some('w')));
        group.end_wait();
        assert_eq!(group.begin_wait('w'), Ok(true));
    }

    #[test]
    fn misuse_is_told_and_changes_nothing() {
        let mut group = WaitGroup::default();
        assert_eq!(group.done(), Err(WaitGroupMisuse::Negative));
        assert_eq!(group.add(-1), Err(WaitGroupMisuse::Negative));
        group.add(i64::MAX).expect("it fits");
        assert_eq!(group.add(1), Err(WaitGroupMisuse::TooMany));
        assert_eq!(group.begin_wait('w'), Ok(false));
        assert_eq!(group.add(1), Err(WaitGroupMisuse::AddedWhileWaiting));
        assert_eq!(group.begin_wait('x'), Err(WaitGroupMisuse::Reused));
        assert_eq!(group.count(), i64::MAX);
    }
}
