//! Control packets of MQTT: a byte for the kind, then the length in one to four groups of seven bits.

use crate::proto::framing::Fault;
use crate::proto::framing::Measure;

const MAX_GROUPS: usize = 4;

/// What the packet's first bytes say.
pub fn measure(data: &[u8]) -> Result<Measure, Fault> {
    let groups = data.get(1..).unwrap_or_default();
    let mut rest = 0;
    for (index, group) in groups.iter().take(MAX_GROUPS).enumerate() {
        rest |= usize::from(group & 0x7f) << (7 * index);
        if group & 0x80 == 0 {
            return Ok(Measure::Whole(1 + (index + 1) + rest));
        }
    }
    if groups.len() >= MAX_GROUPS {
        return Err(Fault::Malformed);
    }
    // The shortest packet has two bytes.
    Ok(Measure::More(if data.is_empty() { 2 } else { 1 }))
}
