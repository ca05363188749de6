//! `Swoole\Coroutine\PostgreSQL` and `Swoole\Coroutine\PostgreSQLStatement`.
//!
//! Swoole dropped them in version 6; their results and errors here are those of version 5.1.

mod client;
mod lob;
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
        session::CLASS.install(ffi::ce::swirl_ce_Coroutine_PostgreSQL, object::NO_GC);
        statement::CLASS.install(ffi::ce::swirl_ce_Coroutine_PostgreSQLStatement, object::NO_GC);
    }
}
