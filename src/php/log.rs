//! Swoole's log: lines on the standard output or in a file, and the functions that write them.
//!
//! ```text
//! [2026-11-22 22:14:41 %4711.0]   WARNING   what happened
//!  date                 │   └ worker: 0 outside of servers
//!                       └ kind of process and its number
//! ```

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::CString;
use std::fs::File;
use std::io::Write;

use super::error;
use super::value::Val;
use super::value::find;
use crate::sys::clock;

/// `SWOOLE_LOG_DEBUG`
pub const DEBUG: i64 = 0;
/// `SWOOLE_LOG_INFO`
pub const INFO: i64 = 2;
/// `SWOOLE_LOG_NOTICE`
pub const NOTICE: i64 = 3;
/// `SWOOLE_LOG_WARNING`
pub const WARNING: i64 = 4;
/// `SWOOLE_LOG_ERROR`
pub const ERROR: i64 = 5;
/// `SWOOLE_LOG_NONE`
const NONE: i64 = 6;
const NAMES: [&str; 6] = ["DEBUG", "TRACE", "INFO", "NOTICE", "WARNING", "ERROR"];

const DATE: &std::ffi::CStr = c"%Y-%m-%d %H:%M:%S";

/// A file that is written to.
struct Output {
    /// As the user named it.
    path: String,
    /// As it is called for now; see [`Log::rotation`].
    dated: String,
    file: File,
}

struct Log {
    level: Cell<i64>,
    output: RefCell<Option<Output>>,
    ignored: RefCell<BTreeSet<i32>>,
    /// For strftime; `None` is [`DATE`].
    date: RefCell<Option<CString>>,
    microseconds: Cell<bool>,
    /// `SWOOLE_LOG_ROTATION_*`: whether and how often a new file is begun.
    rotation: Cell<i64>,
    /// What lines call this process, and which worker it is.
    process: Cell<(char, usize)>,
}

thread_local! {
    static LOG: Log = const { Log {
        level: Cell::new(INFO),
        output: RefCell::new(None),
        ignored: RefCell::new(BTreeSet::new()),
        date: RefCell::new(None),
        microseconds: Cell::new(false),
        rotation: Cell::new(0),
        process: Cell::new(('%', 0)),
    } };
}

/// Takes what concerns the log out of settings.
pub fn configure(settings: &Val) {
    let mut path = None;
    LOG.with(|log| {
        if let Some(level) = find(settings, "log_level") {
            log.level.set(level.to_long().clamp(DEBUG, NONE));
        }
        if let Some(format) = find(settings, "log_date_format").and_then(|format| CString::new(format.as_bytes()?).ok())
        {
            log.date.replace(Some(format));
        }
        if let Some(on) = find(settings, "log_date_with_microseconds") {
            log.microseconds.set(on.to_bool());
        }
        if let Some(rotation) = find(settings, "log_rotation") {
            log.rotation.set(rotation.to_long());
        }
        path = find(settings, "log_file").and_then(|path| Some(String::from_utf8_lossy(path.as_bytes()?).into_owned()));
    });
    if let Some(path) = path {
        open(path);
    }
}

fn open(path: String) {
    const SYSTEM_CALL_FAIL: i32 = 502;
    let dated = dated(&path);
    LOG.with(|log| log.output.take());
    match File::options().create(true).append(true).open(&dated) {
        Ok(file) => {
            LOG.with(|log| log.output.replace(Some(Output { path, dated, file })));
        }
        Err(why) => {
            error(WARNING, SYSTEM_CALL_FAIL, "Logger::open", format!("open('{dated}') failed. Error: {why}").as_bytes())
        }
    }
}

/// The name of the file to write to now.
fn dated(path: &str) -> String {
    let format = match LOG.with(|log| log.rotation.get()) {
        0 => return path.to_owned(),
        1 => c"%Y%m",
        3 => c"%Y%m%d%H",
        4 => c"%Y%m%d%H%M",
        _ => c"%Y%m%d",
    };
    format!("{path}.{}", clock::format_local(format))
}

/// Writes a line, unless its level is below what is wanted.
pub fn write(level: i64, message: &[u8]) {
    if level < LOG.with(|log| log.level.get()) {
        return;
    }
    rotate();
    let name = usize::try_from(level).ok().and_then(|level| NAMES.get(level)).unwrap_or(&NAMES[INFO as usize]);
    let (kind, worker) = LOG.with(|log| log.process.get());
    let mut line = format!("[{} {kind}{}.{worker}]\t{name}\t", date(), std::process::id()).into_bytes();
    line.extend_from_slice(message);
    line.push(b'\n');
    LOG.with(|log| {
        // A log that cannot be written must not stop the script.
        let _ = match &mut *log.output.borrow_mut() {
            Some(output) => output.file.write_all(&line),
            None => std::io::stdout().write_all(&line),
        };
    });
}

/// Remembers an error, and writes a line about it unless its number is being ignored. `place` is where it happened.
pub fn error(level: i64, number: i32, place: &str, message: &[u8]) {
    error::set_last(number);
    if LOG.with(|log| log.ignored.borrow().contains(&number)) {
        return;
    }
    let mut line = format!("{place}() (ERRNO {number}): ").into_bytes();
    line.extend_from_slice(message);
    write(level, &line);
}

/// Writes a warning about a system call that failed.
pub fn system_warning(place: &str, message: &str, why: &std::io::Error) {
    let errno = why.raw_os_error().unwrap_or_default();
    let meaning = crate::sys::errno::describe(errno);
    write(WARNING, format!("{place}(): {message}, Error: {meaning}[{errno}]").as_bytes());
}

/// Says what lines call this process: `%` outside of servers, `#` a master, `*` a worker, and its number.
pub fn set_process(kind: char, worker: usize) {
    LOG.with(|log| log.process.set((kind, worker)));
}

/// For a process in the background: the standard streams go into the log file, or nowhere.
pub fn redirect_streams() {
    use std::os::fd::AsRawFd;
    let redirect = |file: &File| {
        for stream in [1, 2] {
            // They stay as they are when that fails.
            let _ = crate::sys::spawn::duplicate_to(file.as_raw_fd(), stream);
        }
    };
    LOG.with(|log| match &*log.output.borrow() {
        Some(output) => redirect(&output.file),
        None => {
            if let Ok(nothing) = File::options().write(true).open("/dev/null") {
                redirect(&nothing);
            }
        }
    });
}

/// Opens the file anew, if there is one: it may have been moved away.
pub fn reopen() {
    let path = LOG.with(|log| log.output.borrow().as_ref().map(|output| output.path.clone()));
    if let Some(path) = path {
        open(path);
    }
}

fn date() -> String {
    LOG.with(|log| {
        let format = log.date.borrow();
        let mut date = clock::format_local(format.as_deref().unwrap_or(DATE));
        if log.microseconds.get() {
            date += &format!("<.{}>", clock::wall_microseconds());
        }
        date
    })
}

/// Begins a new file when its time has come.
fn rotate() {
    let path = LOG.with(|log| {
        let output = log.output.borrow();
        output
            .as_ref()
            .filter(|output| log.rotation.get() != 0 && output.dated != dated(&output.path))
            .map(|output| output.path.clone())
    });
    if let Some(path) = path {
        open(path);
    }
}

/// Keeps lines with this error number out of the log.
pub fn ignore(number: i32) {
    LOG.with(|log| log.ignored.borrow_mut().insert(number));
}

/// Everything as in the beginning.
pub fn request_startup() {
    LOG.with(|log| {
        log.level.set(INFO);
        log.output.take();
        log.ignored.take();
        log.date.take();
        log.microseconds.set(false);
        log.rotation.set(0);
    });
}
