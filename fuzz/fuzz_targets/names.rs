//! Any answer of a name server, also one that nobody sent: addresses of the kind that was asked for, or none; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::io::dns::Kind;
use swirl::io::dns::message;
use swirl::io::dns::message::Reply;

fuzz_target!(|data: &[u8]| {
    let [choice, bytes @ ..] = data else { return };
    let kind = if choice & 1 == 0 { Kind::V4 } else { Kind::V6 };
    let query = message::query("example.org", kind).expect("a name");
    let mut bytes = bytes.to_vec();
    if choice & 2 == 0 && bytes.len() > 1 {
        // Else the number is nearly always wrong, and nothing is looked at.
        bytes[..2].copy_from_slice(&query.bytes[..2]);
    }
    if let Some(Reply::Found { addresses, .. }) = message::read(&query, &bytes) {
        assert!(!addresses.is_empty() && addresses.iter().all(|address| address.is_ipv4() == (kind == Kind::V4)));
    }
    if let Ok(name) = std::str::from_utf8(&bytes) {
        let _ = message::query(name, kind);
    }
});
