//! The way out for calls that are made outside coroutines, which must cost next to nothing.
//!
//! Invariant: while no coroutine runs, a gate is two loads, a test and a jump to libc's own function; it makes no stack frame
//! and spills no argument. Only then comes the replacement, a function of its own for that very reason: had it the test
//! inside, every call would pay for its frame. `benches/hooked_call` measures it.

use crate::coroutine;
use crate::hook::close;
use crate::hook::connect;
use crate::hook::dns;
use crate::hook::file;
use crate::hook::hosts;
use crate::hook::mutex;
use crate::hook::open;
use crate::hook::poll;
use crate::hook::process;
use crate::hook::regular;
use crate::hook::resolver;
use crate::hook::rw;
use crate::hook::select;
use crate::hook::sleep;
use crate::hook::socket;
use crate::hook::sysv;
use crate::hook::thread;
#[cfg(target_arch = "x86_64")]
use crate::sys::real::RESOLVED;
#[cfg(target_arch = "x86_64")]
use crate::sys::real::Resolved;
use crate::sys::real::resolved;
use libc::FILE;
use libc::addrinfo;
use libc::c_char;
use libc::c_int;
use libc::c_long;
use libc::c_uint;
use libc::c_void;
use libc::clockid_t;
use libc::epoll_event;
use libc::fd_set;
use libc::hostent;
use libc::id_t;
use libc::idtype_t;
use libc::iovec;
use libc::mode_t;
use libc::msghdr;
use libc::nfds_t;
use libc::pid_t;
use libc::pollfd;
use libc::pthread_mutex_t;
use libc::pthread_t;
use libc::rusage;
use libc::sembuf;
use libc::siginfo_t;
use libc::sigset_t;
use libc::size_t;
use libc::sockaddr;
use libc::socklen_t;
use libc::ssize_t;
use libc::timespec;
use libc::timeval;
use std::sync::atomic::Ordering::Relaxed;

macro_rules! gates {
    ($($real:ident => $name:ident($($argument:ident: $type:ty),*) -> $result:ty: $($replacement:ident)::+;)*) => { $(
        pub unsafe extern "C" fn $name<const CALLER: u32>($($argument: $type),*) -> $result {
            // Were it inlined, its frame and its spills would be the gate's.
            #[inline(never)]
            unsafe extern "C" fn in_a_coroutine<const CALLER: u32>($($argument: $type),*) -> $result {
                // SAFETY: the caller's own arguments, for a function of the same contract.
                unsafe { $($replacement)::+::<CALLER>($($argument),*) }
            }
            // SAFETY: the caller's own arguments, for a function of the same contract.
            unsafe {
                if coroutine::running_flag().load(Relaxed) == 0 {
                    (resolved().$real())($($argument),*)
                } else {
                    in_a_coroutine::<CALLER>($($argument),*)
                }
            }
        }
    )* };
}

/// Gates of functions whose last argument does not fit into a register: a compiler would copy it for the call. This one jumps,
/// and leaves the stack as it is.
#[cfg(target_arch = "x86_64")]
macro_rules! jumping_gates {
    ($($real:ident => $name:ident($($argument:ident: $type:ty),*) -> $result:ty: $($replacement:ident)::+;)*) => { $(
        #[unsafe(naked)]
        pub unsafe extern "C" fn $name<const CALLER: u32>($($argument: $type),*) -> $result {
            core::arch::naked_asm!(
                "mov r11, qword ptr [rip + {running}@GOTPCREL]",
                "cmp qword ptr [r11], 0",
                "jne 2f",
                "mov r11, qword ptr [rip + {resolved}@GOTPCREL]",
                "jmp qword ptr [r11 + {real}]",
                "2:",
                "jmp {in_a_coroutine}",
                running = sym coroutine::RUNNING,
                resolved = sym RESOLVED,
                real = const std::mem::offset_of!(Resolved, $real),
                in_a_coroutine = sym $($replacement)::+::<CALLER>,
            )
        }
    )* };
}

#[cfg(not(target_arch = "x86_64"))]
use gates as jumping_gates;

jumping_gates! {
    __recvfrom_chk => recvfrom_chk(fd: c_int, buffer: *mut c_void, length: size_t, room: size_t, flags: c_int, from: *mut sockaddr, from_length: *mut socklen_t) -> ssize_t: socket::recvfrom_chk;
    getnameinfo => getnameinfo(address: *const sockaddr, length: socklen_t, host: *mut c_char, host_room: socklen_t, service: *mut c_char, service_room: socklen_t, how: c_int) -> c_int: dns::getnameinfo;
}

gates! {
    poll => poll(fds: *mut pollfd, count: nfds_t, timeout: c_int) -> c_int: poll::poll;
    __poll_chk => poll_chk(fds: *mut pollfd, count: nfds_t, timeout: c_int, room: size_t) -> c_int: poll::poll_chk;
    ppoll => ppoll(fds: *mut pollfd, count: nfds_t, timeout: *const timespec, mask: *const sigset_t) -> c_int: poll::ppoll;
    epoll_wait => epoll_wait(fd: c_int, events: *mut epoll_event, count: c_int, timeout: c_int) -> c_int: poll::epoll_wait;
    select => select(end: c_int, read: *mut fd_set, write: *mut fd_set, except: *mut fd_set, timeout: *mut timeval) -> c_int: select::select;
    pselect => pselect(end: c_int, read: *mut fd_set, write: *mut fd_set, except: *mut fd_set, timeout: *const timespec, mask: *const sigset_t) -> c_int: select::pselect;
    recv => recv(fd: c_int, buffer: *mut c_void, length: size_t, flags: c_int) -> ssize_t: socket::recv;
    __recv_chk => recv_chk(fd: c_int, buffer: *mut c_void, length: size_t, room: size_t, flags: c_int) -> ssize_t: socket::recv_chk;
    recvfrom => recvfrom(fd: c_int, buffer: *mut c_void, length: size_t, flags: c_int, from: *mut sockaddr, from_length: *mut socklen_t) -> ssize_t: socket::recvfrom;
    recvmsg => recvmsg(fd: c_int, message: *mut msghdr, flags: c_int) -> ssize_t: socket::recvmsg;
    send => send(fd: c_int, buffer: *const c_void, length: size_t, flags: c_int) -> ssize_t: socket::send;
    sendto => sendto(fd: c_int, buffer: *const c_void, length: size_t, flags: c_int, to: *const sockaddr, to_length: socklen_t) -> ssize_t: socket::sendto;
    sendmsg => sendmsg(fd: c_int, message: *const msghdr, flags: c_int) -> ssize_t: socket::sendmsg;
    read => read(fd: c_int, buffer: *mut c_void, length: size_t) -> ssize_t: rw::read;
    __read_chk => read_chk(fd: c_int, buffer: *mut c_void, length: size_t, room: size_t) -> ssize_t: rw::read_chk;
    readv => readv(fd: c_int, pieces: *const iovec, count: c_int) -> ssize_t: rw::readv;
    write => write(fd: c_int, buffer: *const c_void, length: size_t) -> ssize_t: rw::write;
    writev => writev(fd: c_int, pieces: *const iovec, count: c_int) -> ssize_t: rw::writev;
    connect => connect(fd: c_int, address: *const sockaddr, length: socklen_t) -> c_int: connect::connect;
    accept => accept(fd: c_int, address: *mut sockaddr, length: *mut socklen_t) -> c_int: connect::accept;
    accept4 => accept4(fd: c_int, address: *mut sockaddr, length: *mut socklen_t, flags: c_int) -> c_int: connect::accept4;
    shutdown => shutdown(fd: c_int, how: c_int) -> c_int: close::shutdown;
    sleep => sleep(seconds: c_uint) -> c_uint: sleep::sleep;
    usleep => usleep(micros: c_uint) -> c_int: sleep::usleep;
    nanosleep => nanosleep(time: *const timespec, left: *mut timespec) -> c_int: sleep::nanosleep;
    clock_nanosleep => clock_nanosleep(clock: clockid_t, how: c_int, time: *const timespec, left: *mut timespec) -> c_int: sleep::clock_nanosleep;
    getaddrinfo => getaddrinfo(node: *const c_char, service: *const c_char, hints: *const addrinfo, result: *mut *mut addrinfo) -> c_int: dns::getaddrinfo;
    gethostbyname => gethostbyname(name: *const c_char) -> *mut hostent: hosts::gethostbyname;
    gethostbyname2 => gethostbyname2(name: *const c_char, family: c_int) -> *mut hostent: hosts::gethostbyname2;
    gethostbyname_r => gethostbyname_r(name: *const c_char, entry: *mut hostent, room: *mut c_char, length: size_t, found: *mut *mut hostent, why: *mut c_int) -> c_int: hosts::gethostbyname_r;
    gethostbyname2_r => gethostbyname2_r(name: *const c_char, family: c_int, entry: *mut hostent, room: *mut c_char, length: size_t, found: *mut *mut hostent, why: *mut c_int) -> c_int: hosts::gethostbyname2_r;
    php_network_gethostbyname => php_network_gethostbyname(name: *const c_char) -> *mut hostent: hosts::php_network_gethostbyname;
    res_nsearch => res_nsearch(state: *mut c_void, name: *const c_char, class: c_int, kind: c_int, answer: *mut u8, room: c_int) -> c_int: resolver::res_nsearch;
    res_nquery => res_nquery(state: *mut c_void, name: *const c_char, class: c_int, kind: c_int, answer: *mut u8, room: c_int) -> c_int: resolver::res_nquery;
    wait => wait(status: *mut c_int) -> pid_t: process::wait;
    wait3 => wait3(status: *mut c_int, options: c_int, usage: *mut rusage) -> pid_t: process::wait3;
    wait4 => wait4(pid: pid_t, status: *mut c_int, options: c_int, usage: *mut rusage) -> pid_t: process::wait4;
    waitpid => waitpid(pid: pid_t, status: *mut c_int, options: c_int) -> pid_t: process::waitpid;
    waitid => waitid(kind: idtype_t, id: id_t, found: *mut siginfo_t, options: c_int) -> c_int: process::waitid;
    pclose => pclose(file: *mut FILE) -> c_int: process::pclose;
    open => open(path: *const c_char, how: c_int, mode: mode_t) -> c_int: open::open;
    fsync => fsync(fd: c_int) -> c_int: regular::fsync;
    fdatasync => fdatasync(fd: c_int) -> c_int: regular::fdatasync;
    flock => flock(fd: c_int, operation: c_int) -> c_int: file::flock;
    fcntl => fcntl(fd: c_int, command: c_int, argument: *mut c_void) -> c_int: file::fcntl;
    semop => semop(set: c_int, operations: *mut sembuf, count: size_t) -> c_int: sysv::semop;
    msgrcv => msgrcv(queue: c_int, message: *mut c_void, room: size_t, kind: c_long, how: c_int) -> ssize_t: sysv::msgrcv;
    msgsnd => msgsnd(queue: c_int, message: *const c_void, length: size_t, how: c_int) -> c_int: sysv::msgsnd;
    pthread_mutex_lock => pthread_mutex_lock(mutex: *mut pthread_mutex_t) -> c_int: mutex::lock;
    pthread_mutex_trylock => pthread_mutex_trylock(mutex: *mut pthread_mutex_t) -> c_int: mutex::trylock;
    pthread_mutex_unlock => pthread_mutex_unlock(mutex: *mut pthread_mutex_t) -> c_int: mutex::unlock;
    pthread_join => pthread_join(thread: pthread_t, result: *mut *mut c_void) -> c_int: thread::pthread_join;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hook::decide;
    use crate::hook::decide::PHP;
    use crate::io::testing::go;
    use crate::io::testing::logged;
    use crate::io::testing::run;
    use crate::sys::errno;
    use crate::sys::real::Resolved;
    use std::io::Write;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    #[test]
    fn outside_coroutines_a_gate_is_the_real_function() {
        Resolved::now();
        let mut byte = [0_u8];
        // SAFETY: a byte of ours.
        let result = unsafe { recv::<PHP>(-1, byte.as_mut_ptr().cast(), 1, 0) };
        assert_eq!((result, errno::get()), (-1, libc::EBADF));
    }

    /// Asks what `lo` is called in numbers: the seventh argument, which says so, is on the stack.
    fn name_of_loopback() -> (c_int, String) {
        let address = libc::sockaddr_in {
            sin_family: libc::AF_INET as _,
            sin_port: 80_u16.to_be(),
            sin_addr: libc::in_addr { s_addr: u32::from(std::net::Ipv4Addr::LOCALHOST).to_be() },
            sin_zero: [0; 8],
        };
        let (mut host, mut service) = ([0_u8; 64], [0_u8; 64]);
        let (of_host, of_service) = (host.as_mut_ptr().cast(), service.as_mut_ptr().cast());
        let length = size_of_val(&address) as socklen_t;
        let numeric = libc::NI_NUMERICHOST | libc::NI_NUMERICSERV;
        // SAFETY: an address of that length, and two places of 64 bytes.
        let result =
            unsafe { getnameinfo::<PHP>((&raw const address).cast(), length, of_host, 64, of_service, 64, numeric) };
        let text =
            |bytes: &[u8]| String::from_utf8_lossy(bytes.split(|byte| *byte == 0).next().expect("one")).into_owned();
        (result, format!("{}:{}", text(&host), text(&service)))
    }

    #[test]
    fn a_seventh_argument_passes_outside_and_inside() {
        Resolved::now();
        decide::turn_on();
        let expected = (0, String::from("127.0.0.1:80"));
        assert_eq!(name_of_loopback(), expected);
        let (log, say) = logged();
        go(move || say(name_of_loopback()));
        run();
        assert_eq!(*log.borrow(), [expected]);
    }

    #[test]
    fn inside_a_gate_leads_to_the_replacement() {
        let (log, say) = logged();
        decide::turn_on();
        let (here, mut there) = UnixStream::pair().expect("socketpair works");
        let first = say.clone();
        go(move || {
            let mut byte = [0_u8];
            // SAFETY: a byte of ours.
            first(unsafe { recv::<PHP>(here.as_raw_fd(), byte.as_mut_ptr().cast(), 1, 0) });
        });
        go(move || {
            say(100);
            there.write_all(b"x").expect("room for a byte");
        });
        run();
        assert_eq!(*log.borrow(), [100, 1]);
    }
}
