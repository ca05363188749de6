//! A body that is read from a stream of HTTP/2.

use std::rc::Rc;

use crate::net::http2::Stream;
use crate::php::class::http::exchange::Body;
use crate::sys::clock::Nanos;

struct StreamBody(Rc<Stream>);

/// The body of a stream, if it is handed out as it comes.
pub fn stream_body(stream: &Rc<Stream>) -> Option<Rc<dyn Body>> {
    stream.has_body().then(|| Rc::new(StreamBody(stream.clone())) as Rc<dyn Body>)
}

impl Body for StreamBody {
    fn read(&self, most: usize, deadline: Option<Nanos>) -> Result<Vec<u8>, i32> {
        self.0.read(most, deadline)
    }

    fn is_over(&self) -> bool {
        self.0.is_read()
    }

    fn can_skip(&self) -> bool {
        // A stream that is closed does not concern the others.
        true
    }
}
