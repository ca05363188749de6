//! The methods of `Swoole\Coroutine\Http\Client`.

use std::rc::Rc;

use crate::net::http::websocket;
use crate::net::http::websocket::opcode;
use crate::net::socket::Result;
use crate::net::socket::Side;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::resolve;
use crate::php::class::http::c;
use crate::php::class::http::c::Slot;
use crate::php::class::http::channel::Received;
use crate::php::class::http::client::CLASS;
use crate::php::class::http::client::Client;
use crate::php::class::http::client::client;
use crate::php::class::http::client::fail;
use crate::php::class::http::client::place;
use crate::php::class::http::client::set;
use crate::php::class::http::client::set_error;
use crate::php::class::http::client::status;
use crate::php::class::http::frame;
use crate::php::class::http::frame::Outgoing;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::functions::mime;
use crate::php::object;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;
use crate::php::value::find;
use crate::php::value::tag;
use crate::sys::socket::Address;

const BAD_GATEWAY: i64 = 502;
const UNAVAILABLE: i64 = 503;

handlers! {
    fn swirl_Coroutine_Http_Client___construct(args, _ret) {
        args.expect(1, 3)?;
        let (host, port) = (String::from_utf8_lossy(args.bytes(0)?).into_owned(), args.long_or(1, 0)?);
        let ssl = args.bool_or(2, false)?;
        set(args.this(), place::HOST, Val::string(&host));
        object::set_long(args.this(), place::PORT, port);
        set(args.this(), place::SSL, Val::bool(ssl));
        if host.is_empty() {
            // SAFETY: the C half's contract; class entries are set at startup.
            unsafe {
                let class = c::ce::swirl_ce_Coroutine_Http_Client_Exception;
                ffi::swirl_throw(class, c"host is empty".as_ptr(), i64::from(libc::EINVAL));
            }
            return Err(crate::php::args::Thrown);
        }
        let usual = if ssl { 443 } else { 80 };
        let client = CLASS.shared(args.this());
        client.port.set(if port == 0 { usual } else { port as u16 });
        client.ssl.set(ssl);
        *client.host.borrow_mut() = host;
        Ok(())
    }

    fn swirl_Coroutine_Http_Client___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_set(args, mut ret) {
        args.expect(1, 1)?;
        let given = args.array(0)?;
        let client = client(&args)?;
        if count(&given) == 0 {
            ret.bool(false);
            return Ok(());
        }
        let before = object::property(args.this(), place::SETTING);
        let mut merged = if before.tag() == tag::ARRAY { before.share().duplicate() } else { Owned::array() };
        let mut from = given;
        // SAFETY: the C half's contract; both are arrays, and nobody else has the first.
        unsafe { ffi::swirl_array_merge(merged.as_mut_ptr(), &mut from) };
        object::set_property(args.this(), place::SETTING, merged);
        client.settings.borrow_mut().apply(&given);
        if let Some(channel) = client.channel.borrow().as_ref() {
            channel.configure(&client.settings.borrow().websocket);
        }
        if let Some(function) = find(&given, "write_func") {
            let function = resolve(function).map(Rc::new);
            drop(client.write_func.replace(function));
        }
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getDefer(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(client(&args)?.settings.borrow().defer);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_setDefer(args, mut ret) {
        args.expect(0, 1)?;
        client(&args)?.settings.borrow_mut().defer = args.bool_or(0, true)?;
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_setMethod(args, mut ret) {
        args.expect(1, 1)?;
        let method = args.bytes(0)?;
        set(args.this(), place::METHOD, Val::bytes(method));
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_setHeaders(args, mut ret) {
        args.expect(1, 1)?;
        object::set_property(args.this(), place::REQUEST_HEADERS, args.array(0)?.share());
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_setCookies(args, mut ret) {
        args.expect(1, 1)?;
        object::set_property(args.this(), place::COOKIES, args.array(0)?.share());
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_setData(args, mut ret) {
        args.expect(1, 1)?;
        object::set_property(args.this(), place::REQUEST_BODY, args.value(0).share());
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_setBasicAuth(args, _ret) {
        args.expect(2, 2)?;
        let credentials = [args.bytes(0)?, b":", args.bytes(1)?].concat();
        let encoded = openssl::base64::encode_block(&credentials);
        *client(&args)?.basic_auth.borrow_mut() = Some(format!("Basic {encoded}"));
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_addFile(args, mut ret) {
        args.expect(2, 6)?;
        let about = file(&args)?;
        ret.bool(about.is_some());
        if let Some(about) = about {
            Slot::of(args.this(), place::UPLOADS as u32).push(about);
        }
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_addData(args, mut ret) {
        args.expect(2, 4)?;
        let (data, name) = (args.bytes(0)?, args.bytes(1)?);
        let kind = given(&args, 2)?.unwrap_or(b"application/octet-stream");
        let about = Array::new()
            .value("content", text(data))
            .value("name", text(name))
            .value("filename", text(given(&args, 3)?.unwrap_or(name)))
            .value("type", text(kind))
            .long("size", data.len() as i64);
        Slot::of(args.this(), place::UPLOADS as u32).push(about.build());
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_execute(args, mut ret) {
        args.expect(1, 1)?;
        let path = args.bytes(0)?.to_vec();
        ret.bool(client(&args)?.execute(args.this(), &path)?);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_get(args, mut ret) {
        args.expect(1, 1)?;
        let path = args.bytes(0)?.to_vec();
        let client = client(&args)?;
        set(args.this(), place::METHOD, Val::string("GET"));
        ret.bool(client.execute(args.this(), &path)?);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_post(args, mut ret) {
        args.expect(2, 2)?;
        let path = args.bytes(0)?.to_vec();
        let client = client(&args)?;
        set(args.this(), place::METHOD, Val::string("POST"));
        object::set_property(args.this(), place::REQUEST_BODY, args.value(1).share());
        ret.bool(client.execute(args.this(), &path)?);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_download(args, mut ret) {
        args.expect(2, 3)?;
        let path = args.bytes(0)?.to_vec();
        let client = client(&args)?;
        object::set_property(args.this(), place::DOWNLOAD_FILE, args.value(1).share());
        object::set_long(args.this(), place::DOWNLOAD_OFFSET, args.long_or(2, 0)?);
        ret.bool(client.execute(args.this(), &path)?);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_recv(args, mut ret) {
        args.expect(0, 1)?;
        let timeout = args.double_or(0, 0.0)?;
        let client = client(&args)?;
        ret.bool(false);
        if client.open().is_none() {
            set_error(args.this(), code::CLIENT_NO_CONNECTION, None);
            return Ok(());
        }
        error::need_park()?;
        if client.channel.borrow().is_some() {
            receive_frame(&args, client, &mut ret, timeout)?;
        } else {
            ret.bool(client.receive(args.this(), timeout)?);
        }
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_upgrade(args, mut ret) {
        args.expect(1, 1)?;
        let path = args.bytes(0)?.to_vec();
        let client = client(&args)?;
        client.settings.borrow_mut().defer = false;
        set(args.this(), place::METHOD, Val::string("GET"));
        let mut headers = Slot::of(args.this(), place::REQUEST_HEADERS as u32);
        let key = websocket::random_key();
        let fields =
            [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", &key)];
        for (name, value) in fields {
            headers.put(name.as_bytes(), Owned::take(Val::string(value)));
        }
        if client.settings.borrow().websocket.websocket_compression {
            headers.put(b"Sec-Websocket-Extensions", Owned::take(Val::string(websocket::DEFLATE)));
        }
        ret.bool(client.execute(args.this(), &path)?);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_push(args, mut ret) {
        args.expect(1, 3)?;
        let client = client(&args)?;
        let frame = Outgoing::of(args.value(0), args.long_or(1, 1)?, args.long_or(2, 1)?)?;
        ret.bool(client.push(args.this(), frame)?);
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_ping(args, mut ret) {
        args.expect(0, 1)?;
        let data = if args.has(0) { args.value(0) } else { Val::NULL };
        let client = client(&args)?;
        ret.bool(false);
        if client.channel.borrow().is_some() {
            ret.bool(client.push(args.this(), Outgoing::of(data, i64::from(opcode::PING), 1)?)?);
        }
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_disconnect(args, mut ret) {
        args.expect(0, 2)?;
        let number = args.long_or(0, 1000)?;
        let reason = if args.has(1) { args.bytes(1)?.to_vec() } else { Vec::new() };
        let client = client(&args)?;
        ret.bool(false);
        if client.channel.borrow().is_some() {
            ret.bool(client.push(args.this(), Outgoing::close(number, &reason))?);
            client.close(args.this());
        }
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_close(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(client(&args)?.close(args.this()));
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getBody(args, mut ret) {
        ret.give(object::property(args.this(), place::BODY).share());
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getHeaders(args, mut ret) {
        ret.give(object::property(args.this(), place::HEADERS).share());
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getCookies(args, mut ret) {
        ret.give(object::property(args.this(), place::COOKIES).share());
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getStatusCode(args, mut ret) {
        ret.give(object::property(args.this(), place::STATUS).share());
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getHeaderOut(args, mut ret) {
        args.expect(0, 0)?;
        let client = client(&args)?;
        let head = client.head_out.borrow();
        let end = head.windows(4).position(|end| end == b"\r\n\r\n");
        match end {
            Some(end) => ret.set(Val::bytes(&head[..end])),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getsockname(args, mut ret) {
        args.expect(0, 0)?;
        let client = client(&args)?;
        address(&args, &mut ret, client.open().map(|socket| socket.own_address()));
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getpeername(args, mut ret) {
        args.expect(0, 0)?;
        let client = client(&args)?;
        address(&args, &mut ret, client.open().map(|socket| socket.peer_address()));
        Ok(())
    }

    fn swirl_Coroutine_Http_Client_getPeerCert(args, mut ret) {
        args.expect(0, 0)?;
        match client(&args)?.open().and_then(|socket| socket.peer_certificate().ok()) {
            Some(certificate) => ret.set(Val::bytes(&certificate)),
            None => ret.bool(false),
        }
        Ok(())
    }
}

impl Client {
    /// Asks, and waits for the answer unless that is put off.
    fn execute(&self, object: *mut ffi::Object, path: &[u8]) -> Outcome<bool> {
        error::need_park()?;
        let retries = self.settings.borrow().max_retries;
        for _ in 0..=retries {
            if !self.send(object, path)? {
                return Ok(false);
            }
            if self.settings.borrow().defer {
                return Ok(true);
            }
            if !self.receive(object, 0.0)? {
                return Ok(false);
            }
            let status = object::property(object, place::STATUS).to_long();
            if retries == 0 || !matches!(status, BAD_GATEWAY | UNAVAILABLE) {
                return Ok(true);
            }
            self.close(object);
        }
        Ok(false)
    }

    /// Sends a frame. False when that fails; the properties tell why.
    fn push(&self, object: *mut ffi::Object, frame: Outgoing) -> Outcome<bool> {
        let Some(socket) = self.open() else {
            set_error(object, code::CLIENT_NO_CONNECTION, None);
            return Ok(false);
        };
        let Some(channel) = self.channel.borrow().clone() else {
            let message = "websocket handshake failed, cannot push data";
            error::warning(message);
            set_error(object, code::WEBSOCKET_HANDSHAKE_FAILED, Some(status::CONNECT_FAILED));
            set(object, place::ERR_MSG, Val::string(message));
            return Ok(false);
        };
        let Some(bytes) = frame.with(channel.flags()).compressed(channel.compresses()).pack() else {
            set_error(object, code::WEBSOCKET_PACK_FAILED, None);
            set(object, place::ERR_MSG, Val::string("websocket frame pack failed"));
            return Ok(false);
        };
        if let Err(why) = socket.send_all(&bytes, socket.timeouts.get().write).why {
            fail(object, &why, status::RESET)?;
            self.close(object);
            return Ok(false);
        }
        Ok(true)
    }
}

fn receive_frame(args: &Args, client: &Client, ret: &mut Return, timeout: f64) -> Outcome {
    let (Some(socket), Some(channel)) = (client.open(), client.channel.borrow().clone()) else { return Ok(()) };
    if let Err(why) = socket.check_bound(Side::Read) {
        return fail(args.this(), &why, status::RESET);
    }
    let deadline = client.settings.borrow().read_deadline(timeout);
    match channel.receive(&*socket, deadline) {
        Received::Frame(message) => {
            ret.give(frame::create(&message, i64::from(socket.descriptor().unwrap_or(-1))));
        }
        Received::Closed => {
            client.close(args.this());
            ret.set(Val::string(""));
        }
        Received::Fault => {
            error::set_last(code::PROTOCOL_ERROR);
            client.close(args.this());
        }
        Received::Failed(why) => {
            set_error(args.this(), why, Some(status::RESET));
            if why != libc::ETIMEDOUT {
                client.close(args.this());
            }
        }
    }
    Ok(())
}

fn address(args: &Args, ret: &mut Return, found: Option<Result<Address>>) {
    match found.and_then(|found| found.ok()) {
        Some(address) => {
            let array = Array::new().value("address", text(&address.host())).long("port", i64::from(address.port()));
            ret.give(array.build());
        }
        None => {
            set_error(args.this(), code::CLIENT_NO_CONNECTION, None);
            ret.bool(false);
        }
    }
}

fn text(bytes: &[u8]) -> Owned {
    Owned::take(Val::bytes(bytes))
}

/// An argument that is neither left out nor empty.
fn given(args: &Args, at: u32) -> Outcome<Option<&[u8]>> {
    Ok(args.bytes_or_null(at)?.filter(|bytes| !bytes.is_empty()))
}

/// What is kept of a file to send; nothing, after a warning, when it cannot be sent.
fn file(args: &Args) -> Outcome<Option<Owned>> {
    let (path, name) = (args.bytes(0)?, args.bytes(1)?);
    let (offset, length) = (args.long_or(4, 0)?.max(0), args.long_or(5, 0)?.max(0));
    let shown = String::from_utf8_lossy(path).into_owned();
    let size = match std::fs::metadata(&shown) {
        Ok(about) => about.len() as i64,
        Err(why) => {
            error::system_warning(&format!("stat({shown}) failed"), &why);
            return Ok(None);
        }
    };
    let complaint = if size == 0 {
        Some(format!("cannot send empty file[{shown}]"))
    } else if size <= offset {
        Some(format!("parameter $offset[{offset}] exceeds the file size"))
    } else if length > size - offset {
        Some(format!("parameter $length[{length}] exceeds the file size"))
    } else {
        None
    };
    if let Some(complaint) = complaint {
        error::warning(&complaint);
        return Ok(None);
    }
    let last = path.iter().rposition(|&byte| byte == b'/').map_or(path, |at| &path[at + 1..]);
    let kind = given(args, 2)?.map_or_else(|| Owned::take(mime::of_file(path)), text);
    let about = Array::new()
        .value("path", text(path))
        .value("name", text(name))
        .value("filename", text(given(args, 3)?.unwrap_or(last)))
        .value("type", kind)
        .long("size", if length == 0 { size - offset } else { length })
        .long("offset", offset);
    Ok(Some(about.build()))
}
