//! Making a server: the constructor, its ports, settings and callbacks.

use std::cell::Cell;
use std::cell::RefCell;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use super::CLASS;
use super::Here;
use super::Mode;
use super::Server;
use super::current;
use super::events;
use super::events::EVENTS;
use super::here;
use super::iterator;
use super::options;
use super::options::Options;
use super::port;
use super::port::Port;
use super::property;
use crate::php::args;
use crate::php::class::process;
use crate::php::ending;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;
use crate::server::address;
use crate::server::address::Kind;
use crate::sys::errno;

handlers! {
    fn swirl_Server___construct(args, _ret) {
        let name = process::name_of(&args);
        // SAFETY: the C half's contract.
        if !unsafe { ffi::swirl_is_cli() } {
            return error::throw_with_code(Exception::Swoole, &format!("{name} can only be used in CLI mode"), -1);
        }
        args.expect(1, 4)?;
        if CLASS.shared(args.this()).get().is_some() {
            return error::throw_plain(&format!("Constructor of {name} can only be called once"));
        }
        let host = String::from_utf8_lossy(args.bytes(0)?).into_owned();
        let (port, mode, kind) = (args.long_or(1, 0)?, args.long_or(2, Mode::Base as i64)?, args.long_or(3, 1)?);
        let mode = match mode {
            1 => Mode::Base,
            2 => Mode::Process,
            _ => {
                error::set_last(code::INVALID_PARAMS);
                return error::throw_plain(&format!("invalid $mode parameters {mode}"));
            }
        };
        if current().is_some() || is_made() {
            error::set_last(code::OPERATION_NOT_SUPPORT);
            return error::throw_with_code(Exception::Swoole, &format!("server is running. unable to create {name}"), -3);
        }
        let here = Here { server: make(args.this(), mode), object: args.this() };
        if port == 0 && host.eq_ignore_ascii_case("SYSTEMD") {
            return match take_ports(here) {
                Some(first) => {
                    describe(here, &first);
                    Ok(())
                }
                None => error::throw_error("failed to add systemd socket", 0),
            };
        }
        match add_port(here, &host, port, kind) {
            Ok(first) => describe(here, &first),
            Err(why) => {
                let (number, meaning) = meaning(&why);
                error::set_last(number);
                let what = format!("failed to listen server port[{host}:{port}], Error: {meaning}[{number}]");
                return error::throw_with_code(Exception::Swoole, &what, number.into());
            }
        }
        Ok(())
    }

    fn swirl_Server___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Server_listen(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        if here.run().is_some() {
            error::misuse("server is running, cannot add listener");
            return Ok(());
        }
        args.expect(3, 3)?;
        let host = String::from_utf8_lossy(args.bytes(0)?).into_owned();
        let (port, kind) = (args.long(1)?, args.long(2)?);
        match add_port(here, &host, port, kind) {
            Ok(port) => ret.give(port.object()),
            Err(why) => {
                let (number, meaning) = meaning(&why);
                let what = format!("Server::add_port(): failed to listen [{host}:{port}], Error: {meaning}[{number}]");
                crate::php::log::write(crate::php::log::WARNING, what.as_bytes());
                error::set_last(number);
            }
        }
        Ok(())
    }

    fn swirl_Server_set(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        if here.run().is_some() {
            let name = process::name_of(&args);
            error::misuse(&format!("server is running, unable to execute {name}->set"));
            return Ok(());
        }
        args.expect(1, 1)?;
        let settings = args.array(0)?;
        if !check(here, &settings) {
            return Ok(());
        }
        options::check_names(&settings);
        crate::php::options::set(&settings)?;
        here.server.options.borrow_mut().take(&settings);
        if let Some(folder) = here.server.options.borrow().text("task_tmpdir").filter(|folder| !folder.is_empty()) {
            super::task_queue::set_folder(folder);
        }
        let first = Rc::clone(&here.server.ports.borrow()[0]);
        if port::set(&first, &settings) {
            merge(here.object, property::SETTING, &settings);
            ret.bool(true);
        }
        Ok(())
    }

    fn swirl_Server_on(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        if here.run().is_some() {
            error::misuse("server is running, unable to register event callback function");
            return Ok(());
        }
        args.expect(2, 2)?;
        let name = String::from_utf8_lossy(args.bytes(0)?).into_owned();
        let Some(event) = events::place(&EVENTS, &name) else {
            let first = Rc::clone(&here.server.ports.borrow()[0]);
            ret.bool(port::on(&first, &name, args.value(1)));
            return Ok(());
        };
        match args::resolve(args.value(1)) {
            Some(callback) => {
                let before = here.server.callbacks.borrow_mut()[event].replace(Rc::new(callback));
                drop(before);
                ret.bool(true);
            }
            None => error::not_callable(args.value(1)),
        }
        Ok(())
    }

    fn swirl_Server_getCallback(args, mut ret) {
        let here = here(&args)?;
        args.expect(1, 1)?;
        let name = String::from_utf8_lossy(args.bytes(0)?).into_owned();
        let callback = match events::place(&EVENTS, &name) {
            Some(event) => here.server.callbacks.borrow()[event].clone(),
            None => port::callback_named(&here.server.ports.borrow()[0], &name),
        };
        if let Some(callback) = callback {
            ret.give(callback.value().share());
        }
        Ok(())
    }

    fn swirl_Server_addProcess(args, mut ret) {
        let here = here(&args)?;
        ret.bool(false);
        if here.run().is_some() {
            error::misuse("server is running, cannot add process");
            return Ok(());
        }
        args.expect(1, 1)?;
        let process = args.value(0);
        // SAFETY: the C half's contract; class entries are registered.
        if !unsafe { ffi::swirl_instance_of(&process, ffi::ce::swirl_ce_Process) } {
            error::fatal("object is not instanceof swoole_process");
            return Ok(());
        }
        let mut processes = here.server.processes.borrow_mut();
        processes.push(process.share());
        let options = here.server.options.borrow();
        let others = super::start::worker_count(here.server.mode, &options) as i64 + options.number("task_worker_num");
        ret.long(others + processes.len() as i64 - 1);
        Ok(())
    }
}

thread_local! {
    /// How many servers exist whose `start()` has not returned.
    static MADE: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn is_made() -> bool {
    MADE.get() > 0
}

fn make(object: *mut ffi::Object, mode: Mode) -> &'static Server {
    let place = CLASS.shared(object);
    let server = Server {
        mode,
        ports: RefCell::default(),
        port_objects: RefCell::default(),
        callbacks: RefCell::default(),
        options: RefCell::new(Options::of_server()),
        commands: RefCell::default(),
        handlers: RefCell::default(),
        processes: RefCell::default(),
        run: RefCell::default(),
        was_shut: Cell::new(false),
        is_forgotten: Cell::new(false),
    };
    let made = place.get_or_init(|| server);
    MADE.set(MADE.get() + 1);
    made
}

/// A server has ended, or was never started: another may be made.
pub(super) fn forget(server: &Server) {
    if !server.is_forgotten.replace(true) {
        MADE.set(MADE.get().saturating_sub(1));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        forget(self);
    }
}

fn add_port(here: Here, host: &str, port: i64, kind: i64) -> std::io::Result<Rc<Port>> {
    let invalid = || std::io::Error::from_raw_os_error(libc::EINVAL);
    let (kind, tls) = Kind::parse(kind).ok_or_else(invalid)?;
    // DTLS is not spoken.
    if tls && !kind.is_stream() {
        return Err(std::io::Error::from_raw_os_error(libc::EPROTONOSUPPORT));
    }
    let wanted = u16::try_from(port).map_err(|_| std::io::Error::other("bad port"))?;
    let (socket, port) = address::bind(kind, host, wanted, false)?;
    Ok(enter_port(here, kind, tls, host, port, socket))
}

/// Takes the sockets that whoever started this process has handed over, as systemd does. The first port.
fn take_ports(here: Here) -> Option<Rc<Port>> {
    for (kind, host, port, socket) in address::handed_over() {
        enter_port(here, kind, false, &host, port, socket);
    }
    here.server.ports.borrow().first().cloned()
}

fn enter_port(here: Here, kind: Kind, tls: bool, host: &str, port: u16, socket: OwnedFd) -> Rc<Port> {
    let index = here.server.ports.borrow().len();
    let made = Port::new(index, kind, tls, host, port, socket);
    let object = port::make_object(&made, here.object);
    // A script may take it out of the property.
    here.server.port_objects.borrow_mut().push(object.get().share());
    here.server.ports.borrow_mut().push(Rc::clone(&made));
    append(here.object, property::PORTS, object);
    made
}

/// Swoole's number of an error, and what it says.
fn meaning(why: &std::io::Error) -> (i32, String) {
    const BAD_PORT: i32 = 723;
    match why.raw_os_error() {
        Some(number) => (number, errno::describe(number)),
        None => (BAD_PORT, "Invalid port".into()),
    }
}

fn describe(here: Here, first: &Port) {
    here.set(property::CONNECTIONS, iterator::make(here.object, None).into_val());
    here.set(property::HOST, Val::string(&first.host));
    here.set(property::PORT, Val::long(first.number.into()));
    here.set(property::TYPE, Val::long(first.kind as i64));
    here.set(property::SSL, Val::bool(first.tls));
    here.set(property::MODE, Val::long(here.server.mode as i64));
}

/// What needs more than its own value to be judged.
fn check(here: Here, settings: &Val) -> bool {
    let mut all = Options::of_server();
    all.take(settings);
    if ending::is_ending() {
        return false;
    }
    if all.has("send_yield") && all.bool("send_yield") && ![2, 4].contains(&all.number("dispatch_mode")) {
        error::warning("'send_yield' option can only be set when using dispatch_mode=2/4");
    }
    let given = here.server.options.borrow();
    let in_coroutines = if all.has("task_enable_coroutine") { &all } else { &given }.bool("task_enable_coroutine");
    let ipc = if all.has("task_ipc_mode") { &all } else { &given }.number("task_ipc_mode");
    if in_coroutines && (ipc == 2 || ipc == 3) {
        error::fatal("cannot use msgqueue when `task_enable_coroutine` is enable");
        return false;
    }
    true
}

/// Puts settings over those that a property has.
pub fn merge(object: *mut ffi::Object, property: usize, settings: &Val) {
    let before = object::property(object, property);
    let mut merged = if before.tag() == tag::ARRAY { before.share().duplicate() } else { Owned::array() };
    let mut settings = *settings;
    // SAFETY: the C half's contract; both are arrays, and nobody else has the first.
    unsafe { ffi::swirl_array_merge(merged.as_mut_ptr(), &mut settings) };
    object::set_property(object, property, merged);
}

/// Adds to an array that a property has.
fn append(object: *mut ffi::Object, property: usize, value: Owned) {
    let before = object::property(object, property);
    let mut list = if before.tag() == tag::ARRAY { before.share().duplicate() } else { Owned::array() };
    let count = crate::php::value::count(&list.get());
    list.set_index(count as i64, value);
    object::set_property(object, property, list);
}
