//! `setProtocol`: how packets are cut, and TLS.

use crate::net::socket::OtherLength;
use crate::net::socket::Packets;
use crate::net::socket::Socket;
use crate::php::args::Outcome;
use crate::php::args::resolve;
use crate::php::call::Callable;
use crate::php::error;
use crate::php::options::to_size;
use crate::php::value::Val;
use crate::php::value::find;
use crate::proto::framing::Field;
use crate::proto::framing::LengthFunction;
use crate::proto::framing::Mark;
use std::rc::Rc;

/// Swoole's limit, which holds again whenever a set of options does not name one.
const LIMIT: usize = 2 << 20;

/// Takes the options of an array that concern TLS and packets; false when one of them makes no sense.
pub fn set(socket: &Socket, settings: &Val) -> Outcome<bool> {
    if find(settings, "open_ssl").is_some_and(|open| open.to_bool()) && !socket.has_tls() {
        socket.set_tls(Default::default());
    }
    let mut good = true;
    if let Some(mut options) = socket.tls_options() {
        good = super::tls::read(settings, &mut options)?;
        socket.set_tls(options);
    }
    let mut packets = socket.packets.borrow().clone();
    good &= read(settings, &mut packets)?;
    *socket.packets.borrow_mut() = packets;
    Ok(good)
}

/// Takes the options of an array into `packets`; false when one of them makes no sense.
pub fn read(settings: &Val, packets: &mut Packets) -> Outcome<bool> {
    let mut good = true;
    let flag = |name| find(settings, name).map(|value| value.to_bool());
    if let Some(open) = flag("open_eof_check") {
        packets.eof_check = open;
    }
    if let Some(true) = flag("open_eof_split") {
        packets.eof_check = true;
    }
    if let Some(eof) = find(settings, "package_eof") {
        good &= set_mark(packets, eof)?;
    }
    for (name, other) in [("open_fastcgi_protocol", OtherLength::FastCgi), ("open_mqtt_protocol", OtherLength::Mqtt)] {
        if let Some(open) = flag(name) {
            packets.length_check = open;
            packets.other = open.then_some(other);
        }
    }
    if let Some(open) = flag("open_length_check") {
        packets.length_check = open;
        packets.other = None;
    }
    if let Some(letter) = find(settings, "package_length_type") {
        let letter = letter.to_text()?.as_bytes().first().copied().unwrap_or(0);
        packets.field = Field::of(letter);
        if packets.field.is_none() {
            let letter = char::from(letter);
            error::misuse(&format!(
                "Unknown package_length_type name '{letter}', see pack(). Link: https://php.net/pack"
            ));
            good = false;
        }
    }
    let offset = |name| find(settings, name).map(|value| value.to_long().clamp(0, u16::MAX.into()) as u16);
    packets.offset = offset("package_length_offset").unwrap_or(packets.offset);
    packets.body = offset("package_body_offset").unwrap_or(packets.body);
    if let Some(function) = find(settings, "package_length_func") {
        match resolve(function) {
            Some(function) => packets.other = Some(OtherLength::Function(asking(function))),
            None => error::not_callable(function),
        }
    }
    packets.limit = find(settings, "package_max_length").map_or(LIMIT, |size| to_size(size).min(u32::MAX as usize));
    Ok(good)
}

/// Asks a function of the user's how long a packet is. One that throws says "nonsense".
pub fn asking(function: Callable) -> LengthFunction {
    Rc::new(move |head| {
        let head = crate::php::value::Owned::take(Val::bytes(head));
        function.call(&mut [head.get()]).map_or(-1, |length| length.get().to_long())
    })
}

fn set_mark(packets: &mut Packets, eof: Val) -> Outcome<bool> {
    let eof = eof.to_text()?;
    packets.mark = Mark::new(eof.as_bytes());
    if packets.mark.is_some() {
        return Ok(true);
    }
    if eof.as_bytes().is_empty() {
        error::fatal("package_eof cannot be an empty string");
    } else {
        error::fatal(&format!("package_eof max length is {}", Mark::LONGEST));
    }
    Ok(false)
}
