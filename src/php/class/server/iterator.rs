//! `Swoole\Connection\Iterator`.

use std::cell::Cell;
use std::rc::Rc;

use super::Here;
use super::info;
use super::start::Run;
use crate::php::args::Args;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::ffi;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::server::table::Count;
use crate::server::table::Session;

/// Where an iteration is.
struct Iterator {
    /// The server, as long as the object lives: it is the server's property, or that of one of its ports.
    server: Cell<*mut ffi::Object>,
    port: Cell<Option<usize>>,
    session: Cell<Session>,
    /// Whether `session` has been given out, and the next one is wanted.
    is_used: Cell<bool>,
    index: Cell<i64>,
}

impl Default for Iterator {
    fn default() -> Self {
        let server = Cell::new(std::ptr::null_mut());
        Self { server, port: Cell::new(None), session: Cell::new(0), is_used: Cell::new(true), index: Cell::new(0) }
    }
}

carried! {
    static CLASS: Iterator
}

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Connection_Iterator, object::NO_GC) };
}

/// An iterator over the connections of a server, or one of its ports.
pub fn make(server: *mut ffi::Object, port: Option<usize>) -> Owned {
    // SAFETY: the C half's contract; the class is registered. Its constructor is not called.
    let made = unsafe { ffi::swirl_new_object(ffi::ce::swirl_ce_Connection_Iterator) };
    let iterator = CLASS.shared(made);
    iterator.server.set(server);
    iterator.port.set(port);
    Owned::take(Val::object(made))
}

handlers! {
    fn swirl_Connection_Iterator___construct(_args, _ret) {
        error::throw_plain("please use the Swoole\\Server->connections")
    }

    fn swirl_Connection_Iterator___destruct(_args, _ret) {
        Ok(())
    }

    fn swirl_Connection_Iterator_rewind(args, _ret) {
        let iterator = iterator(&args);
        iterator.session.set(0);
        iterator.is_used.set(true);
        iterator.index.set(0);
        Ok(())
    }

    fn swirl_Connection_Iterator_valid(args, mut ret) {
        let iterator = iterator(&args);
        let Some((_, run)) = running(iterator) else {
            ret.bool(false);
            return Ok(());
        };
        if iterator.is_used.get() {
            match run.table.next(iterator.session.get(), iterator.port.get()) {
                Some(session) => {
                    iterator.session.set(session);
                    iterator.is_used.set(false);
                    iterator.index.set(iterator.index.get() + 1);
                }
                None => {
                    ret.bool(false);
                    return Ok(());
                }
            }
        }
        ret.bool(true);
        Ok(())
    }

    fn swirl_Connection_Iterator_current(args, mut ret) {
        ret.long(iterator(&args).session.get());
        Ok(())
    }

    fn swirl_Connection_Iterator_next(args, _ret) {
        iterator(&args).is_used.set(true);
        Ok(())
    }

    fn swirl_Connection_Iterator_key(args, mut ret) {
        ret.long(iterator(&args).index.get());
        Ok(())
    }

    fn swirl_Connection_Iterator_count(args, mut ret) {
        let iterator = iterator(&args);
        ret.long(match (running(iterator), iterator.port.get()) {
            (None, _) => 0,
            (Some((_, run)), None) => run.table.get(Count::Connections) as i64,
            (Some((_, run)), Some(port)) => run.table.connections_of(port) as i64,
        });
        Ok(())
    }

    fn swirl_Connection_Iterator_offsetExists(args, mut ret) {
        args.expect(1, 1)?;
        let session = args.value(0).to_long();
        ret.bool(running(iterator(&args)).is_some_and(|(_, run)| info::is_open(&run, session)));
        Ok(())
    }

    fn swirl_Connection_Iterator_offsetGet(args, mut ret) {
        args.expect(1, 1)?;
        let session = args.value(0).to_long();
        let found = running(iterator(&args)).and_then(|(here, run)| info::describe(here, &run, session));
        match found {
            Some(found) => ret.give(found),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Connection_Iterator_offsetSet(_args, _ret) {
        Ok(())
    }

    fn swirl_Connection_Iterator_offsetUnset(_args, _ret) {
        Ok(())
    }
}

fn iterator(args: &Args) -> &'static Iterator {
    CLASS.shared(args.this())
}

fn running(iterator: &Iterator) -> Option<(Here, Rc<Run>)> {
    let object = iterator.server.get();
    // Kept beyond its server's end, it must not look there.
    let here = super::current().filter(|here| here.object == object)?;
    here.run().map(|run| (here, run))
}
