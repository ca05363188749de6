//! System calls and what depends on the platform.

pub mod clock;
