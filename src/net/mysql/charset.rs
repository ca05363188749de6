//! Charsets: their numbers, and what must be escaped in them.

/// Names and the numbers of their usual collations.
const NUMBERS: &[(&str, u8)] = &[
    ("armscii8", 32),
    ("ascii", 11),
    ("big5", 1),
    ("binary", 63),
    ("cp1250", 26),
    ("cp1251", 51),
    ("cp1256", 57),
    ("cp1257", 59),
    ("cp850", 4),
    ("cp852", 40),
    ("cp866", 36),
    ("cp932", 95),
    ("dec8", 3),
    ("eucjpms", 97),
    ("euckr", 19),
    ("gb18030", 248),
    ("gb2312", 24),
    ("gbk", 28),
    ("geostd8", 92),
    ("greek", 25),
    ("hebrew", 16),
    ("hp8", 6),
    ("keybcs2", 37),
    ("koi8r", 7),
    ("koi8u", 22),
    ("latin1", 8),
    ("latin2", 9),
    ("latin5", 30),
    ("latin7", 41),
    ("macce", 38),
    ("macroman", 39),
    ("sjis", 13),
    ("swe7", 10),
    ("tis620", 18),
    ("ujis", 12),
    ("utf8", 33),
    ("utf8mb3", 33),
    ("utf8mb4", 45),
];

/// What Swoole takes when nothing is said.
pub const DEFAULT: u8 = 33;

/// In these a backslash may be the second half of a character: bytes that begin one, and the ranges of second bytes.
type Wide = (&'static [u8], std::ops::RangeInclusive<u8>, &'static [std::ops::RangeInclusive<u8>]);
const WIDE: &[Wide] = &[
    (&[1], 0xa1..=0xf9, &[0x40..=0x7e, 0xa1..=0xfe]),
    (&[28], 0x81..=0xfe, &[0x40..=0x7e, 0x80..=0xfe]),
    (&[248], 0x81..=0xfe, &[0x40..=0x7e, 0x80..=0xfe]),
    (&[13, 95], 0x81..=0xfc, &[0x40..=0x7e, 0x80..=0xfc]),
];

/// The number of a charset.
pub fn number(name: &str) -> Option<u8> {
    NUMBERS.iter().find(|row| row.0.eq_ignore_ascii_case(name)).map(|row| row.1)
}

/// Text that may stand between quotes in a statement.
pub fn escape(charset: u8, text: &[u8]) -> Vec<u8> {
    let wide = WIDE.iter().find(|row| row.0.contains(&charset));
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if let Some((_, first, second)) = wide
            && first.contains(&byte)
        {
            // Half a character must not swallow the quote behind it.
            match tail.split_first() {
                Some((&next, after)) if second.iter().any(|range| range.contains(&next)) => {
                    out.extend_from_slice(&[byte, next]);
                    rest = after;
                }
                _ => out.extend_from_slice(&[b'\\', byte]),
            }
            continue;
        }
        match byte {
            0 => out.extend_from_slice(b"\\0"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0x1a => out.extend_from_slice(b"\\Z"),
            b'\\' | b'\'' | b'"' => out.extend_from_slice(&[b'\\', byte]),
            plain => out.push(plain),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_string_is_escaped() {
        assert_eq!(escape(45, b"a'b\"c\\d\0\n\r\x1a\xc3\xa4"), b"a\\'b\\\"c\\\\d\\0\\n\\r\\Z\xc3\xa4");
    }

    #[test]
    fn a_backslash_inside_a_character_is_left_alone() {
        assert_eq!(escape(28, b"\x95\x5c'"), b"\x95\x5c\\'");
        assert_eq!(escape(13, b"\x83\x5c"), b"\x83\x5c");
    }

    #[test]
    fn half_a_character_swallows_no_quote() {
        assert_eq!(escape(28, b"\xbf'"), b"\\\xbf\\'");
        assert_eq!(escape(1, b"\xa1"), b"\\\xa1");
    }

    #[test]
    fn charsets_are_known_by_name() {
        assert_eq!(number("UTF8MB4"), Some(45));
        assert_eq!(number("klingon"), None);
    }
}
