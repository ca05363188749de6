use super::*;

#[test]
fn sleeps_overlap_and_end_in_order() {
    decide::turn_on();
    let (log, say) = logged();
    let start = clock::now();
    for millis in [300, 100, 200] {
        let say = say.clone();
        go(move || {
            nap(millis);
            say(millis);
        });
    }
    run();
    assert_eq!(*log.borrow(), [100, 200, 300]);
    let took = clock::now() - start;
    assert!((300_000_000..600_000_000).contains(&took), "{took}");
}

#[test]
fn every_kind_of_sleep_parks() {
    decide::turn_on();
    let (log, say) = logged();
    let short = libc::timespec { tv_sec: 0, tv_nsec: 1_000_000 };
    let wrong = libc::timespec { tv_sec: 0, tv_nsec: -1 };
    go({
        let say = say.clone();
        // SAFETY: valid timespecs; null asks for no remainder.
        move || unsafe {
            say(answer(sleep::nanosleep::<PHP>(&short, ptr::null_mut()) as isize));
            say(Ok(sleep::clock_nanosleep::<PHP>(libc::CLOCK_MONOTONIC, 0, &short, ptr::null_mut()) as isize));
            let past = libc::TIMER_ABSTIME;
            say(Ok(sleep::clock_nanosleep::<PHP>(libc::CLOCK_MONOTONIC, past, &short, ptr::null_mut()) as isize));
            say(answer(sleep::nanosleep::<PHP>(&wrong, ptr::null_mut()) as isize));
            say(Ok(sleep::sleep::<PHP>(0) as isize));
        }
    });
    go(move || say(Ok(100)));
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(0), Ok(0), Ok(0), Err(libc::EINVAL), Ok(0)]);
}

#[test]
fn sleeping_for_no_time_lets_others_run() {
    decide::turn_on();
    let (log, say) = logged();
    let first = say.clone();
    go(move || {
        nap(0);
        first("first");
    });
    go(move || say("second"));
    run();
    assert_eq!(*log.borrow(), ["second", "first"]);
}

#[test]
fn a_cancelled_sleep_says_what_was_left() {
    decide::turn_on();
    let (log, say) = logged();
    // SAFETY: takes no pointer.
    let id = go(move || say(unsafe { sleep::sleep::<PHP>(9) }));
    assert!(coroutine::cancel(id));
    assert_eq!(*log.borrow(), [9]);
}

#[test]
fn where_parking_is_forbidden_a_sleep_blocks() {
    decide::turn_on();
    let (log, say) = logged();
    let first = say.clone();
    go(move || {
        coroutine::forbid_park();
        nap(1);
        coroutine::allow_park();
        first("first");
    });
    say("second");
    assert_eq!(*log.borrow(), ["first", "second"]);
}

/// Forks a child that ends after some milliseconds with status 3.
fn child(millis: u32) -> libc::pid_t {
    // SAFETY: the child makes only async-signal-safe calls.
    unsafe {
        let pid = libc::fork();
        if pid == 0 {
            libc::usleep(millis * 1000);
            libc::_exit(3);
        }
        pid
    }
}

#[test]
fn a_child_is_waited_for_while_others_run() {
    decide::turn_on();
    let (log, say) = logged();
    let parent = say.clone();
    go(move || {
        let pid = child(300);
        let mut status = 0;
        // SAFETY: a valid status.
        let ended = unsafe { process::waitpid::<PHP>(pid, &mut status, 0) };
        parent((ended == pid, libc::WEXITSTATUS(status)));
        // SAFETY: a valid status.
        let again = unsafe { process::waitpid::<PHP>(pid, &mut status, 0) };
        parent((again == -1, errno::get()));
    });
    go(move || say((true, 100)));
    run();
    assert_eq!(*log.borrow(), [(true, 100), (true, 3), (true, libc::ECHILD)]);
}

#[test]
fn other_changes_of_a_child_are_asked_for_with_pauses() {
    decide::turn_on();
    let (log, say) = logged();
    let parent = say.clone();
    go(move || {
        let pid = child(300);
        // SAFETY: null asks for no status.
        let ended = unsafe { process::waitpid::<PHP>(pid, ptr::null_mut(), libc::WUNTRACED) };
        parent(ended == pid);
    });
    go(move || say(false));
    run();
    assert_eq!(*log.borrow(), [false, true]);
}

#[test]
fn a_stream_of_a_command_is_closed_on_the_pool() {
    decide::turn_on();
    let (log, say) = logged();
    let closer = say.clone();
    go(move || {
        // SAFETY: C strings; the stream is closed once.
        let status = unsafe {
            let stream = libc::popen(c"sleep 0.02; exit 5".as_ptr(), c"r".as_ptr());
            process::pclose::<PHP>(stream)
        };
        closer(libc::WEXITSTATUS(status));
    });
    go(move || say(100));
    run();
    assert_eq!(*log.borrow(), [100, 5]);
}

#[test]
fn a_locked_file_is_waited_for() {
    decide::turn_on();
    let (log, say) = logged();
    let path = std::env::temp_dir().join(format!("swirl-flock-{}", std::process::id()));
    let open = || std::fs::File::create(&path).expect("a writable directory");
    let (one, two) = (open(), open());
    let first = say.clone();
    // SAFETY: take no pointers.
    go(move || unsafe {
        assert_eq!(file::flock::<PHP>(one.as_raw_fd(), libc::LOCK_EX), 0);
        nap(10);
        first("first");
        file::flock::<PHP>(one.as_raw_fd(), libc::LOCK_UN);
    });
    // SAFETY: as above.
    go(move || unsafe {
        assert_eq!(file::flock::<PHP>(two.as_raw_fd(), libc::LOCK_EX), 0);
        say("second");
    });
    run();
    let _ = std::fs::remove_file(&path);
    assert_eq!(*log.borrow(), ["first", "second"]);
}
