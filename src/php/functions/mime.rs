//! MIME types by file suffix.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::php::entry::handlers;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;

/// Lines of a type and its suffixes.
const KNOWN: &str = include_str!("mime.types");

const UNKNOWN: &[u8] = b"application/octet-stream";

type Types = BTreeMap<Vec<u8>, Vec<u8>>;

thread_local! {
    /// Suffix to type; made when somebody asks.
    static TYPES: RefCell<Option<Types>> = const { RefCell::new(None) };
}

/// The type of a file, by its name: a new string.
pub fn of_file(name: &[u8]) -> Val {
    let suffix = suffix(name);
    with(|types| Val::bytes(types.get(&suffix).map_or(UNKNOWN, Vec::as_slice)))
}

/// Whether the suffix of a file's name says what it is.
pub fn is_known(name: &[u8]) -> bool {
    let suffix = suffix(name);
    with(|types| types.contains_key(&suffix))
}

handlers! {
    fn swirl_fn_swoole_mime_type_add(args, mut ret) {
        args.expect(2, 2)?;
        let (suffix, kind) = (args.bytes(0)?, args.bytes(1)?);
        let added = with(|types| {
            let new = !types.contains_key(suffix);
            if new {
                types.insert(suffix.to_vec(), kind.to_vec());
            }
            new
        });
        ret.bool(added);
        Ok(())
    }

    fn swirl_fn_swoole_mime_type_set(args, _ret) {
        args.expect(2, 2)?;
        let (suffix, kind) = (args.bytes(0)?, args.bytes(1)?);
        with(|types| types.insert(suffix.to_vec(), kind.to_vec()));
        Ok(())
    }

    fn swirl_fn_swoole_mime_type_delete(args, mut ret) {
        args.expect(1, 1)?;
        let suffix = args.bytes(0)?;
        ret.bool(with(|types| types.remove(suffix)).is_some());
        Ok(())
    }

    fn swirl_fn_swoole_mime_type_get(args, mut ret) {
        args.expect(1, 1)?;
        let suffix = suffix(args.bytes(0)?);
        ret.set(with(|types| Val::bytes(types.get(&suffix).map_or(UNKNOWN, Vec::as_slice))));
        Ok(())
    }

    fn swirl_fn_swoole_mime_type_exists(args, mut ret) {
        args.expect(1, 1)?;
        let suffix = suffix(args.bytes(0)?);
        ret.bool(with(|types| types.contains_key(&suffix)));
        Ok(())
    }

    fn swirl_fn_swoole_mime_type_list(args, mut ret) {
        args.expect(0, 0)?;
        let mut list = Array::new();
        with(|types| types.values().for_each(|kind| list.push(Owned::take(Val::bytes(kind)))));
        ret.give(list.build());
        Ok(())
    }
}

fn with<R>(work: impl FnOnce(&mut Types) -> R) -> R {
    TYPES.with_borrow_mut(|types| work(types.get_or_insert_with(known)))
}

fn known() -> Types {
    let lines = KNOWN.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(' ')).flat_map(|(kind, suffixes)| {
        suffixes.split(' ').map(move |suffix| (suffix.as_bytes().to_vec(), kind.as_bytes().to_vec()))
    });
    pairs.collect()
}

/// What follows the last dot, or the whole name.
fn suffix(name: &[u8]) -> Vec<u8> {
    name.rsplit(|&byte| byte == b'.').next().unwrap_or_default().to_ascii_lowercase()
}

/// Forgets what the request has changed.
pub fn request_shutdown() {
    TYPES.take();
}
