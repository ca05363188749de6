//! A small file that is read again when it has changed.

use std::fs::Metadata;
use std::rc::Rc;
use std::time::SystemTime;

/// What was read from a file, and from which state of it.
pub struct WatchedFile<T> {
    stamp: Option<Stamp>,
    value: Rc<T>,
}

type Stamp = (SystemTime, u64);

impl<T> WatchedFile<T> {
    /// Nothing read yet.
    pub fn new(value: T) -> Self {
        Self { stamp: None, value: Rc::new(value) }
    }

    /// The file as it is now, as `parse` understands it. One that cannot be read is as good as empty.
    pub fn read(&mut self, path: &str, parse: impl FnOnce(&str) -> T) -> Rc<T> {
        let stamp = std::fs::metadata(path).ok().as_ref().map(stamp);
        if stamp != self.stamp {
            let bytes = std::fs::read(path).unwrap_or_default();
            self.value = Rc::new(parse(&String::from_utf8_lossy(&bytes)));
            self.stamp = stamp;
        }
        Rc::clone(&self.value)
    }
}

fn stamp(metadata: &Metadata) -> Stamp {
    (metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), metadata.len())
}
