use super::*;

fn resolve(node: &std::ffi::CStr) -> Result<usize, c_int> {
    let mut list = ptr::null_mut();
    // SAFETY: a C string and a place for the answer; the list is walked and given back.
    unsafe {
        match dns::getaddrinfo::<PHP>(node.as_ptr(), c"80".as_ptr(), ptr::null(), &mut list) {
            0 => {
                let mut count = 0;
                let mut one: *const libc::addrinfo = list;
                while let Some(entry) = one.as_ref() {
                    count += 1;
                    one = entry.ai_next;
                }
                libc::freeaddrinfo(list);
                Ok(count)
            }
            code => Err(code),
        }
    }
}

#[test]
fn a_name_is_resolved_on_the_pool() {
    decide::turn_on();
    let (log, say) = logged();
    let resolver = say.clone();
    go(move || resolver(resolve(c"localhost").map(|count| count.min(1))));
    go(move || say(Ok(100)));
    run();
    assert_eq!(*log.borrow(), [Ok(100), Ok(1)]);
}

#[test]
fn a_literal_address_is_resolved_inline() {
    decide::turn_on();
    let (log, say) = logged();
    go(move || say(resolve(c"127.0.0.1").map(|count| count.min(1))));
    assert_eq!(*log.borrow(), [Ok(1)]);
}

#[test]
fn a_cancelled_resolution_says_eintr() {
    decide::turn_on();
    let (log, say) = logged();
    let id = go(move || say((resolve(c"localhost"), errno::get())));
    assert!(coroutine::cancel(id));
    assert_eq!(*log.borrow(), [(Err(libc::EAI_SYSTEM), libc::EINTR)]);
}

/// The first address of `name`, and the number of them.
///
/// # Safety
///
/// `entry` must be null or a valid entry.
unsafe fn first_v4(entry: *const libc::hostent) -> Option<[u8; 4]> {
    // SAFETY: the caller's promise; the list has an address, which has four bytes.
    unsafe { entry.as_ref().map(|entry| *(*entry.h_addr_list).cast::<[u8; 4]>()) }
}

#[test]
fn a_host_is_found_on_the_pool_by_all_its_functions() {
    decide::turn_on();
    let (log, say) = logged();
    let by_name = say.clone();
    // SAFETY: a C string.
    go(move || by_name(unsafe { first_v4(hosts::gethostbyname::<PHP>(c"localhost".as_ptr())) }));
    let into_room = say.clone();
    go(move || {
        let mut room = [0; 512];
        // SAFETY: a plain C structure, for which zero bytes are a value; then places of ours.
        unsafe {
            let mut entry: libc::hostent = std::mem::zeroed();
            let (mut found, mut why) = (ptr::null_mut(), 0);
            let mut ask = |length| {
                let room = room.as_mut_ptr();
                hosts::gethostbyname_r::<PHP>(c"localhost".as_ptr(), &mut entry, room, length, &mut found, &mut why)
            };
            assert_eq!((ask(16), ask(512)), (libc::ERANGE, 0));
            into_room(first_v4(found));
            assert_eq!(std::ffi::CStr::from_ptr(entry.h_name), c"localhost");
        }
    });
    go(move || say(None));
    run();
    let local = Some([127, 0, 0, 1]);
    assert_eq!(*log.borrow(), [None, local, local]);
}

#[test]
fn an_address_is_named_on_the_pool() {
    decide::turn_on();
    let (log, say) = logged();
    go(move || {
        let address = libc::sockaddr_in {
            sin_family: libc::AF_INET as _,
            sin_port: 80u16.to_be(),
            sin_addr: libc::in_addr { s_addr: u32::from(std::net::Ipv4Addr::LOCALHOST).to_be() },
            sin_zero: [0; 8],
        };
        let (mut host, length) = ([0; 256], size_of_val(&address) as libc::socklen_t);
        // SAFETY: a whole address and a buffer with their lengths.
        let code = unsafe {
            let from = (&raw const address).cast();
            dns::getnameinfo::<PHP>(from, length, host.as_mut_ptr(), 256, ptr::null_mut(), 0, 0)
        };
        say((code, host[0] != 0));
    });
    run();
    assert_eq!(*log.borrow(), [(0, true)]);
}

#[test]
fn a_message_queue_is_waited_for() {
    decide::turn_on();
    let (log, say) = logged();
    // SAFETY: takes no pointer.
    let queue = unsafe { libc::msgget(libc::IPC_PRIVATE, 0o600) };
    if queue < 0 {
        return; // not in this sandbox
    }
    let receiver = say.clone();
    go(move || {
        let mut message = [0i64; 2];
        // SAFETY: a message with room for eight bytes of text.
        receiver(answer(unsafe { sysv::msgrcv::<PHP>(queue, message.as_mut_ptr().cast(), 8, 0, 0) }));
    });
    go(move || {
        say(Ok(100));
        let message = [1i64, 7];
        // SAFETY: a message with eight bytes of text.
        unsafe { sysv::msgsnd::<PHP>(queue, message.as_ptr().cast(), 8, 0) };
    });
    run();
    // SAFETY: removes our own queue.
    unsafe { libc::msgctl(queue, libc::IPC_RMID, ptr::null_mut()) };
    assert_eq!(*log.borrow(), [Ok(100), Ok(8)]);
}

#[test]
fn a_semaphore_is_waited_for() {
    decide::turn_on();
    let (log, say) = logged();
    // SAFETY: takes no pointer.
    let set = unsafe { libc::semget(libc::IPC_PRIVATE, 1, 0o600) };
    if set < 0 {
        return; // not in this sandbox
    }
    let change = move |by: i16| {
        let mut operation = libc::sembuf { sem_num: 0, sem_op: by, sem_flg: 0 };
        // SAFETY: one valid operation.
        answer(unsafe { sysv::semop::<PHP>(set, &mut operation, 1) } as isize)
    };
    let waiter = say.clone();
    go(move || waiter(change(-1)));
    go(move || {
        say(Ok(100));
        let _ = change(1);
    });
    run();
    // SAFETY: removes our own set.
    unsafe { libc::semctl(set, 0, libc::IPC_RMID) };
    assert_eq!(*log.borrow(), [Ok(100), Ok(0)]);
}

extern "C" fn slow_thread(_: *mut libc::c_void) -> *mut libc::c_void {
    // SAFETY: takes no pointer.
    unsafe { libc::usleep(20_000) };
    7 as *mut libc::c_void
}

#[test]
fn the_end_of_a_thread_is_waited_for() {
    decide::turn_on();
    let (log, say) = logged();
    let joiner = say.clone();
    go(move || {
        let mut result = ptr::null_mut();
        // SAFETY: valid places; the thread is joined once.
        let code = unsafe {
            let mut thread = std::mem::zeroed();
            libc::pthread_create(&mut thread, ptr::null(), slow_thread, ptr::null_mut());
            thread::pthread_join::<PHP>(thread, &mut result)
        };
        joiner((code, result as usize));
    });
    go(move || say((0, 100)));
    run();
    assert_eq!(*log.borrow(), [(0, 100), (0, 7)]);
}

#[test]
fn a_question_to_a_name_server_runs_on_the_pool() {
    decide::turn_on();
    let (log, say) = logged();
    let asker = say.clone();
    go(move || {
        let mut answer = [0u8; 512];
        // SAFETY: a C string and an answer with its length; the state is not used on the pool.
        let length = unsafe {
            resolver::res_nsearch::<PHP>(ptr::null_mut(), c"swirl.invalid".as_ptr(), 1, 1, answer.as_mut_ptr(), 512)
        };
        asker(length < 0);
    });
    go(move || say(true));
    run();
    assert_eq!(*log.borrow(), [true, true]);
}
