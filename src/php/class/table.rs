//! `Swoole\Table`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::php::args::Args;
use crate::php::args::Outcome;
use crate::php::args::Thrown;
use crate::php::class::table_rows::Rows;
use crate::php::entry::Return;
use crate::php::entry::handlers;
use crate::php::error;
use crate::php::error::code;
use crate::php::ffi;
use crate::php::log;
use crate::php::object;
use crate::php::object::carried;
use crate::php::value::Array;
use crate::php::value::Owned;
use crate::php::value::Val;
use crate::sync::table::Columns;
use crate::sync::table::Full;
use crate::sync::table::Key;
use crate::sync::table::Kind;
use crate::sync::table::LONGEST_KEY;
use crate::sync::table::Table as Shared;

/// What an object is.
#[derive(Default)]
enum Table {
    /// Its constructor has not run, or it was destroyed.
    #[default]
    Nothing,
    /// `create` was not yet called.
    Plan(Plan),
    /// In use. Handlers hold it themselves: PHP code that a conversion runs may destroy the table.
    Ready(Rc<Rows>),
}

struct Plan {
    buckets: usize,
    proportion: f32,
    columns: Columns,
    names: Vec<Owned>,
}

carried! {
    /// The class.
    static CLASS: RefCell<Table>
}

/// Declared properties, in the order of the stub.
const SIZE: usize = 0;
const MEMORY_SIZE: usize = 1;

const TYPE_INT: i64 = 1;
const TYPE_FLOAT: i64 = 2;
const TYPE_STRING: i64 = 3;

const FEWEST_BUCKETS: u32 = 64;
const MOST_BUCKETS: u32 = 1 << 31;
const LEAST_PROPORTION: f32 = 0.2;
/// `COUNT_NORMAL`
const COUNT_ROWS: i64 = 0;

/// At module startup.
pub fn register() {
    // SAFETY: class entries are registered by now.
    unsafe { CLASS.install(ffi::ce::swirl_ce_Table, object::NO_GC) };
}

handlers! {
    fn swirl_Table___construct(args, _ret) {
        let mut table = CLASS.shared(args.this()).borrow_mut();
        if !matches!(*table, Table::Nothing) {
            return error::throw_plain("Constructor of Swoole\\Table can only be called once");
        }
        args.expect(1, 2)?;
        // Swoole's number of rows has 32 bits.
        let rows = args.long(0)? as u32;
        let proportion = (args.double_or(1, LEAST_PROPORTION.into())? as f32).clamp(LEAST_PROPORTION, 1.0);
        let buckets = rows.clamp(FEWEST_BUCKETS, MOST_BUCKETS).next_power_of_two() as usize;
        *table = Table::Plan(Plan { buckets, proportion, columns: Columns::default(), names: Vec::new() });
        Ok(())
    }

    fn swirl_Table_column(args, mut ret) {
        let table = CLASS.shared(args.this());
        args.expect(2, 3)?;
        args.bytes(0)?;
        // A string by now, if it was none: kept as it is, since scripts will name it by the same literal.
        let (name, kind) = (args.value(0), args.long(1)?);
        let size = args.long_or(2, 0)?;
        ret.bool(add_column(&mut table.borrow_mut(), name, kind, size)?);
        Ok(())
    }

    fn swirl_Table_create(args, mut ret) {
        args.expect(0, 0)?;
        let table = CLASS.shared(args.this());
        let plan = match table.take() {
            Table::Plan(plan) => plan,
            Table::Nothing => return error::throw_error("must call constructor first", code::WRONG_OPERATION),
            ready => {
                table.replace(ready);
                error::fatal("unable to allocate memory");
                return Ok(());
            }
        };
        let slices = plan.slices();
        let Ok(shared) = Shared::new(plan.buckets, slices, plan.columns.clone()) else {
            table.replace(Table::Plan(plan));
            error::fatal("unable to allocate memory");
            return Ok(());
        };
        object::set_long(args.this(), SIZE, plan.buckets as i64);
        object::set_long(args.this(), MEMORY_SIZE, shared.memory_size() as i64);
        table.replace(Table::Ready(Rc::new(Rows::new(shared, plan.names))));
        ret.bool(true);
        Ok(())
    }

    fn swirl_Table_destroy(args, mut ret) {
        let rows = rows(&args)?;
        args.expect(0, 0)?;
        rows.table.destroy();
        CLASS.shared(args.this()).take();
        ret.bool(true);
        Ok(())
    }

    fn swirl_Table_set(args, mut ret) {
        let rows = rows(&args)?;
        args.expect(2, 2)?;
        let (key, hash) = args.key(0)?;
        let array = args.array(1)?;
        if key.len() > LONGEST_KEY {
            error::misuse(&format!("key[{}] is too long", shown(key)));
        }
        let result = rows.converted(key, &array, |values| rows.table.set(&Key::new(key, hash), values))?;
        if result == Err(Full) {
            error::advise(&format!("failed to set('{}'), unable to allocate memory", shown(key)));
        }
        ret.bool(result.is_ok());
        Ok(())
    }

    fn swirl_Table_get(args, mut ret) {
        let rows = rows(&args)?;
        args.expect(1, 2)?;
        let (key, hash) = args.key(0)?;
        let key = Key::new(key, hash);
        let row = match args.bytes_or_null(1)? {
            None => rows.table.get(&key, |row| rows.array(row)),
            Some(name) => {
                let column = rows.column(name);
                column.and_then(|column| rows.table.get(&key, |row| rows.field(row, column)))
            }
        };
        match row {
            Some(row) => ret.give(row),
            None => ret.bool(false),
        }
        Ok(())
    }

    fn swirl_Table_incr(args, ret) {
        add(&args, ret, "incr", 1)
    }

    fn swirl_Table_decr(args, ret) {
        add(&args, ret, "decr", -1)
    }

    fn swirl_Table_exists(args, mut ret) {
        let rows = rows(&args)?;
        args.expect(1, 1)?;
        let (key, hash) = args.key(0)?;
        ret.bool(rows.table.exists(&Key::new(key, hash)));
        Ok(())
    }

    fn swirl_Table_del(args, mut ret) {
        let rows = rows(&args)?;
        args.expect(1, 1)?;
        let (key, hash) = args.key(0)?;
        ret.bool(rows.table.remove(&Key::new(key, hash)));
        Ok(())
    }

    fn swirl_Table_count(args, mut ret) {
        args.expect(0, 1)?;
        let mode = args.long_or(0, COUNT_ROWS)?;
        ret.long(match &*CLASS.shared(args.this()).borrow() {
            Table::Ready(rows) => {
                let columns = if mode == COUNT_ROWS { 1 } else { rows.table.columns().all().len() };
                rows.table.count() as i64 * columns as i64
            }
            _ => 0,
        });
        Ok(())
    }

    fn swirl_Table_getSize(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(match &*CLASS.shared(args.this()).borrow() {
            Table::Nothing => 0,
            Table::Plan(plan) => plan.buckets as i64,
            Table::Ready(rows) => rows.table.buckets() as i64,
        });
        Ok(())
    }

    fn swirl_Table_getMemorySize(args, mut ret) {
        args.expect(0, 0)?;
        ret.long(match &*CLASS.shared(args.this()).borrow() {
            Table::Ready(rows) => rows.table.memory_size() as i64,
            _ => 0,
        });
        Ok(())
    }

    fn swirl_Table_stats(args, mut ret) {
        args.expect(0, 0)?;
        let stats = match &*CLASS.shared(args.this()).borrow() {
            Table::Nothing => {
                ret.bool(false);
                return Ok(());
            }
            Table::Plan(_) => Default::default(),
            Table::Ready(rows) => rows.table.stats(),
        };
        let array = Array::new()
            .long("num", stats.rows as i64)
            .long("conflict_count", stats.conflicts as i64)
            .long("conflict_max_level", stats.deepest_conflict as i64)
            .long("insert_count", stats.inserts as i64)
            .long("update_count", stats.updates as i64)
            .long("delete_count", stats.deletes as i64)
            .long("available_slice_num", stats.free_slices as i64)
            .long("total_slice_num", stats.all_slices as i64);
        ret.give(array.build());
        Ok(())
    }

    fn swirl_Table_rewind(args, _ret) {
        let rows = rows(&args)?;
        rows.cursor.borrow_mut().rewind(&rows);
        Ok(())
    }

    fn swirl_Table_next(args, _ret) {
        let rows = rows(&args)?;
        rows.cursor.borrow_mut().advance(&rows);
        Ok(())
    }

    fn swirl_Table_valid(args, mut ret) {
        ret.bool(rows(&args)?.cursor.borrow().current.is_some());
        Ok(())
    }

    fn swirl_Table_current(args, mut ret) {
        if let Some((_, row)) = &rows(&args)?.cursor.borrow().current {
            ret.give(row.get().share());
        }
        Ok(())
    }

    fn swirl_Table_key(args, mut ret) {
        if let Some((key, _)) = &rows(&args)?.cursor.borrow().current {
            ret.give(key.get().share());
        }
        Ok(())
    }
}

impl Plan {
    /// Rows beyond the buckets, reckoned as Swoole does.
    fn slices(&self) -> usize {
        (self.buckets as f32 * (1.0 + self.proportion)) as usize - self.buckets
    }
}

/// `name` is a string.
fn add_column(table: &mut Table, name: Val, kind: i64, size: i64) -> Outcome<bool> {
    if kind == TYPE_STRING && size < 1 {
        error::misuse("the length of string type values has to be more than zero");
        return Ok(false);
    }
    let plan = match table {
        Table::Plan(plan) => plan,
        Table::Nothing => return error::throw_error("must call constructor first", code::WRONG_OPERATION),
        Table::Ready(_) => {
            error::misuse("unable to add column after table has been created");
            return Ok(false);
        }
    };
    let kind = match kind {
        TYPE_INT => Kind::Int,
        TYPE_FLOAT => Kind::Float,
        TYPE_STRING => Kind::Text((size as usize).next_multiple_of(8)),
        _ => {
            log::write(log::WARNING, b"Table::add_column(): unknown column type");
            return Ok(false);
        }
    };
    // A second column of the same name could never be told from the first.
    if !plan.names.iter().any(|other| Some(other.as_bytes()) == name.as_bytes()) {
        plan.columns.add(kind);
        plan.names.push(name.share());
    }
    Ok(true)
}

/// The rows of a table that is in use, or Swoole's fatal error.
fn rows(args: &Args) -> Outcome<Rc<Rows>> {
    match &*CLASS.shared(args.this()).borrow() {
        Table::Nothing => return error::throw_error("must call constructor first", code::WRONG_OPERATION),
        Table::Ready(rows) if !rows.table.is_destroyed() => return Ok(Rc::clone(rows)),
        _ => {}
    }
    error::fatal("table is not created or has been destroyed");
    Err(Thrown)
}

fn add(args: &Args, mut ret: Return, name: &str, sign: i64) -> Outcome {
    let rows = rows(args)?;
    args.expect(2, 3)?;
    let ((key, hash), column) = (args.key(0)?, args.bytes(1)?);
    let by = if args.has(2) { args.value(2) } else { Val::long(1) };
    let Some(number) = rows.column(column) else {
        error::misuse(&format!("column[{}] does not exist", shown(column)));
        ret.bool(false);
        return Ok(());
    };
    let key = Key::new(key, hash);
    let sum = match rows.kind(number) {
        Kind::Int => rows.table.add_int(&key, number, by.to_long().wrapping_mul(sign)).map(Val::long),
        Kind::Float => rows.table.add_float(&key, number, by.to_double() * sign as f64).map(Val::double),
        Kind::Text(_) => {
            error::misuse(&format!("can't execute '{name}' on a string type column"));
            ret.bool(false);
            return Ok(());
        }
    };
    if sum.is_err() {
        error::misuse("unable to allocate memory");
    }
    ret.set(sum.unwrap_or(Val::bool(false)));
    Ok(())
}

/// For messages, which end at a zero byte.
fn shown(text: &[u8]) -> String {
    let text = text.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}
