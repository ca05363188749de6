//! The mutexes of libsqlite3, which belong to coroutines.
//!
//! SQLite waits for a busy database with the mutex of the connection held. It is a recursive one, and all coroutines are one
//! thread: a second coroutine would walk in, amid what the first one is doing. So it waits until the first one is out, as a
//! second thread would.
//!
//! Invariants: a mutex that a coroutine has locked stands in `HELD` until that coroutine has unlocked it as often, or has
//! ended; who unlocks it wakes all that wait, and each of them asks again.
//!
//! SQLite does not hear of a cancelled sleep: it tries again, sleeps again, and counts what it meant to sleep until that is its
//! timeout. So who was cancelled there sleeps no more until SQLite has returned, which it does with "database is locked" then.

use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::hook::decide;
use crate::hook::flags;
use crate::sys::errno;
use crate::sys::real::real;
use libc::c_int;
use libc::pthread_mutex_t;
use std::cell::RefCell;

/// So often a cancelled coroutine tries again in one go, which is 100 s of SQLite's account. Others may run between later tries.
const TRIES_IN_ONE_GO: u32 = 1000;

/// A wait for a mutex has no way to fail. Who is cancelled again and again, because the script ends, goes on without it.
const MOST_CANCELS: u32 = 3;

struct Held {
    mutex: usize,
    coroutine: i64,
    depth: u32,
    /// How often it would have slept since it was cancelled in a sleep.
    given_up: Option<u32>,
}

thread_local! {
    static HELD: RefCell<Vec<Held>> = const { RefCell::new(Vec::new()) };
    static WAITING: RefCell<Vec<(usize, Waker)>> = const { RefCell::new(Vec::new()) };
}

pub unsafe extern "C" fn lock<const CALLER: u32>(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's own argument.
    if unsafe { is_of_a_connection(mutex) } && decide::acts::<CALLER>(flags::PDO_SQLITE) {
        errno::kept(|| wait_for(mutex as usize));
        note(mutex as usize);
    }
    // SAFETY: the caller's own argument.
    unsafe { (real().pthread_mutex_lock)(mutex) }
}

pub unsafe extern "C" fn trylock<const CALLER: u32>(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's own argument.
    let acts = unsafe { is_of_a_connection(mutex) } && decide::acts::<CALLER>(flags::PDO_SQLITE);
    if acts && is_held_by_another(mutex as usize) {
        return libc::EBUSY;
    }
    // SAFETY: the caller's own argument.
    let result = unsafe { (real().pthread_mutex_trylock)(mutex) };
    if acts && result == 0 {
        note(mutex as usize);
    }
    result
}

pub unsafe extern "C" fn unlock<const CALLER: u32>(mutex: *mut pthread_mutex_t) -> c_int {
    // SAFETY: the caller's own argument.
    let result = unsafe { (real().pthread_mutex_unlock)(mutex) };
    // SAFETY: as above; SQLite frees a mutex only after it has unlocked it.
    if unsafe { is_of_a_connection(mutex) } {
        forget(mutex as usize);
    }
    result
}

/// The running coroutine was cancelled in a sleep of SQLite's.
#[cold]
pub fn give_up() {
    with_mine(|one| one.given_up = Some(0));
}

/// Whether SQLite wants to go on waiting for a coroutine that has given up; then there is no sleep.
pub fn has_given_up() -> bool {
    let tries = with_mine(|one| {
        one.given_up = one.given_up.map(|tries| tries.saturating_add(1));
        one.given_up
    });
    match tries.flatten() {
        Some(tries) if tries > TRIES_IN_ONE_GO => errno::kept(coroutine::give_way),
        Some(_) => {}
        None => return false,
    }
    true
}

/// The connection that the running coroutine went into last: the one that sleeps.
fn with_mine<T>(look: impl FnOnce(&mut Held) -> T) -> Option<T> {
    let coroutine = coroutine::current_id()?;
    HELD.with_borrow_mut(|all| all.iter_mut().rfind(|one| one.coroutine == coroutine).map(look))
}

/// Whether it is a recursive mutex: SQLite's others are those of its memory and the like, which are held for moments only and
/// locked at every turn.
///
/// # Safety
///
/// As for `pthread_mutex_lock`.
#[inline(always)]
unsafe fn is_of_a_connection(mutex: *mut pthread_mutex_t) -> bool {
    /// Where glibc keeps the kind: behind the lock, the depth, the owner and the number of users.
    const KIND: usize = 4;
    const KIND_MASK: c_int = 3;
    // SAFETY: the caller's promise: a mutex, which is longer than that; the kind of one that is in use never changes.
    !cfg!(target_env = "gnu")
        || unsafe { mutex.cast::<c_int>().add(KIND).read() } & KIND_MASK == libc::PTHREAD_MUTEX_RECURSIVE
}

fn is_held_by_another(mutex: usize) -> bool {
    let me = coroutine::current_id();
    HELD.with_borrow(|all| {
        let other = all.iter().find(|one| one.mutex == mutex && Some(one.coroutine) != me);
        other.is_some_and(|one| coroutine::state_of(one.coroutine).is_some())
    })
}

fn wait_for(mutex: usize) {
    let mut cancels = 0;
    while cancels < MOST_CANCELS && is_held_by_another(mutex) {
        WAITING.with_borrow_mut(|all| all.push((mutex, coroutine::waker())));
        if coroutine::park(WaitReason::Lock, None) == Wake::Cancelled {
            cancels += 1;
        }
    }
}

fn note(mutex: usize) {
    let Some(coroutine) = coroutine::current_id() else { return };
    HELD.with_borrow_mut(|all| {
        all.retain(|one| {
            one.mutex != mutex || one.coroutine == coroutine || coroutine::state_of(one.coroutine).is_some()
        });
        match all.iter_mut().find(|one| one.mutex == mutex && one.coroutine == coroutine) {
            Some(one) => one.depth += 1,
            None => all.push(Held { mutex, coroutine, depth: 1, given_up: None }),
        }
    });
}

fn forget(mutex: usize) {
    let Some(coroutine) = coroutine::current_id() else { return };
    let is_free = HELD.with_borrow_mut(|all| {
        let Some(at) = all.iter().rposition(|one| one.mutex == mutex && one.coroutine == coroutine) else {
            return false;
        };
        all[at].depth -= 1;
        if all[at].depth > 0 {
            return false;
        }
        all.remove(at);
        true
    });
    if is_free && WAITING.with_borrow(|all| !all.is_empty()) {
        wake_those_who_wait_for(mutex);
    }
}

#[cold]
fn wake_those_who_wait_for(mutex: usize) {
    let all = WAITING.take();
    let (woken, rest) = all.into_iter().partition(|(wanted, _)| *wanted == mutex);
    WAITING.set(rest);
    let woken: Vec<(usize, Waker)> = woken;
    for (_, waker) in woken {
        coroutine::wake(waker);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hook::decide::SQLITE;
    use crate::io::testing::go;
    use crate::io::testing::logged;
    use crate::io::testing::run;
    use std::time::Duration;

    fn recursive() -> Box<pthread_mutex_t> {
        let mut mutex = Box::new(libc::PTHREAD_MUTEX_INITIALIZER);
        // SAFETY: places of ours, made ready before they are used.
        unsafe {
            let mut how = std::mem::zeroed();
            libc::pthread_mutexattr_init(&mut how);
            libc::pthread_mutexattr_settype(&mut how, libc::PTHREAD_MUTEX_RECURSIVE);
            libc::pthread_mutex_init(&mut *mutex, &how);
        }
        mutex
    }

    fn pause() {
        let deadline = crate::sys::clock::after(Duration::from_millis(1));
        coroutine::park(WaitReason::Sleep, Some(deadline));
    }

    fn sleep() {
        // SAFETY: takes no pointer.
        unsafe { crate::hook::sleep::usleep::<SQLITE>(3_600_000_000) };
    }

    #[test]
    fn who_is_cancelled_in_a_sleep_sleeps_no_more_until_the_mutex_is_free() {
        let (log, say) = logged();
        decide::turn_on();
        let mutex = Box::into_raw(recursive());
        let other = say.clone();
        let id = go(move || {
            for _ in 0..2 {
                // SAFETY: the mutex lives until all have ended.
                unsafe { lock::<SQLITE>(mutex) };
                sleep();
                say(1);
                for _ in 0..TRIES_IN_ONE_GO {
                    sleep();
                }
                say(2);
                sleep();
                // SAFETY: as above.
                unsafe { unlock::<SQLITE>(mutex) };
            }
        });
        go(move || {
            for number in [10, 20] {
                other(number);
                assert!(coroutine::cancel(id));
                coroutine::give_way();
            }
        });
        run();
        assert_eq!(*log.borrow(), [10, 1, 2, 20, 1, 2]);
        assert!(HELD.with_borrow(Vec::is_empty));
        // SAFETY: nobody uses it any more.
        drop(unsafe { Box::from_raw(mutex) });
    }

    #[test]
    fn a_second_coroutine_waits_until_the_first_is_out() {
        let (log, say) = logged();
        decide::turn_on();
        let mutex = Box::into_raw(recursive());
        for number in [10, 20] {
            let say = say.clone();
            go(move || {
                // SAFETY: the mutex lives until all have ended.
                unsafe {
                    lock::<SQLITE>(mutex);
                    lock::<SQLITE>(mutex);
                    say(number);
                    pause();
                    unlock::<SQLITE>(mutex);
                    pause();
                    say(number + 1);
                    unlock::<SQLITE>(mutex);
                }
            });
        }
        let other = say.clone();
        go(move || {
            // SAFETY: as above.
            other(unsafe { trylock::<SQLITE>(mutex) } as isize);
        });
        run();
        assert_eq!(*log.borrow(), [10, libc::EBUSY as isize, 11, 20, 21]);
        assert!(HELD.with_borrow(Vec::is_empty) && WAITING.with_borrow(Vec::is_empty));
        // SAFETY: nobody uses it any more.
        drop(unsafe { Box::from_raw(mutex) });
    }
}
