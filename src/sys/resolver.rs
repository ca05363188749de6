//! The state of libc's resolver (`struct __res_state`), as far as callers look into it.
//!
//! Invariant: the fields before `error` are those of glibc's public header, in its order; a test asks the
//! real resolver.

use crate::sys::errno::Errno;
use libc::c_char;
use libc::c_int;
use libc::c_uint;
use libc::c_ulong;
use libc::c_ushort;
use libc::c_void;

/// How the structure begins.
#[repr(C)]
struct State {
    retransmission: c_int,
    retries: c_int,
    options: c_ulong,
    servers: c_int,
    addresses: [libc::sockaddr_in; 3],
    id: c_ushort,
    search: [*mut c_char; 7],
    domain: [c_char; 256],
    printing: c_ulong,
    bits: c_uint,
    sorting: [[u32; 2]; 10],
    unused: [*mut c_void; 2],
    error: c_int,
}

/// Makes `error` (`HOST_NOT_FOUND` …) what the last call with this state has left there: PHP asks the state,
/// not `h_errno`.
///
/// # Safety
///
/// `state` must be one that `res_ninit` has filled, or null.
pub unsafe fn set_error(state: *mut c_void, error: Errno) {
    // SAFETY: the caller's promise.
    if let Some(state) = unsafe { state.cast::<State>().as_mut() } {
        state.error = error;
    }
}

#[cfg(test)]
#[cfg(target_env = "gnu")]
mod tests {
    use super::*;
    use crate::sys::errno;
    use crate::sys::real::real;
    use std::ffi::CString;

    #[test]
    fn the_error_is_where_the_resolver_writes_it() {
        let mut room = [0_u64; 256];
        let state: *mut c_void = (&raw mut room).cast();
        let (name, mut answer) = (CString::new("x".repeat(100)).expect("no NUL"), [0_u8; 512]);
        // SAFETY: room for the structure and for the answer; a label this long makes no question, so nobody is asked.
        unsafe {
            assert_eq!((real().res_ninit)(state), 0);
            set_error(state, 77);
            assert_eq!((real().res_nquery)(state, name.as_ptr(), 1, 1, answer.as_mut_ptr(), 512), -1);
            assert_eq!((*state.cast::<State>()).error, errno::get_resolver());
            (real().res_nclose)(state);
        }
    }
}
