//! The methods of a pool, but `start`.

use std::cell::Cell;
use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use super::CLASS;
use super::Channel;
use super::EVENTS;
use super::Event;
use super::Here;
use super::Pool;
use super::Role;
use super::WORKERS;
use super::current;
use super::here;
use super::messages;
use super::socket::Socket;
use super::worker;
use crate::php::args;
use crate::php::args::Outcome;
use crate::php::class::process;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::options;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::find;
use crate::php::value::tag;
use crate::server::bus;
use crate::sys::message_queue::MessageQueue;
use crate::sys::shared::SharedWord;
use crate::sys::socket_pair;
use crate::sys::socket_pair::Kind;
use crate::sys::spawn;

/// `SWOOLE_IPC_UNIXSOCK`
const UNIX_SOCKETS: i64 = 1;
/// `SWOOLE_IPC_MSGQUEUE`
const QUEUE: i64 = 2;
/// `SWOOLE_IPC_SOCKET`
const SOCKET: i64 = 3;
/// As Swoole's.
const LONGEST_MESSAGE: usize = 2 << 20;
/// As Swoole's.
const MAX_WAIT: u32 = 3;

handlers! {
    fn swirl_Process_Pool___construct(args, _ret) {
        let name = process::name_of(&args);
        // SAFETY: the C half's contract.
        if !unsafe { ffi::swirl_is_cli() } {
            return refuse(&format!("{name} can only be used in PHP CLI mode"));
        }
        if current().is_some() {
            return refuse("A process pool instance has already been created and cannot be created again");
        }
        args.expect(1, 4)?;
        let (count, ipc) = (args.long(0)?, args.long_or(1, 0)?);
        let (key, in_coroutines) = (args.long_or(2, 0)?, args.bool_or(3, false)?);
        if CLASS.shared(args.this()).get().is_some() {
            return error::throw_plain(&format!("Constructor of {name} can only be called once"));
        }
        let Some(workers) = usize::try_from(count).ok().filter(|&count| count > 0) else {
            return error::throw(Exception::Swoole, "the parameter $worker_num must be greater than 0");
        };
        if in_coroutines && ipc > 0 && ipc != UNIX_SOCKETS {
            return error::throw_plain("the parameter $ipc_type must be SWOOLE_IPC_UNIXSOCK when enable coroutine");
        }
        match make(workers, ipc, key, in_coroutines) {
            Ok(pool) => CLASS.shared(args.this()).set(pool).map_err(|_| unreachable!("it was empty")),
            Err(why) => error::throw(Exception::Swoole, &format!("failed to create process pool: {why}")),
        }
    }

    fn swirl_Process_Pool___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Process_Pool_set(args, _ret) {
        args.expect(1, 1)?;
        let settings = args.array(0)?;
        let pool = here(&args)?.pool;
        options::set(&settings)?;
        if let Some(on) = find(&settings, "enable_coroutine") {
            pool.in_coroutines.set(on.to_bool());
        }
        if let Some(on) = find(&settings, "enable_message_bus") {
            pool.has_bus.set(on.to_bool());
        }
        if let Some(size) = find(&settings, "max_package_size") {
            pool.longest_message.set(options::to_size(size));
        }
        if let Some(seconds) = find(&settings, "max_wait_time") {
            pool.max_wait.set(seconds.to_long().clamp(0, u32::MAX.into()) as u32);
        }
        Ok(())
    }

    fn swirl_Process_Pool_on(args, mut ret) {
        let pool = here(&args)?.pool;
        ret.bool(false);
        if pool.is_started.get() {
            error::misuse("process pool is started. unable to register event callback function");
            return Ok(());
        }
        args.expect(2, 2)?;
        ret.bool(set_callback(pool, &String::from_utf8_lossy(args.bytes(0)?), args.value(1))?);
        Ok(())
    }

    fn swirl_Process_Pool_listen(args, mut ret) {
        let pool = here(&args)?.pool;
        ret.bool(false);
        if pool.is_started.get() {
            error::misuse("process pool is started. unable to listen");
            return Ok(());
        }
        args.expect(1, 3)?;
        let host = String::from_utf8_lossy(args.bytes(0)?).into_owned();
        let (port, backlog) = (args.long_or(1, 0)?, args.long_or(2, 2048)?);
        let Channel::Socket(place) = &pool.channel else {
            unsupported(pool);
            return Ok(());
        };
        match Socket::listen(&host, port, backlog) {
            Ok(socket) => {
                place.replace(Some(socket));
                ret.bool(true);
            }
            Err(why) => {
                crate::php::log::system_warning("ProcessPool::listen", &format!("bind({host}:{port}) failed"), &why);
                error::set_last(why.raw_os_error().unwrap_or_default());
            }
        }
        Ok(())
    }

    fn swirl_Process_Pool_write(args, mut ret) {
        args.expect(1, 1)?;
        let data = args.bytes(0)?;
        let pool = here(&args)?.pool;
        ret.bool(false);
        if !matches!(pool.channel, Channel::Socket(_)) {
            unsupported(pool);
        } else if let Some(answer) = pool.answer.borrow_mut().as_mut() {
            answer.extend_from_slice(data);
            ret.bool(!data.is_empty());
        } else {
            error::set_last(code::INVALID_PARAMS);
        }
        Ok(())
    }

    fn swirl_Process_Pool_sendMessage(args, mut ret) {
        let pool = here(&args)?.pool;
        ret.bool(false);
        if !pool.is_started.get() {
            error::misuse("process pool is not started.");
            return Ok(());
        }
        let Channel::Pipes(pipes) = &pool.channel else {
            unsupported(pool);
            return Ok(());
        };
        args.expect(2, 2)?;
        let (message, worker) = (args.bytes(0)?, args.long(1)?);
        match usize::try_from(worker).ok().and_then(|worker| pipes.get(worker)) {
            Some((end, _)) => ret.bool(messages::send(pool, end, message)),
            None => error::warning(&format!("invalid worker_id[{worker}]")),
        }
        Ok(())
    }

    fn swirl_Process_Pool_getProcess(args, mut ret) {
        let Some(here) = current() else {
            ret.bool(false);
            return Ok(());
        };
        args.expect(0, 1)?;
        let wanted = args.long_or(0, -1)?;
        let own = here.pool.worker().unwrap_or_default();
        let worker = usize::try_from(wanted).unwrap_or(own);
        if worker >= here.pool.pids.len() {
            error::warning(&format!("invalid worker_id[{wanted}]"));
            ret.bool(false);
            return Ok(());
        }
        ret.give(process_of(here, worker));
        Ok(())
    }

    fn swirl_Process_Pool_detach(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(current().is_some_and(worker::detach));
        Ok(())
    }

    fn swirl_Process_Pool_stop(args, _ret) {
        args.expect(0, 0)?;
        if let Some(here) = current() {
            worker::stop(here);
        }
        Ok(())
    }

    fn swirl_Process_Pool_shutdown(args, mut ret) {
        args.expect(0, 0)?;
        let Some(here) = current() else {
            return error::throw(Exception::Swoole, "The process pool is not started");
        };
        if here.pool.role.get() == Role::Master {
            here.pool.is_running.set(false);
            ret.bool(true);
        } else {
            ret.bool(spawn::kill(here.pool.master_pid.get(), libc::SIGTERM).is_ok());
        }
        Ok(())
    }
}

fn refuse(why: &str) -> Outcome {
    error::set_last(code::OPERATION_NOT_SUPPORT);
    error::throw_plain(why)
}

fn make(workers: usize, ipc: i64, key: i64, in_coroutines: bool) -> io::Result<Pool> {
    let channel = match ipc {
        UNIX_SOCKETS => Channel::Pipes((0..workers).map(|_| pipe()).collect::<io::Result<_>>()?),
        QUEUE => Channel::Queue { queue: MessageQueue::open(key as libc::key_t)?, is_private: key == 0 },
        SOCKET => Channel::Socket(RefCell::new(None)),
        _ => Channel::None,
    };
    Ok(Pool {
        channel,
        pids: (0..workers).map(|_| SharedWord::new()).collect::<io::Result<_>>()?,
        callbacks: RefCell::default(),
        in_coroutines: Cell::new(in_coroutines),
        has_bus: Cell::new(false),
        longest_message: Cell::new(LONGEST_MESSAGE),
        max_wait: Cell::new(MAX_WAIT),
        role: Cell::new(Role::Outside),
        is_started: Cell::new(false),
        is_running: Cell::new(false),
        master_pid: Cell::new(0),
        detaching: RefCell::new(None),
        inbox: RefCell::new(bus::Inbox::default()),
        messages_sent: Cell::new(0),
        answer: RefCell::new(None),
    })
}

fn pipe() -> io::Result<(Rc<std::os::fd::OwnedFd>, Rc<std::os::fd::OwnedFd>)> {
    let [worker, master] = socket_pair::pair(Kind::Datagram, options::socket_buffer_size())?;
    Ok((Rc::new(master), Rc::new(worker)))
}

fn set_callback(pool: &Pool, name: &str, callback: Val) -> Outcome<bool> {
    let Some(event) = EVENTS.iter().position(|event| event.eq_ignore_ascii_case(name)) else {
        error::warning(&format!("unknown event type[{name}]"));
        return Ok(false);
    };
    if event == Event::Message as usize && matches!(pool.channel, Channel::None) {
        return error::throw(Exception::Swoole, "cannot set `onMessage` event with ipc_type=0");
    }
    let resolved = args::resolve(callback);
    if resolved.is_none() {
        error::not_callable(callback);
    }
    let before = std::mem::replace(&mut pool.callbacks.borrow_mut()[event], resolved.map(Rc::new));
    drop(before);
    Ok(true)
}

fn unsupported(pool: &Pool) {
    let kind = match pool.channel {
        Channel::None => 0,
        Channel::Pipes(_) => UNIX_SOCKETS,
        Channel::Queue { .. } => QUEUE,
        Channel::Socket(_) => SOCKET,
    };
    error::misuse(&format!("unsupported ipc type[{kind}]"));
}

/// The object for a worker, which is kept: what was set there stays.
fn process_of(here: Here, worker: usize) -> Owned {
    let known = object::property(here.object, WORKERS).share();
    let pid = here.pool.pid_of(worker);
    let index = worker.to_string();
    let is_array = known.get().tag() == tag::ARRAY;
    if let Some(found) = is_array.then(|| crate::php::value::find_symbol(&known.get(), index.as_bytes())).flatten() {
        let found = found.share();
        process::set_pid(found.get(), pid);
        return found;
    }
    let made = process::of_worker(
        worker,
        pid,
        messages::pipe_for_user(here.pool, worker),
        messages::queue_for_user(here.pool),
    );
    let mut list = if is_array { known.duplicate() } else { Owned::array() };
    list.set_index(worker as i64, made.get().share());
    object::set_property(here.object, WORKERS, list);
    made
}
