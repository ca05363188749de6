//! PHP: Zend's types appear here and nowhere else.
//!
//! Two doors: all calls into Zend go through [`call`], all calls from Zend through [`entry`]. The C files
//! beside are the C half: what Zend offers as macros, inline functions and structures, and what differs between
//! its versions. `build.rs` makes the tables of functions and classes from `stubs/`.

pub mod args;
pub mod autoload;
pub mod call;
pub mod class;
pub mod conflict;
pub mod crash;
pub mod deadlock;
pub mod descriptor;
pub mod dns;
pub mod ending;
pub mod entry;
pub mod error;
pub mod event_loop;
pub mod ffi;
pub mod fork;
mod functions;
pub mod hooks;
pub mod in_use;
pub mod inner_watch;
pub mod library;
pub mod life;
pub mod log;
pub mod module;
pub mod object;
pub mod options;
pub mod overrides;
pub mod preempt;
pub mod state;
pub mod superglobals;
pub mod value;
pub mod watchdog;
