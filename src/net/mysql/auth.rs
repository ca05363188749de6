//! Proofs of a password.

use openssl::encrypt::Encrypter;
use openssl::hash::MessageDigest;
use openssl::hash::hash;
use openssl::pkey::PKey;
use openssl::rsa::Padding;

/// Ways of proving a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plugin {
    /// By SHA-1: the way of MySQL before 8, and of MariaDB.
    Native,
    /// By SHA-256; when the server has forgotten the password, it must be told.
    CachingSha2,
    /// The password itself, only where nobody listens.
    Clear,
}

const NAMES: &[(&[u8], Plugin)] = &[
    (b"mysql_native_password", Plugin::Native),
    (b"caching_sha2_password", Plugin::CachingSha2),
    (b"mysql_clear_password", Plugin::Clear),
];

impl Plugin {
    /// By its name.
    pub fn named(name: &[u8]) -> Option<Self> {
        NAMES.iter().find(|row| row.0 == name).map(|row| row.1)
    }

    /// Its name.
    pub fn name(self) -> &'static [u8] {
        NAMES.iter().find(|row| row.1 == self).map_or(b"", |row| row.0)
    }

    /// The proof of a password, which tells nobody what it is. The plain one gives none here.
    pub fn proof(self, password: &[u8], nonce: &[u8]) -> Vec<u8> {
        if password.is_empty() {
            return Vec::new();
        }
        match self {
            Self::Native => {
                let digest = |parts: &[&[u8]]| digest(MessageDigest::sha1(), parts);
                let once = digest(&[password]);
                xor(&once, &digest(&[nonce, &digest(&[&once])]))
            }
            Self::CachingSha2 => {
                let digest = |parts: &[&[u8]]| digest(MessageDigest::sha256(), parts);
                let once = digest(&[password]);
                xor(&once, &digest(&[&digest(&[&once]), nonce]))
            }
            Self::Clear => Vec::new(),
        }
    }
}

/// A password that only the owner of the server's key can read.
pub fn sealed(password: &[u8], nonce: &[u8], key: &[u8]) -> Option<Vec<u8>> {
    let mut ended = password.to_vec();
    ended.push(0);
    let mixed: Vec<u8> = ended.iter().zip(nonce.iter().cycle()).map(|(a, b)| a ^ b).collect();
    let key = PKey::public_key_from_pem(key).ok()?;
    let mut encrypter = Encrypter::new(&key).ok()?;
    encrypter.set_rsa_padding(Padding::PKCS1_OAEP).ok()?;
    let mut out = vec![0; encrypter.encrypt_len(&mixed).ok()?];
    let length = encrypter.encrypt(&mixed, &mut out).ok()?;
    out.truncate(length);
    Some(out)
}

fn digest(kind: MessageDigest, parts: &[&[u8]]) -> Vec<u8> {
    hash(kind, &parts.concat()).map(|digest| digest.to_vec()).unwrap_or_default()
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proofs_are_those_of_the_protocol() {
        let nonce = b"abcdefghijklmnopqrst";
        let native = Plugin::Native.proof(b"secret", nonce);
        let once = digest(MessageDigest::sha1(), &[b"secret"]);
        let twice = digest(MessageDigest::sha1(), &[&once]);
        // The server knows the digest of the digest, and gets the digest back out of the proof.
        let recovered = xor(&native, &digest(MessageDigest::sha1(), &[nonce, &twice]));
        assert_eq!(digest(MessageDigest::sha1(), &[&recovered]), twice);

        let sha2 = Plugin::CachingSha2.proof(b"secret", nonce);
        let twice = digest(MessageDigest::sha256(), &[&digest(MessageDigest::sha256(), &[b"secret"])]);
        let recovered = xor(&sha2, &digest(MessageDigest::sha256(), &[&twice, nonce]));
        assert_eq!(digest(MessageDigest::sha256(), &[&recovered]), twice);
    }

    #[test]
    fn no_password_needs_no_proof() {
        assert!(Plugin::Native.proof(b"", b"nonce").is_empty());
        assert!(Plugin::CachingSha2.proof(b"", b"nonce").is_empty());
    }

    #[test]
    fn only_the_key_opens_what_is_sealed() {
        let rsa = openssl::rsa::Rsa::generate(2048).expect("a key");
        let pem = rsa.public_key_to_pem().expect("its public half");
        let out = sealed(b"secret", b"abcdefghijklmnopqrst", &pem).expect("sealed");
        let mut opened = vec![0; rsa.size() as usize];
        let length = rsa.private_decrypt(&out, &mut opened, Padding::PKCS1_OAEP).expect("opened");
        assert_eq!(xor(&opened[..length], b"abcdefghijklmnopqrst"), b"secret\0");
        assert_eq!(sealed(b"secret", b"nonce", b"no key"), None);
    }
}
