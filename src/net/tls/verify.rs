//! Whether the peer is who it should be.
//!
//! OpenSSL asks at every fault of the chain whether to go on. The answer is written down as well, so that a session
//! that was not asked to verify can still say later what a verification would have found.

use openssl::error::ErrorStack;
use openssl::ssl::SslRef;
use openssl::ssl::SslVerifyMode;
use openssl::x509::X509StoreContextRef;
use openssl::x509::X509VerifyResult;
use openssl::x509::verify::X509CheckFlags;
use parking_lot::Mutex;
use std::net::IpAddr;
use std::sync::Arc;

use crate::net::tls::Fault;
use crate::net::tls::Options;

const SELF_SIGNED: i32 = 18;
const NAME_MISMATCHES: [i32; 2] = [62, 64];

/// What was found. Shared with OpenSSL's callback, hence the lock.
#[derive(Debug, Default)]
pub struct Findings(Mutex<Found>);

#[derive(Clone, Copy, Debug, Default)]
struct Found {
    /// That the certificate is signed by its owner.
    self_signed: Option<X509VerifyResult>,
    /// The first fault of any other kind.
    fault: Option<X509VerifyResult>,
}

/// Whom a session must meet.
#[derive(Clone, Copy, Debug)]
pub enum Role<'a> {
    /// Whoever connects.
    Server,
    /// The host that we connected to, if it was named.
    Client(Option<&'a str>),
}

impl Findings {
    /// What a verification says now. `present`: whether the peer showed a certificate.
    pub fn judge(&self, present: bool, allow_self_signed: bool) -> Result<(), Fault> {
        if !present {
            return Err(Fault::Unverified { reason: 0, text: "no certificate".into() });
        }
        let found = *self.0.lock();
        match found.fault.or(found.self_signed.filter(|_| !allow_self_signed)) {
            Some(fault) => Err(unverified(fault)),
            None => Ok(()),
        }
    }
}

fn unverified(fault: X509VerifyResult) -> Fault {
    Fault::Unverified { reason: fault.as_raw(), text: fault.error_string().to_string() }
}

/// Makes `ssl` look at its peer's certificate in the way that `options` ask for.
pub fn arrange(ssl: &mut SslRef, options: &Options, role: Role<'_>) -> Result<Arc<Findings>, ErrorStack> {
    let findings = Arc::new(Findings::default());
    // A name that the user wrote down is meant; one that follows from the address is not when the certificate may be
    // anybody's.
    let meant = options.host_name.is_some();
    if let Role::Client(host) = role
        && let Some(name) = options.host_name.as_deref().or(host)
    {
        expect(ssl, name)?;
    }
    let asks = options.verify_peer || options.client_cert_file.is_some();
    let mode = match role {
        Role::Server if !asks => return Ok(findings),
        Role::Server if options.verify_peer => SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT,
        Role::Server => SslVerifyMode::PEER,
        Role::Client(_) if options.verify_peer => SslVerifyMode::PEER,
        Role::Client(_) => SslVerifyMode::NONE,
    };
    let (strict, lenient) = (options.verify_peer, options.allow_self_signed || !options.verify_peer);
    let noted = Arc::clone(&findings);
    ssl.set_verify_callback(mode, move |fine, chain| {
        let proceed = fine || excused(&noted, chain, lenient, meant);
        proceed || !strict
    });
    Ok(findings)
}

/// Writes the chain's fault down; says whether verification may go on in spite of it.
fn excused(findings: &Findings, chain: &X509StoreContextRef, lenient: bool, meant: bool) -> bool {
    let mut found = findings.0.lock();
    let fault = chain.error();
    if fault.as_raw() == SELF_SIGNED && chain.error_depth() == 0 {
        found.self_signed = Some(fault);
        return lenient;
    }
    if NAME_MISMATCHES.contains(&fault.as_raw()) && !meant && found.self_signed.is_some() {
        return true;
    }
    found.fault.get_or_insert(fault);
    false
}

/// Makes `name` the one that the certificate must have.
fn expect(ssl: &mut SslRef, name: &str) -> Result<(), ErrorStack> {
    let parameters = ssl.param_mut();
    parameters.set_hostflags(X509CheckFlags::NO_PARTIAL_WILDCARDS);
    match name.parse::<IpAddr>() {
        Ok(address) => parameters.set_ip(address),
        Err(_) => parameters.set_host(name),
    }
}
