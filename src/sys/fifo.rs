//! Named pipes, looked at without opening them and without taking anything out of them.

use crate::sys::fd;
use std::ffi::CStr;
use std::io::PipeWriter;
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;

/// What stands at a path, as far as opening it may take long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtPath {
    /// A named pipe.
    Fifo,
    /// A file that is not empty.
    File,
    /// Anything else, or nothing.
    Other,
}

/// Asks the kernel what stands at a path.
pub fn at(path: &CStr) -> AtPath {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: the path is a C string; stat fills `stat` when it returns 0, and only then is it read.
    let stat = unsafe {
        if libc::stat(path.as_ptr(), stat.as_mut_ptr()) != 0 {
            return AtPath::Other;
        }
        stat.assume_init()
    };
    match stat.st_mode & libc::S_IFMT {
        libc::S_IFIFO => AtPath::Fifo,
        libc::S_IFREG if stat.st_size > 0 => AtPath::File,
        _ => AtPath::Other,
    }
}

/// Whether a pipe's reading side, which was opened without waiting, has had a writer since. `scratch` is an empty pipe.
pub fn has_had_writer(fd: RawFd, scratch: &PipeWriter) -> bool {
    // Bytes, or the end of writers that have gone.
    if fd::is_ready(fd, libc::POLLIN).unwrap_or(true) {
        return true;
    }
    // A writer that has not written yet shows only when one tries: without writers that is the end, with them EAGAIN.
    // SAFETY: takes no pointer.
    let copied = unsafe { libc::tee(fd, scratch.as_raw_fd(), 1, libc::SPLICE_F_NONBLOCK) };
    copied != 0
}
