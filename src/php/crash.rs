//! What happens when the process faults: overflow of a coroutine's stack becomes a fatal error that names the coroutine,
//! anything else a report of what each coroutine was doing, before the fault takes its usual course.
//!
//! Everything here runs in a signal handler, on a stack of its own: no allocation, no lock, no PHP code. Text is put
//! together in a fixed buffer.

use std::cell::Cell;
use std::ffi::c_int;
use std::ffi::c_void;
use std::fmt::Write;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use super::ffi;
use super::state;
use super::value::from_c;
use crate::coroutine;

const SIGNALS: [c_int; 4] = [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE];
const ALTERNATE_STACK: usize = 64 * 1024;
/// How many coroutines a report shows.
const SHOWN: usize = 64;

/// Handlers are the process's, the alternate stack is each thread's.
static INSTALLED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static HAS_STACK: Cell<bool> = const { Cell::new(false) };
}

/// Installs the handlers, and a stack for them. To be called on PHP's thread before the first coroutine runs.
pub fn install() {
    if !HAS_STACK.replace(true) {
        give_stack();
    }
    if INSTALLED.swap(true, Ordering::Relaxed) {
        return;
    }
    for signal in SIGNALS {
        // SAFETY: plain C structures, for which zero bytes are a value; the handler has the type that SA_SIGINFO asks for.
        // A fault that somebody else handles already is left to them.
        unsafe {
            let mut old: libc::sigaction = std::mem::zeroed();
            libc::sigaction(signal, std::ptr::null(), &mut old);
            if old.sa_sigaction != libc::SIG_DFL {
                continue;
            }
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = handle as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK | libc::SA_RESETHAND | libc::SA_NODEFER;
            libc::sigaction(signal, &action, std::ptr::null_mut());
        }
    }
}

/// The alternate stack is leaked: it must outlive whatever happens.
fn give_stack() {
    let memory = Box::leak(vec![0_u8; ALTERNATE_STACK].into_boxed_slice());
    let stack = libc::stack_t { ss_sp: memory.as_mut_ptr().cast(), ss_flags: 0, ss_size: ALTERNATE_STACK };
    // SAFETY: the memory lives for ever.
    unsafe { libc::sigaltstack(&stack, std::ptr::null_mut()) };
}

extern "C" fn handle(signal: c_int, info: *mut libc::siginfo_t, _context: *mut c_void) {
    // SAFETY: the kernel hands a live structure; for these signals it has an address.
    let address = unsafe { (*info).si_addr() } as usize;
    let mut text = Text::new();
    if let Some((id, size)) = coroutine::overflowed(address) {
        // What cannot be written is cut off: see `Text`.
        let _ = write!(
            text,
            "PHP Fatal error:  Maximum call stack size reached in coroutine #{id}: its stack has {size} bytes. "
        );
        let _ = write!(
            text,
            "Infinite recursion? Else give it more with swirl.stack_size or Co::set(['stack_size' => ...])"
        );
        // SAFETY: the frame of the code that faulted; see `place`.
        place(&mut text, unsafe { ffi::swirl_current_frame() });
        let _ = writeln!(text);
        text.print();
        // SAFETY: ends the process at once; nothing else can be done on a stack that is full.
        unsafe { libc::_exit(255) };
    }
    report(&mut text, signal, address);
    text.print();
    // The signal has its default action again (SA_RESETHAND): going back faults once more, and that ends the process. One
    // that somebody sent must be sent again.
    // SAFETY: raise is async-signal-safe; the kernel's structure is live.
    if unsafe { (*info).si_code } <= 0 {
        // SAFETY: as above.
        unsafe { libc::raise(signal) };
    }
}

fn report(text: &mut Text, signal: c_int, address: usize) {
    if coroutine::count() == 0 {
        return;
    }
    let _ = writeln!(text, "Swirl: signal {signal} at {address:#x}. What each coroutine was doing:");
    let running = coroutine::current_id();
    let mut shown = 0;
    coroutine::each(&mut |id| {
        shown += 1;
        if shown > SHOWN {
            return;
        }
        let _ = write!(text, "  #{id}: ");
        let _ = match coroutine::wait_of(id) {
            Some((reason, _)) => write!(text, "waits for {reason}"),
            None => write!(text, "runs"),
        };
        // SAFETY: frames of live coroutines; see `place`.
        let frame = if running == Some(id) { Some(unsafe { ffi::swirl_current_frame() }) } else { state::frame_of(id) };
        place(text, frame.unwrap_or(std::ptr::null_mut()));
        let _ = writeln!(text);
    });
}

/// Where PHP code stands. A frame that is broken itself faults again, which ends the process as it would have ended.
fn place(text: &mut Text, frame: *mut ffi::ExecuteData) {
    let (mut line, mut function) = (0, std::ptr::null());
    // SAFETY: the C half only follows the links of the frames, without allocating.
    let (file, function) = unsafe {
        let file = ffi::swirl_frame_place(frame, &mut line, &mut function);
        (from_c(file), from_c(function))
    };
    if !file.is_empty() {
        let _ = write!(text, " in {file} on line {line}, {function}()");
    }
}

/// Text of limited length; what is too long is cut off.
struct Text {
    bytes: [u8; 8192],
    length: usize,
}

impl Text {
    fn new() -> Self {
        Self { bytes: [0; 8192], length: 0 }
    }

    fn print(&self) {
        // SAFETY: the bytes are ours. If nobody reads them there is nothing left to do.
        unsafe { libc::write(2, self.bytes.as_ptr().cast(), self.length) };
    }
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let room = self.bytes.len() - self.length;
        let taken = text.len().min(room);
        self.bytes[self.length..self.length + taken].copy_from_slice(&text.as_bytes()[..taken]);
        self.length += taken;
        Ok(())
    }
}
