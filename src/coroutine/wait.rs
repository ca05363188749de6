//! What a coroutine waits for, and how a wait ends.
//!
//! Invariant: a [`Waker`] names one wait of one coroutine. The slot's generation moves on when the coroutine ends, its
//! wait number when the wait ends, so a late timer, pool job or closed descriptor finds nobody and wakes nobody.

/// Names one wait of one coroutine; stale as soon as that wait is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Waker {
    /// Index of the coroutine's slot.
    pub(crate) slot: u32,
    /// Moves on each time the slot is given to another coroutine.
    pub(crate) generation: u32,
    /// Moves on each time the coroutine comes back from a wait.
    pub(crate) wait: u32,
}

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wake {
    /// What was waited for has happened.
    Ready,
    /// The deadline came first.
    TimedOut,
    /// Somebody cancelled the wait.
    Cancelled,
}

/// What a coroutine waits for. Backtraces, the deadlock report and the crash report show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WaitReason {
    /// Suspended by the user; only `resume` or `cancel` ends it.
    Yield,
    /// A deadline.
    Sleep,
    /// Gave way so that others may run; already queued to go on.
    GiveWay,
    /// Room in a channel: its object number, and its capacity.
    ChannelPush(u32, u32),
    /// An item from a channel: its object number, and its capacity.
    ChannelPop(u32, u32),
    /// The end of other coroutines.
    Join(u32),
    /// A wait group: how many are not done.
    WaitGroup(u32),
    /// A barrier.
    Barrier,
    /// A lock held by another coroutine.
    Lock,
    /// A number that processes share.
    Atomic,
    /// A class that another coroutine is loading.
    Autoload,
    /// A descriptor to become readable.
    Readable(i32),
    /// A descriptor to become writable.
    Writable(i32),
    /// Any of several descriptors.
    Poll {
        /// How many descriptors are watched.
        fds: u32,
    },
    /// A job of the thread pool, by name.
    Pool(&'static str),
    /// A child process.
    Child(i32),
    /// A lock on a file.
    FileLock(i32),
    /// The other side of a named pipe.
    Fifo,
    /// A signal.
    Signal(i32),
    /// Room to send on a stream of HTTP/2: the other side has to read first.
    Window,
    /// Some more of a request's body.
    Body,
}

impl WaitReason {
    /// Whether the kernel, another process or another thread can end such a wait: then the loop has a reason to stay.
    pub fn is_external(self) -> bool {
        matches!(
            self,
            Self::Readable(_)
                | Self::Writable(_)
                | Self::Atomic
                | Self::Poll { .. }
                | Self::Pool(_)
                | Self::Window
                | Self::Body
                | Self::Child(_)
                | Self::FileLock(_)
                | Self::Fifo
                | Self::Signal(_)
        )
    }
}

impl std::fmt::Display for WaitReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Yield => write!(f, "Coroutine::yield, until somebody resumes it"),
            Self::Sleep => write!(f, "sleep"),
            Self::GiveWay => write!(f, "its turn"),
            Self::ChannelPush(id, capacity) => {
                write!(f, "Channel::push, channel #{id}, {capacity} of {capacity} items, no receiver")
            }
            Self::ChannelPop(id, capacity) => {
                write!(f, "Channel::pop, channel #{id}, 0 of {capacity} items, no sender")
            }
            Self::Join(n) => write!(f, "Coroutine::join, {n} coroutines"),
            Self::WaitGroup(n) => write!(f, "WaitGroup::wait, {n} not done"),
            Self::Barrier => write!(f, "Barrier::wait"),
            Self::Lock => write!(f, "Lock::lock"),
            Self::Atomic => write!(f, "Atomic::wait"),
            Self::Autoload => write!(f, "a class that another coroutine is loading"),
            Self::Readable(fd) => write!(f, "descriptor {fd} to become readable"),
            Self::Writable(fd) => write!(f, "descriptor {fd} to become writable"),
            Self::Poll { fds } => write!(f, "any of {fds} descriptors"),
            Self::Pool(job) => write!(f, "{job} in the thread pool"),
            Self::Child(pid) => write!(f, "child process {pid}"),
            Self::FileLock(fd) => write!(f, "a lock on descriptor {fd}"),
            Self::Fifo => f.write_str("the other side of a named pipe"),
            Self::Window => f.write_str("room to send on a stream of HTTP/2"),
            Self::Body => f.write_str("some more of a request's body"),
            Self::Signal(number) => write!(f, "signal {number}"),
        }
    }
}
