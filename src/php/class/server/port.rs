//! `Swoole\Server\Port`.

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::ffi::c_int;
use std::ffi::c_void;
use std::os::fd::AsRawFd;
use std::os::fd::OwnedFd;
use std::rc::Rc;

use super::construct;
use super::current;
use super::events;
use super::events::PORT_EVENTS;
use super::events::PortEvent;
use super::iterator;
use super::options::Options;
use crate::php::args;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::descriptor;
use crate::php::ending;
use crate::php::entry;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::address;
use crate::server::address::Kind;
use crate::server::connection::Marks;
use crate::sys::spawn;

/// A port.
pub struct Port {
    /// Which one it is, from 0.
    pub index: usize,
    pub kind: Kind,
    pub tls: bool,
    pub host: String,
    /// The number that clients connect to.
    pub number: u16,
    pub socket: Rc<OwnedFd>,
    pub options: RefCell<Options>,
    callbacks: RefCell<[Option<Rc<Callable>>; PORT_EVENTS.len()]>,
    object: Cell<*mut ffi::Object>,
    /// Whether `set` was called on it.
    has_own_settings: Cell<bool>,
}

carried! {
    static CLASS: OnceCell<Rc<Port>>
}

/// Declared properties, in the order of the stub.
mod property {
    pub const HOST: usize = 0;
    pub const PORT: usize = 1;
    pub const TYPE: usize = 2;
    pub const SOCK: usize = 3;
    pub const SSL: usize = 4;
    pub const SETTING: usize = 5;
    pub const CONNECTIONS: usize = 6;
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Server_Port, Some(get_gc)) };
}

handlers! {
    fn swirl_Server_Port___construct(_args, _ret) {
        error::throw_plain("please use the Swoole\\Server->listen method")
    }

    fn swirl_Server_Port___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Server_Port_set(args, mut ret) {
        args.expect(1, 1)?;
        let settings = args.array(0)?;
        let port = port(&args)?;
        super::options::check_names(&settings);
        if set(port, &settings) {
            port.has_own_settings.set(true);
        } else {
            ret.bool(false);
        }
        Ok(())
    }

    fn swirl_Server_Port_on(args, mut ret) {
        let port = port(&args)?;
        ret.bool(false);
        if current().is_some() {
            error::misuse("can't register event callback function after server started");
            return Ok(());
        }
        args.expect(2, 2)?;
        ret.bool(on(port, &String::from_utf8_lossy(args.bytes(0)?), args.value(1)));
        Ok(())
    }

    fn swirl_Server_Port_getSocket(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(false);
        if let Some(socket) = port(&args)?.php_socket() {
            ret.give(socket);
        }
        Ok(())
    }

    fn swirl_Server_Port_getCallback(args, mut ret) {
        args.expect(1, 1)?;
        let name = String::from_utf8_lossy(args.bytes(0)?).into_owned();
        if let Some(callback) = callback_named(port(&args)?, &name) {
            ret.give(callback.value().share());
        }
        Ok(())
    }
}

fn port(args: &Args) -> Outcome<&'static Rc<Port>> {
    match CLASS.shared(args.this()).get() {
        Some(port) => Ok(port),
        None => error::throw_plain("please use the Swoole\\Server->listen method"),
    }
}

impl Port {
    /// A port whose socket is bound.
    pub fn new(index: usize, kind: Kind, tls: bool, host: &str, number: u16, socket: OwnedFd) -> Rc<Self> {
        Rc::new(Self {
            index,
            kind,
            tls,
            host: host.into(),
            number,
            socket: Rc::new(socket),
            options: RefCell::new(Options::of_port()),
            callbacks: RefCell::default(),
            object: Cell::new(std::ptr::null_mut()),
            has_own_settings: Cell::new(false),
        })
    }

    /// PHP's object for it.
    pub fn object(&self) -> Owned {
        Val::object(self.object.get()).share()
    }

    /// Another descriptor of its socket, as an object of ext-sockets.
    pub fn php_socket(&self) -> Option<Owned> {
        self.socket.try_clone().ok().and_then(descriptor::to_socket)
    }

    /// What was set for an event.
    pub fn callback(&self, event: PortEvent) -> Option<Rc<Callable>> {
        self.callbacks.borrow()[event as usize].clone()
    }

    /// Settings of the server, for a port that has none of its own.
    pub fn inherit(self: &Rc<Self>, settings: &Val) {
        if !self.has_own_settings.get() {
            set(self, settings);
        }
    }

    /// How much may wait to go out.
    pub fn marks(&self) -> Marks {
        let options = self.options.borrow();
        let size = |name| options.number(name) as usize;
        let limit = match size("socket_buffer_size") {
            0 => usize::MAX,
            limit => limit,
        };
        let high = match size("buffer_high_watermark") {
            0 => limit / 5 * 4,
            high => high,
        };
        Marks { limit, high, low: size("buffer_low_watermark") }
    }

    /// Closes its socket. The descriptor's number stays taken as long as somebody may name it.
    pub fn close(&self) {
        if let Ok(nothing) = std::fs::File::open("/dev/null") {
            let _ = spawn::duplicate_to(nothing.as_raw_fd(), self.socket.as_raw_fd());
        }
    }

    /// Sets the options of its socket, and has it listen.
    pub fn listen(&self) -> std::io::Result<()> {
        let options = self.options.borrow();
        let number = |name| options.number(name);
        let given = |name| Some(number(name)).filter(|&value| value > 0);
        let keep_alive = options.bool("open_tcp_keepalive").then(|| {
            (number("tcp_keepidle") as u32, number("tcp_keepinterval") as u32, number("tcp_keepcount") as u32)
        });
        let wanted = address::Options {
            no_delay: options.bool("open_tcp_nodelay"),
            keep_alive,
            user_timeout: given("tcp_user_timeout").map(|value| value as u32),
            defer_accept: given("tcp_defer_accept").map(|value| value as i32),
            fast_open: options.bool("tcp_fastopen"),
            receive_buffer: given("kernel_socket_recv_buffer_size").map(|value| value as usize),
            send_buffer: given("kernel_socket_send_buffer_size").map(|value| value as usize),
        };
        wanted.apply(self.kind, &self.socket);
        if self.kind.is_stream() {
            address::listen(&*self.socket, number("backlog") as i32)?;
        }
        Ok(())
    }
}

/// Makes PHP's object for a port of a server.
pub fn make_object(port: &Rc<Port>, server: *mut ffi::Object) -> Owned {
    // SAFETY: the C half's contract; the class is registered. Its constructor is not called.
    let made = unsafe { ffi::swirl_new_object(ffi::ce::swirl_ce_Server_Port) };
    let _ = CLASS.shared(made).set(Rc::clone(port));
    port.object.set(made);
    let set = |property, value| object::set_property(made, property, Owned::take(value));
    set(property::HOST, Val::string(&port.host));
    set(property::PORT, Val::long(port.number.into()));
    set(property::TYPE, Val::long(port.kind as i64));
    set(property::SOCK, Val::long(port.socket.as_raw_fd().into()));
    set(property::SSL, Val::bool(port.tls));
    set(property::CONNECTIONS, iterator::make(server, Some(port.index)).into_val());
    Owned::take(Val::object(made))
}

/// Sets a callback. False after a warning.
pub fn on(port: &Port, name: &str, callback: Val) -> bool {
    let Some(event) = events::place(&PORT_EVENTS, name) else {
        error::advise(&format!("unknown event types[{name}]"));
        return false;
    };
    match args::resolve(callback) {
        Some(callback) => {
            let before = port.callbacks.borrow_mut()[event].replace(Rc::new(callback));
            drop(before);
            true
        }
        None => {
            // A server hands such callbacks on to its first port.
            error::not_callable_in("Swoole\\Server\\Port::on", callback);
            false
        }
    }
}

/// What was set for an event, by name.
pub fn callback_named(port: &Port, name: &str) -> Option<Rc<Callable>> {
    port.callbacks.borrow()[events::place(&PORT_EVENTS, name)?].clone()
}

/// Takes settings. False after an error.
pub fn set(port: &Rc<Port>, settings: &Val) -> bool {
    const LONGEST_END: usize = 8;
    let mut new = Options::of_port();
    new.take(settings);
    if ending::is_ending() {
        return false;
    }
    match new.text("package_eof").map(str::len) {
        Some(0) => {
            error::fatal("package_eof cannot be an empty string");
            return false;
        }
        Some(LONGEST_END..) if new.text("package_eof").is_some_and(|end| end.len() > LONGEST_END) => {
            error::fatal(&format!("package_eof max length is {LONGEST_END}"));
            return false;
        }
        _ => {}
    }
    if new.text("package_length_type").is_some_and(|kind| {
        !kind.starts_with(['c', 'C', 's', 'S', 'v', 'n', 'l', 'L', 'V', 'N', 'j', 'J', 'P', 'q', 'Q'])
    }) {
        error::fatal("unknown package_length_type, see pack(). Link: https://php.net/pack");
        return false;
    }
    port.options.borrow_mut().take(settings);
    if port.tls && !super::ssl::check(port) {
        return false;
    }
    construct::merge(port.object.get(), property::SETTING, settings);
    true
}

/// Shows the collector the callbacks.
unsafe extern "C" fn get_gc(object: *mut ffi::Object, table: *mut *mut Val, count: *mut c_int) -> *mut c_void {
    // SAFETY: the C half's contract; the collector calls this with objects of the class.
    unsafe {
        let buffer = ffi::swirl_gc_buffer();
        entry::guard(|| {
            if let Some(port) = CLASS.shared(object).get() {
                for callback in port.callbacks.borrow().iter().flatten() {
                    ffi::swirl_gc_add(buffer, &mut callback.value());
                }
            }
        });
        ffi::swirl_gc_use(buffer, object, table, count)
    }
}
