//! A request that has come.

use crate::net::http::head::Head;
use crate::net::http::multipart::Parts;

/// A whole request.
#[derive(Debug, Default)]
pub struct Message {
    /// The head as it came, and behind it the body without its chunks.
    pub bytes: Vec<u8>,
    /// Where things lie.
    pub head: Head,
    /// The form that was the body, if its files went to disk as they came.
    pub form: Option<Box<Parts>>,
}

impl Message {
    /// The body.
    pub fn body(&self) -> &[u8] {
        self.bytes.get(self.head.length..).unwrap_or_default()
    }

    /// For answers to a request that is not known here: the connection stays open after them.
    pub fn unknown() -> Self {
        let mut message = Self::default();
        message.head.meaning.keep_alive = true;
        message.head.meaning.is_1_1 = true;
        message
    }

    /// The head without the body.
    pub fn without_body(&self) -> Self {
        Self { bytes: self.bytes[..self.head.length].to_vec(), head: self.head.clone(), form: None }
    }

    /// The method.
    pub fn method(&self) -> &[u8] {
        self.head.method(&self.bytes)
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        self.head.field(&self.bytes, name)
    }
}
