//! What is said to name servers, and what they say.

use std::hash::BuildHasher;
use std::hash::RandomState;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::time::Duration;

use simple_dns::CLASS;
use simple_dns::Name;
use simple_dns::Packet;
use simple_dns::PacketFlag;
use simple_dns::Question;
use simple_dns::RCODE;
use simple_dns::TYPE;
use simple_dns::rdata::RData;

use crate::io::dns::Kind;

/// A question, ready to be sent.
pub struct Query {
    /// Its number, which the answer repeats: a random one, so that nobody can answer unasked.
    id: u16,
    kind: Kind,
    /// The message.
    pub bytes: Vec<u8>,
}

/// What a server has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// Addresses, and how long they hold.
    Found {
        /// In the server's order.
        addresses: Vec<IpAddr>,
        /// The shortest of all records that led there.
        ttl: Duration,
    },
    /// There is no such name, or it has no such address.
    NoSuchName,
    /// This server cannot tell; another one may.
    Refused,
    /// The answer was too long for a datagram: ask again over a stream.
    Truncated,
}

/// The question for the addresses of `name`; `None` when it cannot be a name.
pub fn query(name: &str, kind: Kind) -> Option<Query> {
    let id = RandomState::new().hash_one(name) as u16;
    let name = name.strip_suffix('.').unwrap_or(name);
    let name = Name::new(name).ok().filter(|_| name.split('.').all(|label| !label.is_empty()))?;
    let wanted = match kind {
        Kind::V4 => TYPE::A,
        Kind::V6 => TYPE::AAAA,
    };
    let mut packet = Packet::new_query(id);
    packet.set_flags(PacketFlag::RECURSION_DESIRED);
    packet.questions.push(Question::new(name, wanted.into(), CLASS::IN.into(), false));
    let bytes = packet.build_bytes_vec().ok()?;
    Some(Query { id, kind, bytes })
}

/// Reads an answer. `None`: this is not the answer to `query`.
pub fn read(query: &Query, bytes: &[u8]) -> Option<Reply> {
    let packet = Packet::parse(bytes).ok()?;
    if packet.id() != query.id || !packet.has_flags(PacketFlag::RESPONSE) {
        return None;
    }
    if packet.has_flags(PacketFlag::TRUNCATION) {
        return Some(Reply::Truncated);
    }
    Some(match packet.rcode() {
        RCODE::NoError => found(query.kind, &packet),
        RCODE::NameError => Reply::NoSuchName,
        _ => Reply::Refused,
    })
}

fn found(kind: Kind, packet: &Packet) -> Reply {
    let mut addresses = Vec::new();
    let mut ttl = u32::MAX;
    for record in &packet.answers {
        match &record.rdata {
            RData::A(found) if kind == Kind::V4 => addresses.push(Ipv4Addr::from_bits(found.address).into()),
            RData::AAAA(found) if kind == Kind::V6 => addresses.push(Ipv6Addr::from_bits(found.address).into()),
            RData::CNAME(_) => {}
            _ => continue,
        }
        ttl = ttl.min(record.ttl);
    }
    if addresses.is_empty() {
        return Reply::NoSuchName;
    }
    Reply::Found { addresses, ttl: Duration::from_secs(ttl.into()) }
}
