//! What can be called, and the objects that `event_object` wants.

use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;

/// What a server calls.
#[derive(Clone, Copy)]
pub enum Event {
    Start,
    BeforeShutdown,
    Shutdown,
    WorkerStart,
    WorkerStop,
    BeforeReload,
    AfterReload,
    Task,
    Finish,
    WorkerExit,
    WorkerError,
    ManagerStart,
    ManagerStop,
    PipeMessage,
}

/// The names of [`Event`]s, in their order.
pub const EVENTS: [&str; 14] = [
    "Start",
    "BeforeShutdown",
    "Shutdown",
    "WorkerStart",
    "WorkerStop",
    "BeforeReload",
    "AfterReload",
    "Task",
    "Finish",
    "WorkerExit",
    "WorkerError",
    "ManagerStart",
    "ManagerStop",
    "PipeMessage",
];

/// What a port calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PortEvent {
    Connect,
    Receive,
    Close,
    Packet,
    BufferFull,
    BufferEmpty,
    Request,
    Handshake,
    BeforeHandshakeResponse,
    Open,
    Message,
    Disconnect,
}

/// The names of [`PortEvent`]s, in their order.
pub const PORT_EVENTS: [&str; 12] = [
    "Connect",
    "Receive",
    "Close",
    "Packet",
    "BufferFull",
    "BufferEmpty",
    "Request",
    "Handshake",
    "BeforeHandshakeResponse",
    "Open",
    "Message",
    "Disconnect",
];

/// The place of a name among others, however it is written.
pub fn place(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| known.eq_ignore_ascii_case(name))
}

/// A new object of a class of plain properties, with these values in the order of their declaration.
///
/// # Safety
/// `ce` must be a class of ours that declares so many properties.
pub unsafe fn make(ce: *mut ffi::ClassEntry, values: impl IntoIterator<Item = Owned>) -> Owned {
    // SAFETY: the caller's promise.
    let made = unsafe { ffi::swirl_new_object(ce) };
    for (place, value) in values.into_iter().enumerate() {
        object::set_property(made, place, value);
    }
    Owned::take(Val::object(made))
}

/// A time in microseconds as PHP's `microtime(true)`.
pub fn seconds(microseconds: u64) -> Val {
    Val::double(microseconds as f64 / 1e6)
}
