//! `Swoole\Http\Request`.
//!
//! Its properties are made when they are touched. Until then their places are empty, which PHP takes for "ask the
//! handlers", and the handlers ask [`make`].

use std::cell::RefCell;
use std::rc::Rc;

use crate::net::http::Decoder;
use crate::net::http::Meaning;
use crate::net::http::Message;
use crate::php::args::Args;
use crate::php::class::http::c;
use crate::php::class::http::c::Fields;
use crate::php::class::http::c::Text;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::form::Form;
use crate::php::class::http::options::Options;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::sys::clock;

/// A request's own data.
#[derive(Default)]
pub struct Request {
    exchange: RefCell<Option<Rc<Exchange>>>,
    /// For requests that a user parses.
    parser: RefCell<Option<Parser>>,
}

impl Drop for Request {
    fn drop(&mut self) {
        // The files of a form live as long as the request.
        if let Some(exchange) = self.exchange.borrow().as_ref() {
            drop(exchange.form.take());
        }
    }
}

struct Parser {
    decoder: Decoder,
    data: Vec<u8>,
    options: Options,
}

carried! {
    /// The class.
    pub static CLASS: Request
}

/// Declared properties, in the order of the stub.
/// The number of the connection.
pub const FD: usize = 0;
const STREAM: usize = 1;
/// Fields by name.
pub const HEADER: usize = 2;
/// What was asked for and by whom.
pub const SERVER: usize = 3;
/// Cookies by name.
pub const COOKIE: usize = 4;
/// The query.
pub const GET: usize = 5;
/// Uploaded files.
pub const FILES: usize = 6;
/// The form.
pub const POST: usize = 7;
const TMPFILES: usize = 8;

/// Fields of which the last counts when there are several; of all others each is kept.
const SINGLE: &[&[u8]] = &[
    b"host",
    b"user-agent",
    b"accept",
    b"content-type",
    b"content-length",
    b"authorization",
    b"connection",
    b"accept-encoding",
];

/// How many elements `$request->server` has, about.
const SERVER_FIELDS: usize = 16;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe {
        c::swirl_texts_register();
        CLASS.install(c::ce::swirl_ce_Http_Request, object::NO_GC);
        c::swirl_lazy_handlers(CLASS.handlers());
    }
}

/// A new object for a request that has come.
pub fn create(exchange: &Rc<Exchange>) -> Owned {
    // SAFETY: the C half's contract; the class entry is registered.
    let object = unsafe { ffi::swirl_new_object(c::ce::swirl_ce_Http_Request) };
    *CLASS.shared(object).exchange.borrow_mut() = Some(exchange.clone());
    let number = exchange.wire.as_ref().map_or(0, |wire| wire.number());
    object::set_long(object, FD, number);
    if let Some(stream) = exchange.wire.as_ref().and_then(|wire| wire.stream()) {
        object::set_long(object, STREAM, i64::from(stream.number()));
    }
    for place in HEADER..=TMPFILES {
        object::set_unmade(object, place);
    }
    Owned::take(Val::object(object))
}

/// Whether a value is a request.
pub fn is_one(value: &Val) -> bool {
    // SAFETY: the C half's contract; the class entry is registered, the reference is only looked at.
    value.as_object().is_some() && unsafe { ffi::swirl_instance_of(value, c::ce::swirl_ce_Http_Request) }
}

/// The request that an object is a view of.
pub fn exchange_of(object: *mut ffi::Object) -> Option<Rc<Exchange>> {
    CLASS.shared(object).exchange.borrow().clone()
}

/// A property, which is made if it was not touched before.
pub fn made(object: *mut ffi::Object, place: usize) -> Val {
    if object::property(object, place).is_undef() {
        make(object, place);
    }
    object::property(object, place)
}

/// Makes a property.
pub fn make(object: *mut ffi::Object, place: usize) {
    // Anything a user might touch meanwhile finds a value there.
    object::set_property(object, place, Owned::take(Val::NULL));
    let Some(exchange) = exchange_of(object) else { return };
    let value = match place {
        HEADER => Some(headers(&exchange)),
        SERVER => Some(server(&exchange)),
        COOKIE => cookies(&exchange),
        GET => query(&exchange),
        POST => with_form(&exchange, |form| form.post.as_ref().map(|post| post.get().share())),
        FILES => with_form(&exchange, |form| form.files.as_ref().map(|files| files.get().share())),
        TMPFILES => with_form(&exchange, |form| (!form.paths.is_empty()).then(|| list(&form.paths))),
        _ => None,
    };
    if let Some(value) = value {
        object::set_property(object, place, value);
    }
}

fn headers(exchange: &Exchange) -> Owned {
    let message = exchange.message.borrow();
    let mut fields = Fields::with_room(message.head.count());
    for (name, value) in message.head.fields(&message.bytes) {
        let is_cookie = name.len() == 6 && exchange.options.parse_cookie && name.eq_ignore_ascii_case(b"cookie");
        if !is_cookie && !fields.add(name, value) {
            add_again(fields.array(), &name.to_ascii_lowercase(), Owned::take(Val::bytes(value)));
        }
    }
    fields.build()
}

/// A field that is there already: the last one counts, or all of them do.
fn add_again(array: &mut Owned, name: &[u8], text: Owned) {
    match crate::php::value::find_symbol(&array.get(), name) {
        Some(before) if !SINGLE.contains(&name) => {
            let mut all = Array::new();
            if before.as_bytes().is_some() {
                all.push(before.share());
            } else {
                each(&before, |_, one| {
                    all.push(one.share());
                    true
                });
            }
            all.push(text);
            array.put(name, all.build());
        }
        _ => array.put(name, text),
    }
}

fn server(exchange: &Exchange) -> Owned {
    let message = exchange.message.borrow();
    let (head, bytes) = (&message.head, &message.bytes);
    let text = |bytes: &[u8]| Owned::take(Val::bytes(bytes));
    let mut fields = Fields::with_room(SERVER_FIELDS);
    let query = head.query(bytes);
    let method = || match head.method(bytes) {
        b"GET" => Text::Get.value(),
        b"POST" => Text::Post.value(),
        other => text(other),
    };
    if head.meaning.is_2 {
        fields.put(Text::RequestMethod, method());
    }
    if !query.is_empty() {
        fields.put(Text::QueryString, text(query));
    }
    if !head.meaning.is_2 {
        fields.put(Text::RequestMethod, method());
    }
    let path = text(head.path(bytes));
    let decoded = c::url_decoded_text(&path);
    fields.put(Text::RequestUri, path);
    fields.put(Text::PathInfo, decoded);
    // On a stream, who speaks with whom comes before the times.
    if let Some(wire) = exchange.wire.as_ref().filter(|_| head.meaning.is_2) {
        wire.describe(&mut fields);
    }
    fields.put(Text::RequestTime, Owned::take(Val::long((exchange.time / 1_000_000) as i64)));
    fields.put(Text::RequestTimeFloat, Owned::take(Val::double(exchange.time as f64 / 1e6)));
    let protocol = match head.meaning {
        Meaning { is_2: true, .. } => Text::Http2,
        Meaning { is_1_1: true, .. } => Text::Http11,
        _ => Text::Http10,
    };
    fields.put(Text::ServerProtocol, protocol.value());
    if let Some(wire) = exchange.wire.as_ref().filter(|_| !head.meaning.is_2) {
        wire.describe(&mut fields);
    }
    fields.build()
}

fn cookies(exchange: &Exchange) -> Option<Owned> {
    let message = exchange.message.borrow();
    let mut array = None;
    if exchange.options.parse_cookie {
        for (name, value) in message.head.fields(&message.bytes) {
            if name.eq_ignore_ascii_case(b"cookie") {
                c::cookies(array.get_or_insert_with(Owned::array), value);
            }
        }
    }
    array
}

fn query(exchange: &Exchange) -> Option<Owned> {
    let message = exchange.message.borrow();
    let query = message.head.query(&message.bytes);
    (!query.is_empty()).then(|| c::query(query))
}

fn with_form(exchange: &Exchange, part: impl FnOnce(&Form) -> Option<Owned>) -> Option<Owned> {
    if exchange.form.borrow().is_none() {
        // What has come of a form that breaks off is one, too.
        let _ = complete(exchange);
        let form = Form::parse(exchange);
        *exchange.form.borrow_mut() = Some(form);
    }
    exchange.form.borrow().as_ref().and_then(part)
}

/// Waits until all of the body is there. False, with the last error set, when it will not be.
fn complete(exchange: &Exchange) -> bool {
    exchange.complete().map_err(error::set_last).is_ok()
}

/// Some more of the body: of one that is there already, what was not read before.
fn read(exchange: &Exchange, most: usize, seconds: f64) -> Result<Vec<u8>, i32> {
    if let Some(body) = &exchange.body {
        let deadline = match seconds {
            0.0 => exchange.options.body_deadline(),
            _ if seconds < 0.0 => None,
            _ => Some(clock::now().saturating_add((seconds * 1e9) as clock::Nanos)),
        };
        return body.read(most, deadline);
    }
    let message = exchange.message.borrow();
    let rest = message.body().get(exchange.read.get()..).unwrap_or_default();
    let piece = &rest[..rest.len().min(most)];
    exchange.read.set(exchange.read.get() + piece.len());
    Ok(piece.to_vec())
}

fn list(paths: &[String]) -> Owned {
    let mut array = Array::new();
    for path in paths {
        array.push(Owned::take(Val::string(path)));
    }
    array.build()
}

handlers! {
    fn swirl_Http_Request_getContent(args, mut ret) {
        args.expect(0, 0)?;
        match exchange(&args) {
            Some(exchange) if !complete(&exchange) => ret.bool(false),
            Some(exchange) => ret.set(Val::bytes(exchange.message.borrow().body())),
            None if is_parsing(&args) => ret.set(Val::string("")),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Http_Request_getData(args, mut ret) {
        args.expect(0, 0)?;
        let request = CLASS.shared(args.this());
        if let Some(parser) = request.parser.borrow().as_ref() {
            ret.set(Val::bytes(&parser.data));
            return Ok(());
        }
        match exchange(&args) {
            Some(exchange) if exchange.message.borrow().head.meaning.is_2 => {
                error::misuse("unable to get data from HTTP2 request");
                ret.bool(false);
            }
            Some(exchange) if !complete(&exchange) => ret.bool(false),
            Some(exchange) => ret.set(Val::bytes(&exchange.message.borrow().bytes)),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Http_Request_getMethod(args, mut ret) {
        args.expect(0, 0)?;
        match exchange(&args) {
            Some(exchange) => ret.set(Val::bytes(exchange.message.borrow().method())),
            None => match begun_method(&args) {
                Some(method) => ret.set(Val::bytes(&method)),
                None => ret.bool(false),
            },
        }
        Ok(())
    }

    fn swirl_Http_Request_isCompleted(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(exchange(&args).is_some_and(|exchange| exchange.body.as_ref().is_none_or(|body| body.is_over())));
        Ok(())
    }

    fn swirl_Http_Request_read(args, mut ret) {
        args.expect(0, 2)?;
        let (most, seconds) = (args.long_or(0, 65536)?, args.double_or(1, 0.0)?);
        let Ok(most @ 1..) = usize::try_from(most) else {
            return error::value_error(1, "must be greater than 0");
        };
        ret.bool(false);
        let Some(exchange) = exchange(&args) else { return Ok(()) };
        match read(&exchange, most, seconds) {
            Ok(piece) => ret.set(Val::bytes(&piece)),
            Err(why) => error::set_last(why),
        }
        Ok(())
    }

    fn swirl_Http_Request_create(args, mut ret) {
        args.expect(0, 1)?;
        let options = if args.has(0) { user_options(&args.array(0)?) } else { user_options(&Owned::array().get()) };
        // SAFETY: the C half's contract; the class entry is registered.
        let object = unsafe { ffi::swirl_new_object(c::ce::swirl_ce_Http_Request) };
        let decoder = Decoder::new(options.limits);
        *CLASS.shared(object).parser.borrow_mut() = Some(Parser { decoder, data: Vec::new(), options });
        object::set_property(object, HEADER, Owned::array());
        object::set_property(object, SERVER, Owned::array());
        ret.set(Val::object(object));
        Ok(())
    }

    fn swirl_Http_Request_parse(args, mut ret) {
        args.expect(1, 1)?;
        let data = args.bytes(0)?;
        let request = CLASS.shared(args.this());
        if exchange(&args).is_some() || !is_parsing(&args) {
            ret.bool(false);
            return Ok(());
        }
        let parsed = request.parser.borrow_mut().as_mut().map(|parser| parser.take(data));
        let Some((taken, message)) = parsed else { return Ok(()) };
        if let Some(message) = message {
            let options = request.parser.borrow().as_ref().map(|parser| parser.options.clone()).unwrap_or_default();
            *request.exchange.borrow_mut() = Some(Exchange::new(message, None, Rc::new(options), None));
            for place in HEADER..=TMPFILES {
                object::set_unmade(args.this(), place);
            }
        }
        ret.long(taken);
        Ok(())
    }
}

impl Parser {
    /// How many bytes were understood, and the request if it is complete.
    fn take(&mut self, data: &[u8]) -> (i64, Option<Box<Message>>) {
        self.data.extend_from_slice(data);
        self.decoder.feed(data);
        match self.decoder.next_message() {
            Ok(message) => {
                let after = if message.is_some() { self.decoder.pending().len() } else { 0 };
                ((data.len() - after.min(data.len())) as i64, message)
            }
            Err(_) => (0, None),
        }
    }
}

/// The method of a request that has not come completely.
fn begun_method(args: &Args) -> Option<Vec<u8>> {
    let parser = CLASS.shared(args.this()).parser.borrow();
    let data = &parser.as_ref()?.data;
    data.iter().position(|&byte| byte == b' ').map(|end| data[..end].to_vec())
}

fn is_parsing(args: &Args) -> bool {
    CLASS.shared(args.this()).parser.borrow().is_some()
}

fn exchange(args: &Args) -> Option<Rc<Exchange>> {
    let exchange = exchange_of(args.this());
    if exchange.is_none() && !is_parsing(args) {
        error::set_last(code::HTTP_CONTEXT_UNAVAILABLE);
    }
    exchange
}

/// The settings of a request that a user parses have shorter names.
fn user_options(given: &Val) -> Options {
    let mut options = Options { parse_files: true, ..Options::default() };
    let flag = |name, default| find(given, name).map_or(default, |value: Val| value.to_bool());
    options.parse_cookie = flag("parse_cookie", true);
    options.parse_post = flag("parse_body", true);
    options.parse_files = flag("parse_files", true);
    options.compression = flag("enable_compression", true);
    if let Some(level) = find(given, "compression_level") {
        options.compression_level = level.to_long().clamp(0, 255) as u32;
    }
    if let Some(folder) = find(given, "upload_tmp_dir") {
        options.upload_tmp_dir = String::from_utf8_lossy(folder.as_bytes().unwrap_or(b"/tmp")).into_owned();
    }
    options.limits.body = u64::MAX;
    options
}
