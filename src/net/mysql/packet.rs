//! The packets of the protocol.

use crate::net::mysql::wire::Malformed;
use crate::net::mysql::wire::Reader;
use crate::net::mysql::wire::put_length;

/// What both sides are capable of.
#[allow(missing_docs, reason = "the names are the protocol's")]
pub mod capability {
    pub const LONG_PASSWORD: u32 = 1;
    pub const LONG_FLAG: u32 = 1 << 2;
    pub const CONNECT_WITH_DB: u32 = 1 << 3;
    pub const PROTOCOL_41: u32 = 1 << 9;
    pub const SSL: u32 = 1 << 11;
    pub const TRANSACTIONS: u32 = 1 << 13;
    pub const SECURE_CONNECTION: u32 = 1 << 15;
    pub const MULTI_RESULTS: u32 = 1 << 17;
    pub const PS_MULTI_RESULTS: u32 = 1 << 18;
    pub const PLUGIN_AUTH: u32 = 1 << 19;
}

/// What the client is capable of, besides TLS and naming a database.
pub const CAPABILITIES: u32 = capability::LONG_PASSWORD
    | capability::LONG_FLAG
    | capability::PROTOCOL_41
    | capability::TRANSACTIONS
    | capability::SECURE_CONNECTION
    | capability::MULTI_RESULTS
    | capability::PS_MULTI_RESULTS
    | capability::PLUGIN_AUTH;

/// The largest packet that the client takes.
const MAX_PACKET: u32 = 1 << 30;
/// Another result follows.
const MORE_RESULTS: u16 = 8;

/// The server's first words.
#[derive(Debug)]
pub struct Greeting {
    /// What it is capable of.
    pub capabilities: u32,
    /// How it wants the password to be proved.
    pub plugin: Vec<u8>,
    /// What to prove it with.
    pub nonce: Vec<u8>,
}

/// A statement without rows was carried out; or the end of the rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// How many rows were changed.
    pub affected_rows: u64,
    /// The number that the last new row was given.
    pub insert_id: u64,
    /// Whether another result follows.
    pub more: bool,
}

/// The server says no.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerError {
    /// Its number.
    pub code: u16,
    /// SQL's number.
    pub state: String,
    /// In words.
    pub message: String,
}

/// A column of a result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name.
    pub name: Vec<u8>,
    /// One of [`crate::net::mysql::value::kind`].
    pub kind: u8,
    /// Whether its numbers have no sign.
    pub unsigned: bool,
    /// How many digits behind the point.
    pub decimals: u8,
}

/// A statement that the server has prepared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Prepared {
    /// Its number.
    pub id: u32,
    /// How many columns its result has.
    pub columns: usize,
    /// How many parameters it takes.
    pub params: usize,
}

/// What the first byte says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head {
    /// A completion.
    Ok,
    /// An error.
    Error,
    /// The end of columns or rows.
    End,
    /// Anything else.
    Other,
}

/// What kind of packet this is.
pub fn head(packet: &[u8]) -> Head {
    match packet {
        [0x00, ..] => Head::Ok,
        [0xff, ..] => Head::Error,
        [0xfe, ..] if packet.len() < 9 => Head::End,
        _ => Head::Other,
    }
}

impl Greeting {
    /// Out of a packet; the server may also refuse at once.
    pub fn parse(packet: &[u8]) -> Result<Self, Malformed> {
        let mut rest = Reader(packet);
        if rest.byte()? != 10 {
            return Err(Malformed);
        }
        rest.text()?;
        rest.uint(4)?;
        let mut nonce = rest.take(8)?.to_vec();
        rest.take(1)?;
        let low = rest.uint(2)?;
        rest.take(3)?;
        let high = rest.uint(2)?;
        let length = rest.byte()?;
        rest.take(10)?;
        nonce.extend_from_slice(rest.take(usize::from(length.max(21)) - 8)?);
        // The last byte is a zero that does not belong to it.
        nonce.truncate(20);
        let plugin = rest.text().unwrap_or(rest.0).to_vec();
        Ok(Self { capabilities: (high << 16 | low) as u32, plugin, nonce })
    }
}

impl Completion {
    /// Out of a packet whose head is [`Head::Ok`].
    pub fn parse(packet: &[u8]) -> Result<Self, Malformed> {
        let mut rest = Reader(packet);
        rest.byte()?;
        let affected_rows = rest.length()?.ok_or(Malformed)?;
        let insert_id = rest.length()?.ok_or(Malformed)?;
        let status = rest.uint(2)? as u16;
        Ok(Self { affected_rows, insert_id, more: status & MORE_RESULTS != 0 })
    }

    /// Out of a packet whose head is [`Head::End`].
    pub fn parse_end(packet: &[u8]) -> Result<Self, Malformed> {
        let mut rest = Reader(packet);
        rest.take(3)?;
        let status = rest.uint(2)? as u16;
        Ok(Self { more: status & MORE_RESULTS != 0, ..Self::default() })
    }
}

impl ServerError {
    /// Out of a packet whose head is [`Head::Error`].
    pub fn parse(packet: &[u8]) -> Result<Self, Malformed> {
        let mut rest = Reader(packet);
        rest.byte()?;
        let code = rest.uint(2)? as u16;
        let state = match rest.0 {
            [b'#', ..] => rest.take(6)?[1..].to_vec(),
            _ => b"HY000".to_vec(),
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Self { code, state: text(&state), message: text(rest.0) })
    }
}

impl Column {
    /// Out of a packet.
    pub fn parse(packet: &[u8]) -> Result<Self, Malformed> {
        let mut rest = Reader(packet);
        // The catalog, the database, the table and its alias.
        for _ in 0..4 {
            rest.string()?;
        }
        let name = rest.string()?.ok_or(Malformed)?.to_vec();
        rest.string()?;
        rest.length()?;
        rest.take(6)?;
        let kind = rest.byte()?;
        let flags = rest.uint(2)?;
        let decimals = rest.byte()?;
        Ok(Self { name, kind, unsigned: flags & 32 != 0, decimals })
    }
}

impl Prepared {
    /// Out of a packet whose head is [`Head::Ok`].
    pub fn parse(packet: &[u8]) -> Result<Self, Malformed> {
        let mut rest = Reader(packet);
        rest.byte()?;
        Ok(Self { id: rest.uint(4)? as u32, columns: rest.uint(2)? as usize, params: rest.uint(2)? as usize })
    }
}

/// The request to go on by TLS.
pub fn tls_request(capabilities: u32, charset: u8) -> Vec<u8> {
    let mut out = (capabilities | capability::SSL).to_le_bytes().to_vec();
    out.extend_from_slice(&MAX_PACKET.to_le_bytes());
    out.push(charset);
    out.extend_from_slice(&[0; 23]);
    out
}

/// The answer to the greeting.
pub fn login(capabilities: u32, charset: u8, user: &[u8], proof: &[u8], database: &[u8], plugin: &[u8]) -> Vec<u8> {
    let with_database = if database.is_empty() { 0 } else { capability::CONNECT_WITH_DB };
    let mut out = (capabilities | with_database).to_le_bytes().to_vec();
    out.extend_from_slice(&MAX_PACKET.to_le_bytes());
    out.push(charset);
    out.extend_from_slice(&[0; 23]);
    out.extend_from_slice(user);
    out.push(0);
    out.push(proof.len() as u8);
    out.extend_from_slice(proof);
    if !database.is_empty() {
        out.extend_from_slice(database);
        out.push(0);
    }
    out.extend_from_slice(plugin);
    out.push(0);
    out
}

/// A parameter of a prepared statement.
#[derive(Clone, PartialEq, Debug)]
pub enum Param {
    /// SQL's NULL.
    Null,
    /// A number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// The request to carry out a prepared statement.
pub fn execute(id: u32, params: &[Param]) -> Vec<u8> {
    use crate::net::mysql::value::kind;
    let mut out = id.to_le_bytes().to_vec();
    // No cursor; one iteration.
    out.extend_from_slice(&[0, 1, 0, 0, 0]);
    if params.is_empty() {
        return out;
    }
    let mut nulls = vec![0; params.len().div_ceil(8)];
    let (mut kinds, mut values) = (Vec::with_capacity(params.len() * 2), Vec::new());
    for (index, param) in params.iter().enumerate() {
        let kind = match param {
            Param::Null => {
                nulls[index / 8] |= 1 << (index % 8);
                kind::NULL
            }
            Param::Int(number) => {
                values.extend_from_slice(&number.to_le_bytes());
                kind::LONGLONG
            }
            Param::Float(number) => {
                values.extend_from_slice(&number.to_le_bytes());
                kind::DOUBLE
            }
            Param::Bytes(bytes) => {
                put_length(&mut values, bytes.len());
                values.extend_from_slice(bytes);
                kind::VAR_STRING
            }
        };
        kinds.extend_from_slice(&[kind, 0]);
    }
    out.extend_from_slice(&nulls);
    out.push(1);
    out.extend_from_slice(&kinds);
    out.extend_from_slice(&values);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREETING: &[u8] = b"\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0";

    #[test]
    fn a_greeting_is_read() {
        let greeting = Greeting::parse(GREETING).expect("well-formed");
        assert_eq!(greeting.nonce, b"abcdefghijklmnopqrst");
        assert_eq!(greeting.plugin, b"caching_sha2_password");
        assert_ne!(greeting.capabilities & capability::PLUGIN_AUTH, 0);
    }

    #[test]
    fn packets_that_are_cut_off_are_refused() {
        let column = b"\x03def\x01d\x01t\x01t\x02id\x02id\x0c\x3f\0\x0b\0\0\0\x03\x03\x42\0\0\0";
        let error = b"\xff\x48\x04#HY000No";
        for cut in 0..GREETING.len() - 23 {
            assert!(Greeting::parse(&GREETING[..cut]).is_err(), "greeting cut at {cut}");
        }
        for cut in 0..column.len() - 2 {
            assert!(Column::parse(&column[..cut]).is_err(), "column cut at {cut}");
        }
        for cut in 0..3 {
            assert!(ServerError::parse(&error[..cut]).is_err());
        }
        for cut in 0..5 {
            assert!(Completion::parse(&b"\0\x01\x02\x02\0\0\0"[..cut]).is_err());
            assert!(Prepared::parse(&[0; 9][..cut]).is_err());
        }
    }

    #[test]
    fn a_column_knows_its_kind() {
        let packet = b"\x03def\x01d\x01t\x01t\x02id\x02id\x0c\x3f\0\x0b\0\0\0\x03\x23\x42\0\0\0";
        let column = Column::parse(packet).expect("well-formed");
        assert_eq!(column, Column { name: b"id".to_vec(), kind: 3, unsigned: true, decimals: 0 });
    }

    #[test]
    fn parameters_follow_their_kinds() {
        let params = [Param::Int(-1), Param::Null, Param::Bytes(b"ab".to_vec())];
        let expected = b"\x07\0\0\0\0\x01\0\0\0\x02\x01\x08\0\x06\0\xfd\0\xff\xff\xff\xff\xff\xff\xff\xff\x02ab";
        assert_eq!(execute(7, &params), expected);
    }
}
