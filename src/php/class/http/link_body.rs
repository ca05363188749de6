//! A body that the handler reads from the connection itself, in `Swoole\Coroutine\Http\Server`.

use std::cell::Cell;
use std::rc::Rc;

use crate::net::http::Decoder;
use crate::net::http::Inflow;
use crate::net::http::Limits;
use crate::net::http::reply;
use crate::php::class::http::exchange::Body;
use crate::php::class::http::options::Options;
use crate::php::class::http::server::Link;
use crate::php::error::code;
use crate::sys::clock::Nanos;

/// A body that is coming. Nothing is read but what somebody waits for.
pub struct LinkBody {
    link: Rc<Link>,
    /// The connection's decoder until the answer has ended; not there while somebody waits for bytes.
    decoder: Cell<Option<Box<Decoder>>>,
    inflow: Inflow,
    /// Whether somebody waits for bytes.
    is_reading: Cell<bool>,
}

impl LinkBody {
    /// For the request that the decoder has just handed out; until [`LinkBody::end`] the decoder is here.
    pub fn begin(link: &Rc<Link>, decoder: &mut Decoder) -> Rc<Self> {
        let own = std::mem::replace(decoder, Decoder::new(Limits::default()));
        Rc::new(Self {
            link: link.clone(),
            decoder: Cell::new(Some(Box::new(own))),
            inflow: Inflow::default(),
            is_reading: Cell::new(false),
        })
    }

    /// Gives the decoder back, and throws away what nobody has read. False when no further request can be read.
    pub fn end(&self, decoder: &mut Decoder, options: &Options) -> bool {
        let Some(own) = self.decoder.take() else { return false };
        *decoder = *own;
        self.inflow.break_off(code::SESSION_CLOSED);
        loop {
            match decoder.skip_body() {
                Ok(true) => return true,
                Ok(false) => {}
                Err(_) => return false,
            }
            match self.link.connection.read(decoder.room(), options.body_deadline()) {
                Ok(length) if length > 0 => decoder.filled(length),
                _ => return false,
            }
        }
    }

    fn use_decoder<T>(&self, use_it: impl FnOnce(&mut Decoder) -> T) -> Option<T> {
        let mut decoder = self.decoder.take()?;
        let result = use_it(&mut decoder);
        self.decoder.set(Some(decoder));
        Some(result)
    }

    /// Waits for bytes.
    fn read_more(&self, deadline: Option<Nanos>) -> Result<(), i32> {
        let mut decoder = self.decoder.take().ok_or(code::SESSION_CLOSED)?;
        self.is_reading.set(true);
        if decoder.take_continue() {
            // Whether the client still listens shows at the read.
            let _ = self.link.connection.write_all(&[reply::CONTINUE], None);
        }
        let read = self.link.connection.read(decoder.room(), deadline);
        if let Ok(length) = read {
            decoder.filled(length);
        }
        self.is_reading.set(false);
        self.decoder.set(Some(decoder));
        match read {
            Ok(0) => self.inflow.break_off(libc::ECONNRESET),
            Ok(_) => {}
            Err(why) => return Err(why.raw_os_error().unwrap_or(libc::EIO)),
        }
        Ok(())
    }
}

impl Body for LinkBody {
    fn read(&self, most: usize, deadline: Option<Nanos>) -> Result<Vec<u8>, i32> {
        loop {
            if self.is_reading.get() {
                return Err(libc::EBUSY);
            }
            if let Some(piece) = self.inflow.take(most) {
                return piece;
            }
            self.use_decoder(|decoder| self.inflow.fill(decoder)).ok_or(code::SESSION_CLOSED)?;
            if let Some(piece) = self.inflow.take(most) {
                return piece;
            }
            self.read_more(deadline)?;
        }
    }

    fn is_over(&self) -> bool {
        self.inflow.is_over()
    }

    fn can_skip(&self) -> bool {
        self.inflow.has_ended() || self.use_decoder(|decoder| decoder.can_skip()).unwrap_or(false)
    }
}
