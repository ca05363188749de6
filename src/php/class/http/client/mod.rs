//! `Swoole\Coroutine\Http\Client`.
//!
//! ```text
//!   Closed ──connect──▶ Idle ──send──▶ Asked ──receive──▶ Idle (keep-alive) or Closed
//!                         └──upgrade──▶ WebSocket
//! ```

mod answer;
mod calls;
mod parts;
pub mod request;
pub mod settings;
pub mod socket;

use std::cell::Cell;
use std::cell::RefCell;
use std::rc::Rc;

use crate::net::socket::Failure;
use crate::net::socket::Socket;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::class::http::c;
use crate::php::class::http::channel::Channel;
use crate::php::class::http::client::settings::Settings;
use crate::php::class::socket as co_socket;
use crate::php::error;
use crate::php::ffi;
use crate::php::functions::meanings;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;

/// A client's own data; nothing before the constructor has run.
#[derive(Default)]
pub struct Client {
    host: RefCell<String>,
    port: Cell<u16>,
    ssl: Cell<bool>,
    settings: RefCell<Settings>,
    socket: RefCell<Option<Rc<Socket>>>,
    channel: RefCell<Option<Rc<Channel>>>,
    /// Whether a request was sent whose answer is to come.
    asked: Cell<bool>,
    /// Whether that asked for a head only.
    head_only: Cell<bool>,
    /// Who sends or receives: a second one would take bytes that are not its own.
    user: Cell<Option<i64>>,
    /// The bytes of the last request, up to its body.
    head_out: RefCell<Rc<Vec<u8>>>,
    /// Room for the next answer, as the last one left it.
    room: Cell<Vec<u8>>,
    basic_auth: RefCell<Option<String>>,
    write_func: RefCell<Option<Rc<Callable>>>,
    /// Whether the user's function is running on a piece of the body.
    in_callback: Cell<bool>,
}

carried! {
    /// The class.
    pub static CLASS: Client
}

/// Declared properties, in the order of the stub.
mod place {
    pub const SOCKET: usize = 0;
    pub const ERR_CODE: usize = 1;
    pub const ERR_MSG: usize = 2;
    pub const CONNECTED: usize = 3;
    pub const HOST: usize = 4;
    pub const PORT: usize = 5;
    pub const SSL: usize = 6;
    pub const SETTING: usize = 7;
    pub const METHOD: usize = 8;
    pub const REQUEST_HEADERS: usize = 9;
    pub const REQUEST_BODY: usize = 10;
    pub const UPLOADS: usize = 11;
    pub const DOWNLOAD_FILE: usize = 12;
    pub const DOWNLOAD_OFFSET: usize = 13;
    pub const STATUS: usize = 14;
    pub const HEADERS: usize = 15;
    pub const SET_COOKIES: usize = 16;
    pub const COOKIES: usize = 17;
    pub const BODY: usize = 18;
}

/// Statuses of answers that never came.
mod status {
    pub const CONNECT_FAILED: i64 = -1;
    pub const TIMED_OUT: i64 = -2;
    pub const RESET: i64 = -3;
    pub const SEND_FAILED: i64 = -4;
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(c::ce::swirl_ce_Coroutine_Http_Client, object::NO_GC) };
}

/// The client behind a call, which must have been constructed.
fn client(args: &Args) -> Outcome<&'static Client> {
    let client = CLASS.shared(args.this());
    if client.host.borrow().is_empty() {
        error::fatal("must call constructor first");
        return Err(crate::php::args::Thrown);
    }
    Ok(client)
}

fn set(object: *mut ffi::Object, place: usize, value: Val) {
    object::set_property(object, place, Owned::take(value));
}

/// Tells of a failure; a wrong use throws.
fn fail(object: *mut ffi::Object, why: &Failure, status: i64) -> Outcome {
    co_socket::report(object, [place::ERR_CODE, place::ERR_MSG], why)?;
    object::set_long(object, place::STATUS, status);
    Ok(())
}

/// Tells what went wrong; `status` says in which part of the exchange.
fn set_error(object: *mut ffi::Object, code: i32, status: Option<i64>) {
    error::set_last(code);
    object::set_long(object, place::ERR_CODE, i64::from(code));
    let text = meanings::meaning(code).map_or_else(|| crate::sys::errno::describe(code), str::to_owned);
    set(object, place::ERR_MSG, Val::string(&text));
    if let Some(status) = status {
        object::set_long(object, place::STATUS, status);
    }
}
