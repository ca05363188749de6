//! `getOption` and `setOption`.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::open;
use crate::net::socket::Socket;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::find;
use crate::php::value::tag;
use crate::sys::socket;

/// Fields of `struct tcp_info`: eight bytes first, then numbers of four.
const TCP_BYTES: [&str; 6] = ["state", "ca_state", "retransmits", "probes", "backoff", "options"];
const TCP_NUMBERS: [&str; 24] = [
    "rto",
    "ato",
    "snd_mss",
    "rcv_mss",
    "unacked",
    "sacked",
    "lost",
    "retrans",
    "fackets",
    "last_data_sent",
    "last_ack_sent",
    "last_data_recv",
    "last_ack_recv",
    "pmtu",
    "rcv_ssthresh",
    "rtt",
    "rttvar",
    "snd_ssthresh",
    "snd_cwnd",
    "advmss",
    "reordering",
    "rcv_rtt",
    "rcv_space",
    "total_retrans",
];

handlers! {
    fn swirl_Coroutine_Socket_getOption(args, mut ret) {
        args.expect(2, 2)?;
        let (level, name) = (args.long(0)? as i32, args.long(1)? as i32);
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        match value_of(&socket, level, name) {
            Ok(value) => ret.give(value),
            Err(why) => {
                let fd = socket.descriptor().unwrap_or(-1);
                error::system_warning(&format!("getsockopt({fd}, {level}, {name})"), &why);
                ret.bool(false);
            }
        }
        Ok(())
    }

    fn swirl_Coroutine_Socket_setOption(args, mut ret) {
        args.expect(3, 3)?;
        let (level, name) = (args.long(0)? as i32, args.long(1)? as i32);
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        set(&args, &mut ret, &socket, level, name)
    }
}

fn value_of(socket: &Socket, level: i32, name: i32) -> std::io::Result<Owned> {
    let fd = socket.descriptor().unwrap_or(-1);
    let mut raw = [0; 256];
    let is_socket = level == libc::SOL_SOCKET;
    if is_socket && (name == libc::SO_RCVTIMEO || name == libc::SO_SNDTIMEO) {
        let timeouts = socket.timeouts.get();
        let timeout = if name == libc::SO_RCVTIMEO { timeouts.read } else { timeouts.write };
        let (seconds, micros) = timeout.map_or((-1, 0), |some| (some.as_secs() as i64, some.subsec_micros().into()));
        return Ok(Array::new().long("sec", seconds).long("usec", micros).build());
    }
    if is_socket && name == libc::SO_LINGER {
        socket::option(fd, level, name, &mut raw[..8])?;
        return Ok(Array::new().long("l_onoff", int(&raw)).long("l_linger", int(&raw[4..])).build());
    }
    if level == libc::IPPROTO_TCP && name == libc::TCP_INFO {
        let length = socket::option(fd, level, name, &mut raw)?;
        return Ok(tcp_info(&raw[..length]));
    }
    let length = socket::option(fd, level, name, &mut raw[..4])?;
    if level == libc::IPPROTO_IP && name == libc::IP_MULTICAST_IF {
        let address = Ipv4Addr::new(raw[0], raw[1], raw[2], raw[3]);
        let index = crate::sys::interface::of_address(address)?;
        return Ok(Owned::take(Val::long(index.into())));
    }
    Ok(Owned::take(Val::long(if length == 1 { i64::from(raw[0]) } else { int(&raw) })))
}

fn tcp_info(raw: &[u8]) -> Owned {
    let mut array = Array::new();
    for (name, &value) in TCP_BYTES.iter().zip(raw) {
        array = array.long(name, value.into());
    }
    if let Some(&scales) = raw.get(6) {
        array = array.long("snd_wscale", (scales & 15).into()).long("rcv_wscale", (scales >> 4).into());
    }
    for (name, value) in TCP_NUMBERS.iter().zip(raw.get(8..).unwrap_or_default().chunks_exact(4)) {
        array = array.long(name, i64::from(u32::from_ne_bytes([value[0], value[1], value[2], value[3]])));
    }
    array.build()
}

fn set(args: &Args, ret: &mut Return, socket: &Socket, level: i32, name: i32) -> Outcome {
    let value = args.value(2);
    ret.bool(false);
    let bytes = match (level, name) {
        (libc::SOL_SOCKET, libc::SO_LINGER) => {
            let Some([on, time]) = pair(value, "SO_LINGER", ["l_onoff", "l_linger"])? else { return Ok(()) };
            for (name, number) in [("l_onoff", on), ("l_linger", time)] {
                if u16::try_from(number).is_err() {
                    return error::value_error(3, &format!("\"{name}\" must be between 0 and {}", u16::MAX));
                }
            }
            [(on as i32).to_ne_bytes(), (time as i32).to_ne_bytes()].concat()
        }
        (libc::SOL_SOCKET, libc::SO_RCVTIMEO | libc::SO_SNDTIMEO) => {
            let what = if name == libc::SO_RCVTIMEO { "SO_RCVTIMEO" } else { "SO_SNDTIMEO" };
            if let Some([seconds, micros]) = pair(value, what, ["sec", "usec"])? {
                set_timeout(socket, name, seconds, micros);
                ret.bool(true);
            }
            return Ok(());
        }
        (libc::SOL_SOCKET, libc::SO_BINDTODEVICE) => value.as_bytes().unwrap_or_default().to_vec(),
        (libc::IPPROTO_IP | libc::IPPROTO_IPV6, _) => match super::multicast::bytes(socket, level, name, value)? {
            Some(bytes) => bytes,
            None => return Ok(()),
        },
        _ => (value.to_long() as i32).to_ne_bytes().to_vec(),
    };
    let fd = socket.descriptor().unwrap_or(-1);
    match socket::set_option(fd, level, name, &bytes) {
        Ok(()) => ret.bool(true),
        Err(why) => error::system_warning(&format!("setsockopt({fd}) failed"), &why),
    }
    Ok(())
}

/// Two numbers of an array; nothing, after a warning, when one is missing.
fn pair(value: Val, option: &str, names: [&str; 2]) -> Outcome<Option<[i64; 2]>> {
    if value.tag() != tag::ARRAY {
        let given = super::create::type_name(value);
        return error::type_error(
            3,
            &format!("must be of type array when argument $option is {option}, {given} given"),
        );
    }
    let mut numbers = [0; 2];
    for (place, name) in numbers.iter_mut().zip(names) {
        match find(&value, name) {
            Some(number) => *place = number.to_long(),
            None => {
                error::warning(&format!("no key \"{name}\" passed in optval"));
                return Ok(None);
            }
        }
    }
    Ok(Some(numbers))
}

fn set_timeout(socket: &Socket, name: i32, seconds: i64, micros: i64) {
    if seconds == 0 && micros == 0 {
        return;
    }
    let timeout = u64::try_from(seconds)
        .ok()
        .map(|seconds| Duration::from_secs(seconds).saturating_add(Duration::from_micros(micros.max(0) as u64)));
    let mut timeouts = socket.timeouts.get();
    if name == libc::SO_RCVTIMEO {
        timeouts.read = timeout;
    } else {
        (timeouts.connect, timeouts.write) = (timeout, timeout);
    }
    socket.timeouts.set(timeouts);
}

fn int(raw: &[u8]) -> i64 {
    i32::from_ne_bytes([raw[0], raw[1], raw[2], raw[3]]).into()
}
