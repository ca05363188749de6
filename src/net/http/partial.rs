//! Heads that come in drops: when it is worth while to parse one.

/// What is known of a head that has not come completely.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Partial {
    /// How long it was when it was last parsed.
    pub parsed: usize,
    /// So many bytes hold no end.
    searched: usize,
}

impl Partial {
    /// Whether to parse it now: if it may be complete, or has doubled, so that nonsense is refused soon.
    pub fn is_due(&mut self, head: &[u8]) -> bool {
        let from = self.searched.saturating_sub(b"\n\r".len()).min(head.len());
        let is_due = head.len() >= 2 * self.parsed || ends_head(&head[from..]);
        self.searched = head.len();
        if is_due {
            self.parsed = head.len();
        }
        is_due
    }
}

/// Whether an empty line is in it, with CR or without.
fn ends_head(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', bytes).any(|at| matches!(bytes[at + 1..], [b'\n', ..] | [b'\r', b'\n', ..]))
}
