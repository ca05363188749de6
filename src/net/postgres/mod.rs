//! The protocol of PostgreSQL, the client's side, on the messages of the crate `postgres-protocol`.
//!
//! ```text
//! conninfo    a connection string to parameters     connection  login, then one question and its answer after the other
//! outcome     results, errors, notices
//! ```

pub mod connection;
pub mod conninfo;
pub mod outcome;

pub use connection::Connection;
pub use connection::Error;
pub use conninfo::Conninfo;
pub use outcome::Diagnosis;
pub use outcome::Outcome;
pub use postgres_protocol::escape::escape_identifier;
pub use postgres_protocol::escape::escape_literal;
