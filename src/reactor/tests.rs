use super::*;
use std::io::Read;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;

const NOW: Option<Duration> = Some(Duration::ZERO);

fn wait(reactor: &mut Reactor) -> Vec<Ready> {
    let mut out = Vec::new();
    reactor.wait(NOW, &mut out).expect("epoll works");
    out
}

fn pair() -> (Reactor, UnixStream, UnixStream) {
    let (here, there) = UnixStream::pair().expect("socketpair works");
    here.set_nonblocking(true).expect("a socket");
    (Reactor::new().expect("epoll works"), here, there)
}

#[test]
fn readiness_is_reregistered_after_would_block() -> io::Result<()> {
    let (mut reactor, mut here, mut there) = pair();
    let mut byte = [0];
    reactor.arm(here.as_raw_fd(), Interest::READ)?;
    assert_eq!(wait(&mut reactor), []);

    for _ in 0..3 {
        there.write_all(b"x")?;
        assert!(wait(&mut reactor)[0].readable);
        here.read_exact(&mut byte)?;
        assert_eq!(here.read(&mut byte).map_err(|e| e.kind()), Err(io::ErrorKind::WouldBlock));
        reactor.arm(here.as_raw_fd(), Interest::READ)?;
        assert_eq!(wait(&mut reactor), []);
    }
    Ok(())
}

#[test]
fn old_news_is_told_again_after_arming() -> io::Result<()> {
    let (mut reactor, here, mut there) = pair();
    there.write_all(b"x")?;
    for _ in 0..3 {
        reactor.arm(here.as_raw_fd(), Interest::READ)?;
        assert_eq!(wait(&mut reactor).len(), 1);
        assert_eq!(wait(&mut reactor), []);
    }
    Ok(())
}

#[test]
fn data_and_end_in_one_edge_are_both_seen() -> io::Result<()> {
    let (mut reactor, mut here, mut there) = pair();
    let mut byte = [0];
    reactor.arm(here.as_raw_fd(), Interest::READ)?;
    there.write_all(b"x")?;
    drop(there);
    assert!(wait(&mut reactor)[0].readable);
    here.read_exact(&mut byte)?;
    reactor.arm(here.as_raw_fd(), Interest::READ)?;
    assert!(wait(&mut reactor)[0].readable);
    assert_eq!(here.read(&mut byte)?, 0);
    Ok(())
}

#[test]
fn a_number_that_was_closed_unseen_can_be_armed_again() -> io::Result<()> {
    let (mut reactor, here, _there) = pair();
    let number = here.as_raw_fd();
    reactor.arm(number, Interest::READ)?;
    drop(here);
    let (next, mut peer) = UnixStream::pair()?;
    if next.as_raw_fd() != number {
        return Ok(()); // another test was faster with the number
    }
    reactor.arm(number, Interest::READ)?;
    peer.write_all(b"x")?;
    assert_eq!(wait(&mut reactor)[0].fd, number);
    Ok(())
}

#[test]
fn a_regular_file_is_refused_as_always_ready() -> io::Result<()> {
    let mut reactor = Reactor::new()?;
    let file = std::fs::File::open("/proc/self/exe")?;
    let refused = reactor.arm(file.as_raw_fd(), Interest::READ);
    assert_eq!(refused.map_err(|e| e.kind()), Err(io::ErrorKind::PermissionDenied));
    Ok(())
}

#[test]
fn a_wait_for_errors_alone_does_not_hear_of_bytes() -> io::Result<()> {
    let (mut reactor, here, mut there) = pair();
    reactor.arm(here.as_raw_fd(), Interest::ERROR)?;
    there.write_all(b"x")?;
    assert_eq!(wait(&mut reactor), []);
    drop(there);
    assert!(wait(&mut reactor)[0].error);
    Ok(())
}

#[test]
fn a_forgotten_descriptor_is_silent() -> io::Result<()> {
    let (mut reactor, here, mut there) = pair();
    reactor.arm(here.as_raw_fd(), Interest::READ)?;
    there.write_all(b"x")?;
    reactor.forget(here.as_raw_fd());
    assert_eq!(wait(&mut reactor), []);
    Ok(())
}

#[test]
fn a_bell_ends_a_wait() -> io::Result<()> {
    let mut reactor = Reactor::new()?;
    let bell = reactor.bell();
    let thread = std::thread::spawn(move || bell.ring());
    let mut out = Vec::new();
    assert!(reactor.wait(None, &mut out)?);
    assert_eq!(out, []);
    thread.join().expect("the thread does not panic");
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_wait_ends_within_the_millisecond_and_hears_of_what_comes_before() -> io::Result<()> {
    use crate::sys::clock;
    let (mut reactor, a, mut b) = pair();
    reactor.arm(a.as_raw_fd(), Interest::READ)?;
    // The shortest of many: any of them may be held up by other work.
    let shortest = (0..50).map(|_| {
        let start = clock::now();
        let timeout = Duration::from_micros(1100);
        assert!(!reactor.wait(Some(timeout), &mut Vec::new()).is_ok_and(|rang| rang));
        clock::now() - start
    });
    let shortest = shortest.min().unwrap_or(0);
    assert!((1_100_000..2_000_000).contains(&shortest), "{shortest} ns");
    for timeout in [1_500, 300] {
        b.write_all(b"x")?;
        let mut ready = Vec::new();
        reactor.arm(a.as_raw_fd(), Interest::READ)?;
        reactor.wait(Some(Duration::from_micros(timeout)), &mut ready)?;
        assert!(ready.iter().any(|ready| ready.readable), "{timeout}");
    }
    Ok(())
}
