//! What PHP keeps of each coroutine.
//!
//! A block per coroutine, from a pool: [`Local`], and behind it the VM's state, whose size only the C half knows. The
//! core carries the block's address as the coroutine's `local`. The thread's own stack has a block, too.

use std::cell::Cell;
use std::cell::RefCell;
use std::ffi::c_void;
use std::rc::Rc;

use super::call::Callable;
use super::ffi;
use super::value::Val;
use crate::coroutine;
use crate::coroutine::Host;
use crate::coroutine::Waker;

/// What to throw into a coroutine as soon as it runs again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Throw {
    /// Nothing.
    Nothing,
    /// The end: `finally` blocks and destructors run.
    GracefulExit,
    /// `Swoole\Coroutine\CanceledException`.
    Cancelled,
    /// `Swoole\Coroutine\TimeoutException`.
    TimedOut,
}

/// Somebody who waits for the end of several coroutines.
pub struct Join {
    /// How many are not at their end.
    pub left: Cell<usize>,
    /// Who waits.
    pub waker: Waker,
}

/// PHP's half of a coroutine.
#[repr(C, align(16))]
pub struct Local {
    /// The callable, with a reference of ours.
    pub callable: Val,
    /// What it resolved to.
    pub fcc: ffi::FcallCache,
    /// The arguments; only good until the first park.
    pub args: (u32, *mut Val),
    /// `Swoole\Coroutine\Context`, made when somebody asks for it. Null before.
    pub context: *mut ffi::Object,
    /// Set once the context has been destroyed.
    pub context_gone: bool,
    /// What to throw at the next switch in.
    pub throw: Throw,
    /// Told to end; see `ending`.
    pub told_to_end: bool,
    /// Whether the preemptive scheduler may interrupt it.
    pub preemptible: bool,
    /// Whether `exit` ends the script as it does outside of coroutines: where Swoole has none.
    pub exits_plainly: bool,
    /// Functions to call at the end, last first.
    pub defers: Vec<Callable>,
    /// Who waits for the end.
    pub join: Option<Rc<Join>>,
    next_free: *mut Local,
}

impl Local {
    /// The VM's state.
    pub(crate) fn vm(this: *mut Local) -> *mut ffi::Vm {
        // SAFETY: every block has the VM's state right behind this structure.
        unsafe { this.add(1).cast() }
    }
}

/// Blocks are made by the chunk, never given back, and reused last in, first out.
struct BlockPool {
    free: *mut Local,
}

const CHUNK: usize = 64;

impl BlockPool {
    fn take(&mut self) -> *mut Local {
        if self.free.is_null() {
            self.grow();
        }
        let block = self.free;
        // SAFETY: a free block is initialised and ours alone.
        self.free = unsafe { (*block).next_free };
        block
    }

    fn give_back(&mut self, block: *mut Local) {
        // SAFETY: the caller gives up the block.
        unsafe { (*block).next_free = self.free };
        self.free = block;
    }

    fn grow(&mut self) {
        // SAFETY: no conditions; the size is a constant of the build.
        let vm = unsafe { ffi::swirl_vm_size() };
        let stride = (size_of::<Local>() + vm).next_multiple_of(align_of::<Local>());
        let layout =
            std::alloc::Layout::from_size_align(stride * CHUNK, align_of::<Local>()).expect("a small constant");
        // SAFETY: the layout is not empty.
        let chunk = unsafe { std::alloc::alloc_zeroed(layout) };
        assert!(!chunk.is_null(), "out of memory");
        for i in (0..CHUNK).rev() {
            // SAFETY: inside the chunk, aligned by the stride.
            let block = unsafe { chunk.add(i * stride).cast::<Local>() };
            // SAFETY: as above; nothing is there yet.
            unsafe { block.write(Local::vacant()) };
            self.give_back(block);
        }
    }
}

impl Local {
    fn vacant() -> Self {
        Self {
            callable: Val::UNDEF,
            // SAFETY: a plain C structure, for which zero bytes are a value.
            fcc: unsafe { std::mem::zeroed() },
            args: (0, std::ptr::null_mut()),
            context: std::ptr::null_mut(),
            context_gone: false,
            throw: Throw::Nothing,
            told_to_end: false,
            preemptible: true,
            exits_plainly: false,
            defers: Vec::new(),
            join: None,
            next_free: std::ptr::null_mut(),
        }
    }
}

thread_local! {
    static POOL: RefCell<BlockPool> = const { RefCell::new(BlockPool { free: std::ptr::null_mut() }) };
    static LAYERS: Cell<[Option<Host>; 2]> = const { Cell::new([None; 2]) };
    static ROOT: Cell<*mut Local> = const { Cell::new(std::ptr::null_mut()) };
}

/// Makes the block of the thread's own stack and presents PHP to the core.
pub fn thread_startup() {
    if ROOT.get().is_null() {
        let root = POOL.with_borrow_mut(BlockPool::take);
        ROOT.set(root);
        present();
    }
}

/// What happens at a switch.
const HOST: Host = Host { leave_root, switch, finish };

/// Who has something to do at a switch besides, in the order in which they are called; each calls [`inner`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layer {
    /// Superglobals of coroutines.
    Globals,
    /// The one that looks how long coroutines run.
    Watchdog,
}

/// Puts a layer in, or takes it out; the others stay, in whatever order they come and go.
pub fn set_layer(layer: Layer, host: Option<Host>) {
    let mut layers = LAYERS.get();
    layers[layer as usize] = host;
    LAYERS.set(layers);
    present();
}

/// Whom a layer calls.
pub fn inner(layer: Layer) -> Host {
    first(layer as usize + 1)
}

fn first(from: usize) -> Host {
    LAYERS.get().iter().skip(from).flatten().next().copied().unwrap_or(HOST)
}

fn present() {
    coroutine::set_host(first(0), ROOT.get().cast());
}

/// The block of the thread's own stack.
pub fn root() -> *mut c_void {
    ROOT.get().cast()
}

/// Whether this block is that of the thread's own stack.
pub fn is_root(local: *mut c_void) -> bool {
    local == ROOT.get().cast()
}

/// A fresh block.
pub fn take() -> *mut Local {
    POOL.with_borrow_mut(BlockPool::take)
}

/// Takes back the block of a coroutine that has ended; whatever it owned has been released.
pub(crate) fn give_back(local: *mut Local) {
    // SAFETY: the coroutine has ended, so the block is ours.
    unsafe {
        (*local).context = std::ptr::null_mut();
        (*local).context_gone = false;
        (*local).throw = Throw::Nothing;
        (*local).told_to_end = false;
        (*local).preemptible = true;
        (*local).exits_plainly = false;
    }
    POOL.with_borrow_mut(|pool| pool.give_back(local));
}

/// Takes back the blocks of all coroutines, which are about to be abandoned. What they own is PHP's memory, which goes
/// with the request: nothing is let go of here, as that could run code.
pub fn abandon_all() {
    for local in coroutine::ids().into_iter().filter_map(of) {
        // SAFETY: nobody runs the coroutine any more.
        unsafe {
            std::mem::forget(std::mem::take(&mut (*local).defers));
            std::mem::forget((*local).join.take());
        }
        give_back(local);
    }
    coroutine::abandon_all();
}

/// The block of the running coroutine.
pub fn current() -> Option<*mut Local> {
    coroutine::current_local().map(<*mut c_void>::cast)
}

/// The block of a coroutine.
pub fn of(id: i64) -> Option<*mut Local> {
    coroutine::local_of(id).map(<*mut c_void>::cast)
}

/// The frame in which a parked coroutine stands.
pub fn frame_of(id: i64) -> Option<*mut ffi::ExecuteData> {
    // SAFETY: a live coroutine's block has an initialised state.
    of(id).map(|local| unsafe { ffi::swirl_vm_frame(Local::vm(local)) })
}

/// Throws into a parked coroutine as soon as it runs again.
pub fn throw_at_resume(id: i64, throw: Throw) {
    if let Some(local) = of(id) {
        // SAFETY: a live coroutine's block.
        unsafe { (*local).throw = throw };
    }
}

/// In the running coroutine `exit` ends the script, as it does outside.
pub fn exit_plainly() {
    if let Some(local) = current() {
        // SAFETY: the block of the running coroutine.
        unsafe { (*local).exits_plainly = true };
    }
}

/// Whether `exit` is an exception in the running coroutine, if there is one.
pub fn throws_exit() -> bool {
    // SAFETY: the block of the running coroutine.
    current().is_none_or(|local| unsafe { !(*local).exits_plainly })
}

/// Marks a coroutine as told to end. False when it was before.
pub fn tell_to_end(id: i64) -> bool {
    match of(id) {
        // SAFETY: a live coroutine's block.
        Some(local) => unsafe { !std::mem::replace(&mut (*local).told_to_end, true) },
        None => false,
    }
}

fn switch(from: *mut c_void, to: *mut c_void) {
    let (from, to) = (from.cast::<Local>(), to.cast::<Local>());
    // SAFETY: the core hands back the blocks that it was given; the VM's states behind them are initialised, as a
    // coroutine's is before it starts and the root's when it is left for the first time.
    unsafe {
        ffi::swirl_vm_switch(Local::vm(from), Local::vm(to));
        if (*to).throw != Throw::Nothing {
            throw_now(to);
        }
    }
}

fn leave_root(root: *mut c_void, to: *mut c_void) {
    // SAFETY: as in `switch`.
    unsafe { ffi::swirl_vm_leave_root() };
    switch(root, to);
}

fn finish(from: *mut c_void, to: *mut c_void) {
    // SAFETY: as in `switch`.
    unsafe { ffi::swirl_vm_finish(Local::vm(from.cast()), Local::vm(to.cast())) };
    give_back(from.cast());
}

#[cold]
fn throw_now(local: *mut Local) {
    // SAFETY: the block of the coroutine whose VM state has just been put in place.
    let throw = unsafe { std::mem::replace(&mut (*local).throw, Throw::Nothing) };
    // SAFETY: the C half's contract; class entries are set at startup.
    unsafe {
        match throw {
            Throw::Nothing => {}
            Throw::GracefulExit => ffi::swirl_throw_graceful_exit(),
            Throw::Cancelled => ffi::swirl_throw(ffi::ce::swirl_ce_Coroutine_CanceledException, c"".as_ptr(), 0),
            Throw::TimedOut => ffi::swirl_throw(ffi::ce::swirl_ce_Coroutine_TimeoutException, c"".as_ptr(), 0),
        }
    }
}
