//! Any bytes, by any rule: a packet, "more" or a fault; never a panic, never a packet beyond the limit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::rc::Rc;
use swirl::proto::framing::Field;
use swirl::proto::framing::Framer;
use swirl::proto::framing::Header;
use swirl::proto::framing::Mark;
use swirl::proto::framing::Rule;
use swirl::proto::framing::Step;
use swirl::proto::redis;

const LETTERS: &[u8] = b"cCsSnvlLNVqQJP";

fn rule(choice: u8, [a, b]: [u8; 2]) -> Option<Rule> {
    let mark = || Mark::new(&[a, b][..1 + usize::from(a & 1)]);
    let letter = LETTERS[usize::from(choice / 8) % LETTERS.len()];
    Some(match choice % 8 {
        0 => Rule::Ending(mark()?),
        1 => Rule::Split(mark()?),
        2 => Rule::Mqtt,
        3 => Rule::FastCgi,
        4 => Rule::Redis,
        5 => Rule::Function(Rc::new(|data| i64::from(data[0] as i8))),
        _ => Rule::Length(Header { field: Field::of(letter)?, offset: a.into(), body: b.into() }),
    })
}

fuzz_target!(|data: &[u8]| {
    let [choice, a, b, limit, step, stream @ ..] = data else { return };
    let Some(rule) = rule(*choice, [*a, *b]) else { return };
    let limit = usize::from(*limit);
    let mut framer = Framer::new(rule, limit);
    let (mut from, mut to) = (0, 0);
    while to < stream.len() {
        to = stream.len().min(to + 1 + usize::from(*step));
        while from < to {
            match framer.next(&stream[from..to]) {
                Ok(Step::Packet(length)) => {
                    assert!(length > 0 && length <= limit && from + length <= to);
                    if matches!(framer.rule(), Rule::Redis) {
                        assert!(redis::arguments(&stream[from..from + length]).is_some());
                    }
                    from += length;
                }
                Ok(Step::More(missing)) => {
                    assert!(missing > 0);
                    break;
                }
                Err(_) => return,
            }
        }
    }
});
