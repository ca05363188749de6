//! Processes that are killed at random moments while they hold locks and write rows: the others go on, no row is torn, no
//! lock stays taken, and what is counted is right once everybody is gone.
//!
//! `SWIRL_KILLS` says how many are killed; the default is quick.

#![cfg(target_os = "linux")]

use std::time::Duration;

use swirl::sync::ProcessLock;
use swirl::sync::process_lock::Access;
use swirl::sync::process_lock::Patience;
use swirl::sync::table::Columns;
use swirl::sync::table::Key;
use swirl::sync::table::Kind;
use swirl::sync::table::Table;
use swirl::sync::table::Value;

const KEYS: u64 = 24;
const WRITERS: usize = 3;
const PATIENCE: Patience = Patience::For(Duration::from_secs(20));

/// A generator good enough for keys and pauses.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        self.0 >> 33
    }
}

fn kills() -> usize {
    std::env::var("SWIRL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(150)
}

/// Forks a child that does `work` for ever.
fn child(mut work: impl FnMut()) -> i32 {
    // SAFETY: the child uses shared memory and its own, and never returns.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            loop {
                work();
            }
        }));
        std::process::abort();
    }
    child
}

/// Kills a child, which must have lived until now.
fn kill(child: i32) {
    let mut status = 0;
    // SAFETY: our own child, not yet waited for; the status is live.
    unsafe {
        libc::kill(child, libc::SIGKILL);
        libc::waitpid(child, &mut status, 0);
    }
    assert_eq!(libc::WTERMSIG(status), libc::SIGKILL, "a child has failed");
}

/// Kills one of the children after another at random moments and starts a new one in its place.
fn massacre(mut start: impl FnMut(u64) -> i32, mut look: impl FnMut()) {
    let mut random = Random(7);
    let mut children: Vec<i32> = (0..WRITERS as u64).map(&mut start).collect();
    for round in 0..kills() {
        std::thread::sleep(Duration::from_micros(random.next() % 2000));
        let place = random.next() as usize % WRITERS;
        kill(children[place]);
        look();
        children[place] = start((round + WRITERS) as u64);
    }
    children.into_iter().for_each(kill);
}

fn key(number: u64) -> Key {
    Key::new(format!("key {number}").as_bytes(), number)
}

/// All columns of a row tell the same number.
fn write(table: &Table, random: &mut Random) {
    let number = random.next();
    let text = [number as u8; 100];
    let text = &text[..number as usize % 101];
    let values = [Some(Value::Int(number as i64)), Some(Value::Float(number as f64)), Some(Value::Text(text))];
    let key = key(random.next() % KEYS);
    match number % 4 {
        0 => drop(table.remove(&key)),
        1 => drop(table.add_int(&self::key(KEYS), 0, 1)),
        _ => table.set(&key, &values).expect("there is room for all keys"),
    }
}

fn assert_whole(table: &Table) {
    let columns = table.columns().all();
    for number in 0..KEYS {
        table
            .get(&key(number), |row| {
                let mut text = vec![0; row.text_length(columns[2])];
                row.copy_text(columns[2], &mut text);
                (row.int(columns[0]), row.float(columns[1]), text)
            })
            .inspect(|(int, float, text)| {
                let whole = *int as f64 == *float && *text == vec![*int as u8; *int as usize % 101];
                assert!(whole, "a torn row: {int} {float} {text:?}");
            });
    }
}

#[test]
fn killed_writers_tear_no_row_and_keep_no_lock() {
    let mut columns = Columns::default();
    for kind in [Kind::Int, Kind::Float, Kind::Text(100)] {
        columns.add(kind);
    }
    // Four buckets: most rows are slices, and writers meet.
    let slices = KEYS as usize;
    let table = Table::new(4, slices, columns).expect("memory is left");
    let writer = |seed| {
        let mut random = Random(seed);
        child(|| write(&table, &mut random))
    };
    massacre(writer, || assert_whole(&table));

    for bucket in 0..4 {
        table.add_int(&key(bucket), 0, 0).expect("there is room for all keys");
    }
    let keys: Vec<_> = (0..4).map(|bucket| table.keys_in(bucket).expect("a bucket")).collect();
    let rows: usize = keys.iter().map(Vec::len).sum();
    let stats = table.stats();
    assert_eq!(stats.rows, rows as u64);
    assert_eq!(
        stats.free_slices,
        (slices + 4 - rows) as u64 - keys.iter().filter(|keys| keys.is_empty()).count() as u64
    );
    assert!(table.add_int(&key(KEYS), 0, 1).is_ok_and(|count| count > 1));
}

#[test]
fn killed_holders_keep_no_lock() {
    for lock in [ProcessLock::exclusive(), ProcessLock::with_readers()] {
        let lock = lock.expect("memory is left");
        let holder = |seed| {
            let mut random = Random(seed);
            child(|| {
                let access = if random.next().is_multiple_of(2) { Access::Shared } else { Access::Exclusive };
                lock.lock(access, PATIENCE).expect("the dead keep nobody out");
                std::hint::black_box(random.next());
                lock.unlock();
            })
        };
        massacre(holder, || {});
        assert_eq!(lock.lock(Access::Exclusive, PATIENCE), Ok(()));
        assert!(lock.lock(Access::Exclusive, Patience::None).is_err());
        lock.unlock();
    }
}
