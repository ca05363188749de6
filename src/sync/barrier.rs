//! Waits until the last reference to something is gone.
//!
//! ```text
//!          begin_wait            release (the last reference went)
//!   Open ------------> Waiting ----------------> Released
//!     \________________ release ________________/
//! ```
//!
//! Invariant: nobody waits once it is released; a waiter that gives up releases it too, so that the last
//! reference wakes nobody.

/// Somebody waits already, or has waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BarrierInUse;

#[derive(Debug)]
enum State<W> {
    /// References are out, nobody waits.
    Open,
    /// This one waits for the last reference to go.
    Waiting(W),
    /// There is nothing to wait for.
    Released,
}

/// The state that the references and the waiter share.
#[derive(Debug)]
pub struct Barrier<W>(State<W>);

impl<W> Default for Barrier<W> {
    fn default() -> Self {
        Barrier(State::Open)
    }
}

impl<W> Barrier<W> {
    /// Lets `waker` wait for [`Barrier::release`].
    pub fn begin_wait(&mut self, waker: W) -> Result<(), BarrierInUse> {
        let State::Open = self.0 else {
            return Err(BarrierInUse);
        };
        self.0 = State::Waiting(waker);
        Ok(())
    }

    /// The last reference is gone, or the waiter has given up. Returns who is to be woken.
    pub fn release(&mut self) -> Option<W> {
        match std::mem::replace(&mut self.0, State::Released) {
            State::Waiting(waker) => Some(waker),
            _ => None,
        }
    }

    /// True while nobody waits or has waited.
    pub fn is_open(&self) -> bool {
        matches!(self.0, State::Open)
    }

    /// True once there is nothing to wait for.
    pub fn is_released(&self) -> bool {
        matches!(self.0, State::Released)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_reference_wakes_the_waiter_once() {
        let mut barrier = Barrier::default();
        assert_eq!(barrier.begin_wait('w'), Ok(()));
        assert_eq!(barrier.begin_wait('x'), Err(BarrierInUse));
        assert_eq!(barrier.release(), Some('w'));
        assert_eq!(barrier.release(), None);
        assert_eq!(barrier.begin_wait('x'), Err(BarrierInUse));
    }

    #[test]
    fn a_barrier_that_nobody_waits_for_wakes_nobody() {
        let mut barrier: Barrier<char> = Barrier::default();
        assert_eq!(barrier.release(), None);
        assert!(barrier.is_released());
    }
}
