//! What all sessions of one listener, or of one client, have in common.

use openssl::dh::Dh;
use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::pkey::Private;
use openssl::ssl::AlpnError;
use openssl::ssl::NameType;
use openssl::ssl::SniError;
use openssl::ssl::Ssl;
use openssl::ssl::SslContext;
use openssl::ssl::SslContextBuilder;
use openssl::ssl::SslMethod;
use openssl::ssl::SslMode;
use openssl::ssl::SslOptions;
use openssl::ssl::SslSessionCacheMode;
use openssl::ssl::SslVerifyMode;
use openssl::x509::X509Name;
use std::fs;
use std::io::Read;
use std::io::Write;
use std::net::IpAddr;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use crate::net::tls::Fault;
use crate::net::tls::Options;
use crate::net::tls::Protocols;
use crate::net::tls::Session;
use crate::net::tls::SetUpError;
use crate::net::tls::recent;
use crate::net::tls::session::AllowSelfSigned;
use crate::net::tls::verify;
use crate::net::tls::verify::Role;

/// Keys, authorities, ciphers. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    context: SslContext,
    options: Rc<Options>,
}

const VERSIONS: &[(Protocols, SslOptions)] = &[
    (Protocols::SSL3, SslOptions::NO_SSLV3),
    (Protocols::TLS1, SslOptions::NO_TLSV1),
    (Protocols::TLS1_1, SslOptions::NO_TLSV1_1),
    (Protocols::TLS1_2, SslOptions::NO_TLSV1_2),
    (Protocols::TLS1_3, SslOptions::NO_TLSV1_3),
];

/// A datagram that fits through any path.
const DATAGRAM: u32 = 1400;

impl Context {
    /// For the side that accepts connections.
    pub fn server(options: Options) -> Result<Self, SetUpError> {
        let mut builder = common(&options)?;
        builder.set_session_id_context(b"swirl").map_err(SetUpError::ssl("SSL_CTX_set_session_id_context()"))?;
        builder.set_session_cache_mode(SslSessionCacheMode::SERVER);
        if options.prefer_server_ciphers {
            builder.set_options(SslOptions::CIPHER_SERVER_PREFERENCE);
        }
        if let Some(file) = &options.client_cert_file {
            ask_for_certificates(&mut builder, file)?;
        } else if options.verify_peer {
            builder.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
        }
        if !options.alpn.is_empty() {
            let ours = options.alpn.clone();
            builder.set_alpn_select_callback(move |_, theirs| choose(&ours, theirs).ok_or(AlpnError::NOACK));
        }
        let others = sni_contexts(&options)?;
        if !others.is_empty() {
            builder.set_servername_callback(move |ssl, _| {
                let name = ssl.servername(NameType::HOST_NAME).map(str::to_ascii_lowercase);
                let other = name.and_then(|name| others.iter().find(|(pattern, _)| names(pattern, &name)));
                match other {
                    Some((_, other)) => ssl.set_ssl_context(other).map_err(|_| SniError::ALERT_FATAL),
                    None => Ok(()),
                }
            });
        }
        Ok(Self { context: builder.build(), options: Rc::new(options) })
    }

    /// For the side that connects.
    pub fn client(options: Options) -> Result<Self, SetUpError> {
        let context = recent::or_make(&options, |options| {
            let mut builder = common(options)?;
            if !options.alpn.is_empty() {
                builder
                    .set_alpn_protos(&wire_format(&options.alpn))
                    .map_err(SetUpError::ssl("SSL_CTX_set_alpn_protos()"))?;
            }
            Ok(builder.build())
        })?;
        Ok(Self { context, options: Rc::new(options) })
    }

    /// The choices it was made from.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Begins a session on the accepting side. The handshake is still to be made.
    pub fn accept<S: Read + Write>(&self, transport: S) -> Result<Session<S>, Fault> {
        let (mut ssl, findings) = self.ssl(Role::Server).map_err(internal)?;
        ssl.set_accept_state();
        Session::new(ssl, transport, findings, self.demand()).map_err(internal)
    }

    /// Begins a session on the connecting side with `host`, whose name is asked for unless the options name another.
    pub fn connect<S: Read + Write>(&self, transport: S, host: Option<&str>) -> Result<Session<S>, Fault> {
        let (mut ssl, findings) = self.ssl(Role::Client(host)).map_err(internal)?;
        let name = self.options.host_name.as_deref().or(host).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| name.parse::<IpAddr>().is_err()) {
            ssl.set_hostname(name).map_err(internal)?;
        }
        ssl.set_connect_state();
        Session::new(ssl, transport, findings, self.demand()).map_err(internal)
    }

    fn demand(&self) -> Option<AllowSelfSigned> {
        self.options.verify_peer.then_some(self.options.allow_self_signed)
    }

    fn ssl(&self, role: Role<'_>) -> Result<(Ssl, Arc<verify::Findings>), ErrorStack> {
        let mut ssl = Ssl::new(&self.context)?;
        if self.options.datagram {
            ssl.set_mtu(DATAGRAM)?;
        }
        let findings = verify::arrange(&mut ssl, &self.options, role)?;
        Ok((ssl, findings))
    }
}

/// What servers and clients have in common.
fn common(options: &Options) -> Result<SslContextBuilder, SetUpError> {
    let method = if options.datagram { SslMethod::dtls() } else { SslMethod::tls() };
    let mut builder = SslContextBuilder::new(method).map_err(SetUpError::ssl("SSL_CTX_new()"))?;
    builder.set_options(SslOptions::NO_COMPRESSION);
    if options.datagram {
        builder.set_options(SslOptions::NO_QUERY_MTU);
    } else {
        for &(version, off) in VERSIONS {
            if options.protocols.allow(version) {
                builder.clear_options(off);
            } else {
                builder.set_options(off);
            }
        }
    }
    builder.set_mode(SslMode::RELEASE_BUFFERS | SslMode::ACCEPT_MOVING_WRITE_BUFFER | SslMode::ENABLE_PARTIAL_WRITE);
    builder.set_read_ahead(true);
    show_certificate(&mut builder, options)?;
    trust(&mut builder, options)?;
    choose_ciphers(&mut builder, options)?;
    Ok(builder)
}

fn show_certificate(builder: &mut SslContextBuilder, options: &Options) -> Result<(), SetUpError> {
    if let Some(file) = &options.cert_file {
        builder
            .set_certificate_chain_file(file)
            .map_err(SetUpError::ssl(call("SSL_CTX_use_certificate_chain_file", file)))?;
    }
    if let Some(file) = &options.key_file {
        let key = read_key(file, options.passphrase.as_deref())?;
        builder.set_private_key(&key).map_err(SetUpError::ssl(call("SSL_CTX_use_PrivateKey_file", file)))?;
        builder.check_private_key().map_err(SetUpError::ssl("SSL_CTX_check_private_key()"))?;
    }
    Ok(())
}

fn read_key(file: &Path, passphrase: Option<&str>) -> Result<PKey<Private>, SetUpError> {
    let what = || call("SSL_CTX_use_PrivateKey_file", file);
    let pem = fs::read(file).map_err(|error| SetUpError::io(what(), &error))?;
    // Without an answer of ours OpenSSL would ask the terminal.
    PKey::private_key_from_pem_callback(&pem, |room| {
        let secret = passphrase.unwrap_or_default().as_bytes();
        let Some(room) = room.get_mut(..secret.len()) else { return Ok(0) };
        room.copy_from_slice(secret);
        Ok(secret.len())
    })
    .map_err(SetUpError::ssl(what()))
}

fn trust(builder: &mut SslContextBuilder, options: &Options) -> Result<(), SetUpError> {
    let (file, folder) = (options.cafile.as_deref(), options.capath.as_deref());
    let loaded = if file.is_none() && folder.is_none() {
        builder.set_default_verify_paths().map_err(SetUpError::ssl("SSL_CTX_set_default_verify_paths()"))
    } else {
        let what = call("SSL_CTX_load_verify_locations", file.or(folder).unwrap_or(Path::new("")));
        builder.load_verify_locations(file, folder).map_err(SetUpError::ssl(what))
    };
    // Whoever does not verify need not trust anybody.
    if options.verify_peer {
        loaded?;
    }
    if let Some(depth) = options.verify_depth.filter(|&depth| depth > 0) {
        builder.set_verify_depth(depth.into());
    }
    Ok(())
}

fn ask_for_certificates(builder: &mut SslContextBuilder, file: &Path) -> Result<(), SetUpError> {
    builder.set_ca_file(file).map_err(SetUpError::ssl(call("SSL_CTX_load_verify_locations", file)))?;
    let names = X509Name::load_client_ca_file(file).map_err(SetUpError::ssl(call("SSL_load_client_CA_file", file)))?;
    builder.set_client_ca_list(names);
    Ok(())
}

fn choose_ciphers(builder: &mut SslContextBuilder, options: &Options) -> Result<(), SetUpError> {
    if let Some(ciphers) = &options.ciphers {
        let what = format!("SSL_CTX_set_cipher_list(\"{ciphers}\")");
        builder.set_cipher_list(ciphers).map_err(SetUpError::ssl(what))?;
    }
    if let Some(file) = &options.dhparam {
        let what = || call("PEM_read_bio_Parameters", file);
        let pem = fs::read(file).map_err(|error| SetUpError::io(what(), &error))?;
        let parameters = Dh::params_from_pem(&pem).map_err(SetUpError::ssl(what()))?;
        builder.set_tmp_dh(&parameters).map_err(SetUpError::ssl(call("SSL_CTX_set0_tmp_dh_pkey", file)))?;
    }
    if let Some(groups) = options.ecdh_curve.as_deref().filter(|&groups| groups != "auto") {
        let what = format!("SSL_CTX_set1_curves_list(\"{groups}\")");
        builder.set_groups_list(groups).map_err(SetUpError::ssl(what))?;
    }
    Ok(())
}

/// The contexts for other names, with what they do not choose taken from the main one.
fn sni_contexts(options: &Options) -> Result<Vec<(String, SslContext)>, SetUpError> {
    let mut others = Vec::new();
    for (name, other) in &options.sni_certs {
        let merged = Options {
            cert_file: other.cert_file.clone().or_else(|| options.cert_file.clone()),
            key_file: other.key_file.clone().or_else(|| options.key_file.clone()),
            passphrase: other.passphrase.clone().or_else(|| options.passphrase.clone()),
            sni_certs: Default::default(),
            ..options.clone()
        };
        others.push((name.to_ascii_lowercase(), Context::server(merged)?.context));
    }
    Ok(others)
}

/// Whether a pattern (`a.example`, `*.example`) means a name.
fn names(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(rest) => name.split_once('.').is_some_and(|(label, parent)| !label.is_empty() && parent == rest),
        None => pattern == name,
    }
}

/// Each protocol with its length before it.
fn wire_format(protocols: &[Vec<u8>]) -> Vec<u8> {
    let fitting = protocols.iter().filter(|protocol| (1..=255).contains(&protocol.len()));
    fitting.flat_map(|protocol| std::iter::once(protocol.len() as u8).chain(protocol.iter().copied())).collect()
}

/// The first of ours that is among theirs, which are in the wire's format.
fn choose<'a>(ours: &[Vec<u8>], theirs: &'a [u8]) -> Option<&'a [u8]> {
    ours.iter().find_map(|our| {
        let mut rest = theirs;
        while let Some((&length, after)) = rest.split_first() {
            let (their, next) = after.split_at_checked(length.into())?;
            if their == our {
                return Some(their);
            }
            rest = next;
        }
        None
    })
}

fn call(function: &str, file: &Path) -> String {
    format!("{function}({})", file.display())
}

fn internal(errors: ErrorStack) -> Fault {
    let first = errors.errors().first();
    let text = first.and_then(|error| error.reason()).unwrap_or("SSL_new() failed").to_string();
    Fault::Protocol { reason: first.map_or(0, |error| error.reason_code()), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_label() {
        assert!(names("a.example", "a.example"));
        assert!(!names("a.example", "b.a.example"));
        assert!(names("*.example", "a.example"));
        assert!(!names("*.example", "b.a.example"));
        assert!(!names("*.example", "example"));
        assert!(!names("*.example", ".example"));
    }
}
