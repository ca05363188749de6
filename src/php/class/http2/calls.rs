//! The methods of `Swoole\Coroutine\Http2\Client`.

use std::rc::Rc;

use crate::net::http2;
use crate::net::http2::Manner;
use crate::net::http2::News;
use crate::net::http2::NotSent;
use crate::net::socket::Failure;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::class::http2::CLASS;
use crate::php::class::http2::Client;
use crate::php::class::http2::ce;
use crate::php::class::http2::link::Link;
use crate::php::class::http2::messages;
use crate::php::class::http2::messages::Target;
use crate::php::class::http2::place;
use crate::php::class::http2::set;
use crate::php::class::http2::set_error;
use crate::php::class::http2::tell_error;
use crate::php::class::socket as co_socket;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::tag;

/// Bytes asked of the socket at once.
const ROOM: usize = 65536;

handlers! {
    fn swirl_Coroutine_Http2_Client___construct(args, _ret) {
        args.expect(1, 3)?;
        let (host, port) = (String::from_utf8_lossy(args.bytes(0)?).into_owned(), args.long_or(1, 80)?);
        let ssl = args.bool_or(2, false)?;
        if host.is_empty() {
            // SAFETY: the C half's contract; class entries are set at startup.
            unsafe {
                let class = ce::swirl_ce_Coroutine_Http2_Client_Exception;
                ffi::swirl_throw(class, c"host is empty".as_ptr(), i64::from(code::INVALID_PARAMS));
            }
            return Err(crate::php::args::Thrown);
        }
        set(args.this(), place::HOST, Val::string(&host));
        object::set_long(args.this(), place::PORT, port);
        set(args.this(), place::SSL, Val::bool(ssl));
        let client = CLASS.shared(args.this());
        client.port.set(port);
        client.ssl.set(ssl);
        *client.host.borrow_mut() = host;
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_set(args, mut ret) {
        args.expect(1, 1)?;
        let mut given = args.array(0)?;
        let before = object::property(args.this(), place::SETTING);
        let mut merged = if before.tag() == tag::ARRAY { before.share().duplicate() } else { Owned::array() };
        CLASS.shared(args.this()).settings.borrow_mut().apply(&given);
        // SAFETY: the C half's contract; both are arrays, and nobody else has the first.
        unsafe { ffi::swirl_array_merge(merged.as_mut_ptr(), &mut given) };
        object::set_property(args.this(), place::SETTING, merged);
        ret.bool(true);
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_connect(args, mut ret) {
        args.expect(0, 0)?;
        let client = client(&args)?;
        error::need_park()?;
        ret.bool(client.connect(args.this())?);
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_stats(args, mut ret) {
        args.expect(0, 1)?;
        let key = if args.has(0) { args.bytes(0)?.to_vec() } else { Vec::new() };
        let client = client(&args)?;
        let link = client.link.borrow().clone();
        let stats = stats(link.as_deref().map(|link| &link.session));
        if key.is_empty() {
            ret.give(stats);
        } else if let Some(one) = crate::php::value::find_symbol(&stats.get(), &key) {
            ret.give(one.share());
        }
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_isStreamExist(args, mut ret) {
        args.expect(1, 1)?;
        let stream = args.long(0)?;
        let link = client(&args)?.link.borrow().clone();
        let asked = |link: &Link| stream == 0 || u32::try_from(stream).is_ok_and(|stream| link.session.is_asked(stream));
        ret.bool(link.is_some_and(|link| asked(&link)));
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_send(args, mut ret) {
        args.expect(1, 1)?;
        ret.bool(false);
        let client = client(&args)?;
        let Some(link) = client.need_link(args.this()) else { return Ok(()) };
        let request = args.value(0);
        // SAFETY: the C half's contract; class entries are set at startup.
        let is_request = unsafe { ffi::swirl_instance_of(&request, ce::swirl_ce_Http2_Request) };
        let Some(object) = request.as_object().filter(|_| is_request) else {
            return error::type_error(1, "must be of type Swoole\\Http2\\Request");
        };
        let host = client.host.borrow().clone();
        let target = Target { host: &host, port: client.port.get(), ssl: client.ssl.get() };
        let Some(outgoing) = messages::outgoing(object, &target)? else {
            set_error(args.this(), libc::EINVAL);
            return Ok(());
        };
        let manner = Manner { has_more: outgoing.has_more, in_pieces: outgoing.in_pieces };
        match link.session.ask(outgoing.head, outgoing.body.as_bytes(), manner) {
            Ok(stream) if client.flush(args.this(), &link)? => ret.long(stream.into()),
            Ok(_) => {}
            Err(NotSent::Full) => tell_error(args.this(), code::QUEUE_FULL, "the send queue is full, try again later"),
            Err(NotSent::Closed) => set_error(args.this(), libc::ECONNRESET),
            Err(NotSent::Malformed) => set_error(args.this(), libc::EINVAL),
        }
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_write(args, mut ret) {
        args.expect(2, 3)?;
        let (stream, data, ends) = (args.long(0)?, args.value(1), args.bool_or(2, false)?);
        ret.bool(false);
        let client = client(&args)?;
        let Some(link) = client.need_link(args.this()) else { return Ok(()) };
        let body = messages::piece(data)?;
        let number = u32::try_from(stream).unwrap_or(0);
        if link.session.write(number, body.as_bytes(), ends) {
            ret.bool(client.flush(args.this(), &link)?);
        } else {
            tell_error(args.this(), libc::EINVAL, &format!("unable to found active pipeline stream#{stream}"));
        }
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_recv(args, mut ret) {
        receive(&args, &mut ret, false)
    }

    fn swirl_Coroutine_Http2_Client_read(args, mut ret) {
        receive(&args, &mut ret, true)
    }

    fn swirl_Coroutine_Http2_Client_goaway(args, mut ret) {
        args.expect(0, 2)?;
        let (number, text) = (args.long_or(0, 0)?, if args.has(1) { args.bytes(1)?.to_vec() } else { Vec::new() });
        ret.bool(false);
        let client = client(&args)?;
        let Some(link) = client.need_link(args.this()) else { return Ok(()) };
        link.session.goaway(number as u32, &text);
        ret.bool(client.flush(args.this(), &link)?);
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_ping(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(false);
        let client = client(&args)?;
        let Some(link) = client.need_link(args.this()) else { return Ok(()) };
        link.session.ping();
        ret.bool(client.flush(args.this(), &link)?);
        Ok(())
    }

    fn swirl_Coroutine_Http2_Client_close(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(client(&args)?.close(args.this()));
        Ok(())
    }
}

/// The client behind a call, which must have been constructed.
fn client(args: &Args) -> Outcome<&'static Client> {
    let client = CLASS.shared(args.this());
    if client.host.borrow().is_empty() {
        error::fatal("must call constructor first");
        return Err(crate::php::args::Thrown);
    }
    Ok(client)
}

impl Client {
    /// Sends what is to go out. False when that failed; the properties tell why.
    fn flush(&self, object: *mut ffi::Object, link: &Rc<Link>) -> Outcome<bool> {
        let Err(why) = link.flush() else { return Ok(true) };
        // Half a frame may have gone out.
        self.give_up(object, link);
        co_socket::report(object, [place::ERR_CODE, place::ERR_MSG], &why)?;
        Ok(false)
    }

    /// Closes a connection that is of no use any more, unless somebody has done so, or made another one since.
    fn give_up(&self, object: *mut ffi::Object, link: &Rc<Link>) {
        if self.link.borrow().as_ref().is_some_and(|mine| Rc::ptr_eq(mine, link)) {
            self.close(object);
        }
    }
}

fn receive(args: &Args, ret: &mut Return, in_pieces: bool) -> Outcome {
    args.expect(0, 1)?;
    let timeout = args.double_or(0, 0.0)?;
    ret.bool(false);
    let (client, object) = (client(args)?, args.this());
    error::need_park()?;
    while let Some(link) = client.need_link(object) {
        let news = link.session.next_news(in_pieces);
        if !client.flush(object, &link)? {
            break;
        }
        match news {
            Some(News::Answer(piece)) => {
                ret.give(messages::response(&piece));
                break;
            }
            Some(News::Goaway(goaway)) => {
                let text = String::from_utf8_lossy(&goaway.text);
                tell_error(object, goaway.error as i32, &text);
                set(object, place::ERR_MSG, Val::bytes(&goaway.text));
                object::set_long(object, place::SERVER_LAST_STREAM, goaway.last_stream.into());
                client.close(object);
                break;
            }
            Some(News::Broken) => {
                client.close(object);
                set_error(object, code::PROTOCOL_ERROR);
                break;
            }
            None if link.session.has_parted() => {
                client.close(object);
                tell_error(object, 0, "");
                break;
            }
            None => {}
        }
        let deadline = client.settings.borrow().read_deadline(timeout);
        let received = link.socket.receive_until(ROOM, deadline, |bytes| {
            link.session.feed(bytes);
            bytes.len()
        });
        match received {
            Ok(length) if length > 0 => {}
            // As in Swoole, whose error says nothing when the server has ended the connection.
            Ok(_) => {
                client.give_up(object, &link);
                tell_error(object, 0, "");
                break;
            }
            Err(why) if why.code() == libc::ECONNRESET => {
                client.give_up(object, &link);
                tell_error(object, 0, "");
                break;
            }
            Err(why) => {
                if !why.is_timeout() && !matches!(why, Failure::Bound(_) | Failure::Code(libc::ECANCELED)) {
                    client.give_up(object, &link);
                }
                co_socket::report(object, [place::ERR_CODE, place::ERR_MSG], &why)?;
                break;
            }
        }
    }
    Ok(())
}

fn stats(session: Option<&http2::Client>) -> Owned {
    let (local, remote) = match session {
        Some(session) => (session.settings, session.remote()),
        None => (http2::Settings::current(), http2::Settings::SWOOLE),
    };
    Array::new()
        .long("current_stream_id", session.map_or(0, |session| session.next_stream().into()))
        .long("last_stream_id", session.map_or(0, |session| session.last_stream().into()))
        .value("local_settings", to_array(local))
        .value("remote_settings", to_array(remote))
        .long("active_stream_num", session.map_or(0, |session| session.asked() as i64))
        .build()
}

fn to_array(settings: http2::Settings) -> Owned {
    Array::new()
        .long("header_table_size", settings.header_table_size.into())
        .long("init_window_size", settings.init_window_size.into())
        .long("max_concurrent_streams", settings.max_concurrent_streams.into())
        .long("max_frame_size", settings.max_frame_size.into())
        .long("max_header_list_size", settings.max_header_list_size.into())
        .build()
}
