//! `Swoole\Coroutine\Http\Server`: each connection is a coroutine that reads requests and calls handlers.

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::ffi::c_int;
use std::fs::File;
use std::io;
use std::rc::Rc;
use std::rc::Weak;

use crate::coroutine;
use crate::net::Connection;
use crate::net::Endpoint;
use crate::net::Listener;
use crate::net::TlsSide;
use crate::net::http::Decoder;
use crate::net::http::Message;
use crate::net::http::reply;
use crate::net::http2::PREFACE;
use crate::net::socket::Timeouts;
use crate::net::tls;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::resolve;
use crate::php::call::Callable;
use crate::php::class::http::c;
use crate::php::class::http::exchange::Body;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::exchange::Wire;
use crate::php::class::http::globals::with_globals;
use crate::php::class::http::link_body::LinkBody;
use crate::php::class::http::options::Options;
use crate::php::class::http::request;
use crate::php::class::http::response;
use crate::php::class::http::server_streams;
use crate::php::class::socket::read_tls;
use crate::php::ending;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::ffi;
use crate::php::life;
use crate::php::log;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;
use crate::php::value::find;
use crate::php::value::tag;
use crate::sys::clock;

/// A server's own data.
#[derive(Default)]
pub struct Server(RefCell<Option<Rc<Shared>>>);

/// What a server and its connections share.
pub(super) struct Shared {
    listener: Listener,
    /// Patterns and what they lead to, by pattern.
    handlers: RefCell<Vec<(Vec<u8>, Rc<Callable>)>>,
    running: Cell<bool>,
    /// How it speaks TLS, if it does.
    tls: RefCell<Option<tls::Context>>,
    /// Connections that may be idle; each takes itself out.
    links: RefCell<Vec<Weak<Link>>>,
}

/// A connection to a client.
pub(super) struct Link {
    pub(super) connection: Connection,
    peer: (String, u16),
    port: u16,
    /// This side's address, once somebody asked: it takes a system call, and stays.
    address: OnceCell<String>,
}

impl Shared {
    /// Whether it takes requests.
    pub(super) fn is_running(&self) -> bool {
        self.running.get()
    }

    /// What coroutines of the server stand for: a handler. Where there is none, requests are answered all the same.
    fn any_callable(&self) -> Option<Rc<Callable>> {
        let first = self.handlers.borrow().first().map(|(_, handler)| handler.clone());
        first.or_else(|| resolve(Owned::take(Val::string("swoole_version")).get()).map(Rc::new))
    }
}

carried! {
    /// The class.
    pub static CLASS: Server
}

/// Declared properties, in the order of the stub.
const FD: usize = 0;
const HOST: usize = 1;
const PORT: usize = 2;
const SSL: usize = 3;
const SETTINGS: u32 = 4;
const ERR_CODE: usize = 5;
const ERR_MSG: usize = 6;

const BACKLOG: i32 = 512;
/// When the system has no descriptors left, the next try is after so long.
const RETRY_NANOS: u64 = 1_000_000_000;
/// After so many requests without a wait the others get their turn.
const REQUESTS_IN_A_ROW: u32 = 64;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(c::ce::swirl_ce_Coroutine_Http_Server, Some(get_gc)) };
}

handlers! {
    fn swirl_Coroutine_Http_Server___construct(args, _ret) {
        args.expect(1, 4)?;
        let (host, port) = (String::from_utf8_lossy(args.bytes(0)?).into_owned(), args.long_or(1, 0)?);
        let (ssl, reuse_port) = (args.bool_or(2, false)?, args.bool_or(3, false)?);
        object::set_property(args.this(), HOST, Owned::take(Val::string(&host)));
        object::set_property(args.this(), SSL, Owned::take(Val::bool(ssl)));
        if host.is_empty() {
            return error::throw_with_code(Exception::Swoole, "host is empty", i64::from(libc::EINVAL));
        }
        if ssl {
            let mut settings = settings_of(args.this());
            settings.put(b"open_ssl", Owned::take(Val::bool(true)));
            object::set_property(args.this(), SETTINGS as usize, settings);
        }
        let listener = match listen(&host, port, reuse_port) {
            Ok(listener) => listener,
            Err(why) => {
                set_error(args.this(), &why);
                let code = i64::from(why.raw_os_error().unwrap_or_default());
                return error::throw_with_code(Exception::Swoole, &format!("bind({host}:{port}) failed"), code);
            }
        };
        object::set_long(args.this(), FD, i64::from(listener.fd()));
        object::set_long(args.this(), PORT, i64::from(listener.port()));
        let shared = Shared {
            listener,
            handlers: RefCell::default(),
            running: Cell::new(false),
            tls: RefCell::new(None),
            links: RefCell::default(),
        };
        *CLASS.shared(args.this()).0.borrow_mut() = Some(Rc::new(shared));
        Ok(())
    }

    fn swirl_Coroutine_Http_Server_set(args, mut ret) {
        args.expect(1, 1)?;
        let settings = args.array(0)?;
        if count(&settings) == 0 {
            ret.bool(false);
            return Ok(());
        }
        let mut merged = settings_of(args.this());
        let mut given = settings;
        // SAFETY: the C half's contract; both are arrays, and nobody else has the first.
        unsafe { ffi::swirl_array_merge(merged.as_mut_ptr(), &mut given) };
        object::set_property(args.this(), SETTINGS as usize, merged);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Server_handle(args, mut ret) {
        args.expect(2, 2)?;
        let pattern = args.bytes(0)?.to_vec();
        let Some(callable) = resolve(args.value(1)) else {
            error::not_callable(args.value(1));
            ret.bool(false);
            return Ok(());
        };
        let shared = shared(&args)?;
        let mut handlers = shared.handlers.borrow_mut();
        // In order of their patterns, as in Swoole, which looks them up in a sorted map.
        let before = match handlers.binary_search_by(|(other, _)| other.cmp(&pattern)) {
            Ok(at) => Some(std::mem::replace(&mut handlers[at].1, Rc::new(callable))),
            Err(at) => {
                handlers.insert(at, (pattern, Rc::new(callable)));
                None
            }
        };
        drop(handlers);
        drop(before);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Server_start(args, mut ret) {
        args.expect(0, 0)?;
        error::need_park()?;
        let shared = shared(&args)?;
        let settings = settings_of(args.this());
        let options = Rc::new(Options::from_settings(&settings.get())?);
        object::set_property(args.this(), SETTINGS as usize, settings);
        if std::fs::create_dir_all(&options.upload_tmp_dir).is_err() {
            error::fatal(&format!("Unable to create upload_tmp_dir[{}]", options.upload_tmp_dir));
            return Ok(());
        }
        if object::property(args.this(), SSL).to_bool() {
            let Some(context) = tls_context(&object::property(args.this(), SETTINGS as usize))? else {
                ret.bool(false);
                return Ok(());
            };
            *shared.tls.borrow_mut() = Some(context);
        }
        shared.running.set(true);
        if let Err(why) = accept_all(&shared, &options) {
            set_error(args.this(), &why);
            if why.raw_os_error() != Some(libc::ECANCELED) {
                error::warning(&format!("accept failed, Error: {why}"));
            }
        }
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Server_shutdown(args, _ret) {
        args.expect(0, 0)?;
        let shared = shared(&args)?;
        shared.running.set(false);
        shared.listener.interrupt();
        let links: Vec<Rc<Link>> = shared.links.borrow().iter().filter_map(Weak::upgrade).collect();
        for link in links.iter().filter(|link| link.connection.is_idle()) {
            link.connection.close();
        }
        Ok(())
    }
}

unsafe extern "C" fn get_gc(
    object: *mut ffi::Object,
    table: *mut *mut Val,
    length: *mut c_int,
) -> *mut std::ffi::c_void {
    // SAFETY: the C half's contract; Zend gives places for the answer.
    unsafe {
        let buffer = ffi::swirl_gc_buffer();
        if let Some(shared) = CLASS.shared(object).0.borrow().as_ref() {
            for (_, handler) in shared.handlers.borrow().iter() {
                ffi::swirl_gc_add(buffer, &mut handler.value());
            }
        }
        ffi::swirl_gc_use(buffer, object, table, length)
    }
}

fn shared(args: &Args) -> Outcome<Rc<Shared>> {
    match CLASS.shared(args.this()).0.borrow().clone() {
        Some(shared) => Ok(shared),
        None => error::throw_plain("must call constructor first"),
    }
}

fn listen(host: &str, port: i64, reuse_port: bool) -> io::Result<Listener> {
    let port = u16::try_from(port).map_err(|_| io::Error::from_raw_os_error(libc::EINVAL))?;
    let Some(endpoint) = Endpoint::parse(host, port) else {
        return Err(io::Error::from_raw_os_error(libc::EADDRNOTAVAIL));
    };
    Listener::bind(&endpoint, reuse_port, BACKLOG)
}

fn settings_of(object: *mut ffi::Object) -> Owned {
    let settings = object::property(object, SETTINGS as usize);
    if settings.tag() == tag::ARRAY { settings.share().duplicate() } else { Owned::array() }
}

fn set_error(object: *mut ffi::Object, why: &io::Error) {
    let code = why.raw_os_error().unwrap_or_default();
    object::set_long(object, ERR_CODE, i64::from(code));
    object::set_property(object, ERR_MSG, Owned::take(Val::string(&crate::sys::errno::describe(code))));
}

/// When a client that sends nothing is given up.
pub(super) fn patience() -> Option<clock::Nanos> {
    Timeouts::defaults().read.map(clock::after)
}

/// What the settings' `ssl_*` say; nothing, after a warning, when they make no sense.
fn tls_context(settings: &Val) -> Outcome<Option<tls::Context>> {
    let mut options = tls::Options::default();
    if !read_tls(settings, &mut options)? {
        return Ok(None);
    }
    if find(settings, "open_http2_protocol").is_some_and(|on| on.to_bool()) {
        options.alpn = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    let context = tls::Context::server(options);
    if let Err(why) = &context {
        error::warning(&why.to_string());
    }
    Ok(context.ok())
}

/// Serves until somebody ends it.
fn accept_all(shared: &Rc<Shared>, options: &Rc<Options>) -> io::Result<()> {
    let port = shared.listener.port();
    while shared.running.get() {
        match shared.listener.accept(None) {
            Ok((connection, peer)) => {
                let link = Rc::new(Link { connection, peer, port, address: OnceCell::new() });
                if !begin(shared, options, link) {
                    crate::io::sleep(clock::now() + RETRY_NANOS);
                }
            }
            Err(_) if !shared.running.get() => return Ok(()),
            Err(why) if matches!(why.raw_os_error(), Some(libc::EMFILE | libc::ENFILE)) => {
                crate::io::sleep(clock::now() + RETRY_NANOS);
            }
            Err(why) => return Err(why),
        }
    }
    Ok(())
}

/// Starts the coroutine of a connection.
fn begin(shared: &Rc<Shared>, options: &Rc<Options>, link: Rc<Link>) -> bool {
    let Some(any) = shared.any_callable() else { return true };
    let mut links = shared.links.borrow_mut();
    if links.len() == links.capacity() {
        links.retain(|link| link.strong_count() > 0);
    }
    links.push(Rc::downgrade(&link));
    drop(links);
    let (shared, options) = (shared.clone(), options.clone());
    life::start_native(&any, move || serve(&shared, &options, &link)).is_some()
}

/// Answers requests of one connection until one of both ends it. Returns the outcome of the last call into PHP.
fn serve(shared: &Rc<Shared>, options: &Rc<Options>, link: &Rc<Link>) -> c_int {
    let context = shared.tls.borrow().clone();
    if let Some(context) = context
        && let Err(why) = link.connection.secure(&context, TlsSide::Accept, patience())
    {
        note_bad_client(link, &why);
        return ffi::DONE;
    }
    let mut decoder = Decoder::with_uploads(options.limits, Rc::from(options.upload_tmp_dir.as_str()));
    if options.stream_body {
        decoder.stream_bodies();
    }
    if begins_http2(&mut decoder, link, options) {
        return server_streams::serve(shared, options, link, &decoder.take_pending());
    }
    let outcome = serve_requests(shared, options, link, &mut decoder);
    // Nobody is left to be told that the client is gone.
    let _ = link.connection.release();
    outcome
}

/// Tells the log of a client that speaks something else.
fn note_bad_client(link: &Link, why: &io::Error) {
    if let Some(tls::Fault::Protocol { reason, text }) = why.get_ref().and_then(|why| why.downcast_ref()) {
        let (host, port) = &link.peer;
        let what = format!("bad SSL client[{host}:{port}], reason={reason}, error_string={text}");
        log::write(log::WARNING, format!("Socket::ssl_accept(): {what}").as_bytes());
    }
}

/// Answers one request after the other.
fn serve_requests(shared: &Rc<Shared>, options: &Rc<Options>, link: &Rc<Link>, decoder: &mut Decoder) -> c_int {
    let mut in_a_row = 0;
    while let Some(message) = next_request(decoder, link, options) {
        if decoder.has_pending() && !message.head.meaning.websocket {
            answer_together(shared, link);
        }
        let mut keeps = message.head.meaning.keep_alive;
        let early = if message.head.meaning.websocket { decoder.take_pending() } else { Vec::new() };
        let body = decoder.is_streaming().then(|| LinkBody::begin(link, decoder));
        let (outcome, is_ours) = answer(shared, options, link, message, early, body.clone());
        if let Some(body) = body {
            keeps = keeps && body.end(decoder, options);
        }
        if outcome != ffi::DONE || !is_ours || !keeps || !shared.running.get() || !link.connection.is_open() {
            return outcome;
        }
        in_a_row += 1;
        if in_a_row == REQUESTS_IN_A_ROW {
            in_a_row = 0;
            coroutine::give_way();
        }
    }
    ffi::DONE
}

/// Requests that came together are answered together, as far as their handlers do not wait: what was answered goes out when
/// another coroutine has its turn, or before more is read.
fn answer_together(shared: &Shared, link: &Rc<Link>) {
    let Some(any) = shared.any_callable().filter(|_| !link.connection.is_holding()) else { return };
    link.connection.hold_back();
    let waiting = Rc::clone(link);
    let started = life::start_native(&any, move || {
        coroutine::give_way();
        waiting.connection.send_held();
        ffi::DONE
    });
    if started.is_none() {
        let _ = link.connection.release();
    }
}

/// Whether the first bytes are those of HTTP/2; reads as many as it takes to know.
fn begins_http2(decoder: &mut Decoder, link: &Link, options: &Options) -> bool {
    let mut deadline = patience();
    loop {
        let begun = decoder.pending();
        if begun.len() >= PREFACE.len() || !PREFACE.starts_with(begun) {
            return begun.starts_with(PREFACE);
        }
        link.connection.set_idle(begun.is_empty());
        match link.connection.read(decoder.room(), deadline) {
            Ok(length) if length > 0 => decoder.filled(length),
            _ => return false,
        }
        if link.connection.is_idle() {
            deadline = options.header_deadline();
        }
        link.connection.set_idle(false);
    }
}

/// The next request; nothing at the end of the connection. What is no request is answered here.
fn next_request(decoder: &mut Decoder, link: &Link, options: &Options) -> Option<Box<Message>> {
    let connection = &link.connection;
    let mut begun = None;
    loop {
        match decoder.next_message() {
            Ok(Some(message)) => return Some(message),
            Ok(None) => {}
            Err(refusal) => {
                let answer = reply::refusal(refusal, decoder.pending(), options.http2);
                let _ = connection.write_all(&[&answer], None);
                connection.linger();
                return None;
            }
        }
        if decoder.take_continue() {
            connection.write_all(&[reply::CONTINUE], None).ok()?;
        }
        connection.set_idle(!decoder.is_amid());
        let deadline = deadline(decoder, options, &mut begun);
        decoder.rest();
        let length = match connection.read(decoder.room(), deadline) {
            Ok(length) => length,
            Err(why) => {
                if why.raw_os_error() == Some(libc::ETIMEDOUT) && decoder.is_amid() {
                    let _ = connection.write_all(&[&reply::closing(408)], None);
                }
                return None;
            }
        };
        connection.set_idle(false);
        if length == 0 {
            return None;
        }
        decoder.filled(length);
    }
}

/// When a client that has sent so much must have sent more. A head has one deadline, and so has a body, so that whoever
/// sends them in drops does not gain time by each; `begun` is since when which of them has been coming.
fn deadline(decoder: &Decoder, options: &Options, begun: &mut Option<(bool, clock::Nanos)>) -> Option<clock::Nanos> {
    let progress = decoder.body_progress();
    if !decoder.is_amid() {
        *begun = None;
        return patience();
    }
    let since = match *begun {
        Some((in_body, since)) if in_body == progress.is_some() => since,
        _ => clock::now(),
    };
    *begun = Some((progress.is_some(), since));
    match progress {
        Some(progress) => options.whole_body_deadline(since, progress),
        None if options.header_time > 0 => Some(since.saturating_add(options.header_time)),
        None => None,
    }
}

/// Answers a request. Returns the outcome of the call, and whether the connection still belongs to the server.
fn answer(
    shared: &Shared,
    options: &Rc<Options>,
    link: &Rc<Link>,
    message: Box<Message>,
    early: Vec<u8>,
    body: Option<Rc<LinkBody>>,
) -> (c_int, bool) {
    let handler = handler_for(shared, message.head.path(&message.bytes));
    let wire: Rc<dyn Wire> = link.clone();
    let body = body.map(|body| body as Rc<dyn Body>);
    let exchange = Exchange::new(message, Some(wire), options.clone(), body);
    *exchange.early.borrow_mut() = early;
    let (request, response) = (request::create(&exchange), response::create(&exchange));
    let Some(object) = response.get().as_object() else { return (ffi::DONE, true) };
    let outcome = match handler {
        Some(handler) => {
            let mut args = [request.get(), response.get()];
            with_globals(options, &request, || life::call_here(&handler, &mut args))
        }
        None => {
            response::refuse(object, 404);
            ffi::DONE
        }
    };
    drop(request);
    drop(response);
    let outcome = if ending::is_ending() { outcome.max(ffi::THREW) } else { outcome };
    (outcome, !exchange.detached.get())
}

/// The handler whose pattern begins the path; that of `/` when there is none.
pub(super) fn handler_for(shared: &Shared, path: &[u8]) -> Option<Rc<Callable>> {
    let handlers = shared.handlers.borrow();
    let begins = |pattern: &[u8]| path.get(..pattern.len()).is_some_and(|start| start.eq_ignore_ascii_case(pattern));
    let found = handlers.iter().find(|(pattern, _)| pattern != b"/" && begins(pattern));
    let found = found.or_else(|| handlers.iter().find(|(pattern, _)| pattern == b"/"));
    found.map(|(_, handler)| handler.clone())
}

impl Wire for Link {
    fn is_secure(&self) -> bool {
        self.connection.is_secure()
    }

    fn send(&self, pieces: &[&[u8]]) -> Result<(), i32> {
        self.connection.write_all(pieces, None).map_err(|why| why.raw_os_error().unwrap_or(libc::EIO))
    }

    fn send_file(&self, file: &File, offset: u64, length: u64) -> Result<(), i32> {
        let sent = self.connection.send_file(file, offset, length, None);
        sent.map_err(|why| why.raw_os_error().unwrap_or(libc::EIO))
    }

    fn close(&self) -> bool {
        self.connection.close()
    }

    fn local(&self) -> (String, u16) {
        (self.address.get_or_init(|| self.connection.local().0).clone(), self.port)
    }

    fn peer(&self) -> (String, u16) {
        self.peer.clone()
    }

    fn number(&self) -> i64 {
        i64::from(self.connection.fd())
    }

    fn connection(&self) -> Option<&Connection> {
        Some(&self.connection)
    }
}
