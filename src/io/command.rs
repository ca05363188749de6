//! Running a shell command for its output.

use std::io;
use std::io::PipeReader;
use std::io::Read;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::Command;

use libc::pid_t;

use crate::coroutine::Wake;
use crate::io::Interest;
use crate::io::Outcome;
use crate::io::child;
use crate::io::wait_fd;
use crate::sys::fd;

/// A command that has ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finished {
    /// How, for `WIFEXITED` and its kin.
    pub status: libc::c_int,
    /// What it wrote.
    pub output: Vec<u8>,
}

/// Runs `command` by `/bin/sh`, its error stream among the output if wanted, else shared with ours. Call it where
/// `coroutine::can_park` holds. A command whose wait is cancelled is left to itself.
pub fn run(command: &std::ffi::OsStr, with_errors: bool) -> io::Result<Outcome<Finished>> {
    let (pid, mut pipe) = start(command, with_errors)?;
    let mut output = Vec::new();
    match drain(&mut pipe, &mut output) {
        Ok(Wake::Ready) => {}
        Ok(Wake::TimedOut | Wake::Cancelled) => {
            child::orphan(pid);
            return Ok(Outcome::Cancelled);
        }
        Err(error) => {
            child::orphan(pid);
            return Err(error);
        }
    }
    drop(pipe);
    Ok(match child::wait(pid, 0, None)? {
        Outcome::Done(news) => Outcome::Done(Finished { status: news.status, output }),
        Outcome::TimedOut => Outcome::TimedOut,
        Outcome::Cancelled => {
            child::orphan(pid);
            Outcome::Cancelled
        }
    })
}

fn start(command: &std::ffi::OsStr, with_errors: bool) -> io::Result<(pid_t, PipeReader)> {
    let (pipe, end) = io::pipe()?;
    let flags = fd::status(pipe.as_raw_fd())?;
    fd::set_status(pipe.as_raw_fd(), flags | libc::O_NONBLOCK)?;
    let mut shell = Command::new("/bin/sh");
    shell.arg0("sh").arg("-c").arg(command);
    if with_errors {
        shell.stderr(end.try_clone()?);
    }
    let child = shell.stdout(end).spawn()?;
    // Our copies of the writing end close here, with `shell`: else the output would never end.
    Ok((child.id() as pid_t, pipe))
}

/// Reads to the end; `Cancelled` if the wait was.
fn drain(pipe: &mut PipeReader, output: &mut Vec<u8>) -> io::Result<Wake> {
    loop {
        match pipe.read_to_end(output) {
            Ok(_) => return Ok(Wake::Ready),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        if wait_fd(pipe.as_raw_fd(), Interest::READ, None)? == Wake::Cancelled {
            return Ok(Wake::Cancelled);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::go;
    use crate::io::testing::logged;

    #[test]
    fn output_and_status_come_back() {
        let (log, say) = logged();
        for with_errors in [false, true] {
            let say = say.clone();
            go(move || say(run("echo out; echo err >&2; exit 3".as_ref(), with_errors).ok()));
        }
        crate::io::testing::run();
        let finished = |output: &str| Some(Outcome::Done(Finished { status: 3 << 8, output: output.into() }));
        let mut results = log.take();
        results.sort_by_key(|result| format!("{result:?}").len());
        assert_eq!(results, [finished("out\n"), finished("out\nerr\n")]);
    }

    #[test]
    fn more_than_a_pipe_holds_comes_whole() {
        let (log, say) = logged();
        go(move || {
            let result = run("head -c 1000000 /dev/zero".as_ref(), false);
            say(matches!(result, Ok(Outcome::Done(finished)) if finished.output.len() == 1_000_000));
        });
        crate::io::testing::run();
        assert_eq!(*log.borrow(), [true]);
    }
}
