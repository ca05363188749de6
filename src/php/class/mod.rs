//! The PHP classes and functions, one family a file. Their signatures and documentation are in `stubs/`.

pub mod coroutine;
pub mod event;
pub mod exit_exception;
pub mod scheduler;
pub mod timer;
