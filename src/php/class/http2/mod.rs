//! `Swoole\Coroutine\Http2\Client`.
//!
//! ```text
//!   send, write ──▶ net::http2::Client ──▶ socket        whoever has something to send
//!   recv, read  ◀── net::http2::Client ◀── socket        one coroutine at a time
//! ```

mod calls;
mod link;
mod messages;

use std::cell::Cell;
use std::cell::RefCell;
use std::rc::Rc;

use crate::php::class::http::client::settings::Settings;
use crate::php::class::http2::link::Link;
use crate::php::error;
use crate::php::ffi;
use crate::php::functions::meanings;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;

/// A client's own data.
#[derive(Default)]
pub struct Client {
    host: RefCell<String>,
    port: Cell<i64>,
    ssl: Cell<bool>,
    settings: RefCell<Settings>,
    link: RefCell<Option<Rc<Link>>>,
    /// Whether somebody is connecting it.
    is_connecting: Cell<bool>,
}

carried! {
    /// The class.
    pub static CLASS: Client
}

/// The classes of this topic.
#[allow(non_upper_case_globals, missing_docs, reason = "the names are those of the generated code")]
pub mod ce {
    use crate::php::ffi::ClassEntry;

    unsafe extern "C" {
        pub static mut swirl_ce_Coroutine_Http2_Client: *mut ClassEntry;
        pub static mut swirl_ce_Coroutine_Http2_Client_Exception: *mut ClassEntry;
        pub static mut swirl_ce_Http2_Request: *mut ClassEntry;
        pub static mut swirl_ce_Http2_Response: *mut ClassEntry;
    }
}

/// Declared properties, in the order of the stub.
mod place {
    pub const ERR_CODE: usize = 0;
    pub const ERR_MSG: usize = 1;
    pub const SETTING: usize = 4;
    pub const SOCKET: usize = 5;
    pub const CONNECTED: usize = 6;
    pub const HOST: usize = 7;
    pub const PORT: usize = 8;
    pub const SSL: usize = 9;
    pub const SERVER_LAST_STREAM: usize = 10;
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ce::swirl_ce_Coroutine_Http2_Client, object::NO_GC) };
}

fn set(object: *mut ffi::Object, place: usize, value: Val) {
    object::set_property(object, place, Owned::take(value));
}

/// Tells what went wrong, in the words that belong to the number.
fn set_error(object: *mut ffi::Object, code: i32) {
    let text = meanings::meaning(code).map_or_else(|| crate::sys::errno::describe(code), str::to_owned);
    tell_error(object, code, &text);
}

/// Tells what went wrong.
fn tell_error(object: *mut ffi::Object, code: i32, text: &str) {
    error::set_last(code);
    object::set_long(object, place::ERR_CODE, i64::from(code));
    set(object, place::ERR_MSG, Val::string(text));
}
