//! From a coroutine's public id to its slot.
//!
//! Ids count up from 1 and are never reused. A table of list heads is indexed by the low bits of the id and the list
//! runs through the slots themselves, so that a look-up is two loads as long as the table is not smaller than the
//! number of live coroutines, which `insert` sees to; nothing is hashed.

use super::slot::SlotRef;

/// Table of live ids.
pub(super) struct Ids {
    /// First slot of each list; the length is a power of two.
    heads: Vec<Option<SlotRef>>,
    /// Live ids.
    count: usize,
}

impl Ids {
    pub(super) fn new() -> Self {
        Self { heads: vec![None; 64], count: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn find(&self, id: i64) -> Option<SlotRef> {
        let mut link = self.heads[self.bucket(id)];
        while let Some(slot) = link {
            if slot.id.get() == id {
                return link;
            }
            link = slot.next_id.get();
        }
        None
    }

    pub(super) fn insert(&mut self, slot: SlotRef) {
        if self.count == self.heads.len() {
            self.grow();
        }
        self.link(slot);
        self.count += 1;
    }

    /// Takes out a slot that is in the table.
    pub(super) fn remove(&mut self, slot: SlotRef) {
        let bucket = self.bucket(slot.id.get());
        self.count -= 1;
        let mut before: Option<SlotRef> = None;
        let mut link = self.heads[bucket];
        while let Some(found) = link {
            if std::ptr::eq(found, slot) {
                match before {
                    Some(before) => before.next_id.set(slot.next_id.get()),
                    None => self.heads[bucket] = slot.next_id.get(),
                }
                return;
            }
            before = link;
            link = found.next_id.get();
        }
        unreachable!("only live slots are removed");
    }

    /// All live slots, in the order of their ids.
    pub(super) fn live(&self) -> Vec<SlotRef> {
        let mut all = self.in_table_order();
        all.sort_unstable_by_key(|slot| slot.id.get());
        all
    }

    /// Visits all live slots, in no order.
    pub(super) fn each(&self, visit: &mut dyn FnMut(SlotRef)) {
        for &head in &self.heads {
            let mut link = head;
            while let Some(slot) = link {
                link = slot.next_id.get();
                visit(slot);
            }
        }
    }

    fn in_table_order(&self) -> Vec<SlotRef> {
        let mut all = Vec::with_capacity(self.count);
        self.each(&mut |slot| all.push(slot));
        all
    }

    fn bucket(&self, id: i64) -> usize {
        id as usize & (self.heads.len() - 1)
    }

    fn link(&mut self, slot: SlotRef) {
        let bucket = self.bucket(slot.id.get());
        slot.next_id.set(self.heads[bucket]);
        self.heads[bucket] = Some(slot);
    }

    fn grow(&mut self) {
        let all = self.in_table_order();
        self.heads = vec![None; self.heads.len() * 2];
        for slot in all {
            self.link(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::slot::Slots;
    use super::*;

    fn with_ids(ids: impl Iterator<Item = i64>) -> Ids {
        let mut slots = Slots::new();
        let mut table = Ids::new();
        for id in ids {
            let slot = slots.take();
            slot.id.set(id);
            table.insert(slot);
        }
        table
    }

    #[test]
    fn an_id_is_found_among_thousands_and_after_growth() {
        let table = with_ids(1..5000);
        for id in 1..5000 {
            assert_eq!(table.find(id).expect("inserted").id.get(), id);
        }
        assert!(table.find(5000).is_none());
    }

    #[test]
    fn a_removed_id_is_gone_and_its_neighbours_stay() {
        let mut table = with_ids([1, 65, 129].into_iter());
        let middle = table.find(65).expect("inserted");
        table.remove(middle);
        assert!(table.find(65).is_none());
        assert_eq!(table.live().iter().map(|slot| slot.id.get()).collect::<Vec<_>>(), [1, 129]);
        assert_eq!(table.len(), 2);
    }
}
