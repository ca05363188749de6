//! Connections that outlive their objects (`SWOOLE_KEEP`), by an id or by host and port.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::net::socket::Socket;

/// A connection and how often it was used again.
pub struct Kept {
    /// The connection.
    pub socket: Rc<Socket>,
    /// How often an object took it over.
    pub uses: i64,
}

thread_local! {
    static IDLE: RefCell<HashMap<Vec<u8>, VecDeque<Kept>>> = RefCell::default();
}

/// Takes the oldest connection that still lives.
pub fn take(key: &[u8]) -> Option<Kept> {
    loop {
        let kept = IDLE.with(|idle| idle.borrow_mut().get_mut(key)?.pop_front())?;
        if kept.socket.check_liveness().is_ok() {
            return Some(kept);
        }
    }
}

/// Keeps a connection for whoever comes.
pub fn give(key: &[u8], kept: Kept) {
    IDLE.with(|idle| idle.borrow_mut().entry(key.to_vec()).or_default().push_back(kept));
}

/// Closes them all.
pub fn forget_all() {
    drop(IDLE.with(|idle| std::mem::take(&mut *idle.borrow_mut())));
}
