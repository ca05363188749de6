//! Regular files: what the page cache has is read at once, for the rest a thread waits; and so for the disk, where a file is
//! to reach it (`fsync`).
//!
//! Invariants: a thread owns its memory and a descriptor of its own, so that neither a cancel nor a close in between takes
//! anything away from it; the file's position moves only by what the caller got.
//!
//! Writes end in the page cache and are not waited for; those that the kernel slows down block.

use crate::hook::attempt;
use crate::hook::attempt::fail;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::Outcome;
use crate::io::blocking;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::fd;
use crate::sys::real::real;
use libc::c_int;
use libc::c_void;
use libc::size_t;
use libc::ssize_t;
use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::os::fd::RawFd;
use std::os::unix::fs::FileExt;

/// A thread reads at most this much at a time, into memory of its own.
const MOST_AT_ONCE: usize = 1 << 20;

thread_local! {
    /// Files that are always read by threads, whatever is hooked.
    static ASYNC: RefCell<Vec<RawFd>> = const { RefCell::new(Vec::new()) };
}

/// From now on threads read `fd`, and its locks are waited for, whatever is hooked.
pub fn make_async(fd: RawFd) {
    ASYNC.with_borrow_mut(|all| all.push(fd));
}

/// `fd` ends.
#[inline]
pub fn forget(fd: RawFd) {
    ASYNC.with_borrow_mut(|all| all.retain(|one| *one != fd));
}

/// Whether a wait with this file acts.
pub fn acts<const CALLER: u32>(fd: RawFd) -> bool {
    CALLER == decide::PHP && (decide::acts::<CALLER>(flags::FILE) || is_async(fd) && decide::acts::<CALLER>(!0))
}

fn is_async(fd: RawFd) -> bool {
    ASYNC.with_borrow(|all| all.contains(&fd))
}

/// What the kernel can give without a wait; EAGAIN when that is nothing, or a thread is to read.
///
/// # Safety
///
/// As for `read`.
pub unsafe fn read_cached(fd: c_int, buffer: *mut c_void, room: size_t) -> Result<usize, Errno> {
    if is_async(fd) {
        return Err(libc::EAGAIN);
    }
    // SAFETY: the caller's promise.
    unsafe { fd::read_cached(fd, buffer, room) }
}

/// `read` of a regular file, in a coroutine.
///
/// # Safety
///
/// As for `read`.
pub unsafe fn read(fd: c_int, buffer: *mut c_void, length: size_t) -> ssize_t {
    let before = errno::get();
    let mut done = 0;
    while done < length {
        // SAFETY: what is left of the caller's buffer.
        let (rest, room) = unsafe { (buffer.byte_add(done), length - done) };
        // SAFETY: as above.
        let cached = unsafe { read_cached(fd, rest, room) };
        let got = match cached {
            Err(libc::EAGAIN) => errno::kept(|| read_by_thread(fd, room.min(MOST_AT_ONCE))).map(|bytes| {
                // SAFETY: the caller's buffer, which has room for what was asked for.
                unsafe { rest.copy_from_nonoverlapping(bytes.as_ptr().cast(), bytes.len()) };
                bytes.len()
            }),
            // A file system that cannot tell, or an error that the plain call words best.
            // SAFETY: the caller's own arguments.
            Err(_) if done == 0 => return unsafe { (real().read)(fd, buffer, length) },
            other => other,
        };
        match got {
            Ok(0) => break,
            Ok(got) => done += got,
            Err(_) if done > 0 => break,
            Err(error) => return fail(error),
        }
    }
    attempt::spend();
    errno::set(before);
    done as ssize_t
}

pub unsafe extern "C" fn fsync<const CALLER: u32>(fd: c_int) -> c_int {
    if !acts::<CALLER>(fd) {
        // SAFETY: takes no pointer.
        return unsafe { (real().fsync)(fd) };
    }
    by_thread("fsync", fd, |file| file.sync_all())
}

pub unsafe extern "C" fn fdatasync<const CALLER: u32>(fd: c_int) -> c_int {
    if !acts::<CALLER>(fd) {
        // SAFETY: takes no pointer.
        return unsafe { (real().fdatasync)(fd) };
    }
    by_thread("fdatasync", fd, |file| file.sync_data())
}

fn by_thread(name: &'static str, fd: RawFd, work: impl FnOnce(&File) -> io::Result<()> + Send + 'static) -> c_int {
    match errno::kept(|| on_a_copy(name, fd, work)) {
        Ok(()) => 0,
        Err(error) => fail(error) as c_int,
    }
}

fn read_by_thread(fd: RawFd, room: usize) -> Result<Vec<u8>, Errno> {
    let from = fd::position(fd).map_err(number)?;
    let bytes = on_a_copy("read", fd, move |file| {
        let mut bytes = vec![0; room];
        let got = file.read_at(&mut bytes, from)?;
        bytes.truncate(got);
        Ok(bytes)
    })?;
    fd::advance(fd, bytes.len()).map_err(number)?;
    Ok(bytes)
}

/// Work with a file that may be closed meanwhile. A wait that is cancelled was interrupted.
fn on_a_copy<T: Send + 'static>(
    name: &'static str,
    fd: RawFd,
    work: impl FnOnce(&File) -> io::Result<T> + Send + 'static,
) -> Result<T, Errno> {
    let file = File::from(fd::duplicate(fd).map_err(number)?);
    match attempt::parked(|| blocking::run(name, None, move || work(&file))) {
        Outcome::Done(result) => result.map_err(number),
        Outcome::TimedOut | Outcome::Cancelled => Err(libc::EINTR),
    }
}

fn number(error: io::Error) -> Errno {
    error.raw_os_error().unwrap_or(libc::EIO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hook::decide::PHP;
    use crate::io::testing::go;
    use crate::io::testing::logged;
    use crate::io::testing::run;
    use std::io::Seek;
    use std::io::Write;
    use std::os::fd::AsRawFd;

    fn file(name: &str, content: &[u8]) -> File {
        let path = std::env::temp_dir().join(format!("swirl-regular-{name}-{}", std::process::id()));
        let mut file =
            File::options().create(true).truncate(true).read(true).write(true).open(&path).expect("a place for a file");
        let _ = std::fs::remove_file(path);
        file.write_all(content).expect("room for a file");
        file.rewind().expect("a regular file");
        file
    }

    fn read_all(fd: RawFd, room: usize) -> Vec<u8> {
        let mut bytes = vec![0_u8; room];
        // SAFETY: memory of ours.
        let got = unsafe { read(fd, bytes.as_mut_ptr().cast(), room) };
        bytes.truncate(usize::try_from(got).expect("no error"));
        bytes
    }

    #[test]
    fn a_file_is_read_whole_at_once_or_by_threads_and_goes_on_where_it_was() {
        let (log, say) = logged();
        decide::turn_on();
        let content: Vec<u8> = (0..3_000_000_u32).map(|n| n as u8).collect();
        let whole = content.clone();
        let (plain, threaded) = (file("plain", &content), file("threaded", &content));
        make_async(threaded.as_raw_fd());
        go(move || {
            for file in [&plain, &threaded] {
                let fd = file.as_raw_fd();
                say(read_all(fd, 1000) == whole[..1000]);
                say(read_all(fd, whole.len()) == whole[1000..]);
                say(read_all(fd, 10).is_empty());
            }
            forget(threaded.as_raw_fd());
        });
        run();
        assert_eq!(*log.borrow(), [true; 6]);
    }

    #[test]
    fn errors_and_syncs_are_the_kernels() {
        let (log, say) = logged();
        decide::turn_on();
        let folder = File::open(std::env::temp_dir()).expect("a folder");
        let file = file("sync", b"x");
        go(move || {
            let mut byte = [0_u8];
            // SAFETY: a byte of ours.
            let result = unsafe { read(folder.as_raw_fd(), byte.as_mut_ptr().cast(), 1) };
            say((result as c_int, errno::get()));
            errno::set(0);
            // SAFETY: takes no pointer.
            unsafe {
                say((fsync::<PHP>(file.as_raw_fd()), errno::get()));
                say((fdatasync::<PHP>(file.as_raw_fd()), errno::get()));
                say((fsync::<PHP>(-1), errno::get()));
            }
        });
        run();
        assert_eq!(*log.borrow(), [(-1, libc::EISDIR), (0, 0), (0, 0), (-1, libc::EBADF)]);
    }
}
