//! `open`, where it takes long: a named pipe waits for its other side, and a file that is to be emptied waits for those of its
//! pages that are on their way to the disk.
//!
//! The writing side of a pipe is tried without waiting, again and again with growing pauses. The reading side opens at
//! once, which lets writers in, and then waits in the same way until there has been one. No thread waits for a pipe:
//! it could not be called back, and would be lost for the others.
//!
//! Invariant: the caller gets the descriptor that it would have got, without `O_NONBLOCK`; a cancelled wait leaves none behind and
//! says ECONNABORTED.

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::hook::attempt;
use crate::hook::attempt::fail;
use crate::hook::decide;
use crate::hook::flags;
use crate::io::Backoff;
use crate::io::Outcome;
use crate::io::blocking;
use crate::sys::errno;
use crate::sys::errno::Errno;
use crate::sys::fd;
use crate::sys::fifo;
use crate::sys::fifo::AtPath;
use crate::sys::real::real;
use libc::c_char;
use libc::c_int;
use libc::mode_t;
use std::ffi::CStr;
use std::os::fd::AsRawFd;
use std::os::fd::FromRawFd;
use std::os::fd::IntoRawFd;
use std::os::fd::OwnedFd;

/// Who asks so waits for nothing.
const AT_ONCE: c_int = libc::O_NONBLOCK | libc::O_PATH | libc::O_DIRECTORY;

/// Variadic in C; both machines that we know pass the third argument as if it were not.
pub unsafe extern "C" fn open<const CALLER: u32>(path: *const c_char, how: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's own arguments.
    let plain = || unsafe { (real().open)(path, how, mode) };
    if CALLER != decide::PHP || how & AT_ONCE != 0 || path.is_null() || !decide::acts::<CALLER>(flags::FILE) {
        return plain();
    }
    // SAFETY: the caller's own path.
    let path = unsafe { CStr::from_ptr(path) };
    let opened = match errno::kept(|| fifo::at(path)) {
        AtPath::Fifo if how & libc::O_ACCMODE == libc::O_WRONLY => errno::kept(|| open_writer(path, how, mode)),
        AtPath::Fifo if how & libc::O_ACCMODE == libc::O_RDONLY => errno::kept(|| open_reader(path, how, mode)),
        AtPath::File if how & libc::O_TRUNC != 0 => errno::kept(|| open_by_thread(path, how, mode)),
        _ => return plain(),
    };
    opened.map_or_else(|error| fail(error) as c_int, IntoRawFd::into_raw_fd)
}

fn open_writer(path: &CStr, how: c_int, mode: mode_t) -> Result<OwnedFd, Errno> {
    let mut backoff = Backoff::default();
    loop {
        match try_open(path, how | libc::O_NONBLOCK, mode) {
            // Nobody reads.
            Err(libc::ENXIO) => pause(&mut backoff)?,
            other => return other.and_then(waiting),
        }
    }
}

fn open_reader(path: &CStr, how: c_int, mode: mode_t) -> Result<OwnedFd, Errno> {
    let reader = try_open(path, how | libc::O_NONBLOCK, mode)?;
    let (_empty, scratch) = std::io::pipe().map_err(number)?;
    let mut backoff = Backoff::default();
    while !fifo::has_had_writer(reader.as_raw_fd(), &scratch) {
        pause(&mut backoff)?;
    }
    waiting(reader)
}

/// A file's pages are written by the kernel; a thread waits for that.
fn open_by_thread(path: &CStr, how: c_int, mode: mode_t) -> Result<OwnedFd, Errno> {
    let path = path.to_owned();
    match attempt::parked(|| blocking::run("open", None, move || try_open(&path, how, mode))) {
        Outcome::Done(result) => result,
        Outcome::TimedOut | Outcome::Cancelled => Err(libc::ECONNABORTED),
    }
}

fn try_open(path: &CStr, how: c_int, mode: mode_t) -> Result<OwnedFd, Errno> {
    // SAFETY: a C string; the descriptor is new and ours.
    unsafe {
        match (real().open)(path.as_ptr(), how, mode) {
            -1 => Err(errno::get()),
            fd => Ok(OwnedFd::from_raw_fd(fd)),
        }
    }
}

fn pause(backoff: &mut Backoff) -> Result<(), Errno> {
    match attempt::parked(|| backoff.pause(WaitReason::Fifo, None)) {
        Wake::Cancelled => Err(libc::ECONNABORTED),
        Wake::Ready | Wake::TimedOut => Ok(()),
    }
}

/// The same, for whoever wants to wait.
fn waiting(file: OwnedFd) -> Result<OwnedFd, Errno> {
    let status = fd::status(file.as_raw_fd()).map_err(number)?;
    fd::set_status(file.as_raw_fd(), status & !libc::O_NONBLOCK).map_err(number)?;
    Ok(file)
}

fn number(error: std::io::Error) -> Errno {
    error.raw_os_error().unwrap_or(libc::EIO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coroutine;
    use crate::hook::decide::PHP;
    use crate::io::testing::go;
    use crate::io::testing::logged;
    use crate::io::testing::run;
    use std::ffi::CString;
    use std::fs::File;
    use std::io::Read;
    use std::io::Write;
    use std::os::unix::ffi::OsStrExt;

    /// A path of the test's own, gone at its end.
    struct Place(CString);

    impl Place {
        fn new(name: &str) -> Self {
            decide::turn_on();
            let path = std::env::temp_dir().join(format!("swirl-open-{name}-{}", std::process::id()));
            Self(CString::new(path.as_os_str().as_bytes()).expect("no NUL in it"))
        }

        fn fifo(name: &str) -> Self {
            let place = Self::new(name);
            // SAFETY: a C string.
            assert_eq!(unsafe { libc::mkfifo(place.0.as_ptr(), 0o600) }, 0);
            place
        }

        fn open(&self, how: c_int) -> Result<File, Errno> {
            // SAFETY: a C string; the descriptor is new and ours.
            unsafe {
                match open::<PHP>(self.0.as_ptr(), how, 0o600) {
                    -1 => Err(errno::get()),
                    fd => Ok(File::from_raw_fd(fd)),
                }
            }
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            // SAFETY: a C string.
            unsafe { libc::unlink(self.0.as_ptr()) };
        }
    }

    #[test]
    fn both_sides_of_a_pipe_wait_for_each_other_and_not_for_the_first_byte() {
        for reader_first in [true, false] {
            let (log, say) = logged();
            let place = std::rc::Rc::new(Place::fifo(&format!("sides-{reader_first}")));
            let (other, heard, wrote) = (place.clone(), say.clone(), say);
            let (word, waits) =
                (std::rc::Rc::new(std::cell::Cell::new(None)), std::rc::Rc::new(std::cell::Cell::new(false)));
            let (speak, is_open) = (word.clone(), waits.clone());
            let reader = move || {
                let mut file = place.open(libc::O_RDONLY).expect("there is a writer");
                heard("open to read");
                is_open.set(true);
                assert!(!fd::is_nonblocking(file.as_raw_fd()).expect("a pipe"));
                if let Some(writer) = speak.take() {
                    coroutine::wake(writer);
                }
                let mut text = String::new();
                crate::io::wait_fd(file.as_raw_fd(), crate::io::Interest::READ, None).expect("a pipe");
                file.read_to_string(&mut text).expect("text");
                heard(if text == "bytes" { "bytes" } else { "something else" });
            };
            let writer = move || {
                let mut file = other.open(libc::O_WRONLY).expect("there is a reader");
                // Not a byte before the reader has seen that there is a writer.
                if !waits.get() {
                    word.set(Some(coroutine::waker()));
                    coroutine::park(WaitReason::Yield, None);
                }
                wrote("writes");
                file.write_all(b"bytes").expect("room");
            };
            if reader_first {
                go(reader);
                go(writer);
            } else {
                go(writer);
                go(reader);
            }
            run();
            assert_eq!(*log.borrow(), ["open to read", "writes", "bytes"]);
        }
    }

    #[test]
    fn a_cancelled_open_leaves_nothing_behind() {
        let (log, say) = logged();
        for how in [libc::O_RDONLY, libc::O_WRONLY] {
            let (say, place) = (say.clone(), Place::fifo(&format!("cancel-{how}")));
            let id = go(move || say(place.open(how).err()));
            go(move || {
                crate::io::sleep(crate::sys::clock::now() + 3_000_000);
                assert!(coroutine::cancel(id));
            });
        }
        run();
        assert_eq!(*log.borrow(), [Some(libc::ECONNABORTED); 2]);
    }

    #[test]
    fn others_are_opened_as_ever() {
        let (log, say) = logged();
        let (fifo, file) = (Place::fifo("plain"), Place::new("file"));
        go(move || {
            say(fifo.open(libc::O_WRONLY | libc::O_NONBLOCK).err());
            say(fifo.open(libc::O_RDWR).err());
            say(file.open(libc::O_RDONLY).err());
            for content in ["longer", "text"] {
                let mut opened = file.open(libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC).expect("a file");
                opened.write_all(content.as_bytes()).expect("room");
            }
            let mut text = String::new();
            file.open(libc::O_RDONLY)
                .and_then(|mut file| file.read_to_string(&mut text).map_err(number))
                .expect("text");
            say((text != "text").then_some(0));
        });
        run();
        assert_eq!(*log.borrow(), [Some(libc::ENXIO), None, Some(libc::ENOENT), None]);
    }
}
