//! The answer to a request, into the client's properties.

use std::fs::File;
use std::io;
use std::io::Seek;
use std::io::Write;
use std::rc::Rc;

use crate::net::http::AnswerDecoder;
use crate::net::http::AnswerHead;
use crate::net::http::Event;
use crate::net::http::encoding::Coding;
use crate::net::http::lists;
use crate::net::http::websocket::Side;
use crate::net::socket::Failure;
use crate::net::socket::Socket;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::class::http::c;
use crate::php::class::http::c::Slot;
use crate::php::class::http::channel::Channel;
use crate::php::class::http::client::Client;
use crate::php::class::http::client::fail;
use crate::php::class::http::client::place;
use crate::php::class::http::client::set;
use crate::php::class::http::client::status;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::find_symbol;
use crate::php::value::tag;
use crate::sys::clock::Nanos;

/// Bytes asked of the socket at once.
const ROOM: usize = 65536;
/// The most that a compressed body may grow to.
const LARGEST: u64 = 1 << 31;

/// Where the body goes.
enum Sink {
    Memory(Vec<u8>),
    File(Box<dyn Write>),
    Function(Rc<Callable>),
}

impl Client {
    /// Waits for the answer. False when none comes; the properties tell why.
    pub(super) fn receive(&self, object: *mut ffi::Object, timeout: f64) -> Outcome<bool> {
        let Some(socket) = self.open().filter(|_| self.asked.get()) else { return Ok(false) };
        self.claim()?;
        let deadline = self.settings.borrow().read_deadline(timeout);
        self.user.set(crate::coroutine::current_id());
        let answer = self.read_answer(object, &socket, deadline);
        self.user.set(None);
        let (head, early) = match answer {
            Ok(answer) => answer,
            Err(Fault::Thrown) => return Err(crate::php::args::Thrown),
            Err(Fault::Failed(why)) => {
                let status = if why.is_timeout() { status::TIMED_OUT } else { status::RESET };
                self.close(object);
                fail(object, &why, status)?;
                return Ok(false);
            }
        };
        self.asked.set(false);
        if object::property(object, place::UPLOADS).tag() == tag::ARRAY {
            set(object, place::UPLOADS, Val::NULL);
        }
        self.after(object, &head, &early);
        Ok(true)
    }

    fn read_answer(
        &self,
        object: *mut ffi::Object,
        socket: &Socket,
        deadline: Option<Nanos>,
    ) -> Result<(AnswerHead, Vec<u8>), Fault> {
        let mut decoder = AnswerDecoder::with_room(self.head_only.get(), self.room.take());
        let answer = self.decode_answer(object, socket, deadline, &mut decoder);
        let room = decoder.into_room();
        if room.capacity() <= ROOM {
            self.room.set(room);
        }
        answer
    }

    fn decode_answer(
        &self,
        object: *mut ffi::Object,
        socket: &Socket,
        deadline: Option<Nanos>,
        decoder: &mut AnswerDecoder,
    ) -> Result<(AnswerHead, Vec<u8>), Fault> {
        let (mut head, mut sink) = (AnswerHead::default(), None);
        loop {
            while let Some(event) = decoder.next_event().map_err(|_| Fault::of(code::HTTP_INVALID_PROTOCOL))? {
                match event {
                    Event::Head(found) => {
                        head = found;
                        self.take_head(object, &head);
                    }
                    Event::Data(data) => self.take_data(object, &head, &mut sink, data)?,
                    Event::End => {
                        self.take_trailer(object, &decoder.trailing_fields());
                        self.complete(object, &head, sink);
                        return Ok((head, decoder.rest().to_vec()));
                    }
                }
                if socket.is_closed() {
                    return Err(Fault::of(libc::ECONNRESET));
                }
            }
            if is_event_stream(&head) && !decoder.is_bounded {
                // What follows is for whoever reads the socket, for as long as the server sends.
                self.complete(object, &head, sink);
                head.keep_alive = !head.field("connection").is_some_and(|value| lists(value, "close"));
                return Ok((head, Vec::new()));
            }
            let received = socket.receive_until(ROOM, deadline, |bytes| {
                decoder.feed(bytes);
                bytes.len()
            });
            match received {
                Ok(0) if decoder.finish() => {}
                Ok(0) => return Err(Fault::of(libc::ECONNRESET)),
                Ok(_) => {}
                Err(why) => return Err(Fault::Failed(why)),
            }
        }
    }

    fn take_head(&self, object: *mut ffi::Object, head: &AnswerHead) {
        let headers = self.with_fields(object, Owned::array(), head.fields());
        object::set_property(object, place::HEADERS, headers);
    }

    /// Fields behind a body stand among those before it.
    fn take_trailer(&self, object: *mut ffi::Object, fields: &[(Vec<u8>, Vec<u8>)]) {
        let headers = object::property(object, place::HEADERS);
        if fields.is_empty() || headers.tag() != tag::ARRAY {
            return;
        }
        let fields = fields.iter().map(|(name, value)| (&name[..], &value[..]));
        let headers = self.with_fields(object, headers.share().duplicate(), fields);
        object::set_property(object, place::HEADERS, headers);
    }

    fn with_fields<'a>(
        &self,
        object: *mut ffi::Object,
        mut headers: Owned,
        fields: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    ) -> Owned {
        let (lowercase, mut small) = (self.settings.borrow().lowercase_header, Vec::with_capacity(64));
        for (name, value) in fields {
            if name.eq_ignore_ascii_case(b"set-cookie") {
                take_cookie(object, value);
            }
            let name = if lowercase {
                small.clear();
                small.extend(name.iter().map(u8::to_ascii_lowercase));
                &small[..]
            } else {
                name
            };
            let text = Owned::take(Val::bytes(value));
            let value = match find_symbol(&headers.get(), name) {
                None => text,
                Some(before) => merged(&before, text),
            };
            headers.put(name, value);
        }
        headers
    }

    fn take_data(
        &self,
        object: *mut ffi::Object,
        head: &AnswerHead,
        sink: &mut Option<Sink>,
        data: &[u8],
    ) -> Result<(), Fault> {
        if sink.is_none() {
            let first = data.first().copied().unwrap_or_default();
            *sink = Some(self.open_sink(object, self.coding(head), first)?);
        }
        match sink {
            Some(Sink::Memory(body)) => body.extend_from_slice(data),
            Some(Sink::File(file)) => file.write_all(data).map_err(|why| Fault::Failed(why.into()))?,
            Some(Sink::Function(function)) => {
                let piece = Owned::take(Val::bytes(data));
                self.in_callback.set(true);
                let called = function.call(&mut [Val::object(object), piece.get()]);
                self.in_callback.set(false);
                called.ok_or(Fault::Thrown)?;
            }
            None => {}
        }
        Ok(())
    }

    /// How the body is compressed, if it is to be unpacked.
    fn coding(&self, head: &AnswerHead) -> Option<Coding> {
        let coding = head.field("content-encoding").and_then(Coding::named);
        coding.filter(|_| self.settings.borrow().body_decompression)
    }

    fn open_sink(&self, object: *mut ffi::Object, coding: Option<Coding>, first: u8) -> Result<Sink, Fault> {
        if let Some(function) = self.write_func.borrow().clone() {
            return Ok(Sink::Function(function));
        }
        let path = object::property(object, place::DOWNLOAD_FILE);
        let Some(path) = path.as_bytes() else { return Ok(Sink::Memory(Vec::new())) };
        let offset = object::property(object, place::DOWNLOAD_OFFSET).to_long().max(0) as u64;
        let opened = open_download(&String::from_utf8_lossy(path), offset).and_then(|file| match coding {
            Some(coding) => coding.decompressor(first, file),
            None => Ok(Box::new(file)),
        });
        opened.map(Sink::File).map_err(|why| {
            error::system_warning("open() failed", &why);
            Fault::of(why.raw_os_error().unwrap_or(libc::EIO))
        })
    }

    fn complete(&self, object: *mut ffi::Object, head: &AnswerHead, sink: Option<Sink>) {
        object::set_long(object, place::STATUS, i64::from(head.status));
        match sink {
            Some(Sink::File(mut file)) => {
                // Bytes that were lost on the way are told of as everywhere else: the file is shorter.
                let _ = file.flush();
                set(object, place::DOWNLOAD_FILE, Val::NULL);
                object::set_long(object, place::DOWNLOAD_OFFSET, 0);
            }
            Some(Sink::Memory(body)) => {
                let unpacked = self.coding(head).and_then(|coding| coding.decompress(&body, LARGEST));
                set(object, place::BODY, Val::bytes(unpacked.as_deref().unwrap_or(&body)));
            }
            Some(Sink::Function(_)) | None => {}
        }
    }

    /// Another protocol, another request, or the end.
    fn after(&self, object: *mut ffi::Object, head: &AnswerHead, early: &[u8]) {
        let upgraded = head.status == 101 && head.field("upgrade").is_some_and(|value| lists(value, "websocket"));
        if upgraded {
            let options = self.settings.borrow().websocket.clone();
            let agreed = head.field("sec-websocket-extensions").unwrap_or_default();
            let compression =
                options.websocket_compression && agreed.windows(18).any(|part| part == b"permessage-deflate");
            let channel = Channel::new(Side::Client, &options, compression, early);
            *self.channel.borrow_mut() = Some(Rc::new(channel));
        } else if !head.keep_alive || !self.settings.borrow().keep_alive {
            self.close(object);
        }
    }
}

/// Why there is no answer.
enum Fault {
    /// The socket's, or that of what came.
    Failed(Failure),
    /// The user's function threw.
    Thrown,
}

impl Fault {
    fn of(number: i32) -> Self {
        Self::Failed(Failure::Code(number))
    }
}

fn is_event_stream(head: &AnswerHead) -> bool {
    const KIND: &[u8] = b"text/event-stream";
    let kind = head.field("content-type").and_then(|kind| kind.get(..KIND.len()));
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case(KIND))
}

fn open_download(path: &str, offset: u64) -> io::Result<File> {
    let mut file = File::options().write(true).create(true).truncate(offset == 0).open(path)?;
    file.seek(io::SeekFrom::Start(offset))?;
    Ok(file)
}

fn merged(before: &Val, value: Owned) -> Owned {
    let mut all = crate::php::value::Array::new();
    if before.tag() == tag::ARRAY {
        crate::php::value::each(before, |_, one| {
            all.push(one.share());
            true
        });
    } else {
        all.push(before.share());
    }
    all.push(value);
    all.build()
}

fn take_cookie(object: *mut ffi::Object, cookie: &[u8]) {
    let pair = cookie.split(|&byte| byte == b';').next().unwrap_or_default();
    let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
        Some(at) => (&pair[..at], &pair[at + 1..]),
        None => (&pair[..0], pair),
    };
    let value = c::url_decoded(value);
    let mut cookies = Slot::of(object, place::COOKIES as u32);
    if name.is_empty() {
        cookies.push(value)
    } else {
        cookies.put(name, value)
    }
    Slot::of(object, place::SET_COOKIES as u32).push(Owned::take(Val::bytes(cookie)));
}
