//! The PHP classes and functions, one family a file. Their signatures and documentation are in `stubs/`.

pub mod atomic;
pub mod atomic_long;
pub mod barrier;
pub mod channel;
mod client;
pub mod coroutine;
mod crew;
pub mod event;
pub mod exit_exception;
pub mod http;
mod http2;
pub mod lock;
mod mysql;
pub mod pool;
mod postgres;
pub mod process;
pub mod process_lock;
mod redis;
pub mod scheduler;
pub mod server;
pub mod socket;
mod system;
pub mod table;
pub mod table_rows;
pub mod time_limit;
pub mod timer;
pub mod wait_group;
pub mod watched;

/// Classes whose objects carry Rust values: at module startup.
pub fn register() {
    atomic::register();
    atomic_long::register();
    barrier::register();
    channel::register();
    client::register();
    http::register();
    http2::register();
    lock::register();
    mysql::register();
    pool::register();
    postgres::register();
    process::register();
    process_lock::register();
    redis::register();
    scheduler::register();
    server::register();
    socket::register();
    table::register();
    wait_group::register();
}

/// Everything as in the beginning.
pub fn request_startup() {}

/// Lets go of what belongs to the request.
pub fn request_shutdown() {
    time_limit::request_shutdown();
    client::request_shutdown();
    timer::loop_ended();
    watched::remove_all();
    process::signals::request_shutdown();
    crate::php::functions::request_shutdown();
}
