//! HTTP as PHP sees it: requests, responses, servers.
//!
//! An [`exchange::Exchange`] is one request and the answer to it; `Swoole\Http\Request` and `Swoole\Http\Response` are two
//! views of one. What it is sent over is a [`exchange::Wire`], so that the views know no server.

pub mod access_log;
pub mod c;
pub mod channel;
pub mod client;
pub mod cookie;
mod create;
pub mod exchange;
pub mod form;
pub mod frame;
pub mod globals;
pub mod head;
pub mod lazy;
mod link_body;
pub mod options;
pub mod request;
pub mod response;
mod sending;
pub mod server;
mod server_streams;
pub mod stream_body;
pub mod streamed;
pub mod upgrade;

/// At module startup.
pub fn register() {
    client::register();
    cookie::register();
    request::register();
    response::register();
    server::register();
}
