//! `Swoole\Event`.

use crate::io::LoopEvent;

/// A watched descriptor has news.
pub fn watched(_event: LoopEvent) {}
