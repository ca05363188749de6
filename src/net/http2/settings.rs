//! What one side of a connection asks of the other.

use std::cell::Cell;

/// The settings of HTTP/2.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// How much of compressed heads is remembered, in bytes.
    pub header_table_size: u32,
    /// Whether the other side may push; it never may.
    pub enable_push: u32,
    /// How many streams may be open at once.
    pub max_concurrent_streams: u32,
    /// How much may be sent on a stream before it was read, in bytes.
    pub init_window_size: u32,
    /// The longest frame, in bytes.
    pub max_frame_size: u32,
    /// The longest head, unpacked, in bytes.
    pub max_header_list_size: u32,
}

thread_local! {
    static CURRENT: Cell<Settings> = const { Cell::new(Settings::SWOOLE) };
}

impl Settings {
    /// What the standard and Swoole begin with: no limit to streams and heads.
    pub const SWOOLE: Self = Self {
        header_table_size: 4096,
        enable_push: 0,
        max_concurrent_streams: u32::MAX,
        init_window_size: 65535,
        max_frame_size: 16384,
        max_header_list_size: u32::MAX,
    };

    /// What new connections begin with.
    pub fn current() -> Self {
        CURRENT.get()
    }

    /// From now on new connections begin with these.
    pub fn make_current(self) {
        CURRENT.set(self);
    }

    /// The same within what the standard allows.
    pub fn legal(self) -> Self {
        Self {
            init_window_size: self.init_window_size.min((1 << 31) - 1),
            max_frame_size: self.max_frame_size.clamp(1 << 14, (1 << 24) - 1),
            ..self
        }
    }
}
