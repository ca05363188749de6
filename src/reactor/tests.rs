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
