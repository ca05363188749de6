//! `Response::create()`: an answer to a request that somebody else has read.

use std::fs::File;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::rc::Rc;

use crate::net::http::Message;
use crate::net::socket::Socket;
use crate::php::class::http::c;
use crate::php::class::http::exchange::Exchange;
use crate::php::class::http::exchange::Wire;
use crate::php::class::http::options::Options;
use crate::php::class::http::request;
use crate::php::class::http::response;
use crate::php::class::server;
use crate::php::class::socket;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Val;
use crate::php::value::find_symbol;
use crate::php::value::tag;

/// How much of a file is in memory at once.
const PIECE: usize = 65536;

/// A socket that a user reads from.
struct SocketWire(Rc<Socket>);

handlers! {
    fn swirl_Http_Response_create(args, mut ret) {
        args.expect(1, 2)?;
        ret.bool(false);
        let (mut target, session) = (args.value(0), args.long_or(1, -1)?);
        let mut request = None;
        if target.tag() == tag::ARRAY {
            request = find_symbol(&target, b"1").and_then(|value| request_object(&value));
            let Some(first) = find_symbol(&target, b"0").filter(|_| request.is_some()) else {
                error::misuse("parameter $1.second must be instanceof Http\\Request");
                return Ok(());
            };
            target = first;
        }
        let Some(wire) = wire(target, session, request.is_some()) else { return Ok(()) };
        let known = request.and_then(request::exchange_of);
        let message = known.as_ref().map(|known| known.message.borrow().without_body());
        let options = known.as_ref().map(|known| known.options.clone()).unwrap_or_else(|| Rc::new(Options::default()));
        if let Some(request) = request {
            object::set_long(request, request::FD, wire.number());
        }
        let exchange = Exchange::new(Box::new(message.unwrap_or_else(Message::unknown)), Some(wire), options, None);
        let made = response::create(&exchange);
        if let Some(object) = made.get().as_object().filter(|_| is_socket(&target)) {
            object::set_property(object, response::SOCKET, target.share());
        }
        ret.give(made);
        Ok(())
    }
}

/// What the answer is sent over: a server's connection, or a socket.
fn wire(target: Val, session: i64, must_be_object: bool) -> Option<Rc<dyn Wire>> {
    let Some(object) = target.as_object() else {
        if !must_be_object {
            return server::to_session(None, target.to_long());
        }
        wrong_type();
        return None;
    };
    if is_socket(&target) {
        return match socket::socket_of(object) {
            Some(socket) => Some(Rc::new(SocketWire(socket))),
            None => {
                wrong_type();
                None
            }
        };
    }
    // SAFETY: the C half's contract; the class entry is registered.
    if unsafe { ffi::swirl_instance_of(&target, ffi::ce::swirl_ce_Server) } {
        return server::to_session(Some(object), session);
    }
    wrong_type();
    None
}

fn wrong_type() {
    error::misuse("parameter $1 must be instanceof Server or Coroutine\\Socket");
}

fn is_socket(value: &Val) -> bool {
    // SAFETY: the C half's contract; the class entry is registered.
    value.as_object().is_some() && unsafe { ffi::swirl_instance_of(value, ffi::ce::swirl_ce_Coroutine_Socket) }
}

fn request_object(value: &Val) -> Option<*mut ffi::Object> {
    // SAFETY: as above.
    value.as_object().filter(|_| unsafe { ffi::swirl_instance_of(value, c::ce::swirl_ce_Http_Request) })
}

impl Wire for SocketWire {
    fn send(&self, pieces: &[&[u8]]) -> Result<(), i32> {
        let all = pieces.concat();
        match self.0.send_all(&all, self.0.timeouts.get().write).count() {
            Ok(length) if length == all.len() => Ok(()),
            Ok(_) => Err(libc::EPIPE),
            Err(why) => Err(why.code()),
        }
    }

    fn send_file(&self, file: &File, offset: u64, length: u64) -> Result<(), i32> {
        let failed = |why: std::io::Error| why.raw_os_error().unwrap_or(libc::EIO);
        let mut file = file;
        file.seek(SeekFrom::Start(offset)).map_err(failed)?;
        let (mut left, mut piece) = (length, vec![0; PIECE]);
        while left > 0 {
            let wanted = PIECE.min(usize::try_from(left).unwrap_or(PIECE));
            let read = file.read(&mut piece[..wanted]).map_err(failed)?;
            if read == 0 {
                return Err(libc::EIO);
            }
            self.send(&[&piece[..read]])?;
            left -= read as u64;
        }
        Ok(())
    }

    fn close(&self) -> bool {
        self.0.close().is_ok()
    }

    fn local(&self) -> (String, u16) {
        Default::default()
    }

    fn peer(&self) -> (String, u16) {
        Default::default()
    }

    fn number(&self) -> i64 {
        self.0.descriptor().unwrap_or(-1).into()
    }

    fn connection(&self) -> Option<&crate::net::Connection> {
        None
    }
}
