//! Which processors a process may use, and how it ranks among others.

use std::io;

use libc::c_int;

use crate::sys::errno;

/// The processors that this process may use.
#[cfg(target_os = "linux")]
pub fn affinity() -> io::Result<Vec<usize>> {
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: the size is that of the structure, which is ours.
    if unsafe { libc::sched_getaffinity(0, size_of_val(&set), &mut set) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the numbers lie in the set.
    Ok((0..libc::CPU_SETSIZE as usize).filter(|&cpu| unsafe { libc::CPU_ISSET(cpu, &set) }).collect())
}

/// Chooses the processors that this process may use.
#[cfg(target_os = "linux")]
pub fn set_affinity(processors: &[usize]) -> io::Result<()> {
    // SAFETY: a plain C structure, for which zero bytes are a value.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    for &cpu in processors.iter().filter(|&&cpu| cpu < libc::CPU_SETSIZE as usize) {
        // SAFETY: the number lies in the set.
        unsafe { libc::CPU_SET(cpu, &mut set) };
    }
    // SAFETY: as in `affinity`.
    if unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// The rank of a process, a group or a user (`PRIO_PROCESS` …); the lower, the sooner it runs.
pub fn priority(which: c_int, who: u32) -> io::Result<c_int> {
    // -1 is a rank, too: only errno tells.
    errno::set(0);
    // SAFETY: two ints; their types differ between C libraries.
    let priority = unsafe { libc::getpriority(which as _, who as _) };
    if priority == -1 && errno::get() != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(priority)
}

/// Changes a rank.
pub fn set_priority(which: c_int, who: u32, priority: c_int) -> io::Result<()> {
    // SAFETY: three ints; their types differ between C libraries.
    if unsafe { libc::setpriority(which as _, who as _, priority) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_a_rank_and_a_processor() -> io::Result<()> {
        assert!((-20..20).contains(&priority(libc::PRIO_PROCESS as c_int, 0)?));
        assert!(!affinity()?.is_empty());
        Ok(())
    }

    #[test]
    fn a_kind_that_does_not_exist_is_an_error() {
        assert!(priority(99, 0).is_err());
    }
}
