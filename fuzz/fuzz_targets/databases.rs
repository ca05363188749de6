//! Any bytes of a database server: answers or a fault; never a panic, never more memory than has come.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::net::mysql::packet;
use swirl::net::mysql::value;
use swirl::net::postgres::outcome;
use swirl::net::redis::Reply;
use swirl::net::redis::reply::Parser;

/// All answers of a Redis server, and whether it broke the rules.
fn replies<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Reply>, bool) {
    let (mut parser, mut all) = (Parser::default(), Vec::new());
    for piece in pieces {
        parser.feed(piece);
        loop {
            match parser.take() {
                Ok(Some(reply)) => all.push(reply),
                Ok(None) => break,
                Err(_) => return (all, true),
            }
        }
    }
    (all, false)
}

fn redis(size: u8, bytes: &[u8]) {
    let (whole, is_wrong) = replies(std::iter::once(bytes));
    let (cut, is_cut_wrong) = replies(bytes.chunks(1 + usize::from(size)));
    assert_eq!((whole, is_wrong), (cut, is_cut_wrong));
}

/// A packet of a MySQL server, taken for each kind; the first ones describe the columns of the row that is the last.
fn mysql(bytes: &[u8]) {
    let packets: Vec<&[u8]> = bytes.split(|&byte| byte == 0xf5).collect();
    let columns: Vec<packet::Column> =
        packets.iter().filter_map(|packet| packet::Column::parse(packet).ok()).collect();
    for packet in packets {
        let _ = (packet::head(packet), packet::Greeting::parse(packet), packet::Prepared::parse(packet));
        let _ = (packet::Completion::parse(packet), packet::Completion::parse_end(packet));
        let _ = packet::ServerError::parse(packet);
        for numbers in [false, true] {
            let _ = value::text_row(packet, &columns, numbers, |index, _| assert!(index < columns.len()));
        }
        let _ = value::binary_row(packet, &columns, |index, _| assert!(index < columns.len()));
    }
}

fuzz_target!(|data: &[u8]| {
    match data {
        [0, size, bytes @ ..] => redis(*size, bytes),
        [1, bytes @ ..] => mysql(bytes),
        [2, bytes @ ..] => assert!(outcome::unescape_bytea(bytes).len() <= bytes.len()),
        _ => {}
    }
});
