//! Bytes in and out.

use std::rc::Rc;
use std::time::Duration;

use super::LENGTH;
use super::failed;
use super::open;
use super::patience;
use super::succeeded;
use crate::net::socket::Failure;
use crate::net::socket::Partial;
use crate::net::socket::Result;
use crate::net::socket::Socket;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::value::Val;

handlers! {
    fn swirl_Coroutine_Socket_recv(args, mut ret) {
        receive(&args, &mut ret, |socket, length, timeout| socket.receive(length, timeout, Val::bytes))
    }

    fn swirl_Coroutine_Socket_recvWithBuffer(args, mut ret) {
        receive(&args, &mut ret, |socket, length, timeout| socket.receive_buffered(length, timeout, Val::bytes))
    }

    fn swirl_Coroutine_Socket_recvLine(args, mut ret) {
        receive(&args, &mut ret, |socket, length, timeout| socket.receive_line(length, timeout, Val::bytes))
    }

    fn swirl_Coroutine_Socket_recvAll(args, mut ret) {
        let Some((socket, length, timeout)) = how_much(&args, &mut ret)? else { return Ok(()) };
        let mut bytes = Vec::new();
        match socket.receive_all(&mut bytes, length, timeout) {
            Partial { done: 0, why: Err(why) } => failed(&args, &mut ret, &why),
            Partial { why, .. } => {
                ret.set(Val::bytes(&bytes));
                note(&args, why)
            }
        }
    }

    fn swirl_Coroutine_Socket_recvPacket(args, mut ret) {
        args.expect(0, 1)?;
        let timeout = args.double_or(0, 0.0)?;
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        let timeout = patience(timeout, socket.timeouts.get().read);
        let received = socket.receive_packet(timeout, Val::bytes);
        give(&args, &mut ret, received)
    }

    fn swirl_Coroutine_Socket_peek(args, mut ret) {
        args.expect(0, 1)?;
        let length = positive(args.long_or(0, LENGTH)?);
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        let peeked = socket.peek(length, Val::bytes);
        give(&args, &mut ret, peeked)
    }

    fn swirl_Coroutine_Socket_send(args, mut ret) {
        send(&args, &mut ret, |socket, data, timeout| Partial::of(socket.send(data, timeout)))
    }

    fn swirl_Coroutine_Socket_sendAll(args, mut ret) {
        send(&args, &mut ret, Socket::send_all)
    }

    fn swirl_Coroutine_Socket_sendFile(args, mut ret) {
        args.expect(1, 3)?;
        let (file, offset, length) = (args.bytes(0)?, args.long_or(1, 0)?, args.long_or(2, 0)?);
        if file.is_empty() {
            error::misuse("file to send is empty");
            ret.bool(false);
            return Ok(());
        }
        let Some(socket) = open(&args, &mut ret)? else { return Ok(()) };
        let file = String::from_utf8_lossy(file);
        let size = |value: i64| u64::try_from(value).unwrap_or(0);
        let timeout = socket.timeouts.get().write;
        super::answer_with(&args, &mut ret, socket.send_file(&file, size(offset), size(length), timeout))
    }
}

/// Answers with what was received.
pub(super) fn give(args: &Args, ret: &mut Return, received: Result<Val>) -> Outcome {
    match received {
        Ok(bytes) => {
            succeeded(args.this());
            ret.set(bytes);
            Ok(())
        }
        Err(Failure::Ended(why)) => {
            ret.set(Val::bytes(b""));
            note(args, Err(*why))
        }
        Err(why) => failed(args, ret, &why),
    }
}

/// The object says why no more was done; the result stays.
pub(super) fn note(args: &Args, why: Result<()>) -> Outcome {
    match why {
        Ok(()) => {
            succeeded(args.this());
            Ok(())
        }
        Err(why) => super::report(args.this(), [super::ERR_CODE, super::ERR_MSG], &why),
    }
}

fn receive(
    args: &Args,
    ret: &mut Return,
    work: impl FnOnce(&Socket, usize, Option<Duration>) -> Result<Val>,
) -> Outcome {
    let Some((socket, length, timeout)) = how_much(args, ret)? else { return Ok(()) };
    let received = work(&socket, length, timeout);
    give(args, ret, received)
}

/// From which socket, how much, for how long.
type Wanted = (Rc<Socket>, usize, Option<Duration>);

/// The parameters of those that receive bytes.
fn how_much(args: &Args, ret: &mut Return) -> Outcome<Option<Wanted>> {
    args.expect(0, 2)?;
    let (length, timeout) = (positive(args.long_or(0, LENGTH)?), args.double_or(1, 0.0)?);
    Ok(open(args, ret)?.map(|socket| {
        let timeout = patience(timeout, socket.timeouts.get().read);
        (socket, length, timeout)
    }))
}

fn positive(length: i64) -> usize {
    usize::try_from(length).ok().filter(|&length| length > 0).unwrap_or(LENGTH as usize)
}

fn send(args: &Args, ret: &mut Return, work: impl FnOnce(&Socket, &[u8], Option<Duration>) -> Partial) -> Outcome {
    args.expect(1, 2)?;
    let (data, timeout) = (args.bytes(0)?, args.double_or(1, 0.0)?);
    let Some(socket) = open(args, ret)? else { return Ok(()) };
    let sent = work(&socket, data, patience(timeout, socket.timeouts.get().write));
    sent_partly(args, ret, sent)
}

pub(super) fn sent_partly(args: &Args, ret: &mut Return, sent: Partial) -> Outcome {
    match sent {
        Partial { done: 0, why: Err(why) } => failed(args, ret, &why),
        Partial { done, why } => {
            ret.long(done as i64);
            note(args, why)
        }
    }
}
