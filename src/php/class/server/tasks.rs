//! Tasks: work for other processes, and what comes of it.
//!
//! ```text
//! task() ── letter ──▶ task worker: onTask ── finish() or a returned value ── letter ──▶ onFinish, or who waits for it
//! ```

use std::cell::Cell;
use std::cell::OnceCell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use super::Here;
use super::Role;
use super::events;
use super::events::Event;
use super::running;
use super::start::Run;
use super::task_queue;
use super::worker;
use crate::coroutine;
use crate::coroutine::WaitReason;
use crate::coroutine::Waker;
use crate::php::args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::call::Callable;
use crate::php::class::coroutine::deadline;
use crate::php::ending;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::log;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::each;
use crate::server::counters::Counter;
use crate::server::counters::status;
use crate::server::post::About;
use crate::server::post::Letter;
use crate::server::table::Count;
use crate::server::task_queue::Receiver;
use crate::server::task_queue::from_message;
use crate::sys::clock;
use crate::sys::fd as descriptor;

/// Bits of a letter's flags, as PHP sees them.
mod flag {
    pub const SERIALIZE: u32 = 1 << 1;
    pub const NONBLOCK: u32 = 1 << 2;
    pub const CALLBACK: u32 = 1 << 3;
    pub const COROUTINE: u32 = 1 << 5;
    pub const NOREPLY: u32 = 1 << 7;
}

/// How often is tried to send what there is no room for, where no loop does so.
const RETRY: u64 = 2_000_000;

const DISPATCH_FAIL: i32 = 2002;
const TIMEOUT: i32 = 2003;
const NO_IDLE_WORKER: i32 = 9007;

/// The tasks that this process has given or is doing.
#[derive(Default)]
pub struct Tasks {
    callbacks: RefCell<BTreeMap<i64, Rc<Callable>>>,
    /// Who waits for what came of a task.
    waiting: RefCell<BTreeMap<i64, Rc<Waiting>>>,
    /// When it was last told that nobody is idle.
    complained: Cell<u64>,
    /// What onTask is doing.
    current: Cell<Option<Job>>,
    /// In a task worker: takes tasks out of a queue, if there is one.
    pub receiver: RefCell<Option<Rc<Receiver>>>,
}

/// Somebody who waits for tasks.
struct Waiting {
    waker: Option<Waker>,
    /// Their numbers, and what came of them.
    results: RefCell<Vec<(i64, Option<Owned>)>>,
}

impl Waiting {
    fn is_done(&self) -> bool {
        self.results.borrow().iter().all(|(_, result)| result.is_some())
    }
}

/// A task that is being done.
#[derive(Clone, Copy)]
struct Job {
    id: i64,
    from: usize,
    flags: u32,
}

carried! {
    /// `Swoole\Server\Task`
    static CLASS: OnceCell<Job>
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Server_Task, object::NO_GC) };
}

handlers! {
    fn swirl_Server_task(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        args.expect(1, 3)?;
        let (data, to, callback) = (args.value(0), args.long_or(1, -1)?, args.value(2));
        if !may_give(&run, to) {
            return Ok(());
        }
        let callback = if args.has(2) && callback.to_bool() { Some(callback) } else { None };
        let callback = match callback.map(|value| (value, args::resolve(value))) {
            Some((value, None)) => {
                error::not_callable(value);
                return Ok(());
            }
            other => other.and_then(|(_, callback)| callback),
        };
        let mut flags = flag::NONBLOCK;
        if !matches!(run.role.get(), Role::Worker(_)) {
            flags |= flag::NOREPLY;
        }
        if callback.is_some() {
            flags |= flag::CALLBACK;
        }
        if let Some(id) = give(&run, data, to, flags)? {
            if let Some(callback) = callback {
                run.tasks.callbacks.borrow_mut().insert(id, Rc::new(callback));
            }
            ret.long(id);
        }
        Ok(())
    }

    fn swirl_Server_taskwait(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        if !matches!(run.role.get(), Role::Worker(_)) {
            error::misuse("taskwait method can only be used in the worker process");
            return Ok(());
        }
        args.expect(1, 3)?;
        let (data, timeout, to) = (args.value(0), args.double_or(1, 0.5)?, args.long_or(2, -1)?);
        if !may_give(&run, to) {
            return Ok(());
        }
        let Some(id) = give(&run, data, to, flag::COROUTINE)? else { return Ok(()) };
        if let Some(result) = wait(&run, vec![id], timeout).pop().flatten() {
            ret.give(result);
        }
        Ok(())
    }

    fn swirl_Server_taskWaitMulti(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        give_many(&run, &args, &mut ret, false)
    }

    fn swirl_Server_taskCo(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        error::need_park()?;
        give_many(&run, &args, &mut ret, true)
    }

    fn swirl_Server_finish(args, mut ret) {
        ret.bool(false);
        let Some((_, run)) = running(&args)? else { return Ok(()) };
        if run.flags.task_in_coroutines {
            error::fatal("please use Swoole\\Server\\Task->finish instead when task_enable_coroutine is enable");
            return Ok(());
        }
        args.expect(1, 1)?;
        ret.bool(match run.tasks.current.get() {
            Some(job) => answer(&run, job, args.value(0))?,
            None => {
                error::misuse("Server->finish() can only be used in the worker process");
                false
            }
        });
        Ok(())
    }

    fn swirl_Server_Task_finish(args, mut ret) {
        ret.bool(false);
        args.expect(1, 1)?;
        let Some(run) = super::current().and_then(Here::run) else {
            error::misuse("server is not running");
            return Ok(());
        };
        if let Some(&job) = CLASS.shared(args.this()).get() {
            ret.bool(answer(&run, job, args.value(0))?);
        }
        Ok(())
    }

    fn swirl_Server_Task_pack(args, mut ret) {
        args.expect(1, 1)?;
        let (flags, data) = pack(args.value(0))?;
        let flags = flags | flag::NONBLOCK | flag::NOREPLY;
        ret.bool(false);
        match task_queue::pack(Letter { flags, data, ..Letter::new(About::Task, 0) }) {
            Ok(message) => ret.set(Val::bytes(&message)),
            Err(why) => log::system_warning("Server::task_pack", "write to tmpfile failed", &why),
        }
        Ok(())
    }

    fn swirl_Server_Task_unpack(args, mut ret) {
        args.expect(1, 1)?;
        ret.bool(false);
        let letter = from_message(args.bytes(0)?.to_vec()).ok();
        if let Some(data) = letter.and_then(|letter| unpack(letter.flags, &letter.data)) {
            ret.give(data);
        }
        Ok(())
    }
}

/// A value as bytes, and how to get it back. Serializing may call PHP code.
pub fn pack(value: Val) -> Outcome<(u32, Vec<u8>)> {
    if let Some(bytes) = value.as_bytes() {
        return Ok((0, bytes.to_vec()));
    }
    let mut result = Val::UNDEF;
    let mut argument = [value];
    // SAFETY: the C half's contract; the argument lives through the call.
    let outcome = unsafe { ffi::swirl_call_function(c"serialize".as_ptr(), 1, argument.as_mut_ptr(), &mut result) };
    let result = Owned::take(result);
    ending::note(outcome);
    if outcome == ffi::DONE { Ok((flag::SERIALIZE, result.as_bytes().to_vec())) } else { Err(Thrown) }
}

/// The value that was packed. `None` when the bytes are none.
pub fn unpack(flags: u32, data: &[u8]) -> Option<Owned> {
    if flags & flag::SERIALIZE == 0 {
        return Some(Owned::take(Val::bytes(data)));
    }
    let (mut options, mut result) = (Val::NULL, Val::UNDEF);
    let (bytes, length) = (data.as_ptr().cast(), data.len());
    // SAFETY: the C half's contract; the bytes live through the call, and there are no options.
    let outcome = unsafe { ffi::swirl_unserialize(bytes, length, &mut options, &mut result) };
    let result = Owned::take(result);
    ending::note(outcome);
    if outcome == ffi::DONE {
        return Some(result);
    }
    event_loop::report_exception();
    None
}

fn may_give(run: &Run, to: i64) -> bool {
    let why = if run.task_workers == 0 {
        "task method can't be executed without task worker".to_owned()
    } else if to > 0 && to >= run.task_workers as i64 {
        format!("worker_id must be less than task_worker_num[{}]", run.task_workers)
    } else if matches!(run.role.get(), Role::TaskWorker(_)) {
        "Server->task() cannot use in the task-worker".to_owned()
    } else {
        return true;
    };
    error::misuse(&why);
    false
}

/// Sends a task. Its number, unless that failed.
fn give(run: &Run, data: Val, to: i64, flags: u32) -> Outcome<Option<i64>> {
    let (packed, data) = pack(data)?;
    let id = run.table.add(Count::LastTask, 1) as i64 - 1;
    let to = usize::try_from(to).map_or_else(|_| choose(run), |to| run.workers + to);
    let letter = Letter { from: run.own_box() as u32, flags: packed | flags, data, ..Letter::new(About::Task, id) };
    run.table.add(Count::Tasking, 1);
    run.table.add(Count::Tasks, 1);
    let sent = if run.queue.is_some() { task_queue::send(run, to, letter) } else { run.send(to, letter) };
    match sent {
        Ok(()) => Ok(Some(id)),
        Err(why) => {
            run.table.subtract(Count::Tasking, 1);
            error::set_last(why.raw_os_error().unwrap_or(DISPATCH_FAIL));
            Ok(None)
        }
    }
}

/// A task worker that has nothing to do; else the one whose turn it is.
fn choose(run: &Run) -> usize {
    let turn = run.table.add(Count::NextTaskWorker, 1) as usize;
    let place = |step: usize| run.workers + (turn + step) % run.task_workers;
    if run.flags.tasks_are_for_all {
        return place(0);
    }
    let is_idle = |place: &usize| run.counters[*place].get(Counter::Status) == status::IDLE;
    match (0..run.task_workers).map(place).find(is_idle) {
        Some(idle) => {
            // Nobody else shall choose it until it has looked into its box.
            run.counters[idle].set(Counter::Status, status::BUSY);
            idle
        }
        None => {
            complain(run);
            place(0)
        }
    }
}

/// Tells once in a second that nobody is idle.
fn complain(run: &Run) {
    const SECOND: u64 = 1_000_000_000;
    let now = clock::now();
    if now >= run.tasks.complained.get() + SECOND {
        run.tasks.complained.set(now);
        let what = b"No idle task worker is available";
        log::error(log::WARNING, NO_IDLE_WORKER, "Server::timer_callback", what);
    }
}

/// Several tasks at once, and what comes of them in time.
fn give_many(run: &Rc<Run>, args: &args::Args, ret: &mut crate::php::entry::Return, all_keys: bool) -> Outcome {
    const MOST: usize = 1024;
    let name = if all_keys { "taskCo" } else { "taskWaitMulti" };
    if !matches!(run.role.get(), Role::Worker(_)) {
        error::misuse(&format!("{name} method can only be used in the worker process"));
        return Ok(());
    }
    args.expect(1, 2)?;
    let (tasks, timeout) = (args.array(0)?, args.double_or(1, 0.5)?);
    if !may_give(run, -1) {
        return Ok(());
    }
    if crate::php::value::count(&tasks) >= MOST {
        error::misuse("too many concurrent tasks");
        return Ok(());
    }
    let mut values = Vec::new();
    each(&tasks, |_, value| {
        values.push(value.share());
        true
    });
    let mut ids = Vec::new();
    for value in &values {
        ids.extend(give(run, value.get(), -1, flag::COROUTINE)?);
    }
    if ids.is_empty() {
        error::set_last(DISPATCH_FAIL);
        return Ok(());
    }
    let mut list = Array::new();
    for (index, result) in wait(run, ids, timeout).into_iter().enumerate() {
        match result {
            Some(result) => list.set(index as i64, result),
            None if all_keys => list.set(index as i64, Owned::take(Val::bool(false))),
            None => {}
        }
    }
    ret.give(list.build());
    Ok(())
}

/// Waits for what comes of tasks, in a coroutine or not.
fn wait(run: &Rc<Run>, ids: Vec<i64>, timeout: f64) -> Vec<Option<Owned>> {
    let parks = coroutine::can_park();
    let results = RefCell::new(ids.iter().map(|&id| (id, None)).collect());
    let waiting = Rc::new(Waiting { waker: parks.then(coroutine::waker), results });
    for &id in &ids {
        run.tasks.waiting.borrow_mut().insert(id, Rc::clone(&waiting));
    }
    if parks {
        coroutine::park(WaitReason::Yield, deadline(timeout));
    } else {
        wait_blocking(run, &waiting, timeout);
    }
    if !waiting.is_done() {
        error::set_last(TIMEOUT);
    }
    for id in &ids {
        run.tasks.waiting.borrow_mut().remove(id);
    }
    waiting.results.take().into_iter().map(|(_, result)| result).collect()
}

/// Reads letters, and keeps those about something else for later.
fn wait_blocking(run: &Rc<Run>, waiting: &Waiting, timeout: f64) {
    let ends_at = deadline(timeout).unwrap_or(u64::MAX);
    while !waiting.is_done() {
        match run.post.receive(run.own_box()) {
            Some(letter) if letter.about == About::Finish && take_result(run, &letter) => {}
            Some(letter) => run.worker.put_off.borrow_mut().push(letter),
            None => {
                let left = ends_at.saturating_sub(clock::now());
                if left == 0 {
                    break;
                }
                // The loop, which would send what there was no room for, stands still.
                let pause = if run.post.flush_some() { left.min(RETRY) } else { left };
                let exit = run.post.exit(run.own_box());
                if descriptor::wait(exit, libc::POLLIN, Some(Duration::from_nanos(pause))).is_err() {
                    break;
                }
            }
        }
    }
}

/// Gives a result to who waits for it. False when nobody does.
fn take_result(run: &Run, letter: &Letter) -> bool {
    let Some(waiting) = run.tasks.waiting.borrow_mut().remove(&letter.id) else { return false };
    let result = unpack(letter.flags, &letter.data).unwrap_or(Owned::take(Val::bool(false)));
    for (id, place) in waiting.results.borrow_mut().iter_mut() {
        if *id == letter.id {
            place.replace(result);
            break;
        }
    }
    if waiting.is_done()
        && let Some(waker) = waiting.waker
    {
        coroutine::wake(waker);
    }
    true
}

/// In a task worker: a task has come.
pub fn perform(here: Here, run: &Rc<Run>, letter: Letter) {
    let job = Job { id: letter.id, from: letter.from as usize, flags: letter.flags };
    run.table.subtract(Count::Tasking, 1);
    let counters = &run.counters[run.own_box()];
    counters.set(Counter::Status, status::BUSY);
    if let Some(data) = unpack(letter.flags, &letter.data) {
        call(here, run, job, data, letter.time);
    }
    if !run.worker.is_ending() {
        counters.set(Counter::Status, status::IDLE);
    }
    worker::count_request(here, run);
}

fn call(here: Here, run: &Rc<Run>, job: Job, data: Owned, time: u64) {
    let Some(callback) = here.callback(Event::Task) else { return };
    let (id, from) = (Val::long(job.id), Val::long(giver(run, job)));
    if run.flags.task_in_coroutines {
        let task = task_object(run, job, &data, time);
        return event_loop::call_back(&callback, &mut [Val::object(here.object), task.get()]);
    }
    let before = run.tasks.current.replace(Some(job));
    let result = if run.flags.task_objects {
        let task = task_object(run, job, &data, time);
        callback.call(&mut [Val::object(here.object), task.get()])
    } else {
        callback.call(&mut [Val::object(here.object), id, from, data.get()])
    };
    event_loop::report_exception();
    if let Some(result) = result.filter(|result| !result.get().is_null()) {
        // An exception while serializing ends the script.
        let _ = answer(run, job, result.get());
        event_loop::report_exception();
    }
    run.tasks.current.set(before);
}

/// The worker that has given a task, as users know it: the manager and the master count as the first one.
fn giver(run: &Run, job: Job) -> i64 {
    if job.from < run.manager_box() { job.from as i64 } else { 0 }
}

fn task_object(run: &Run, job: Job, data: &Owned, time: u64) -> Owned {
    let from = Val::long(giver(run, job));
    let values = [data.get(), events::seconds(time), Val::long(job.id), from, Val::long(job.flags.into())];
    // SAFETY: the class has these properties.
    let object = unsafe { events::make(ffi::ce::swirl_ce_Server_Task, values.map(|value| value.share())) };
    if let Some(object) = object.get().as_object() {
        let _ = CLASS.shared(object).set(job);
    }
    object
}

/// Says what came of a task.
fn answer(run: &Run, job: Job, result: Val) -> Outcome<bool> {
    if job.flags & flag::NOREPLY != 0 {
        error::set_last(error::code::OPERATION_NOT_SUPPORT);
        return Ok(false);
    }
    let (packed, data) = pack(result)?;
    let kept = job.flags & (flag::COROUTINE | flag::CALLBACK | flag::NONBLOCK);
    let letter =
        Letter { from: run.own_box() as u32, flags: packed | kept, data, ..Letter::new(About::Finish, job.id) };
    Ok(run.send(job.from, letter).is_ok())
}

/// Something came of a task that this process has given.
pub fn finished(here: Here, run: &Rc<Run>, letter: &Letter) {
    if letter.flags & flag::COROUTINE != 0 {
        if !take_result(run, letter) {
            let what = format!("task[{}] has expired", letter.id);
            log::error(log::WARNING, TIMEOUT, "Server::onFinish", what.as_bytes());
        }
        return;
    }
    let own = run.tasks.callbacks.borrow_mut().remove(&letter.id);
    let Some(callback) = own.or_else(|| here.callback(Event::Finish)) else {
        error::misuse("require 'onFinish' callback");
        return;
    };
    let Some(data) = unpack(letter.flags, &letter.data) else { return };
    let id = Val::long(letter.id);
    if run.flags.event_objects {
        let values = [id, Val::long(letter.from.into()), events::seconds(letter.time), data.get()];
        // SAFETY: the class has these properties.
        let object = unsafe { events::make(ffi::ce::swirl_ce_Server_TaskResult, values.map(|value| value.share())) };
        return event_loop::call_back(&callback, &mut [Val::object(here.object), object.get()]);
    }
    event_loop::call_back(&callback, &mut [Val::object(here.object), id, data.get()]);
}
