//! `Swoole\Coroutine\Channel`.

use std::cell::RefCell;
use std::ffi::c_int;
use std::ffi::c_void;

use crate::coroutine::Waker;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::class::coroutine::deadline;
use crate::php::entry;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sync;
use crate::sync::parking;
use crate::sync::parking::ReceiveError;
use crate::sync::parking::SendError;

type Queue = RefCell<sync::Channel<Owned, Waker>>;

/// A channel's own data; nothing before the constructor has run.
#[derive(Default)]
pub struct Channel {
    queue: Option<Box<Queue>>,
}

carried! {
    /// The class.
    pub static CLASS: Channel
}

/// Declared properties, in the order of the stub.
const CAPACITY: usize = 0;
const ERR_CODE: usize = 1;

const OK: i64 = 0;
const TIMED_OUT: i64 = -1;
const CLOSED: i64 = -2;
const CANCELED: i64 = -3;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Coroutine_Channel, Some(get_gc)) };
}

handlers! {
    fn swirl_Coroutine_Channel___construct(args, _ret) {
        args.expect(0, 1)?;
        let capacity = args.long_or(0, 1)?.max(1);
        let channel = CLASS.of(args.this());
        if channel.queue.is_some() {
            return error::throw_error("Channel::__construct() can be called only once", code::WRONG_OPERATION);
        }
        channel.queue = Some(Box::new(RefCell::new(sync::Channel::new(capacity as usize))));
        object::set_long(args.this(), CAPACITY, capacity);
        Ok(())
    }

    fn swirl_Coroutine_Channel_push(args, mut ret) {
        let queue = queue(&args)?;
        args.expect(1, 2)?;
        let (value, timeout) = (args.value(0), args.double_or(1, -1.0)?);
        let here = if queue.borrow().is_full() { error::need_park() } else { error::need_coroutine() }?;
        let result = parking::push(here, queue, id(&args), value.share(), deadline(timeout));
        let (code, refused) = match result {
            Ok(()) => (OK, None),
            Err(SendError::Closed(value)) => (CLOSED, Some(value)),
            Err(SendError::TimedOut(value)) => (TIMED_OUT, Some(value)),
            Err(SendError::Cancelled(value)) => (CANCELED, Some(value)),
        };
        object::set_long(args.this(), ERR_CODE, code);
        ret.bool(refused.is_none());
        Ok(())
    }

    fn swirl_Coroutine_Channel_pop(args, mut ret) {
        let queue = queue(&args)?;
        args.expect(0, 1)?;
        let timeout = args.double_or(0, -1.0)?;
        let here = if queue.borrow().is_empty() { error::need_park() } else { error::need_coroutine() }?;
        let code = match parking::pop(here, queue, id(&args), deadline(timeout)) {
            Ok(value) => {
                ret.give(value);
                OK
            }
            Err(why) => {
                ret.bool(false);
                match why {
                    ReceiveError::Closed => CLOSED,
                    ReceiveError::TimedOut => TIMED_OUT,
                    ReceiveError::Cancelled => CANCELED,
                }
            }
        };
        object::set_long(args.this(), ERR_CODE, code);
        Ok(())
    }

    fn swirl_Coroutine_Channel_close(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(parking::close(queue(&args)?));
        Ok(())
    }

    fn swirl_Coroutine_Channel_length(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(queue(&args)?.borrow().len() as i64);
        Ok(())
    }

    fn swirl_Coroutine_Channel_isEmpty(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(queue(&args)?.borrow().is_empty());
        Ok(())
    }

    fn swirl_Coroutine_Channel_isFull(args, mut ret) {
        args.expect(0, 0)?;
        ret.bool(queue(&args)?.borrow().is_full());
        Ok(())
    }

    fn swirl_Coroutine_Channel_stats(args, mut ret) {
        args.expect(0, 0)?;
        let queue = queue(&args)?.borrow();
        let stats = Array::new()
            .long("consumer_num", queue.receivers() as i64)
            .long("producer_num", queue.senders() as i64)
            .long("queue_num", queue.len() as i64);
        ret.give(stats.build());
        Ok(())
    }
}

fn queue(args: &Args) -> Outcome<&'static Queue> {
    match &CLASS.of(args.this()).queue {
        Some(queue) => Ok(queue),
        None => error::throw_error("must call constructor first", code::WRONG_OPERATION),
    }
}

/// What reports call the channel: its object number.
fn id(args: &Args) -> u32 {
    // SAFETY: the C half's contract.
    unsafe { ffi::swirl_object_handle(args.this()) }
}

/// Shows the collector what lies in the channel. Those who wait hold the channel by their frames, which belong to live
/// coroutines: nothing of theirs is garbage.
unsafe extern "C" fn get_gc(object: *mut ffi::Object, table: *mut *mut Val, count: *mut c_int) -> *mut c_void {
    // SAFETY: the C half's contract; the collector calls this with objects of the class.
    unsafe {
        let buffer = ffi::swirl_gc_buffer();
        entry::guard(|| {
            if let Some(queue) = &CLASS.of(object).queue {
                for value in queue.borrow().values() {
                    ffi::swirl_gc_add(buffer, &mut value.get());
                }
            }
        });
        ffi::swirl_gc_use(buffer, object, table, count)
    }
}
