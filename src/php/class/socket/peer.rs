//! Addresses, and datagrams to and from them.

use super::LENGTH;
use super::answer_with;
use super::failed;
use super::open;
use super::patience;
use super::succeeded;
use crate::net::socket::Result;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sys::socket::Address;

handlers! {
    fn swirl_Coroutine_Socket_getsockname(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        give(&args, &mut ret, socket.own_address())
    }

    fn swirl_Coroutine_Socket_getpeername(args, mut ret) {
        args.expect(0, 0)?;
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        give(&args, &mut ret, socket.peer_address())
    }

    fn swirl_Coroutine_Socket_recvfrom(args, mut ret) {
        args.expect(1, 2)?;
        let timeout = args.double_or(1, 0.0)?;
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        let timeout = patience(timeout, socket.timeouts.get().read);
        match socket.receive_from(LENGTH as usize, timeout, <[u8]>::to_vec) {
            Ok((bytes, from)) => {
                succeeded(args.this());
                ret.set(Val::bytes(&bytes));
                if bytes.is_empty() { Ok(()) } else { args.assign(0, described(&from)) }
            }
            Err(why) => failed(&args, &mut ret, &why),
        }
    }

    fn swirl_Coroutine_Socket_sendto(args, mut ret) {
        args.expect(3, 3)?;
        let (host, port, data) = (args.bytes(0)?, args.long(1)?, args.bytes(2)?);
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        match socket.send_to(host, port, data) {
            Ok(sent) => {
                succeeded(args.this());
                ret.long(sent as i64);
                Ok(())
            }
            Err(why) => answer_with(&args, &mut ret, Err(why)),
        }
    }
}

fn give(args: &Args, ret: &mut Return, address: Result<Address>) -> Outcome {
    match address {
        Ok(address) => {
            ret.give(described(&address));
            Ok(())
        }
        Err(why) => failed(args, ret, &why),
    }
}

fn described(address: &Address) -> Owned {
    let host = Owned::take(Val::bytes(&address.host()));
    Array::new().value("address", host).long("port", address.port().into()).build()
}
