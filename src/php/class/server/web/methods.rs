//! What `Swoole\WebSocket\Server` adds.

use super::Talk;
use super::state;
use crate::net::http::websocket::flag;
use crate::net::http::websocket::opcode;
use crate::php::class::http::frame::Outgoing;
use crate::php::class::server::clients;
use crate::php::class::server::running;
use crate::php::class::server::start::Run;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::value::Val;
use crate::server::table::Session;
use crate::server::table::Word;
use std::rc::Rc;

const SESSION_NOT_EXIST: i32 = 1005;

handlers! {
    fn swirl_WebSocket_Server_push(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(2, 4)?;
        let (session, value) = (args.long(0)?, args.value(1));
        let frame = Outgoing::of(value, args.long_or(2, 1)?, args.long_or(3, 1)?)?;
        if session <= 0 {
            error::misuse(&format!("fd[{session}] is invalid"));
            return Ok(());
        }
        ret.bool(push(&run, session, frame));
        Ok(())
    }

    fn swirl_WebSocket_Server_disconnect(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 3)?;
        let (session, number) = (args.long(0)?, args.long_or(1, 1000)?);
        let reason = if args.has(2) { args.bytes(2)?.to_vec() } else { Vec::new() };
        if session <= 0 {
            error::misuse(&format!("fd[{session}] is invalid"));
            return Ok(());
        }
        if push(&run, session, Outgoing::close(number, &reason)) {
            if let Some(row) = run.table.find(session) {
                row.set(Word::ProtocolState, state::CLOSING);
            }
            ret.bool(clients::close(&run, session, false));
        }
        Ok(())
    }

    fn swirl_WebSocket_Server_ping(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 2)?;
        let (session, data) = (args.long(0)?, if args.has(1) { args.value(1) } else { Val::NULL });
        ret.bool(push(&run, session, Outgoing::of(data, i64::from(opcode::PING), 1)?));
        Ok(())
    }

    fn swirl_WebSocket_Server_isEstablished(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 1)?;
        ret.bool(is_established(&run, args.long(0)?));
        Ok(())
    }
}

fn is_established(run: &Run, session: Session) -> bool {
    run.table.find(session).is_some_and(|row| row.get(Word::ProtocolState) == state::ACTIVE)
}

fn push(run: &Rc<Run>, session: Session, frame: Outgoing) -> bool {
    if run.table.find(session).is_none() {
        error::set_last(SESSION_NOT_EXIST);
        error::advise(&format!("session#{session} does not exists"));
        return false;
    }
    if !is_established(run, session) {
        error::set_last(code::WEBSOCKET_UNCONNECTED);
        error::advise(&format!("the connected client of connection[{session}] is not a websocket client or closed"));
        return false;
    }
    match frame.without(flag::MASK).compressed(compresses(run, session)).pack() {
        Some(bytes) => clients::send(run, session, &bytes),
        None => {
            error::set_last(code::WEBSOCKET_PACK_FAILED);
            false
        }
    }
}

/// Whether messages to a connection of this worker are compressed; those of others get them as they are.
fn compresses(run: &Run, session: Session) -> bool {
    let hub = run.hub.borrow().clone();
    let connection = hub.and_then(|hub| hub.find(session));
    let protocol = connection.and_then(|connection| connection.protocol());
    protocol.is_some_and(|protocol| protocol.as_any().downcast_ref::<Talk>().is_some_and(|talk| talk.compression.get()))
}
