//! Where a process runs, and how it ranks.

use std::io;

use super::process;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;
use crate::php::value::each;
use crate::sys::machine;
use crate::sys::priority;

/// `PRIO_PROCESS`
const OF_PROCESS: i64 = 0;

handlers! {
    fn swirl_Process_setAffinity(args, mut ret) {
        args.expect(1, 1)?;
        let wanted = processors(args.array(0)?);
        ret.bool(false);
        if let Some(wanted) = wanted {
            tell(&mut ret, priority::set_affinity(&wanted), "sched_setaffinity() failed");
        }
        Ok(())
    }

    fn swirl_Process_getAffinity(args, mut ret) {
        args.expect(0, 0)?;
        match priority::affinity() {
            Ok(processors) => {
                let mut list = crate::php::value::Array::new();
                for cpu in processors.into_iter().filter(|&cpu| cpu < machine::processors() as usize) {
                    list.push(Owned::take(Val::long(cpu as i64)));
                }
                ret.give(list.build());
            }
            Err(why) => {
                error::system_warning("sched_getaffinity() failed", &why);
                ret.bool(false);
            }
        }
        Ok(())
    }

    fn swirl_Process_setPriority(args, mut ret) {
        args.expect(2, 3)?;
        let (which, rank) = (args.long(0)?, args.long(1)?);
        ret.bool(false);
        if let Some(who) = who(&args, which, 2)? {
            match priority::set_priority(which as i32, who, rank as i32) {
                Ok(()) => ret.bool(true),
                Err(why) => error::set_last(why.raw_os_error().unwrap_or_default()),
            }
        }
        Ok(())
    }

    fn swirl_Process_getPriority(args, mut ret) {
        args.expect(1, 2)?;
        let which = args.long(0)?;
        ret.bool(false);
        if let Some(who) = who(&args, which, 1)? {
            match priority::priority(which as i32, who) {
                Ok(rank) => ret.long(rank.into()),
                Err(why) => error::set_last(why.raw_os_error().unwrap_or_default()),
            }
        }
        Ok(())
    }
}

/// Whom a call is about; nobody after a warning.
fn who(args: &Args, which: i64, index: u32) -> Outcome<Option<u32>> {
    if !args.value(index).is_null() {
        return args.long(index).map(|who| Some(who as u32));
    }
    if which == OF_PROCESS {
        return process(args).map(|process| Some(process.pid.get() as u32));
    }
    error::warning("$who parameter must not be null");
    error::set_last(code::INVALID_PARAMS);
    Ok(None)
}

/// The numbers of processors; nothing when there are none, or after a warning.
fn processors(list: Val) -> Option<Vec<usize>> {
    let present = machine::processors() as usize;
    if count(&list) > present {
        error::misuse("More than the number of CPU");
        return None;
    }
    let mut wanted = Vec::new();
    let mut wrong = None;
    each(&list, |_, value| {
        let cpu = value.to_long();
        match usize::try_from(cpu).ok().filter(|&cpu| cpu < present) {
            Some(cpu) => wanted.push(cpu),
            None => wrong = Some(cpu),
        }
        wrong.is_none()
    });
    if let Some(cpu) = wrong {
        error::misuse(&format!("invalid cpu id [{cpu}]"));
        return None;
    }
    (!wanted.is_empty()).then_some(wanted)
}

fn tell(ret: &mut Return, result: io::Result<()>, complaint: &str) {
    ret.bool(result.is_ok());
    if let Err(why) = result {
        error::system_warning(complaint, &why);
    }
}
