//! A body that is read as it comes.

use std::task::Context;
use std::task::Poll;
use std::task::Waker;

use bytes::Bytes;
use h2::RecvStream;

/// What is left of it. The client may send what was read, and not more.
pub struct Incoming {
    body: RecvStream,
    /// What has come and was not read.
    rest: Bytes,
    is_over: bool,
    /// Whether the client waits to be told to send it.
    pub continue_due: bool,
    /// Whether somebody waits for it.
    pub is_reading: bool,
}

impl Incoming {
    /// Before its first byte.
    pub fn new(body: RecvStream, continue_due: bool) -> Self {
        Self { body, rest: Bytes::new(), is_over: false, continue_due, is_reading: false }
    }

    /// Whether all of it was read.
    pub fn is_read(&self) -> bool {
        self.is_over && self.rest.is_empty()
    }

    /// The next bytes, `most` of them at most; none at the end, an error when the client has given it up. When they have
    /// not come, the waker is told.
    pub fn poll(&mut self, most: usize, waker: &Waker) -> Poll<Result<Vec<u8>, h2::Error>> {
        let mut context = Context::from_waker(waker);
        while self.rest.is_empty() && !self.is_over {
            match self.body.poll_data(&mut context) {
                Poll::Ready(Some(Ok(data))) => self.rest = data,
                Poll::Ready(Some(Err(why))) => return Poll::Ready(Err(why)),
                Poll::Ready(None) => self.is_over = true,
                Poll::Pending => return Poll::Pending,
            }
        }
        let piece = self.rest.split_to(self.rest.len().min(most));
        // Room for more; the stream may be closed by now.
        let _ = self.body.flow_control().release_capacity(piece.len());
        Poll::Ready(Ok(piece.to_vec()))
    }
}
