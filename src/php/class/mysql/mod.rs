//! `Swoole\Coroutine\MySQL` and its `Statement`.
//!
//! Swoole dropped them in version 6; their results and errors here are those of version 4.8.

mod client;
mod config;
mod problem;
mod rows;
mod session;
mod statement;

use crate::php::ffi;
use crate::php::object;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now. A client holds no values but properties; a statement holds its client,
    // which does not know it.
    unsafe {
        session::CLASS.install(ffi::ce::swirl_ce_Coroutine_MySQL, object::NO_GC);
        statement::CLASS.install(ffi::ce::swirl_ce_Coroutine_MySQL_Statement, object::NO_GC);
    }
}
