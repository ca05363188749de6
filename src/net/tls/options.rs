//! What a user can choose, by Swoole's names without their `ssl_`.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Choices for one context; the defaults are Swoole's.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// PEM with the own certificate, followed by those between it and the authority.
    pub cert_file: Option<PathBuf>,
    /// PEM with the own private key.
    pub key_file: Option<PathBuf>,
    /// Opens the private key.
    pub passphrase: Option<String>,
    /// OpenSSL's list of ciphers up to TLS 1.2.
    pub ciphers: Option<String>,
    /// The versions that may be spoken.
    pub protocols: Protocols,
    /// Whether the peer must have a certificate that can be verified.
    pub verify_peer: bool,
    /// Whether verification is content with a certificate that its owner signed.
    pub allow_self_signed: bool,
    /// A server asks for certificates of the authorities in this file.
    pub client_cert_file: Option<PathBuf>,
    /// How many certificates may stand between the peer's and the authority's.
    pub verify_depth: Option<u8>,
    /// The name to ask the server for, and which its certificate must have.
    pub host_name: Option<String>,
    /// PEM with the authorities to trust; without it and `capath` those of the system.
    pub cafile: Option<PathBuf>,
    /// A folder of such files, named by hashes.
    pub capath: Option<PathBuf>,
    /// A server's other certificates, by the name that the client asks for; `*.` stands for one label.
    pub sni_certs: BTreeMap<String, Options>,
    /// Application protocols in order of preference.
    pub alpn: Vec<Vec<u8>>,
    /// PEM with the parameters for key exchange by Diffie and Hellman.
    pub dhparam: Option<PathBuf>,
    /// OpenSSL's list of groups for key exchange, or `auto`.
    pub ecdh_curve: Option<String>,
    /// Whether the server's order of ciphers counts.
    pub prefer_server_ciphers: bool,
    /// Whether there is no compression, whose sizes give secrets away. There is none in any case as OpenSSL is built today.
    pub disable_compress: bool,
    /// DTLS, for datagrams.
    pub datagram: bool,
}

/// A set of versions: the bits of `SWOOLE_SSL_TLSv1_2` and the like. Empty means all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Protocols(pub u32);

impl Protocols {
    /// SSL 3.
    pub const SSL3: Self = Self(1 << 2);
    /// TLS 1.0.
    pub const TLS1: Self = Self(1 << 3);
    /// TLS 1.1.
    pub const TLS1_1: Self = Self(1 << 4);
    /// TLS 1.2.
    pub const TLS1_2: Self = Self(1 << 5);
    /// TLS 1.3.
    pub const TLS1_3: Self = Self(1 << 6);

    /// Whether a version may be spoken.
    pub fn allow(self, version: Self) -> bool {
        self.0 == 0 || self.0 & version.0 != 0
    }
}
