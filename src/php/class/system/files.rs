//! Files.

use std::ffi::CString;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use crate::io::Outcome;
use crate::io::blocking;
use crate::io::file;
use crate::io::file::Failed;
use crate::io::file::Writing;
use crate::php::args;
use crate::php::args::Args;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::Exception;
use crate::php::error::need_park;
use crate::php::log;
use crate::php::value::Array;
use crate::php::value::Val;
use crate::sys::volume;

/// `FILE_LOCK`, in Swoole the same as `LOCK_EX`.
const LOCK: i64 = 2;
/// `FILE_APPEND`
const APPEND: i64 = 8;

handlers! {
    fn swirl_Coroutine_System_readFile(args, mut ret) {
        args.expect(1, 2)?;
        let path = path(&args, "Filename")?;
        let flags = args.long_or(1, 0)?;
        need_park()?;
        let shown = path.to_string_lossy().into_owned();
        let read = file::read(PathBuf::from(std::ffi::OsString::from_vec(path.into_bytes())), flags & LOCK != 0);
        match done("System::read_file", &shown, read) {
            Some(bytes) => ret.set(Val::bytes(&bytes)),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Coroutine_System_writeFile(args, mut ret) {
        args.expect(2, 3)?;
        let path = path(&args, "Filename")?;
        let data = args.bytes(1)?;
        let flags = args.long_or(2, 0)?;
        need_park()?;
        let how = Writing { append: flags & APPEND != 0, lock: flags & LOCK != 0 };
        let shown = path.to_string_lossy().into_owned();
        let path = PathBuf::from(std::ffi::OsString::from_vec(path.into_bytes()));
        let written = file::write(path, data.to_vec(), how);
        match done("System::write_file", &shown, written) {
            Some(count) => ret.long(count as i64),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Coroutine_System_statvfs(args, mut ret) {
        args.expect(1, 1)?;
        let path = path(&args, "Path")?;
        let array = Array::new();
        let array = match blocking::run("statvfs", None, move || volume::statvfs(&path)) {
            Outcome::Done(Ok(volume)) => described(array, volume),
            Outcome::Done(Err(why)) => {
                super::failed(&why);
                array
            }
            Outcome::TimedOut | Outcome::Cancelled => {
                super::cancelled();
                array
            }
        };
        ret.give(array.build());
        Ok(())
    }
}

/// A path, which must not be empty.
fn path(args: &Args, what: &str) -> args::Outcome<CString> {
    let path = super::c_string(args, 0)?;
    if path.is_empty() {
        return error::throw(Exception::Value, &format!("{what} cannot be empty"));
    }
    Ok(path)
}

/// What came of it; a failure goes to the log.
fn done<T>(place: &str, path: &str, outcome: Outcome<Result<T, Failed>>) -> Option<T> {
    match outcome {
        Outcome::Done(Ok(value)) => return Some(value),
        Outcome::Done(Err(Failed { call, error })) => {
            super::failed(&error);
            log::system_warning(place, &format!("{call}({path}) failed"), &error);
        }
        Outcome::TimedOut | Outcome::Cancelled => super::cancelled(),
    }
    None
}

fn described(array: Array, volume: volume::Volume) -> Array {
    array
        .long("bsize", volume.block_size as i64)
        .long("frsize", volume.fragment_size as i64)
        .long("blocks", volume.blocks as i64)
        .long("bfree", volume.free_blocks as i64)
        .long("bavail", volume.available_blocks as i64)
        .long("files", volume.files as i64)
        .long("ffree", volume.free_files as i64)
        .long("favail", volume.available_files as i64)
        .long("fsid", volume.id as i64)
        .long("flag", volume.flags as i64)
        .long("namemax", volume.longest_name as i64)
}
