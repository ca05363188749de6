use super::*;

#[test]
fn a_receiver_lets_the_sender_run() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    let receiver = say.clone();
    go(move || {
        let mut buffer = [0; 8];
        receiver(recv(here.as_raw_fd(), &mut buffer, 0));
        receiver(recv(here.as_raw_fd(), &mut buffer, 0));
    });
    go(move || {
        say(Ok(100));
        there.write_all(b"abc").expect("room");
        drop(there);
    });
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(3), Ok(0)]);
}

#[test]
fn a_nonblocking_socket_answers_eagain_at_once() {
    let (log, say) = logged();
    let (here, _there) = pair();
    here.set_nonblocking(true).expect("a socket");
    go(move || say(recv(here.as_raw_fd(), &mut [0], 0)));
    assert_eq!(*log.borrow(), [Err(libc::EAGAIN)]);
}

#[test]
fn dontwait_answers_eagain_at_once() {
    let (log, say) = logged();
    let (here, _there) = pair();
    go(move || say(recv(here.as_raw_fd(), &mut [0], libc::MSG_DONTWAIT)));
    assert_eq!(*log.borrow(), [Err(libc::EAGAIN)]);
}

#[test]
fn the_receive_timeout_of_the_socket_is_obeyed() {
    let (log, say) = logged();
    let (here, _there) = pair();
    here.set_read_timeout(Some(Duration::from_millis(20))).expect("a socket");
    let start = clock::now();
    go(move || say(recv(here.as_raw_fd(), &mut [0], 0)));
    run();
    assert_eq!(*log.borrow(), [Err(libc::EAGAIN)]);
    assert!(clock::now() - start >= 20_000_000);
}

#[test]
fn waitall_waits_for_all() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    go(move || say(recv(here.as_raw_fd(), &mut [0; 6], libc::MSG_WAITALL)));
    go(move || {
        for _ in 0..3 {
            there.write_all(b"ab").expect("room");
            nap(1);
        }
    });
    run();
    assert_eq!(*log.borrow(), [Ok(6)]);
}

#[test]
fn a_large_send_goes_whole() {
    const LENGTH: usize = 3 << 20;
    let (log, say) = logged();
    let (here, mut there) = pair();
    let (sender, writer) = (say.clone(), say.clone());
    go(move || {
        sender(send(here.as_raw_fd(), &vec![7; LENGTH]));
        writer(write(here.as_raw_fd(), &vec![7; LENGTH]));
    });
    go(move || {
        there.set_nonblocking(true).expect("a socket");
        let (mut got, mut buffer) = (0, vec![0; 1 << 16]);
        while got < 2 * LENGTH {
            match there.read(&mut buffer) {
                Ok(count) => got += count,
                Err(_) => nap(1),
            }
        }
        say(Ok(got as isize));
    });
    run();
    let mut said = log.borrow().clone();
    said.sort();
    assert_eq!(said, [Ok(LENGTH as isize), Ok(LENGTH as isize), Ok(2 * LENGTH as isize)]);
}

#[test]
fn a_large_message_of_pieces_goes_whole() {
    const LENGTH: usize = 1 << 20;
    let (log, say) = logged();
    let (here, mut there) = pair();
    go(move || {
        let bytes: Vec<u8> = (0..LENGTH).map(|i| i as u8).collect();
        let piece = |part: &[u8]| libc::iovec { iov_base: part.as_ptr().cast_mut().cast(), iov_len: part.len() };
        let pieces: Vec<_> = bytes.chunks(LENGTH / 7).map(piece).collect();
        // SAFETY: the pieces are those of a live vector.
        say(answer(unsafe { rw::writev::<PHP>(here.as_raw_fd(), pieces.as_ptr(), pieces.len() as c_int) }));
    });
    go(move || {
        there.set_nonblocking(true).expect("a socket");
        let mut got = Vec::new();
        while got.len() < LENGTH {
            if there.read_to_end(&mut got).is_err() {
                nap(1);
            }
        }
        assert!(got.iter().enumerate().all(|(i, byte)| *byte == i as u8));
    });
    run();
    assert_eq!(*log.borrow(), [Ok(LENGTH as isize)]);
}

#[test]
fn a_send_to_nobody_says_epipe() {
    let (log, say) = logged();
    let (here, there) = pair();
    drop(there);
    go(move || say(send(here.as_raw_fd(), b"x")));
    assert_eq!(*log.borrow(), [Err(libc::EPIPE)]);
}

#[test]
fn success_leaves_errno_alone() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    go(move || {
        errno::set(libc::EXDEV);
        let got = recv(here.as_raw_fd(), &mut [0], 0);
        say((got, errno::get()));
        let (mut from, to) = std::io::pipe().expect("pipes work");
        errno::set(libc::EXDEV);
        let written = write(to.as_raw_fd(), b"x");
        say((written, errno::get()));
        let got = read(from.as_raw_fd(), &mut [0]);
        say((got, errno::get()));
        drop(to);
        let _ = from.read(&mut [0]);
    });
    go(move || {
        errno::set(libc::EIO);
        there.write_all(b"x").expect("room");
    });
    run();
    assert_eq!(*log.borrow(), [(Ok(1), libc::EXDEV); 3]);
}

/// Connects a new socket to `address` in the way of a blocking client.
fn connect(fd: RawFd, address: &std::net::SocketAddrV4) -> Answer {
    let name = libc::sockaddr_in {
        sin_family: libc::AF_INET as _,
        sin_port: address.port().to_be(),
        sin_addr: libc::in_addr { s_addr: u32::from(*address.ip()).to_be() },
        sin_zero: [0; 8],
    };
    let length = size_of_val(&name) as libc::socklen_t;
    // SAFETY: a whole socket address with its length.
    answer(unsafe { connect::connect::<PHP>(fd, (&raw const name).cast(), length) } as isize)
}

fn socket() -> RawFd {
    // SAFETY: takes no pointer.
    unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM | libc::SOCK_CLOEXEC, 0) }
}

#[test]
fn a_connection_is_made_and_accepted_by_two_coroutines() {
    decide::turn_on();
    let (log, say) = logged();
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let std::net::SocketAddr::V4(address) = listener.local_addr().expect("bound") else { return };
    let accepter = say.clone();
    go(move || {
        // SAFETY: null asks for no address.
        let fd = unsafe { connect::accept::<PHP>(listener.as_raw_fd(), ptr::null_mut(), ptr::null_mut()) };
        accepter(answer(fd as isize).map(|_| 1));
        accepter(recv(fd, &mut [0; 8], 0));
        accepter(crate::sys::fd::is_nonblocking(listener.as_raw_fd()).map(|on| on as isize).map_err(|_| 0));
        // SAFETY: takes no pointer.
        unsafe { close::close::<PHP>(fd) };
    });
    go(move || {
        let fd = socket();
        say(connect(fd, &address).map(|_| 2));
        say(send(fd, b"hello").map(|_| 3));
        // SAFETY: takes no pointer.
        unsafe { close::close::<PHP>(fd) };
    });
    run();
    let mut said = log.borrow().clone();
    said.sort();
    assert_eq!(said, [Ok(0), Ok(1), Ok(2), Ok(3), Ok(5)]);
}

#[test]
fn a_refused_connection_says_so() {
    decide::turn_on();
    let (log, say) = logged();
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let std::net::SocketAddr::V4(address) = listener.local_addr().expect("bound") else { return };
    drop(listener);
    go(move || {
        let fd = socket();
        say(connect(fd, &address));
        say(crate::sys::fd::is_nonblocking(fd).map(|on| on as isize).map_err(|_| 0));
        // SAFETY: takes no pointer.
        unsafe { close::close::<PHP>(fd) };
    });
    run();
    assert_eq!(*log.borrow(), [Err(libc::ECONNREFUSED), Ok(0)]);
}

#[test]
fn a_cancelled_poll_breaks_its_descriptor_and_no_other() {
    let (log, say) = logged();
    let (here, _there) = pair();
    let (other, mut other_peer) = pair();
    other_peer.write_all(b"x").expect("room");
    here.set_nonblocking(true).expect("a socket");
    let id = go(move || {
        let mut list = [readable(here.as_raw_fd())];
        say(poll(&mut list, -1));
        say(Ok(list[0].revents as isize));
        say(recv(here.as_raw_fd(), &mut [0], 0));
        say(read(here.as_raw_fd(), &mut [0]));
        say(send(here.as_raw_fd(), b"x"));
        say(recv(here.as_raw_fd(), &mut [0], libc::MSG_DONTWAIT));
        say(recv(other.as_raw_fd(), &mut [0], 0));
    });
    assert!(coroutine::cancel(id));
    let broken = Err(libc::ECONNABORTED);
    let reset = Ok((libc::POLLIN | libc::POLLERR | libc::POLLHUP) as isize);
    assert_eq!(*log.borrow(), [Ok(1), reset, broken, broken, broken, broken, Ok(1)]);
}

#[test]
fn a_cancelled_receive_says_econnaborted() {
    let (log, say) = logged();
    let (here, _there) = pair();
    let id = go(move || say(recv(here.as_raw_fd(), &mut [0], 0)));
    assert!(coroutine::cancel(id));
    assert_eq!(*log.borrow(), [Err(libc::ECONNABORTED)]);
}

#[test]
fn a_cancelled_sleep_breaks_no_descriptor() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    there.write_all(b"x").expect("room");
    let id = go(move || {
        // SAFETY: takes no pointer.
        say(answer(unsafe { sleep::usleep::<PHP>(5_000_000) } as isize));
        say(recv(here.as_raw_fd(), &mut [0], 0));
    });
    assert!(coroutine::cancel(id));
    assert_eq!(*log.borrow(), [Err(libc::EINTR), Ok(1)]);
}

#[test]
fn a_second_reader_gets_ebusy() {
    let (log, say) = logged();
    let (here, there) = pair();
    let fd = here.as_raw_fd();
    let first = say.clone();
    go(move || first(recv(fd, &mut [0], 0)));
    go(move || {
        say(recv(fd, &mut [0], 0));
        drop(there);
    });
    run();
    drop(here);
    assert_eq!(*log.borrow(), [Err(libc::EBUSY), Ok(0)]);
}

#[test]
fn who_waits_for_a_closed_descriptor_gets_ebadf() {
    let (log, say) = logged();
    let (here, _there) = pair();
    let fd = std::os::fd::IntoRawFd::into_raw_fd(here);
    go(move || say(recv(fd, &mut [0], 0)));
    go(move || {
        // SAFETY: takes no pointer; the descriptor is ours.
        unsafe { close::close::<PHP>(fd) };
    });
    run();
    assert_eq!(*log.borrow(), [Err(libc::EBADF)]);
}

#[test]
fn a_descriptor_that_is_always_ready_starves_nobody() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    let busy = say.clone();
    go(move || {
        for _ in 0..1000 {
            there.write_all(b"x").expect("room");
            assert_eq!(recv(here.as_raw_fd(), &mut [0], 0), Ok(1));
        }
        busy("busy");
    });
    go(move || say("other"));
    // `other` was started after `busy` had given way.
    run();
    assert_eq!(*log.borrow(), ["other", "busy"]);
}

#[test]
fn outside_coroutines_nothing_is_touched() {
    let (here, mut there) = pair();
    there.write_all(b"x").expect("room");
    assert_eq!(recv(here.as_raw_fd(), &mut [0], 0), Ok(1));
    assert_eq!(poll(&mut [readable(here.as_raw_fd())], 1), Ok(0));
    drop(TcpStream::connect("127.0.0.1:1"));
}
