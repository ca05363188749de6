//! The functions that belong to no class, one family a file. Their signatures and documentation are in
//! `stubs/functions.stub.php`.

mod data;
mod debug;
mod errors;
mod machine;
pub mod meanings;
pub mod mime;
mod runtime;
mod settings;

pub use crate::php::functions::meanings::meaning_of;

/// Everything as in the beginning.
pub fn request_shutdown() {
    mime::request_shutdown();
}
