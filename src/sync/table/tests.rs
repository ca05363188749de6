use std::collections::HashMap;
use std::sync::atomic::Ordering::Relaxed;

use proptest::prelude::*;

use super::*;

const INT: usize = 0;
const FLOAT: usize = 1;
const TEXT: usize = 2;

fn columns() -> Columns {
    let mut columns = Columns::default();
    for kind in [Kind::Int, Kind::Float, Kind::Text(20)] {
        columns.add(kind);
    }
    columns
}

fn table(buckets: usize, slices: usize) -> Table {
    Table::new(buckets, slices, columns()).expect("memory is left")
}

/// Few buckets for many keys.
fn key(number: u8) -> Key {
    Key::new(format!("key {number}").as_bytes(), u64::from(number))
}

type Contents = (i64, f64, Vec<u8>);

fn contents(table: &Table, key: &Key) -> Option<Contents> {
    let columns = table.columns().all();
    table.get(key, |row| {
        let mut text = vec![0; row.text_length(columns[TEXT])];
        row.copy_text(columns[TEXT], &mut text);
        (row.int(columns[INT]), row.float(columns[FLOAT]), text)
    })
}

#[test]
fn what_is_set_is_read_and_what_is_not_set_stays() {
    let table = table(64, 12);
    assert_eq!(table.set(&key(1), &[Some(Value::Int(-5)), None, Some(Value::Text(b"text"))]), Ok(()));
    assert_eq!(contents(&table, &key(1)), Some((-5, 0.0, b"text".to_vec())));
    assert_eq!(table.set(&key(1), &[None, Some(Value::Float(0.5)), Some(Value::Text(&[b'x'; 30]))]), Ok(()));
    assert_eq!(contents(&table, &key(1)), Some((-5, 0.5, vec![b'x'; 20])));
    assert_eq!(table.set(&key(1), &[Some(Value::Int(9)), None, None]), Ok(()));
    assert_eq!(contents(&table, &key(1)), Some((9, 0.5, vec![b'x'; 20])));
}

#[test]
fn a_long_key_is_cut() {
    let table = table(64, 12);
    let long = Key::new(&[b'k'; 100], 7);
    assert_eq!(table.set(&long, &[None, None, None]), Ok(()));
    assert_eq!(table.keys_in(7).map(|keys| keys[0].bytes()), Some(vec![b'k'; LONGEST_KEY]));
    assert!(table.exists(&Key::new(&[b'k'; 63], 7)) && !table.exists(&Key::new(&[b'k'; 62], 7)));
}

#[test]
fn a_bucket_is_full_when_no_slice_is_left_and_others_are_not() {
    let table = table(64, 1);
    assert!(table.set(&key(0), &[None, None, None]).is_ok() && table.set(&key(64), &[None, None, None]).is_ok());
    assert_eq!(table.set(&key(128), &[None, None, None]), Err(Full));
    assert_eq!(table.add_int(&key(128), INT, 1), Err(Full));
    assert!(table.set(&key(1), &[None, None, None]).is_ok());
    assert!(table.remove(&key(0)) && table.set(&key(128), &[None, None, None]).is_ok());
    let stats = table.stats();
    assert_eq!((stats.rows, stats.conflicts, stats.deepest_conflict, stats.free_slices), (3, 4, 2, 0));
}

#[test]
fn a_lock_that_a_dead_process_left_is_inherited_and_the_counts_are_repaired() {
    let table = table(64, 4);
    for number in [0, 64, 128, 3] {
        assert_eq!(table.add_int(&key(number), INT, number.into()), Ok(number.into()));
    }
    // It died after it had taken a slice and counted a row, neither of which was linked.
    let nobody = owner::me() ^ 1 << 40;
    table.row(5).lock().store(nobody, Relaxed);
    table.take_slice();
    table.counts().count(counts::Event::Insert, 0);
    assert_eq!(table.stats().free_slices, 1);
    assert_eq!(table.add_int(&key(5), INT, 1), Ok(1));
    let stats = table.stats();
    assert_eq!((stats.rows, stats.free_slices), (5, 2));
    assert_eq!(contents(&table, &key(128)).map(|row| row.0), Some(128));
}

#[test]
fn a_reader_who_is_always_disturbed_reads_under_the_lock() {
    let table = table(4, 4);
    assert_eq!(table.set(&key(1), &[Some(Value::Int(5)), None, None]), Ok(()));
    let mut reads = 0;
    let found = table.get(&key(1), |row| {
        reads += 1;
        table.row(1).move_on();
        row.int(table.columns().all()[INT])
    });
    assert_eq!((found, reads), (Some(5), ATTEMPTS + 1));
    assert_eq!(owner::try_take(table.row(1).lock()), Ok(()));
}

#[test]
fn words_hold_bytes_in_their_order() {
    for length in 0..=8 {
        let bytes: Vec<u8> = (1..=length).collect();
        let key = Key::new(&bytes, 0);
        assert_eq!(key.bytes(), bytes);
        assert!(key.words[1..].iter().all(|word| *word == 0));
    }
}

#[derive(Clone, Debug)]
enum Step {
    Set(u8, Option<i64>, Option<f64>, Option<Vec<u8>>),
    Add(u8, i64),
    Remove(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0..20_u8;
    let text = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..=20));
    prop_oneof![
        (key.clone(), any::<Option<i64>>(), proptest::option::of(-1e9..1e9), text)
            .prop_map(|(key, int, float, text)| Step::Set(key, int, float, text)),
        (key.clone(), any::<i64>()).prop_map(|(key, add)| Step::Add(key, add)),
        key.prop_map(Step::Remove),
    ]
}

proptest! {
    #[test]
    fn a_table_is_a_map(steps in proptest::collection::vec(step(), 0..200)) {
        let table = table(4, 16);
        let mut map: HashMap<u8, Contents> = HashMap::new();
        for step in steps {
            match step {
                Step::Set(number, int, float, text) => {
                    let values = [int.map(Value::Int), float.map(Value::Float), text.as_deref().map(Value::Text)];
                    prop_assert_eq!(table.set(&key(number), &values), Ok(()));
                    let row = map.entry(number).or_default();
                    row.0 = int.unwrap_or(row.0);
                    row.1 = float.unwrap_or(row.1);
                    row.2 = text.unwrap_or(std::mem::take(&mut row.2));
                }
                Step::Add(number, add) => {
                    let row = map.entry(number).or_default();
                    row.0 = row.0.wrapping_add(add);
                    prop_assert_eq!(table.add_int(&key(number), INT, add), Ok(row.0));
                }
                Step::Remove(number) => prop_assert_eq!(table.remove(&key(number)), map.remove(&number).is_some()),
            }
            for number in 0..20 {
                prop_assert_eq!(contents(&table, &key(number)), map.get(&number).cloned());
            }
            let keys: usize = (0..4).map(|bucket| table.keys_in(bucket).map_or(0, |keys| keys.len())).sum();
            prop_assert_eq!((keys, table.count()), (map.len(), map.len() as u64));
            let chained = (0..4).map(|bucket| table.keys_in(bucket).map_or(0, |keys| keys.len().saturating_sub(1)));
            prop_assert_eq!(table.stats().free_slices, 16 - chained.sum::<usize>() as u64);
        }
    }
}

#[test]
fn readers_never_see_half_a_row() {
    let table = table(4, 16);
    let values = |number: u8| [Some(Value::Int(number.into())), Some(Value::Float(number.into())), None];
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 0..20_000_u32 {
                    let (number, text) = ((round % 20) as u8, [round as u8; 20]);
                    let [int, float, _] = values(round as u8);
                    assert_eq!(table.set(&key(number), &[int, float, Some(Value::Text(&text))]), Ok(()));
                    if round % 3 == 0 {
                        table.remove(&key(number));
                    }
                }
            });
        }
        for round in 0..40_000_u32 {
            if let Some((int, float, text)) = contents(&table, &key((round % 20) as u8)) {
                assert!(int as f64 == float && text == [int as u8; 20], "{int} {float} {text:?}");
            }
        }
    });
    let keys: usize = (0..4).map(|bucket| table.keys_in(bucket).map_or(0, |keys| keys.len())).sum();
    assert_eq!(table.count(), keys as u64);
}
