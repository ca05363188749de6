//! `Swoole\Coroutine\Scheduler`, and `Co\run`, which is one in short.

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::call::Callable;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::event_loop;
use crate::php::ffi;
use crate::php::hooks;
use crate::php::life;
use crate::php::object;
use crate::php::object::carried;
use crate::php::options;
use crate::php::value::Owned;
use crate::php::value::Val;

struct Task {
    count: i64,
    function: Callable,
    args: Vec<Owned>,
}

/// A scheduler's own data.
#[derive(Default)]
pub struct Scheduler {
    tasks: Vec<Task>,
    started: bool,
}

carried! {
    /// The class.
    pub static CLASS: Scheduler
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_Scheduler, object::NO_GC) };
}

handlers! {
    fn swirl_Coroutine_Scheduler_add(args, mut ret) {
        args.expect(1, u32::MAX)?;
        if refuse(&args, "add", "scheduler is running") {
            ret.bool(false);
            return Ok(());
        }
        add(&args, 1, 0)
    }

    fn swirl_Coroutine_Scheduler_parallel(args, mut ret) {
        args.expect(2, u32::MAX)?;
        if refuse(&args, "parallel", "scheduler is running") {
            ret.bool(false);
            return Ok(());
        }
        let count = args.long(0)?;
        add(&args, count, 1)
    }

    fn swirl_Coroutine_Scheduler_set(args, _ret) {
        args.expect(1, 1)?;
        options::set(&args.array(0)?)
    }

    fn swirl_Coroutine_Scheduler_getOptions(args, mut ret) {
        args.expect(0, 0)?;
        if let Some(options) = options::given() {
            ret.give(options);
        }
        Ok(())
    }

    fn swirl_Coroutine_Scheduler_start(args, mut ret) {
        args.expect(0, 0)?;
        if refuse(&args, "start", "scheduler is started") {
            ret.bool(false);
            return Ok(());
        }
        let scheduler = CLASS.of(args.this());
        scheduler.started = true;
        if scheduler.tasks.is_empty() {
            error::warning("no coroutine task");
            ret.bool(false);
            return Ok(());
        }
        for task in std::mem::take(&mut scheduler.tasks) {
            start(&task);
        }
        event_loop::wait("Swoole\\Coroutine\\Scheduler::start")?;
        CLASS.of(args.this()).started = false;
        ret.bool(true);
        Ok(())
    }

    fn swirl_fn_Coroutine_run(args, mut ret) {
        args.expect(1, u32::MAX)?;
        let function = args.callable(0)?;
        let (argc, argv) = args.rest(1);
        hooks::turn_on_by_default();
        life::start(&function, argc, argv);
        event_loop::wait("Swoole\\Coroutine\\Scheduler::start")?;
        ret.bool(true);
        Ok(())
    }
}

fn refuse(args: &Args, method: &str, why: &str) -> bool {
    let started = CLASS.of(args.this()).started;
    if started {
        error::warning(&format!("{why}, unable to execute Swoole\\Coroutine\\Scheduler->{method}"));
    }
    started
}

fn add(args: &Args, count: i64, function_at: u32) -> Outcome {
    let function = args.owned_callable(function_at)?;
    let params = (function_at + 1..args.count()).map(|index| args.value(index).share()).collect();
    CLASS.of(args.this()).tasks.push(Task { count, function, args: params });
    Ok(())
}

fn start(task: &Task) {
    for _ in 0..task.count {
        let mut args: Vec<Val> = task.args.iter().map(Owned::get).collect();
        life::start_kept(&task.function, &mut args);
    }
}
