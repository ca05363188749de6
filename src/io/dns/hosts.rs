//! /etc/hosts: names that need no server.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::rc::Rc;

use crate::io::dns::Kind;
use crate::io::dns::watched_file::WatchedFile;

const PATH: &str = "/etc/hosts";

type Table = HashMap<String, Vec<IpAddr>>;

thread_local! {
    static HOSTS: RefCell<Option<WatchedFile<Table>>> = const { RefCell::new(None) };
}

/// The addresses that the file gives to `name` (in lower case).
pub fn find(name: &str, kind: Kind) -> Option<Rc<[IpAddr]>> {
    let table =
        HOSTS.with_borrow_mut(|hosts| hosts.get_or_insert_with(|| WatchedFile::new(Table::new())).read(PATH, parse));
    addresses(&table, name, kind)
}

fn addresses(table: &Table, name: &str, kind: Kind) -> Option<Rc<[IpAddr]>> {
    let all = table.get(name.trim_end_matches('.'))?;
    let found: Rc<[IpAddr]> = all.iter().copied().filter(|&address| kind.admits(address)).collect();
    (!found.is_empty()).then_some(found)
}

fn parse(text: &str) -> Table {
    let mut table = Table::new();
    for line in text.lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_ascii_whitespace();
        let Some(Ok(address)) = words.next().map(str::parse) else { continue };
        for name in words {
            let all = table.entry(name.to_ascii_lowercase()).or_default();
            if !all.contains(&address) {
                all.push(address);
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_found_by_kind_of_address() {
        let table = parse("# all\n10.0.0.1 Db db.local # the first\n::1\tdb\nnonsense here\n10.0.0.2 db\n");
        let v4 = addresses(&table, "db", Kind::V4).expect("two of them");
        assert_eq!(*v4, ["10.0.0.1".parse::<IpAddr>().expect("is one"), "10.0.0.2".parse().expect("is one")]);
        assert!(addresses(&table, "db", Kind::V6).is_some());
        assert!(addresses(&table, "db.local", Kind::V6).is_none());
        assert!(addresses(&table, "here", Kind::V4).is_none());
    }
}
