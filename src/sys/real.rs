//! The blocking functions of libc as they were before anything was hooked.
//!
//! Invariants: every pointer was resolved once, by `dlsym`, never read from an import slot; so no call
//! through this table can land in a replacement. A function that this libc does not have answers -1 with
//! ENOSYS. The reactor, the pool and the hooks call the real functions only from here.

use crate::sys::errno;
use libc::addrinfo;
use libc::c_char;
use libc::c_int;
use libc::c_long;
use libc::c_uint;
use libc::c_void;
use libc::epoll_event;
use libc::fd_set;
use libc::hostent;
use libc::iovec;
use libc::mmsghdr;
use libc::mode_t;
use libc::msghdr;
use libc::nfds_t;
use libc::pid_t;
use libc::pollfd;
use libc::siginfo_t;
use libc::sigset_t;
use libc::size_t;
use libc::sockaddr;
use libc::socklen_t;
use libc::ssize_t;
use libc::timespec;
use libc::timeval;
use std::ffi::CStr;
use std::ffi::CString;
use std::sync::OnceLock;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::Relaxed;

macro_rules! real {
    ($($name:ident: $signature:ty;)*) => {
        /// One typed pointer a function; the fields are named as in libc.
        #[allow(missing_docs, reason = "the C manual documents each")]
        pub struct Real { $(pub $name: $signature,)* }

        /// The same for gates, which must not even ask whether the table is there: [`Resolved::now`] sees to that.
        #[allow(missing_docs, reason = "the C manual documents each")]
        pub struct Resolved { $(pub $name: AtomicPtr<c_void>,)* }

        /// For gates in assembly.
        pub static RESOLVED: Resolved = Resolved { $($name: AtomicPtr::new(missing as *mut c_void),)* };

        #[allow(missing_docs, reason = "the C manual documents each")]
        impl Resolved {
            $(
                #[inline(always)]
                pub fn $name(&self) -> $signature {
                    // SAFETY: what is stored is an address out of the table, of this very signature, or `missing`,
                    // which takes any arguments, for it reads none.
                    unsafe { std::mem::transmute::<*mut c_void, $signature>(self.$name.load(Relaxed)) }
                }
            )*

            /// Fills the table: before any gate can be reached.
            pub fn now() {
                let real = real();
                $(RESOLVED.$name.store(real.$name as *mut c_void, Relaxed);)*
            }
        }

        impl Real {
            fn resolve() -> Self {
                Self {
                    $($name: {
                        const NAME: &CStr = match CStr::from_bytes_with_nul(
                            concat!(stringify!($name), "\0").as_bytes(),
                        ) {
                            Ok(name) => name,
                            Err(_) => panic!("a symbol's name holds no NUL"),
                        };
                        // SAFETY: the signature written in the table is the one that the C manual
                        // gives to this name; `missing` takes any arguments, for it reads none.
                        unsafe { std::mem::transmute::<*const c_void, $signature>(lookup(NAME)) }
                    },)*
                }
            }
        }
    };
}

real! {
    poll: unsafe extern "C" fn(*mut pollfd, nfds_t, c_int) -> c_int;
    ppoll: unsafe extern "C" fn(*mut pollfd, nfds_t, *const timespec, *const sigset_t) -> c_int;
    __poll_chk: unsafe extern "C" fn(*mut pollfd, nfds_t, c_int, size_t) -> c_int;
    select: unsafe extern "C" fn(c_int, *mut fd_set, *mut fd_set, *mut fd_set, *mut timeval) -> c_int;
    pselect: unsafe extern "C" fn(c_int, *mut fd_set, *mut fd_set, *mut fd_set, *const timespec, *const sigset_t) -> c_int;
    epoll_wait: unsafe extern "C" fn(c_int, *mut epoll_event, c_int, c_int) -> c_int;

    recv: unsafe extern "C" fn(c_int, *mut c_void, size_t, c_int) -> ssize_t;
    recvfrom: unsafe extern "C" fn(c_int, *mut c_void, size_t, c_int, *mut sockaddr, *mut socklen_t) -> ssize_t;
    recvmsg: unsafe extern "C" fn(c_int, *mut msghdr, c_int) -> ssize_t;
    recvmmsg: unsafe extern "C" fn(c_int, *mut mmsghdr, c_uint, c_int, *mut timespec) -> c_int;
    __recv_chk: unsafe extern "C" fn(c_int, *mut c_void, size_t, size_t, c_int) -> ssize_t;
    __recvfrom_chk: unsafe extern "C" fn(c_int, *mut c_void, size_t, size_t, c_int, *mut sockaddr, *mut socklen_t) -> ssize_t;
    send: unsafe extern "C" fn(c_int, *const c_void, size_t, c_int) -> ssize_t;
    sendto: unsafe extern "C" fn(c_int, *const c_void, size_t, c_int, *const sockaddr, socklen_t) -> ssize_t;
    sendmsg: unsafe extern "C" fn(c_int, *const msghdr, c_int) -> ssize_t;
    connect: unsafe extern "C" fn(c_int, *const sockaddr, socklen_t) -> c_int;
    accept: unsafe extern "C" fn(c_int, *mut sockaddr, *mut socklen_t) -> c_int;
    shutdown: unsafe extern "C" fn(c_int, c_int) -> c_int;
    accept4: unsafe extern "C" fn(c_int, *mut sockaddr, *mut socklen_t, c_int) -> c_int;

    read: unsafe extern "C" fn(c_int, *mut c_void, size_t) -> ssize_t;
    __read_chk: unsafe extern "C" fn(c_int, *mut c_void, size_t, size_t) -> ssize_t;
    readv: unsafe extern "C" fn(c_int, *const iovec, c_int) -> ssize_t;
    write: unsafe extern "C" fn(c_int, *const c_void, size_t) -> ssize_t;
    writev: unsafe extern "C" fn(c_int, *const iovec, c_int) -> ssize_t;
    close: unsafe extern "C" fn(c_int) -> c_int;
    dup2: unsafe extern "C" fn(c_int, c_int) -> c_int;
    dup3: unsafe extern "C" fn(c_int, c_int, c_int) -> c_int;
    fclose: unsafe extern "C" fn(*mut libc::FILE) -> c_int;
    fcntl: unsafe extern "C" fn(c_int, c_int, *mut c_void) -> c_int;
    open: unsafe extern "C" fn(*const c_char, c_int, mode_t) -> c_int;
    fsync: unsafe extern "C" fn(c_int) -> c_int;
    fdatasync: unsafe extern "C" fn(c_int) -> c_int;
    flock: unsafe extern "C" fn(c_int, c_int) -> c_int;

    nanosleep: unsafe extern "C" fn(*const timespec, *mut timespec) -> c_int;
    clock_nanosleep: unsafe extern "C" fn(libc::clockid_t, c_int, *const timespec, *mut timespec) -> c_int;
    usleep: unsafe extern "C" fn(c_uint) -> c_int;
    sleep: unsafe extern "C" fn(c_uint) -> c_uint;

    getaddrinfo: unsafe extern "C" fn(*const c_char, *const c_char, *const addrinfo, *mut *mut addrinfo) -> c_int;
    getnameinfo: unsafe extern "C" fn(*const sockaddr, socklen_t, *mut c_char, socklen_t, *mut c_char, socklen_t, c_int) -> c_int;
    gethostbyname: unsafe extern "C" fn(*const c_char) -> *mut hostent;
    gethostbyname2: unsafe extern "C" fn(*const c_char, c_int) -> *mut hostent;
    php_network_gethostbyname: unsafe extern "C" fn(*const c_char) -> *mut hostent;
    gethostbyname_r: unsafe extern "C" fn(*const c_char, *mut hostent, *mut c_char, size_t, *mut *mut hostent, *mut c_int) -> c_int;
    gethostbyname2_r: unsafe extern "C" fn(*const c_char, c_int, *mut hostent, *mut c_char, size_t, *mut *mut hostent, *mut c_int) -> c_int;

    res_ninit: unsafe extern "C" fn(*mut c_void) -> c_int;
    res_nsearch: unsafe extern "C" fn(*mut c_void, *const c_char, c_int, c_int, *mut u8, c_int) -> c_int;
    res_nquery: unsafe extern "C" fn(*mut c_void, *const c_char, c_int, c_int, *mut u8, c_int) -> c_int;
    res_nclose: unsafe extern "C" fn(*mut c_void);

    wait: unsafe extern "C" fn(*mut c_int) -> pid_t;
    wait3: unsafe extern "C" fn(*mut c_int, c_int, *mut libc::rusage) -> pid_t;
    wait4: unsafe extern "C" fn(pid_t, *mut c_int, c_int, *mut libc::rusage) -> pid_t;
    waitpid: unsafe extern "C" fn(pid_t, *mut c_int, c_int) -> pid_t;
    waitid: unsafe extern "C" fn(libc::idtype_t, libc::id_t, *mut siginfo_t, c_int) -> c_int;
    pclose: unsafe extern "C" fn(*mut libc::FILE) -> c_int;
    semop: unsafe extern "C" fn(c_int, *mut libc::sembuf, size_t) -> c_int;
    msgrcv: unsafe extern "C" fn(c_int, *mut c_void, size_t, c_long, c_int) -> ssize_t;
    msgsnd: unsafe extern "C" fn(c_int, *const c_void, size_t, c_int) -> c_int;
    pthread_mutex_lock: unsafe extern "C" fn(*mut libc::pthread_mutex_t) -> c_int;
    pthread_mutex_trylock: unsafe extern "C" fn(*mut libc::pthread_mutex_t) -> c_int;
    pthread_mutex_unlock: unsafe extern "C" fn(*mut libc::pthread_mutex_t) -> c_int;
    pthread_join: unsafe extern "C" fn(libc::pthread_t, *mut *mut c_void) -> c_int;
    pthread_tryjoin_np: unsafe extern "C" fn(libc::pthread_t, *mut *mut c_void) -> c_int;
    dlopen: unsafe extern "C" fn(*const c_char, c_int) -> *mut c_void;
}

/// The table; resolved by the first caller, one acquire load afterwards.
#[inline]
pub fn real() -> &'static Real {
    static REAL: OnceLock<Real> = OnceLock::new();
    REAL.get_or_init(Real::resolve)
}

/// The table for gates: one relaxed load a function.
#[inline(always)]
pub fn resolved() -> &'static Resolved {
    &RESOLVED
}

/// RTLD_DEFAULT finds what the dynamic linker bound the callers to: libc, or a preloaded library that was
/// put before it on purpose (a sanitizer, libfaketime). In glibc some names (`res_ninit`) are macros for a
/// symbol with two underscores more.
fn lookup(name: &CStr) -> *const c_void {
    let underscored = CString::new([b"__", name.to_bytes()].concat()).unwrap_or_default();
    let names = [name, &underscored].into_iter();
    // SAFETY: C strings; RTLD_DEFAULT needs no open handle.
    let mut found = names.map(|name| unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) }.cast_const());
    found.find(|found| !found.is_null()).unwrap_or(missing as *const c_void)
}

extern "C" fn missing() -> c_long {
    errno::set(libc::ENOSYS);
    -1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_working_functions() {
        // SAFETY: polling no descriptors reads no memory.
        assert_eq!(unsafe { (real().poll)(std::ptr::null_mut(), 0, 0) }, 0);
    }

    #[test]
    fn gates_have_the_same_functions() {
        Resolved::now();
        assert_eq!(resolved().poll() as usize, real().poll as usize);
    }

    #[test]
    #[cfg(target_env = "gnu")]
    fn the_resolver_is_there_under_either_name() {
        assert!(["res_ninit", "res_nclose", "res_nsearch", "res_nquery"].iter().all(|name| {
            let name = CString::new(*name).expect("no NUL");
            lookup(&name) != missing as *const c_void
        }));
    }

    #[test]
    fn a_function_that_libc_lacks_answers_enosys() {
        let absent = lookup(c"swirl_has_no_such_function");
        // SAFETY: `missing` has exactly this signature.
        let call: extern "C" fn() -> c_long = unsafe { std::mem::transmute(absent) };
        errno::set(0);
        assert_eq!((call(), errno::get()), (-1, libc::ENOSYS));
    }
}
