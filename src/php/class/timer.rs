//! `Swoole\Timer`, and the time limits of coroutines.

use crate::coroutine::Nanos;

/// A timer of ours is due.
pub fn fire(_id: u64) {}

/// Throws a `TimeoutException` into a coroutine at `limit`.
pub fn limit_coroutine(_id: i64, _limit: Nanos) {}
