//! Swoole's log: `log_level`, `log_file`, and the functions that write to it.

use std::cell::Cell;
use std::cell::RefCell;
use std::collections::HashSet;
use std::io::Write;

use super::value::Val;
use super::value::find;

struct Log {
    level: Cell<i64>,
    file: RefCell<Option<std::fs::File>>,
    ignored: RefCell<Option<HashSet<i64>>>,
}

const INFO: i64 = 2;
/// `SWOOLE_LOG_WARNING`
pub const WARNING: i64 = 4;
const NAMES: [&str; 6] = ["DEBUG", "TRACE", "INFO", "NOTICE", "WARNING", "ERROR"];

thread_local! {
    static LOG: Log = const { Log { level: Cell::new(INFO), file: RefCell::new(None), ignored: RefCell::new(None) } };
}

/// Takes `log_level` and `log_file` out of settings.
pub fn configure(settings: &Val) {
    LOG.with(|log| {
        if let Some(level) = find(settings, "log_level") {
            log.level.set(level.to_long());
        }
        if let Some(path) = find(settings, "log_file")
            && let Some(path) = path.as_bytes()
        {
            let path = String::from_utf8_lossy(path).into_owned();
            let opened = std::fs::OpenOptions::new().create(true).append(true).open(&path);
            log.file.replace(opened.ok());
        }
    });
}

/// Writes a line, unless its level or its error number is not wanted.
pub fn write(level: i64, error: Option<i64>, message: &[u8]) {
    LOG.with(|log| {
        let ignored = error.is_some_and(|error| log.ignored.borrow().as_ref().is_some_and(|all| all.contains(&error)));
        if level < log.level.get() || ignored {
            return;
        }
        let name = NAMES.get(level.max(0) as usize).copied().unwrap_or("NONE");
        let number = error.map(|error| format!(" (ERRNO {error})")).unwrap_or_default();
        let mut line = format!("[{} ${}.0]\t{name}{number}\t", crate::sys::clock::local_time(), std::process::id());
        line += &String::from_utf8_lossy(message);
        line.push('\n');
        // A log that cannot be written must not stop the script.
        let _ = match &mut *log.file.borrow_mut() {
            Some(file) => file.write_all(line.as_bytes()),
            None => std::io::stdout().write_all(line.as_bytes()),
        };
    });
}

/// Keeps lines with this error number out of the log.
pub fn ignore(error: i64) {
    LOG.with(|log| {
        log.ignored.borrow_mut().get_or_insert_default().insert(error);
    });
}

/// Everything as in the beginning.
pub fn request_startup() {
    LOG.with(|log| {
        log.level.set(INFO);
        log.file.take();
        log.ignored.take();
    });
}
