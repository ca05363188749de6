//! See the crate docs for where this layer stands.

/// Placeholder until the hook layer lands.
pub fn set_flags(_flags: u32) {}
/// Placeholder.
pub fn flags() -> u32 {
    0
}
/// Placeholder.
pub fn install() {}
/// Placeholder.
pub fn describe() -> Vec<(&'static str, String)> {
    Vec::new()
}
