//! What a program does with a connection: send, close, pause.
//!
//! A connection of this worker is served at once; another's owner gets a letter.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::rc::Rc;

use super::Role;
use super::datagrams;
use super::running;
use super::start::Run;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::coroutine::Waker;
use crate::php::class::coroutine::deadline;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::log;
use crate::php::value::tag;
use crate::server::address::Kind;
use crate::server::connection::Sent;
use crate::server::counters::Counter;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::server::table::Session;
use crate::server::table::flag;

const NO_PAYLOAD: i32 = 550;
const SESSION_CLOSING: i32 = 1003;
const SESSION_CLOSED: i32 = 1004;
const SESSION_NOT_EXIST: i32 = 1005;
const OUTPUT_BUFFER_OVERFLOW: i32 = 1009;
const DATA_LENGTH_TOO_LARGE: i32 = 1203;

/// Coroutines that wait until there is room in a connection.
pub type Senders = RefCell<BTreeMap<Session, Vec<Waker>>>;

handlers! {
    fn swirl_Server_send(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(2, 3)?;
        let to = args.value(0);
        if to.is_null() {
            error::misuse("fd can not be null");
            return Ok(());
        }
        let (data, socket) = (args.bytes(1)?, args.long_or(2, -1)?);
        if data.is_empty() {
            no_payload();
            return Ok(());
        }
        let has_datagrams = || run.ports.iter().any(|port| port.kind == Kind::UnixDatagram);
        if to.tag() == tag::STRING && to.as_bytes().is_some_and(|to| to.starts_with(b"/")) && has_datagrams() {
            ret.bool(datagrams::send(&run, args.bytes(0)?, 0, data, socket));
            return Ok(());
        }
        let session = to.to_long();
        if session <= 0 {
            error::misuse(&format!("invalid fd[{session}]"));
            return Ok(());
        }
        ret.bool(send(&run, session, data));
        Ok(())
    }

    fn swirl_Server_sendto(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(3, 4)?;
        let (to, port, data, socket) = (args.bytes(0)?, args.long(1)?, args.bytes(2)?, args.long_or(3, -1)?);
        if data.is_empty() {
            no_payload();
        } else {
            ret.bool(datagrams::send(&run, to, port, data, socket));
        }
        Ok(())
    }

    fn swirl_Server_sendwait(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(2, 2)?;
        let (session, data) = (args.long(0)?, args.bytes(1)?);
        if data.is_empty() {
            no_payload();
            return Ok(());
        }
        if run.mode == super::Mode::Process || !matches!(run.role.get(), Role::Worker(_)) {
            error::misuse("can only be used with base mode and must be within worker process");
            return Ok(());
        }
        ret.bool(send_and_wait(&run, session, data));
        Ok(())
    }

    fn swirl_Server_sendfile(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(2, 4)?;
        let (session, name) = (args.long(0)?, String::from_utf8_lossy(args.bytes(1)?).into_owned());
        let (offset, length) = (args.long_or(2, 0)?, args.long_or(3, 0)?);
        if run.role.get() == Role::Master {
            error::misuse(&format!("can't sendfile[{name}] to the connections in master process"));
            return Ok(());
        }
        ret.bool(send_file(&run, session, &name, offset, length));
        Ok(())
    }

    fn swirl_Server_close(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 2)?;
        ret.bool(close(&run, args.long(0)?, args.bool_or(1, false)?));
        Ok(())
    }

    fn swirl_Server_pause(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 1)?;
        ret.bool(set_paused(&run, args.long(0)?, true));
        Ok(())
    }

    fn swirl_Server_resume(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 1)?;
        ret.bool(set_paused(&run, args.long(0)?, false));
        Ok(())
    }

    fn swirl_Server_exists(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 1)?;
        ret.bool(super::info::is_open(&run, args.long(0)?));
        Ok(())
    }

    fn swirl_Server_protect(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 2)?;
        let (session, on) = (args.long(0)?, args.bool_or(1, true)?);
        if let Some(row) = run.table.find(session) {
            row.mark(flag::PROTECTED, on);
            ret.bool(true);
        }
        Ok(())
    }

    fn swirl_Server_bind(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(2, 2)?;
        let (session, uid) = (args.long(0)?, args.long(1)?);
        if uid > u32::MAX.into() || uid < i32::MIN.into() {
            let (high, low) = (u32::MAX, i32::MIN);
            error::misuse(&format!("uid can not be greater than {high} or less than {low}"));
            return Ok(());
        }
        ret.bool(run.table.find(session).is_some_and(|row| row.bind(u64::from(uid as u32))));
        Ok(())
    }
}

fn no_payload() {
    error::set_last(NO_PAYLOAD);
    error::warning("the data sent must not be empty");
}

/// Whether so much may be sent at once; otherwise the log is told, and the last error.
pub fn fits(run: &Run, length: usize) -> bool {
    let limit = run.flags.output_limit;
    if length > limit {
        let what = format!(
            "The length of data [{length}] exceeds the output buffer size[{limit}], please use the sendfile, chunked \
             transfer mode or adjust the output_buffer_size"
        );
        log::error(log::WARNING, DATA_LENGTH_TOO_LARGE, "ProcessFactory::finish", what.as_bytes());
    }
    length <= limit
}

/// Sends to a connection, whoever owns it; waits while too much is kept, if that can be.
pub fn send(run: &Rc<Run>, session: Session, data: &[u8]) -> bool {
    if !fits(run, data.len()) {
        return false;
    }
    let hub = run.hub.borrow().clone();
    if let Some(counters) = run.own_counters() {
        counters.add(Counter::Responses, 1);
    }
    loop {
        let Some((hub, connection)) = hub.as_ref().and_then(|hub| Some((hub, hub.find(session)?))) else {
            return forward(run, Letter { data: data.to_vec(), ..Letter::new(About::Send, session) });
        };
        match hub.send(&connection, data) {
            Sent::Yes => return true,
            Sent::Closed => {
                error::set_last(SESSION_CLOSED);
                return false;
            }
            Sent::Full if run.flags.send_yields && coroutine::can_park() => {
                if !wait_for_room(run, session) {
                    return false;
                }
            }
            Sent::Full => {
                let what = format!("connection#{} output buffer overflow", connection.session);
                log::error(log::WARNING, OUTPUT_BUFFER_OVERFLOW, "Server::send_to_connection", what.as_bytes());
                return false;
            }
        }
    }
}

fn wait_for_room(run: &Run, session: Session) -> bool {
    let waker = coroutine::waker();
    run.senders.borrow_mut().entry(session).or_default().push(waker);
    let outcome = coroutine::park(WaitReason::Writable(-1), deadline(run.flags.send_timeout));
    if outcome != Wake::Ready {
        error::set_last(if outcome == Wake::TimedOut { code::CO_TIMEDOUT } else { code::CO_CANCELED });
        if let Some(all) = run.senders.borrow_mut().get_mut(&session) {
            all.retain(|&other| other != waker);
        }
        return false;
    }
    if run.table.find(session).is_none_or(|row| row.has(flag::CLOSED)) {
        error::set_last(libc::ECONNRESET);
        return false;
    }
    true
}

/// There is room again, or the connection ends.
pub fn wake_senders(run: &Run, session: Session) {
    let all = run.senders.borrow_mut().remove(&session);
    for waker in all.into_iter().flatten() {
        coroutine::wake(waker);
    }
}

/// Sends a letter to the owner of a connection. False when there is no such connection.
fn forward(run: &Run, letter: Letter) -> bool {
    let Some(row) = run.table.find(letter.id) else {
        error::set_last(SESSION_NOT_EXIST);
        return false;
    };
    if row.has(flag::CLOSED) {
        error::set_last(SESSION_CLOSED);
        return false;
    }
    let owner = row.worker();
    let letter = Letter { from: run.own_box() as u32, ..letter };
    let sent = run.send(owner, letter);
    if let Err(why) = &sent {
        error::set_last(why.raw_os_error().unwrap_or_default());
    }
    sent.is_ok()
}

fn send_and_wait(run: &Rc<Run>, session: Session, data: &[u8]) -> bool {
    let hub = run.hub.borrow().clone();
    let Some((hub, connection)) = hub.as_ref().and_then(|hub| Some((hub, hub.find(session)?))) else {
        error::set_last(SESSION_NOT_EXIST);
        return false;
    };
    if hub.send(&connection, data) != Sent::Yes {
        return false;
    }
    hub.wait_until_written(&connection)
}

/// Sends a part of a file to a connection, whoever owns it. A length of 0 is all of it.
pub fn send_file(run: &Rc<Run>, session: Session, name: &str, offset: i64, length: i64) -> bool {
    let opened = File::open(name).and_then(|file| {
        let metadata = file.metadata()?;
        Ok((file, metadata))
    });
    let (file, metadata) = match opened {
        Ok(opened) => opened,
        Err(why) => {
            log::system_warning("Server::sendfile", &format!("stat({name}) failed"), &why);
            error::set_last(why.raw_os_error().unwrap_or_default());
            return false;
        }
    };
    const NOT_REGULAR: i32 = 9013;
    if !metadata.is_file() {
        let what = format!("the file[{name}] given is not a regular file");
        log::error(log::WARNING, NOT_REGULAR, "Server::sendfile", what.as_bytes());
        return false;
    }
    let size = metadata.len() as i64;
    if offset < 0 || offset >= size || length < 0 || offset.saturating_add(length) > size {
        log::error(log::WARNING, code::INVALID_PARAMS, "Server::sendfile", b"file offset or length overflows");
        return false;
    }
    let length = if length == 0 { size - offset } else { length };
    let hub = run.hub.borrow().clone();
    match hub.as_ref().and_then(|hub| Some((hub, hub.find(session)?))) {
        Some((hub, connection)) => match hub.send_file(&connection, file, offset as u64, length as usize) {
            Sent::Yes => true,
            Sent::Full => {
                error::set_last(OUTPUT_BUFFER_OVERFLOW);
                false
            }
            Sent::Closed => {
                error::set_last(SESSION_CLOSED);
                false
            }
        },
        None => {
            let mut data = Vec::from(offset.to_ne_bytes());
            data.extend_from_slice(&length.to_ne_bytes());
            data.extend_from_slice(name.as_bytes());
            forward(run, Letter { data, ..Letter::new(About::SendFile, session) })
        }
    }
}

/// Another process sent a file to a connection of this one.
pub fn send_forwarded_file(run: &Rc<Run>, session: Session, data: &[u8]) {
    let Some((offset, rest)) = data.split_first_chunk() else { return };
    let Some((length, name)) = rest.split_first_chunk() else { return };
    let name = String::from_utf8_lossy(name);
    send_file(run, session, &name, i64::from_ne_bytes(*offset), i64::from_ne_bytes(*length));
}

/// Closes a connection, whoever owns it.
pub fn close(run: &Rc<Run>, session: Session, reset: bool) -> bool {
    let hub = run.hub.borrow().clone();
    let Some((hub, connection)) = hub.as_ref().and_then(|hub| Some((hub, hub.find(session)?))) else {
        let about = if reset { About::Reset } else { About::Close };
        return forward(run, Letter::new(about, session));
    };
    if !connection.is_open() && !reset {
        error::set_last(if connection.is_told() { SESSION_CLOSED } else { SESSION_CLOSING });
        return false;
    }
    hub.close(&connection, false, reset);
    true
}

/// Stops reading from a connection, or goes on, whoever owns it.
pub fn set_paused(run: &Rc<Run>, session: Session, paused: bool) -> bool {
    let hub = run.hub.borrow().clone();
    match hub.as_ref().and_then(|hub| Some((hub, hub.find(session)?))) {
        Some((hub, connection)) => {
            hub.set_paused(&connection, paused);
            true
        }
        None => {
            let about = if paused { About::Pause } else { About::Resume };
            forward(run, Letter::new(about, session))
        }
    }
}

/// Another process sent to a connection of this one: what there is no room for is kept, for who sent it does not wait.
pub fn send_forwarded(run: &Rc<Run>, session: Session, data: &[u8]) {
    let hub = run.hub.borrow().clone();
    if let Some((hub, connection)) = hub.as_ref().and_then(|hub| Some((hub, hub.find(session)?))) {
        hub.send_always(&connection, data);
    }
}
