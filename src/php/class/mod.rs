//! The PHP classes and functions, one family a file. Their signatures and documentation are in `stubs/`.

pub mod channel;
pub mod coroutine;
pub mod event;
pub mod exit_exception;
pub mod scheduler;
pub mod timer;

/// Classes whose objects carry Rust values: at module startup.
pub fn register() {
    channel::register();
    scheduler::register();
}

/// Everything as in the beginning.
pub fn request_startup() {}

/// Lets go of what belongs to the request.
pub fn request_shutdown() {}
