//! Whole files, on the thread pool.
//!
//! Invariant: a lock is waited for by asking again and again, never by a thread: that would be lost for the others, and
//! could not be called back.

use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use crate::coroutine::WaitReason;
use crate::coroutine::Wake;
use crate::io::Backoff;
use crate::io::Outcome;
use crate::io::blocking;
use crate::sys::fd;

/// Which step failed, and why.
#[derive(Debug)]
pub struct Failed {
    /// The name of the call.
    pub call: &'static str,
    /// Its error.
    pub error: io::Error,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Writing {
    /// Behind what is there, instead of in its place.
    pub append: bool,
    /// While nobody else holds a lock.
    pub lock: bool,
}

/// The contents of a file; with `lock` while nobody holds it for writing. Call it where `coroutine::can_park` holds.
pub fn read(path: PathBuf, lock: bool) -> Outcome<Result<Vec<u8>, Failed>> {
    let open = move || File::open(&path);
    with_file("readFile", open, lock.then_some(false), |mut file| {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed("read"))?;
        Ok(bytes)
    })
}

/// Writes a file, which is made when it is not there; a symbolic link is an error. Returns how many bytes were written.
/// Call it where `coroutine::can_park` holds.
pub fn write(path: PathBuf, data: Vec<u8>, how: Writing) -> Outcome<Result<usize, Failed>> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).append(how.append).mode(0o644).custom_flags(libc::O_NOFOLLOW);
    let open = move || options.open(&path);
    with_file("writeFile", open, how.lock.then_some(true), move |mut file| {
        // Not before the lock: what is there is somebody's until then.
        if !how.append && file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            file.set_len(0).map_err(failed("ftruncate"))?;
        }
        file.write_all(&data).map_err(failed("write"))?;
        Ok(data.len())
    })
}

/// Opens, locks if wanted (exclusively or not), works.
fn with_file<T: Send + 'static>(
    name: &'static str,
    open: impl FnOnce() -> io::Result<File> + Send + 'static,
    lock: Option<bool>,
    work: impl FnOnce(File) -> Result<T, Failed> + Send + 'static,
) -> Outcome<Result<T, Failed>> {
    let Some(exclusive) = lock else {
        return blocking::run(name, None, move || open().map_err(failed("open")).and_then(work));
    };
    let file = match blocking::run(name, None, open) {
        Outcome::Done(Ok(file)) => file,
        Outcome::Done(Err(error)) => return Outcome::Done(Err(failed("open")(error))),
        Outcome::TimedOut => return Outcome::TimedOut,
        Outcome::Cancelled => return Outcome::Cancelled,
    };
    match wait_for_lock(&file, exclusive) {
        Ok(Wake::Cancelled) => Outcome::Cancelled,
        Ok(_) => blocking::run(name, None, move || work(file)),
        Err(error) => Outcome::Done(Err(failed("flock")(error))),
    }
}

fn wait_for_lock(file: &File, exclusive: bool) -> io::Result<Wake> {
    let mut backoff = Backoff::default();
    let fd = file.as_raw_fd();
    while !fd::try_lock(fd, exclusive)? {
        if backoff.pause(WaitReason::FileLock(fd), None) == Wake::Cancelled {
            return Ok(Wake::Cancelled);
        }
    }
    Ok(Wake::Ready)
}

fn failed(call: &'static str) -> impl FnOnce(io::Error) -> Failed {
    move |error| Failed { call, error }
}
