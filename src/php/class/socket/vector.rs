//! Several strings at once.

use super::create::throw;
use super::create::type_name;
use super::open;
use super::patience;
use super::transfer::note;
use super::transfer::sent_partly;
use crate::net::socket::Failure;
use crate::net::socket::Partial;
use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::php::value::count;
use crate::php::value::each;

/// `IOV_MAX`
const MOST: usize = 1024;

handlers! {
    fn swirl_Coroutine_Socket_readVector(args, mut ret) {
        read(&args, &mut ret, false)
    }

    fn swirl_Coroutine_Socket_readVectorAll(args, mut ret) {
        read(&args, &mut ret, true)
    }

    fn swirl_Coroutine_Socket_writeVector(args, mut ret) {
        write(&args, &mut ret, false)
    }

    fn swirl_Coroutine_Socket_writeVectorAll(args, mut ret) {
        write(&args, &mut ret, true)
    }
}

fn read(args: &Args, ret: &mut Return, all: bool) -> Outcome {
    args.expect(1, 2)?;
    let (wanted, timeout) = (args.array(0)?, args.double_or(1, 0.0)?);
    let Some(socket) = open(args, ret)? else { return Ok(()) };
    if count(&wanted) > MOST {
        return too_many(args, ret);
    }
    let mut buffers = Vec::new();
    for (index, value) in elements(&wanted).into_iter().enumerate() {
        match value.as_long().map(usize::try_from) {
            Some(Ok(length)) => buffers.push(vec![0; length]),
            Some(Err(_)) => return throw(&format!("Item #[{index}] must be greater than 0"), libc::EINVAL),
            None => return throw(&wrong_type(index, "int", value), libc::EINVAL),
        }
    }
    let received = socket.receive_vector(&mut buffers, all, patience(timeout, socket.timeouts.get().read));
    match received {
        Partial { done: 0, why: Err(why) } => super::failed(args, ret, &why),
        Partial { mut done, why } => {
            let mut strings = Array::new();
            for buffer in &buffers {
                let filled = done.min(buffer.len());
                if done == 0 {
                    break;
                }
                done -= filled;
                strings.push(Owned::take(Val::bytes(&buffer[..filled])));
            }
            ret.give(strings.build());
            note(args, why)
        }
    }
}

fn write(args: &Args, ret: &mut Return, all: bool) -> Outcome {
    args.expect(1, 2)?;
    let (strings, timeout) = (args.array(0)?, args.double_or(1, 0.0)?);
    let Some(socket) = open(args, ret)? else { return Ok(()) };
    if count(&strings) > MOST {
        return too_many(args, ret);
    }
    let elements = elements(&strings);
    let mut buffers = Vec::with_capacity(elements.len());
    for (index, value) in elements.iter().enumerate() {
        match value.as_bytes() {
            Some(b"") => return throw(&format!("Item #[{index}] cannot be empty string"), libc::EINVAL),
            Some(bytes) => buffers.push(bytes),
            None => return throw(&wrong_type(index, "string", *value), libc::EINVAL),
        }
    }
    let sent = socket.send_vector(&buffers, all, patience(timeout, socket.timeouts.get().write));
    sent_partly(args, ret, sent)
}

/// The elements, which live as long as the array.
fn elements(array: &Val) -> Vec<Val> {
    let mut found = Vec::with_capacity(count(array));
    each(array, |_, value| {
        found.push(value);
        true
    });
    found
}

fn wrong_type(index: usize, wanted: &str, value: Val) -> String {
    format!("Item #[{index}] must be of type {wanted}, {} given", type_name(value))
}

fn too_many(args: &Args, ret: &mut Return) -> Outcome {
    let text = format!("The maximum of iov count is {MOST}");
    super::failed(args, ret, &Failure::Told(libc::EINVAL, text))
}
