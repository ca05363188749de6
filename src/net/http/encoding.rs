//! Compressed bodies.

use std::io::Read;
use std::io::Write;

use flate2::Compression;

/// A coding that a client may ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    /// Brotli.
    Brotli,
    /// gzip.
    Gzip,
    /// Deflate, without the zlib head: as old servers send it.
    Deflate,
    /// Zstandard.
    Zstd,
}

/// By preference.
const CODINGS: &[(&str, Coding)] =
    &[("br", Coding::Brotli), ("gzip", Coding::Gzip), ("deflate", Coding::Deflate), ("zstd", Coding::Zstd)];

impl Coding {
    /// The one to use for a client that accepts these; none if it accepts none of ours, or refuses it by `q=0`.
    pub fn choose(accepted: &[u8]) -> Option<Self> {
        let accepts = |name: &str| {
            accepted.split(|&byte| byte == b',').any(|item| {
                let mut parts = item.split(|&byte| byte == b';').map(<[u8]>::trim_ascii);
                let named = parts.next().is_some_and(|part| part.eq_ignore_ascii_case(name.as_bytes()));
                named && !parts.any(|part| matches!(part, b"q=0" | b"q=0.0" | b"q=0.00" | b"q=0.000"))
            })
        };
        CODINGS.iter().find(|(name, _)| accepts(name)).map(|&(_, coding)| coding)
    }

    /// The one of this name.
    pub fn named(name: &[u8]) -> Option<Self> {
        CODINGS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes())).map(|&(_, coding)| coding)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        CODINGS.iter().find(|(_, coding)| *coding == self).map_or("identity", |(name, _)| name)
    }

    /// Compresses; levels are those of the coding, and the nearest one counts.
    pub fn compress(self, data: &[u8], level: u32) -> Option<Vec<u8>> {
        let deflate = Compression::new(if level == 0 { 1 } else { level.min(9) });
        let mut out = Vec::with_capacity(data.len() / 2 + 64);
        match self {
            Self::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(out, deflate);
                encoder.write_all(data).ok()?;
                out = encoder.finish().ok()?;
            }
            Self::Deflate => {
                let mut encoder = flate2::write::DeflateEncoder::new(out, deflate);
                encoder.write_all(data).ok()?;
                out = encoder.finish().ok()?;
            }
            Self::Brotli => {
                let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, level.min(11), 22);
                encoder.write_all(data).ok()?;
                drop(encoder);
            }
            Self::Zstd => {
                let highest = *zstd::compression_level_range().end();
                out = zstd::bulk::compress(data, (level as i32).min(highest)).ok()?;
            }
        }
        Some(out)
    }

    /// Undoes it while it comes: what is written to the result goes on to `plain`. `first` is the first byte.
    pub fn decompressor<W: Write + 'static>(self, first: u8, plain: W) -> std::io::Result<Box<dyn Write>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::write::MultiGzDecoder::new(plain)),
            Self::Deflate if is_zlib(first) => Box::new(flate2::write::ZlibDecoder::new(plain)),
            Self::Deflate => Box::new(flate2::write::DeflateDecoder::new(plain)),
            Self::Brotli => Box::new(brotli::DecompressorWriter::new(plain, 4096)),
            Self::Zstd => Box::new(zstd::stream::write::Decoder::new(plain)?),
        })
    }

    /// Undoes it, up to a length.
    pub fn decompress(self, data: &[u8], limit: u64) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let read = match self {
            Self::Gzip => flate2::read::MultiGzDecoder::new(data).take(limit + 1).read_to_end(&mut out),
            Self::Deflate if data.first().is_some_and(|&first| is_zlib(first)) => {
                flate2::read::ZlibDecoder::new(data).take(limit + 1).read_to_end(&mut out)
            }
            Self::Deflate => flate2::read::DeflateDecoder::new(data).take(limit + 1).read_to_end(&mut out),
            Self::Brotli => brotli::Decompressor::new(data, 4096).take(limit + 1).read_to_end(&mut out),
            Self::Zstd => zstd::stream::read::Decoder::new(data).ok()?.take(limit + 1).read_to_end(&mut out),
        };
        (read.is_ok() && out.len() as u64 <= limit).then_some(out)
    }
}

/// The standard's deflate has a zlib head; many servers leave it out.
fn is_zlib(first: u8) -> bool {
    first & 0x0f == 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back() {
        let data = b"all work and no play makes Jack a dull boy. ".repeat(100);
        for (_, coding) in CODINGS {
            for level in [0, 1, 5, 255] {
                let small = coding.compress(&data, level).expect("compressed");
                assert!(small.len() < data.len() / 4, "{coding:?} {level}");
                assert_eq!(coding.decompress(&small, 1 << 20).expect("whole"), data, "{coding:?} {level}");
                assert_eq!(coding.decompress(&small, 100), None, "a bomb is not unpacked");
                assert_eq!(Coding::named(coding.name().as_bytes()), Some(*coding));
            }
        }
    }

    #[test]
    fn a_client_gets_what_it_accepts() {
        assert_eq!(Coding::choose(b"gzip, deflate, br"), Some(Coding::Brotli));
        assert_eq!(Coding::choose(b"gzip;q=0.5, br;q=0"), Some(Coding::Gzip));
        assert_eq!(Coding::choose(b"zstd"), Some(Coding::Zstd));
        assert_eq!(Coding::choose(b"identity"), None);
        assert_eq!(Coding::choose(b"brave"), None);
    }
}
