//! HTTP without sockets: bytes become requests and responses, and back.
//!
//! HTTP/1.1 does not go through hyper: its parser does (`httparse`), but a connection here is a coroutine that reads,
//! calls PHP and writes, and a response must be able to leave in one write from the handler's own stack. A future between
//! the two costs as much as it saves.

pub mod access_log;
mod answer;
mod chunked;
mod decoder;
pub mod encoding;
mod head;
mod inflow;
mod message;
pub mod multipart;
mod partial;
mod refusal;
pub mod reply;
pub mod static_files;
pub mod websocket;

pub use crate::net::http::answer::AnswerDecoder;
pub use crate::net::http::answer::AnswerHead;
pub use crate::net::http::answer::Event;
pub use crate::net::http::decoder::Decoder;
pub use crate::net::http::decoder::Limits;
pub use crate::net::http::head::Framing;
pub use crate::net::http::head::Head;
pub use crate::net::http::head::Meaning;
pub use crate::net::http::head::lists;
pub use crate::net::http::inflow::Inflow;
pub use crate::net::http::message::Message;
pub use crate::net::http::refusal::Refusal;
