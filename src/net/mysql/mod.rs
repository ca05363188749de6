//! The protocol of MySQL and MariaDB, the client's side.
//!
//! ```text
//! connection  greeting, login, queries and prepared statements, one answer after the other
//! packet      the packets of the protocol     auth   proofs of a password
//! value       rows to values                  wire   numbers and strings of variable length
//! ```
//!
//! Rejected: the crate `mysql_common`. Of its 20,000 lines these clients would use five small packets, whose reply to the
//! greeting cannot name a charset; it brings a regular expression engine, a JSON parser and big numbers; and rows would be
//! built once as its values and once more as PHP's.

pub mod auth;
pub mod charset;
pub mod connection;
pub mod packet;
pub mod value;
mod wire;

pub use connection::Answer;
pub use connection::Connection;
pub use connection::Error;
pub use connection::Login;
pub use packet::Column;
pub use packet::Completion;
pub use value::Value;
