//! Any path: what is found lies in the folder; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swirl::net::http::static_files::Folder;
use swirl::net::http::static_files::Found;

fuzz_target!(|path: &[u8]| {
    let base = std::env::temp_dir().join("swirl-fuzz-static");
    let root = base.join("root");
    std::fs::create_dir_all(root.join("sub")).expect("made");
    for file in [base.join("secret"), root.join("a"), root.join("sub/b")] {
        if !file.exists() {
            std::fs::write(file, "x").expect("written");
        }
    }
    let folder = Folder { root: root.clone(), locations: vec![b"/".to_vec()], index: vec!["b".into()], lists: false };
    if let Found::File(found, _) = folder.find(path, &|_| true) {
        assert!(found.canonicalize().expect("there").starts_with(root.canonicalize().expect("there")), "{found:?}");
    }
});
