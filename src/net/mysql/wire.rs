//! Reading numbers and strings of variable length, none of them beyond the packet's end.

/// The packet is not what it should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed;

/// What is left of a packet.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A number of so many bytes, up to eight, the least significant first.
    pub fn uint(&mut self, count: usize) -> Result<u64, Malformed> {
        let bytes = self.take(count)?;
        Ok(bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.take(1)?[0])
    }

    /// A number whose first byte tells its size; nothing for SQL's NULL.
    pub fn length(&mut self) -> Result<Option<u64>, Malformed> {
        Ok(Some(match self.byte()? {
            251 => return Ok(None),
            252 => self.uint(2)?,
            253 => self.uint(3)?,
            254 => self.uint(8)?,
            255 => return Err(Malformed),
            small => u64::from(small),
        }))
    }

    /// A string behind its length; nothing for SQL's NULL.
    pub fn string(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        match self.length()? {
            None => Ok(None),
            Some(length) => {
                usize::try_from(length).map_err(|_| Malformed).and_then(|length| self.take(length)).map(Some)
            }
        }
    }

    /// A string that ends with a zero byte.
    pub fn text(&mut self) -> Result<&'a [u8], Malformed> {
        let end = self.0.iter().position(|&byte| byte == 0).ok_or(Malformed)?;
        let text = self.take(end)?;
        self.take(1)?;
        Ok(text)
    }
}

/// Appends a number as [`Reader::length`] reads it.
pub fn put_length(out: &mut Vec<u8>, length: usize) {
    let bytes = (length as u64).to_le_bytes();
    match length {
        0..=250 => out.push(length as u8),
        251..=0xffff => {
            out.push(252);
            out.extend_from_slice(&bytes[..2]);
        }
        0x1_0000..=0xff_ffff => {
            out.push(253);
            out.extend_from_slice(&bytes[..3]);
        }
        _ => {
            out.push(254);
            out.extend_from_slice(&bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_they_are_written() {
        for length in [0, 1, 250, 251, 255, 256, 65535, 65536, 0xff_ffff, 0x100_0000, 1 << 40] {
            let mut out = Vec::new();
            put_length(&mut out, length);
            assert_eq!(Reader(&out).length(), Ok(Some(length as u64)));
            for cut in 0..out.len() {
                assert_eq!(Reader(&out[..cut]).length(), Err(Malformed));
            }
        }
        assert_eq!(Reader(&[251]).length(), Ok(None));
        assert_eq!(Reader(&[255, 1]).length(), Err(Malformed));
    }

    #[test]
    fn a_string_ends_with_its_packet() {
        assert_eq!(Reader(b"\x03abcd").string(), Ok(Some(&b"abc"[..])));
        assert_eq!(Reader(b"\x05abcd").string(), Err(Malformed));
        assert_eq!(Reader(b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff").string(), Err(Malformed));
        assert_eq!(Reader(b"ab").text(), Err(Malformed));
        assert_eq!(Reader(b"ab\0c").text(), Ok(&b"ab"[..]));
    }
}
