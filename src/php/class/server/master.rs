//! The master of SWOOLE_PROCESS: it has a loop of its own, takes the signals, and waits for the manager.

use std::os::fd::AsRawFd;
use std::rc::Rc;
use std::sync::atomic::Ordering::Relaxed;

use super::Here;
use super::events::Event;
use super::letters;
use super::property;
use super::start::Run;
use crate::php::args::Outcome;
use crate::php::ending::go_on;
use crate::php::event_loop;
use crate::php::inner_watch;
use crate::php::log;
use crate::php::options;
use crate::php::value::Val;
use crate::sys::process;
use crate::sys::signal::Held;
use crate::sys::signal::Listener;
use crate::sys::spawn;

/// The signals that it heeds.
const SIGNALS: [i32; 8] = [
    libc::SIGTERM,
    libc::SIGINT,
    libc::SIGUSR1,
    libc::SIGUSR2,
    libc::SIGCHLD,
    libc::SIGWINCH,
    libc::SIGHUP,
    libc::SIGPIPE,
];

/// From the manager's start to its end.
pub fn live(here: Here, run: &Rc<Run>, manager: i32, held: Held) -> Outcome {
    event_loop::set_coroutine_callbacks(run.flags.in_coroutines);
    options::activate();
    let Ok(listener) = Listener::new(&SIGNALS).map(Rc::new) else {
        log::write(log::WARNING, b"Server::start(): no descriptors are left");
        let _ = spawn::kill(manager, libc::SIGTERM);
        return Ok(());
    };
    drop(held);
    let heard = Rc::clone(&listener);
    let signals = listener.as_raw_fd();
    let _ = inner_watch::add(signals, false, move || obey(here, &heard, manager));
    letters::watch(here, run);
    here.set(property::MANAGER_PID, Val::long(manager.into()));
    if here.has_admin() {
        here.have_helped("onStart", &[]);
    }
    here.call_back(Event::Start, &[]);
    event_loop::serve();
    go_on()
}

fn obey(here: Here, listener: &Listener, manager: i32) {
    while let Some(signal) = listener.take() {
        match signal {
            libc::SIGTERM | libc::SIGINT => end(here, manager),
            libc::SIGCHLD => look_after(here, manager),
            libc::SIGHUP => {}
            libc::SIGPIPE => {
                const UNREGISTERED: i32 = 721;
                let what = b"Unable to find callback function for signal Broken pipe: 13";
                log::error(log::WARNING, UNREGISTERED, "signal_dispatch", what);
            }
            other => {
                log::reopen();
                let _ = spawn::kill(manager, other);
            }
        }
    }
}

/// The server shall end: the manager sees to that.
pub fn end(here: Here, manager: i32) {
    let Some(run) = here.run() else { return };
    if run.is_ending.swap(1, Relaxed) == 0 {
        if here.has_admin() {
            here.have_helped("onBeforeShutdown", &[]);
        }
        // It ends the script when it throws; that is noted.
        let _ = here.call(Event::BeforeShutdown, &[]);
    }
    let _ = spawn::kill(manager, libc::SIGTERM);
}

/// A child has ended: if it was the manager, so has the server.
fn look_after(here: Here, manager: i32) {
    while let Ok(Some(news)) = process::news(-1, 0) {
        if news.pid != manager {
            continue;
        }
        if here.run().is_none_or(|run| run.is_ending.load(Relaxed) == 0) {
            let (code, signal) = (libc::WEXITSTATUS(news.status), libc::WTERMSIG(news.status));
            let what = format!("Fatal Error: manager process exit. status={code}, signal=[{signal}]");
            log::write(log::WARNING, what.as_bytes());
        }
        event_loop::exit();
    }
}
