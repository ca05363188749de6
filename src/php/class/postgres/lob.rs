//! Large objects: bytes that the server keeps under a number, which are read and written piece by piece, by PHP's
//! functions for streams.
//!
//! Always true: a large object is open within one transaction. When that has ended, its stream asks nothing of the
//! server any more: the server may have given its descriptor to another one.

use std::ffi::c_char;
use std::ffi::c_int;
use std::ffi::c_void;

use super::problem;
use super::session;
use super::session::Session;
use super::statement::settle;
use crate::coroutine;
use crate::net::postgres::Outcome as Answer;
use crate::net::postgres::outcome::unescape_bytea;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry;
use crate::php::entry::handlers;
use crate::php::ffi;
use crate::php::value::Owned;
use crate::php::value::Val;

/// The server's numbers for what an object is opened for.
const FOR_WRITING: i64 = 0x2_0000;
const FOR_READING: i64 = 0x4_0000;

/// The most that one statement carries.
const PIECE: usize = 1 << 20;

/// One that is open.
pub struct Lob {
    /// Keeps the client.
    client: Owned,
    /// What the server calls it in this transaction.
    descriptor: i64,
    /// What it is called for ever.
    oid: i64,
    transaction: u64,
}

handlers! {
    fn swirl_Coroutine_PostgreSQL_createLOB(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(false);
        if let Some(oid) = number(&args, "lo_creat(-1)")? {
            ret.long(oid);
        }
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_openLOB(args, mut ret) {
        args.expect(1, 2)?;
        let oid = args.long(0)?;
        let mode = if args.has(1) { args.bytes(1)?.to_vec() } else { b"rb".to_vec() };
        ret.bool(false);
        let writes = mode.iter().any(|letter| matches!(letter, b'+' | b'w'));
        let flags = FOR_READING | if writes { FOR_WRITING } else { 0 };
        let Some(session) = connected(&args) else { return Ok(()) };
        let before = session.transaction();
        let Some(descriptor) = number(&args, &format!("lo_open({}, {flags})", as_oid(oid)))? else { return Ok(()) };
        if session.transaction() != before {
            // The server has closed it already.
            problem::text(args.this(), "large objects can be opened within a transaction only", libc::EINVAL);
            return Ok(());
        }
        let client = Val::object(args.this()).share();
        let lob = Box::into_raw(Box::new(Lob { client, descriptor, oid, transaction: before }));
        let mode: Vec<u8> = mode.into_iter().filter(|&letter| letter != 0).chain([0]).collect();
        let mut stream = Val::UNDEF;
        // SAFETY: the C half's contract; the mode ends with a zero, and the stream takes the object over.
        unsafe { ffi::swirl_lob_stream(lob.cast(), mode.as_ptr().cast(), &mut stream) };
        ret.give(Owned::take(stream));
        Ok(())
    }

    fn swirl_Coroutine_PostgreSQL_unlinkLOB(args, mut ret) {
        args.expect(1, 1)?;
        let oid = args.long(0)?;
        ret.bool(number(&args, &format!("lo_unlink({})", as_oid(oid)))? == Some(1));
        Ok(())
    }
}

/// The number of the large object that a value is a stream of.
pub fn oid_of(mut value: Val) -> Option<i64> {
    // SAFETY: the C half's contract; what it gives is one of ours, and lives as long as its stream.
    unsafe { ffi::swirl_lob_of(&mut value).cast::<Lob>().as_ref() }.map(|lob| lob.oid)
}

/// Such numbers have 32 bits; whatever else is asked for is none of them.
fn as_oid(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn connected(args: &Args) -> Option<&'static Session> {
    session::CLASS.shared(args.this()).get().filter(|session| session.is_connected())
}

/// The number that a function of the server gives; nothing without a connection or after an error, which was told.
fn number(args: &Args, call: &str) -> Outcome<Option<i64>> {
    let Some(session) = connected(args) else { return Ok(None) };
    let answer = ask(args.this(), session, call)?;
    Ok(answer.as_ref().and_then(first_number))
}

fn ask(client: *mut ffi::Object, session: &Session, call: &str) -> Outcome<Option<Answer>> {
    let sql = format!("SELECT pg_catalog.{call}");
    let asked = session.exchange(|connection, forgotten, deadline| connection.query(&sql, forgotten, deadline))?;
    Ok(settle(client, asked))
}

fn first(answer: &Answer) -> Option<Vec<u8>> {
    let mut value = None;
    answer.row(0, |_, _, bytes| value = bytes.map(<[u8]>::to_vec));
    value
}

fn first_number(answer: &Answer) -> Option<i64> {
    std::str::from_utf8(&first(answer)?).ok()?.parse().ok()
}

impl Lob {
    /// What a function of the server gives that is called with the descriptor.
    fn ask(&self, call: &str) -> Option<Answer> {
        let client = self.client.get().as_object()?;
        let session = session::CLASS.shared(client).get()?;
        if !self.is_open(session) {
            problem::text(client, "the transaction of the large object has ended", libc::EBADF);
            return None;
        }
        // Who was not allowed to ask has an exception that tells why.
        ask(client, session, call).ok()?
    }

    fn is_open(&self, session: &Session) -> bool {
        session.is_connected() && session.transaction() == self.transaction
    }

    fn read(&self, buffer: &mut [u8]) -> Option<usize> {
        let answer = self.ask(&format!("loread({}, {})", self.descriptor, buffer.len().min(PIECE)))?;
        let bytes = unescape_bytea(&first(&answer)?);
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        Some(count)
    }

    fn write(&self, bytes: &[u8]) -> Option<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        let digits: Vec<u8> = piece.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
        let digits: String = digits.iter().map(|&digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect();
        // A literal of its own would be read in one way or another, as the server is set up.
        let answer = self.ask(&format!("lowrite({}, pg_catalog.decode('{digits}', 'hex'))", self.descriptor))?;
        usize::try_from(first_number(&answer)?).ok()
    }

    fn seek(&self, offset: i64, whence: c_int) -> Option<i64> {
        // The server's numbers for where to count from are those of C.
        first_number(&self.ask(&format!("lo_lseek64({}, {offset}, {whence})", self.descriptor))?)
    }

    /// Closes it, if that can be done here and now; the end of the transaction does it in any case.
    fn close(&self) {
        let session = self.client.get().as_object().and_then(|client| session::CLASS.shared(client).get());
        let Some(session) = session.filter(|session| self.is_open(session) && session.is_free()) else { return };
        // SAFETY: the C half's contract.
        if coroutine::can_park() && !unsafe { ffi::swirl_has_exception() } {
            let sql = format!("SELECT pg_catalog.lo_close({})", self.descriptor);
            // In a transaction that has failed it is closed already.
            let _ = session.exchange(|connection, forgotten, deadline| connection.query(&sql, forgotten, deadline));
        }
    }
}

/// Reads some of it.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_lob_read(lob: *const Lob, buffer: *mut c_char, length: usize) -> isize {
    // SAFETY: the stream gives what it got from here, and so much room.
    let (lob, buffer) = unsafe { (&*lob, std::slice::from_raw_parts_mut(buffer.cast::<u8>(), length)) };
    count(entry::guard(|| lob.read(buffer)))
}

/// Writes some of it.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_lob_write(lob: *const Lob, bytes: *const c_char, length: usize) -> isize {
    // SAFETY: the stream gives what it got from here, and so many bytes.
    let (lob, bytes) = unsafe { (&*lob, std::slice::from_raw_parts(bytes.cast::<u8>(), length)) };
    count(entry::guard(|| lob.write(bytes)))
}

/// Goes to a place in it, and tells where that is.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_lob_seek(lob: *const Lob, offset: i64, whence: c_int) -> i64 {
    // SAFETY: the stream gives what it got from here.
    let lob = unsafe { &*lob };
    entry::guard(|| lob.seek(offset, whence)).unwrap_or(-1)
}

/// Closes it.
#[unsafe(no_mangle)]
unsafe extern "C" fn swirl_lob_close(lob: *mut c_void) {
    // SAFETY: the stream gives what it got from here, for the last time.
    let lob = unsafe { Box::from_raw(lob.cast::<Lob>()) };
    entry::guard(|| lob.close());
}

/// As C's functions tell how much was done.
fn count(done: Option<usize>) -> isize {
    done.map_or(-1, |count| count as isize)
}
