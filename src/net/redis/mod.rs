//! Redis: commands, answers, and a connection that many coroutines share.
//!
//! ```text
//! client     where the server is, connecting and connecting again
//! pipeline   one connection: commands of many coroutines in one write, answers to whom they belong
//! reply      bytes to answers        command    arguments to bytes
//! ```

pub mod client;
pub mod command;
pub mod pipeline;
pub mod reply;

pub use client::Client;
pub use command::Command;
pub use command::Role;
pub use reply::Reply;
