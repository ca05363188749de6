use super::*;

#[test]
fn a_pipe_is_read_when_somebody_writes() {
    decide::turn_on();
    let (log, say) = logged();
    let (from, mut to) = std::io::pipe().expect("pipes work");
    let reader = say.clone();
    go(move || {
        reader(read(from.as_raw_fd(), &mut [0; 8]));
        reader(read(from.as_raw_fd(), &mut [0; 8]));
    });
    go(move || {
        say(Ok(100));
        to.write_all(b"abc").expect("room");
    });
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(3), Ok(0)]);
}

#[test]
fn a_large_write_to_a_pipe_goes_whole() {
    const LENGTH: usize = 1 << 20;
    decide::turn_on();
    let (log, say) = logged();
    let (from, to) = std::io::pipe().expect("pipes work");
    let reader = say.clone();
    go(move || say(write(to.as_raw_fd(), &vec![7; LENGTH])));
    go(move || {
        let (mut got, mut buffer) = (0, vec![0; 100_000]);
        while let Ok(count @ 1..) = read(from.as_raw_fd(), &mut buffer) {
            got += count;
        }
        reader(Ok(got));
    });
    run();
    assert_eq!(*log.borrow(), [Ok(LENGTH as isize), Ok(LENGTH as isize)]);
}

#[test]
fn a_regular_file_is_read_inline() {
    decide::turn_on();
    let (log, say) = logged();
    go(move || {
        let file = std::fs::File::open("/proc/self/exe").expect("exists");
        say(read(file.as_raw_fd(), &mut [0; 4]));
        say(read(-1, &mut [0; 4]));
    });
    assert_eq!(*log.borrow(), [Ok(4), Err(libc::EBADF)]);
}

#[test]
fn a_poll_waits_for_the_first_of_several() {
    let (log, say) = logged();
    let (a, _a) = pair();
    let (b, mut b_peer) = pair();
    let poller = say.clone();
    go(move || {
        let mut list = [readable(a.as_raw_fd()), readable(b.as_raw_fd()), readable(-1)];
        poller(poll(&mut list, -1));
        poller(Ok(list[0].revents as isize));
        poller(Ok((list[1].revents & libc::POLLIN) as isize));
    });
    go(move || {
        say(Ok(100));
        b_peer.write_all(b"x").expect("room");
    });
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(1), Ok(0), Ok(libc::POLLIN as isize)]);
}

#[test]
fn a_poll_ends_at_its_timeout_and_lets_others_run() {
    let (log, say) = logged();
    let (a, _a) = pair();
    let (poller, start) = (say.clone(), clock::now());
    go(move || poller(poll(&mut [readable(a.as_raw_fd())], 20)));
    go(move || say(Ok(100)));
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(0)]);
    assert!(clock::now() - start >= 20_000_000);
}

#[test]
fn a_poll_of_nothing_is_a_sleep() {
    decide::turn_on();
    let (log, say) = logged();
    let sleeper = say.clone();
    go(move || sleeper(poll(&mut [], 5)));
    go(move || say(Ok(100)));
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(0)]);
}

#[test]
fn a_poll_of_a_file_without_wishes_sleeps_instead_of_spinning() {
    decide::turn_on();
    let (log, say) = logged();
    let sleeper = say.clone();
    go(move || {
        let file = std::fs::File::open("/proc/self/exe").expect("exists");
        sleeper(poll(&mut [libc::pollfd { fd: file.as_raw_fd(), events: 0, revents: 0 }], 5));
    });
    go(move || say(Ok(100)));
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(0)]);
}

#[test]
fn a_poll_of_a_bad_descriptor_says_so_at_once() {
    decide::turn_on();
    let (log, say) = logged();
    go(move || {
        let mut list = [readable(1 << 20)];
        say(poll(&mut list, -1));
        say(Ok(list[0].revents as isize));
    });
    assert_eq!(*log.borrow(), [Ok(1), Ok(libc::POLLNVAL as isize)]);
}

#[test]
fn a_poll_for_a_hangup_does_not_spin_on_bytes() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    there.write_all(b"x").expect("room");
    go(move || {
        let mut list = [libc::pollfd { fd: here.as_raw_fd(), events: 0, revents: 0 }];
        say(poll(&mut list, -1));
        say(Ok(list[0].revents as isize));
    });
    go(move || {
        nap(2);
        drop(there);
    });
    run();
    assert_eq!(*log.borrow(), [Ok(1), Ok(libc::POLLHUP as isize)]);
}

/// A set of one.
fn set(fd: RawFd) -> libc::fd_set {
    // SAFETY: a set of zeroes is the empty set; the descriptor is small.
    unsafe {
        let mut set = std::mem::zeroed();
        libc::FD_SET(fd, &mut set);
        set
    }
}

fn select(fd: RawFd, timeout: &mut libc::timeval) -> (Answer, bool) {
    let mut read = set(fd);
    let none = ptr::null_mut();
    // SAFETY: a valid set and a valid timeout.
    let result = answer(unsafe { select::select::<PHP>(fd + 1, &mut read, none, none, timeout) } as isize);
    // SAFETY: as above.
    (result, unsafe { libc::FD_ISSET(fd, &read) })
}

#[test]
fn a_select_answers_when_bytes_come_and_tells_what_was_left() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    go(move || {
        let mut timeout = libc::timeval { tv_sec: 10, tv_usec: 0 };
        say((select(here.as_raw_fd(), &mut timeout), timeout.tv_sec));
    });
    go(move || {
        nap(2);
        there.write_all(b"x").expect("room");
    });
    run();
    assert_eq!(*log.borrow(), [((Ok(1), true), 9)]);
}

#[test]
fn a_select_that_ends_at_its_timeout_leaves_empty_sets() {
    let (log, say) = logged();
    let (here, _there) = pair();
    go(move || {
        let mut timeout = libc::timeval { tv_sec: 0, tv_usec: 3000 };
        say((select(here.as_raw_fd(), &mut timeout), timeout.tv_sec, timeout.tv_usec));
    });
    run();
    assert_eq!(*log.borrow(), [((Ok(0), false), 0, 0)]);
}

#[test]
fn an_epoll_instance_is_waited_for() {
    let (log, say) = logged();
    let (here, mut there) = pair();
    go(move || {
        // SAFETY: valid events; the descriptors are open.
        unsafe {
            let instance = libc::epoll_create1(libc::EPOLL_CLOEXEC);
            let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: 7 };
            libc::epoll_ctl(instance, libc::EPOLL_CTL_ADD, here.as_raw_fd(), &mut event);
            say(answer(poll::epoll_wait::<PHP>(instance, &mut event, 1, 2) as isize));
            say(answer(poll::epoll_wait::<PHP>(instance, &mut event, 1, -1) as isize));
            close::close::<PHP>(instance);
        }
    });
    go(move || {
        nap(5);
        there.write_all(b"x").expect("room");
    });
    run();
    assert_eq!(*log.borrow(), [Ok(0), Ok(1)]);
}
