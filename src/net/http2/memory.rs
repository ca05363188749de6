//! A connection that is two buffers: what has come, and what is to go out.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Context;
use std::task::Poll;

use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::io::ReadBuf;

/// Buffers that have grown beyond this are not kept.
const KEPT: usize = 1 << 16;

/// Both ends of it: one is given to `h2`, the other one belongs to whoever has the socket.
#[derive(Clone, Default)]
pub struct Pipe(Rc<RefCell<Memory>>);

#[derive(Default)]
struct Memory {
    /// What has come; up to `taken` it was read.
    input: Vec<u8>,
    taken: usize,
    /// Whether nothing will come any more.
    has_ended: bool,
    output: Vec<u8>,
}

impl Pipe {
    /// Bytes have come.
    pub fn feed(&self, bytes: &[u8]) {
        self.0.borrow_mut().input.extend_from_slice(bytes);
    }

    /// How many bytes have come and were not read.
    pub fn backlog(&self) -> usize {
        let memory = self.0.borrow();
        memory.input.len() - memory.taken
    }

    /// Nothing will come any more.
    pub fn end(&self) {
        self.0.borrow_mut().has_ended = true;
    }

    /// Takes what is to go out.
    pub fn take_output(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.borrow_mut().output)
    }

    /// Gives an emptied buffer back, to be filled again.
    pub fn recycle(&self, mut buffer: Vec<u8>) {
        let mut memory = self.0.borrow_mut();
        if memory.output.is_empty() && buffer.capacity() <= KEPT {
            buffer.clear();
            memory.output = buffer;
        }
    }

    /// Sends bytes behind what is to go out already.
    pub fn append(&self, bytes: &[u8]) {
        self.0.borrow_mut().output.extend_from_slice(bytes);
    }
}

impl AsyncRead for Pipe {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut memory = self.0.borrow_mut();
        let there = &memory.input[memory.taken..];
        if there.is_empty() {
            // Whoever feeds it has it polled.
            return if memory.has_ended { Poll::Ready(Ok(())) } else { Poll::Pending };
        }
        let length = there.len().min(buffer.remaining());
        buffer.put_slice(&there[..length]);
        memory.taken += length;
        if memory.taken == memory.input.len() {
            memory.taken = 0;
            memory.input.clear();
            memory.input.shrink_to(KEPT);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.append(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut memory = self.0.borrow_mut();
        pieces.iter().for_each(|piece| memory.output.extend_from_slice(piece));
        Poll::Ready(Ok(pieces.iter().map(|piece| piece.len()).sum()))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
