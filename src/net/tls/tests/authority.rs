//! A certificate authority for one test.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::bn::MsbOption;
use openssl::ec::EcGroup;
use openssl::ec::EcKey;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::pkey::Private;
use openssl::x509::X509;
use openssl::x509::X509Builder;
use openssl::x509::X509Name;
use openssl::x509::X509NameBuilder;
use openssl::x509::extension::BasicConstraints;
use openssl::x509::extension::SubjectAlternativeName;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::net::tls::Options;

/// A folder with an authority, and the certificates that it gave.
pub struct Authority {
    folder: PathBuf,
    key: PKey<Private>,
    certificate: X509,
}

impl Authority {
    pub fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("swirl-tls-{}-{test}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let key = key();
        let mut builder = blank("authority", &key);
        builder.set_issuer_name(&name("authority")).expect("a name");
        builder.append_extension(BasicConstraints::new().critical().ca().build().expect("fine")).expect("fine");
        builder.sign(&key, MessageDigest::sha256()).expect("signed");
        let certificate = builder.build();
        fs::write(folder.join("ca.pem"), certificate.to_pem().expect("PEM")).expect("written");
        Self { folder, key, certificate }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// Options with a certificate for a host, signed by the authority.
    pub fn signed(&self, host: &str) -> Options {
        let key = key();
        let mut builder = blank(host, &key);
        builder.set_issuer_name(self.certificate.subject_name()).expect("a name");
        alternative(&mut builder, host);
        builder.sign(&self.key, MessageDigest::sha256()).expect("signed");
        self.options(host, &builder.build(), &key)
    }

    /// Options with a certificate that only its owner signed, valid for so many days from now.
    pub fn self_signed(&self, host: &str, days: i64) -> Options {
        let key = key();
        let mut builder = blank(host, &key);
        builder.set_issuer_name(&name(host)).expect("a name");
        let now = Asn1Time::days_from_now(0).expect("now");
        let then = Asn1Time::from_unix(now_in_seconds() + days * 86400).expect("then");
        let start = Asn1Time::from_unix(now_in_seconds() - 30 * 86400).expect("a month ago");
        builder.set_not_before(if days < 0 { &start } else { &now }).expect("fine");
        builder.set_not_after(&then).expect("fine");
        alternative(&mut builder, host);
        builder.sign(&key, MessageDigest::sha256()).expect("signed");
        self.options(&format!("self-{host}-{days}"), &builder.build(), &key)
    }

    fn options(&self, stem: &str, certificate: &X509, key: &PKey<Private>) -> Options {
        let stem = stem.replace('*', "star");
        let cert_file = self.write(&format!("{stem}.crt"), &certificate.to_pem().expect("PEM"));
        let key_file = self.write(&format!("{stem}.key"), &key.private_key_to_pem_pkcs8().expect("PEM"));
        Options { cert_file: Some(cert_file), key_file: Some(key_file), ..Options::default() }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, bytes).expect("written");
        path
    }

    /// Encrypts a key file in place.
    pub fn encrypt(&self, file: &Path, passphrase: &str) {
        let key = PKey::private_key_from_pem(&fs::read(file).expect("readable")).expect("a key");
        let cipher = openssl::symm::Cipher::aes_128_cbc();
        let pem = key.private_key_to_pem_pkcs8_passphrase(cipher, passphrase.as_bytes()).expect("PEM");
        fs::write(file, pem).expect("written");
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn now_in_seconds() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("after 1970").as_secs() as i64
}

fn key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).expect("known");
    PKey::from_ec_key(EcKey::generate(&group).expect("a key")).expect("a key")
}

fn name(text: &str) -> X509Name {
    let mut builder = X509NameBuilder::new().expect("fine");
    builder.append_entry_by_text("CN", text).expect("fine");
    builder.build()
}

fn blank(subject: &str, key: &PKey<Private>) -> X509Builder {
    let mut serial = BigNum::new().expect("a number");
    serial.rand(100, MsbOption::MAYBE_ZERO, false).expect("random");
    let mut builder = X509Builder::new().expect("fine");
    builder.set_version(2).expect("fine");
    builder.set_serial_number(&serial.to_asn1_integer().expect("fine")).expect("fine");
    builder.set_subject_name(&name(subject)).expect("fine");
    builder.set_pubkey(key).expect("fine");
    builder.set_not_before(&Asn1Time::days_from_now(0).expect("now")).expect("fine");
    builder.set_not_after(&Asn1Time::days_from_now(2).expect("then")).expect("fine");
    builder
}

fn alternative(builder: &mut X509Builder, host: &str) {
    let mut names = SubjectAlternativeName::new();
    match host.parse::<std::net::IpAddr>() {
        Ok(_) => names.ip(host),
        Err(_) => names.dns(host),
    };
    let extension = names.build(&builder.x509v3_context(None, None)).expect("fine");
    builder.append_extension(extension).expect("fine");
}
