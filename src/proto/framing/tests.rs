use super::*;
use proptest::prelude::*;

const LIMIT: usize = 4096;

fn mark(bytes: &[u8]) -> Mark {
    Mark::new(bytes).expect("a fine mark")
}

fn header(letter: u8, offset: u16, body: u16) -> Rule {
    Rule::Length(Header { field: Field::of(letter).expect("a letter of pack()"), offset, body })
}

fn first(rule: Rule, data: &[u8]) -> Result<Step, Fault> {
    Framer::new(rule, LIMIT).next(data)
}

/// Feeds `chunks` one after the other, as reads would bring them.
fn cut<'a>(rule: Rule, limit: usize, chunks: impl Iterator<Item = &'a [u8]>) -> (Vec<Vec<u8>>, Result<Vec<u8>, Fault>) {
    let mut framer = Framer::new(rule, limit);
    let (mut packets, mut held) = (Vec::new(), Vec::new());
    for chunk in chunks {
        held.extend_from_slice(chunk);
        loop {
            match framer.next(&held) {
                Ok(Step::Packet(length)) => packets.push(held.drain(..length).collect()),
                Ok(Step::More(missing)) => {
                    assert!(missing > 0);
                    break;
                }
                Err(fault) => return (packets, Err(fault)),
            }
            if held.is_empty() {
                break;
            }
        }
    }
    (packets, Ok(held))
}

#[test]
fn every_letter_of_pack_is_read_as_unpack_does() {
    let bytes = [0xfe, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x87];
    let read = |letter| Field::of(letter).expect("known").read(&bytes);
    let native = |a: i64, b: i64| Some(if cfg!(target_endian = "little") { a } else { b });
    assert_eq!(read(b'c'), Some(-2));
    assert_eq!(read(b'C'), Some(0xfe));
    assert_eq!(read(b's'), native(0x01fe, -511));
    assert_eq!(read(b'S'), native(0x01fe, 0xfe01));
    assert_eq!(read(b'n'), Some(0xfe01));
    assert_eq!(read(b'v'), Some(0x01fe));
    assert_eq!(read(b'l'), native(0x0302_01fe, -0x1fe_fdfd));
    assert_eq!(read(b'L'), native(0x0302_01fe, 0xfe01_0203));
    assert_eq!(read(b'N'), Some(0xfe01_0203));
    assert_eq!(read(b'V'), Some(0x0302_01fe));
    // Unsigned numbers that do not fit are no lengths.
    assert_eq!(read(b'J'), None);
    assert_eq!(read(b'P'), None);
    assert_eq!(Field::of(b'J').and_then(|field| field.read(&[0, 0, 0, 0, 0, 0, 1, 2])), Some(0x102));
    assert_eq!(Field::of(b'q').and_then(|field| field.read(&[0xff; 8])), Some(-1));
    assert_eq!(Field::of(b'N').and_then(|field| field.read(&[0; 3])), None);
    assert_eq!(Field::of(b'i'), None);
    assert_eq!(Field::of(b'x'), None);
}

#[test]
fn a_header_asks_for_exactly_what_is_missing() {
    let rule = || header(b'n', 1, 3);
    assert_eq!(first(rule(), b""), Ok(Step::More(3)));
    assert_eq!(first(rule(), b"x\0"), Ok(Step::More(1)));
    assert_eq!(first(rule(), b"x\0\x02"), Ok(Step::More(2)));
    assert_eq!(first(rule(), b"x\0\x02ab"), Ok(Step::Packet(5)));
    assert_eq!(first(rule(), b"x\0\x02ab+next"), Ok(Step::Packet(5)));
    assert_eq!(first(rule(), b"x\0\x00"), Ok(Step::Packet(3)));
}

#[test]
fn a_length_that_is_none_is_a_fault() {
    assert_eq!(first(header(b'n', 0, 0), b"\0\0"), Err(Fault::NoLength));
    assert_eq!(first(header(b'c', 0, 1), b"\xff"), Err(Fault::Malformed));
    assert_eq!(first(header(b'J', 0, 8), &[0xff; 8]), Err(Fault::Malformed));
    let huge = i64::MAX.to_be_bytes();
    assert_eq!(first(header(b'J', 0, 8), &huge), Err(Fault::TooLarge(i64::MAX as usize + 8)));
    assert_eq!(first(header(b'N', 0, 4), &4093_u32.to_be_bytes()), Err(Fault::TooLarge(4097)));
    assert_eq!(first(header(b'N', 0, 4), &4092_u32.to_be_bytes()), Ok(Step::More(4092)));
}

#[test]
fn a_function_sees_the_head_until_it_knows() {
    let rule = Rule::Function(Rc::new(|data| if data.len() < 2 { 0 } else { i64::from(data[1]) - 1 }));
    let mut framer = Framer::new(rule, LIMIT);
    assert_eq!(framer.next(b""), Ok(Step::More(1)));
    assert_eq!(framer.next(b"x"), Ok(Step::More(1)));
    assert_eq!(framer.next(b"x\x05"), Ok(Step::More(2)));
    assert_eq!(framer.next(b"x\x05yz"), Ok(Step::Packet(4)));
    assert_eq!(framer.next(b"x\0"), Err(Fault::Malformed));
}

#[test]
fn a_mark_may_come_in_pieces() {
    let mut framer = Framer::new(Rule::Split(mark(b"\r\n\r\n")), LIMIT);
    assert_eq!(framer.next(b"a\r\n"), Ok(Step::More(1)));
    assert_eq!(framer.next(b"a\r\n\r"), Ok(Step::More(1)));
    assert_eq!(framer.next(b"a\r\n\r\nb\r\n\r\n"), Ok(Step::Packet(5)));
    assert_eq!(framer.next(b"b\r\n\r\n"), Ok(Step::Packet(5)));
    assert!(Mark::new(b"").is_none() && Mark::new(b"123456789").is_none());
}

#[test]
fn an_ending_mark_takes_all_that_is_there() {
    let mut framer = Framer::new(Rule::Ending(mark(b"\n")), LIMIT);
    assert_eq!(framer.next(b"a\nb"), Ok(Step::More(1)));
    assert_eq!(framer.next(b"a\nb\n"), Ok(Step::Packet(4)));
}

#[test]
fn a_stream_without_a_mark_ends_at_the_limit() {
    for rule in [Rule::Split(mark(b"\n")), Rule::Ending(mark(b"\n"))] {
        let mut framer = Framer::new(rule, 4);
        assert_eq!(framer.next(b"abc"), Ok(Step::More(1)));
        assert_eq!(framer.next(b"abc\n"), Ok(Step::Packet(4)));
        assert_eq!(framer.next(b"abcd"), Err(Fault::TooLarge(4)));
        assert_eq!(framer.next(b"abcd\n"), Err(Fault::TooLarge(5)));
    }
}

#[test]
fn mqtt_counts_in_groups_of_seven_bits() {
    assert_eq!(first(Rule::Mqtt, b""), Ok(Step::More(2)));
    assert_eq!(first(Rule::Mqtt, b"\xc0"), Ok(Step::More(1)));
    assert_eq!(first(Rule::Mqtt, b"\xc0\0"), Ok(Step::Packet(2)));
    assert_eq!(first(Rule::Mqtt, b"\x30\x80"), Ok(Step::More(1)));
    assert_eq!(first(Rule::Mqtt, b"\x30\x80\x01"), Ok(Step::More(128)));
    assert_eq!(first(Rule::Mqtt, b"\x30\xff\xff\xff\x7f"), Err(Fault::TooLarge(5 + (1 << 28) - 1)));
    assert_eq!(first(Rule::Mqtt, b"\x30\xff\xff\xff"), Ok(Step::More(1)));
    assert_eq!(first(Rule::Mqtt, b"\x30\xff\xff\xff\xff"), Err(Fault::Malformed));
}

#[test]
fn fast_cgi_adds_content_and_padding() {
    assert_eq!(first(Rule::FastCgi, b"\x01\x06\0\x01"), Ok(Step::More(4)));
    assert_eq!(first(Rule::FastCgi, b"\x01\x06\0\x01\0\x05\x03\0hello"), Ok(Step::More(3)));
    assert_eq!(first(Rule::FastCgi, b"\x01\x06\0\x01\0\x05\x03\0hello\0\0\0+"), Ok(Step::Packet(16)));
}

#[test]
fn redis_commands_are_cut_whatever_they_hold() {
    let packet = b"*4\r\n$3\r\nSET\r\n$4\r\na\r\nb\r\n:7\r\n$-1\r\n";
    assert_eq!(first(Rule::Redis, &packet[..packet.len() - 1]), Ok(Step::More(1)));
    assert_eq!(first(Rule::Redis, b"*1\r\n$10\r\nabc"), Ok(Step::More(9)));
    assert_eq!(first(Rule::Redis, packet), Ok(Step::Packet(packet.len())));
    let arguments = redis::arguments(packet).expect("a command");
    assert_eq!(arguments, [Some(&b"SET"[..]), Some(b"a\r\nb"), Some(b"7"), None]);
}

#[test]
fn redis_commands_that_are_none_are_faults() {
    let bad: [&[u8]; 9] = [
        b"\r\n",
        b"PING\r\n",
        b"*0\r\n",
        b"*-1\r\n",
        b"*x\r\n",
        b"$3\r\nSET\r\n",
        b"*1\r\n*1\r\n",
        b"*1\r\n$1\r\nabc",
        b"*99999999999999999999999999999999999999999999",
    ];
    for data in bad {
        assert_eq!(first(Rule::Redis, data), Err(Fault::Malformed), "{data:?}");
        assert_eq!(redis::arguments(data), None);
    }
    assert!(matches!(first(Rule::Redis, b"*1\r\n$9223372036854775807\r\n"), Err(Fault::TooLarge(_))));
    assert!(matches!(first(Rule::Redis, b"*9223372036854775807\r\n"), Err(Fault::TooLarge(_))));
    assert_eq!(redis::arguments(b"*1\r\n$9223372036854775807\r\n"), None);
    assert_eq!(redis::arguments(b"*9223372036854775807\r\n"), None);
}

fn rules() -> impl Strategy<Value = Rule> {
    let letters: Vec<u8> = b"cCsSnvlLNVqQJP".to_vec();
    prop_oneof![
        prop::collection::vec(0_u8..3, 1..4).prop_map(|bytes| Rule::Split(mark(&bytes))),
        prop::collection::vec(0_u8..3, 1..4).prop_map(|bytes| Rule::Ending(mark(&bytes))),
        (prop::sample::select(letters), 0_u16..9, 0_u16..9)
            .prop_map(|(letter, offset, body)| header(letter, offset, body)),
        Just(Rule::Mqtt),
        Just(Rule::FastCgi),
        Just(Rule::Redis),
    ]
}

/// Bytes that look like something to most rules.
fn streams() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(0_u8..4, 0..24),
        prop::collection::vec(any::<u8>(), 0..24),
        prop::sample::select(vec![&b"*2\r\n"[..], b"$1\r\n", b"a\r\n", b":12\r\n", b"$-1\r\n"])
            .prop_map(<[u8]>::to_vec),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn packets_do_not_depend_on_how_the_stream_was_cut(
        rule in rules(),
        stream in streams(),
        cuts in prop::collection::vec(1_usize..9, 1..6),
    ) {
        prop_assume!(!matches!(rule, Rule::Ending(_)));
        let (whole, rest) = cut(rule.clone(), 64, std::iter::once(&stream[..]));
        let mut at = 0;
        let mut sizes = cuts.iter().cycle();
        let chunks = std::iter::from_fn(|| {
            let end = (at + sizes.next().expect("cycles")).min(stream.len());
            let chunk = (at < end).then(|| &stream[at..end]);
            at = end;
            chunk
        });
        let (pieces, left) = cut(rule, 64, chunks);
        prop_assert_eq!(&whole, &pieces);
        match (rest, left) {
            (Ok(rest), Ok(left)) => prop_assert_eq!(rest, left),
            (rest, left) => prop_assert_eq!(rest.is_err(), left.is_err()),
        }
    }

    #[test]
    fn packets_are_within_the_limit_and_add_up(rule in rules(), stream in streams(), limit in 1_usize..80) {
        let (packets, rest) = cut(rule, limit, stream.chunks(3));
        prop_assert!(packets.iter().all(|packet| (1..=limit).contains(&packet.len())));
        prop_assert!(stream.starts_with(&packets.concat()));
        if let Ok(rest) = rest {
            prop_assert_eq!([packets.concat(), rest].concat(), stream);
        }
    }

    #[test]
    fn reading_no_more_than_asked_never_reads_beyond_a_packet(rule in rules(), stream in streams()) {
        let mut framer = Framer::new(rule, LIMIT);
        let mut held = 0;
        while let Ok(Step::More(missing)) = framer.next(&stream[..held]) {
            held += missing;
            if held > stream.len() {
                return Ok(());
            }
        }
        if let Ok(Step::Packet(length)) = framer.next(&stream[..held]) {
            prop_assert!(length == held || length < held && matches!(framer.rule(), Rule::Length(_)));
        }
    }

    #[test]
    fn arguments_of_a_command_come_back(arguments in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 1..8)) {
        let mut packet = format!("*{}\r\n", arguments.len()).into_bytes();
        for argument in &arguments {
            packet.extend(format!("${}\r\n", argument.len()).bytes());
            packet.extend(argument);
            packet.extend(b"\r\n");
        }
        prop_assert_eq!(first(Rule::Redis, &packet), Ok(Step::Packet(packet.len())));
        let read = redis::arguments(&packet).expect("a command");
        prop_assert_eq!(read, arguments.iter().map(|argument| Some(&argument[..])).collect::<Vec<_>>());
    }
}
