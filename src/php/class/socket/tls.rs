//! The options whose names begin with `ssl_`.

use crate::net::tls::Options;
use crate::net::tls::Protocols;
use crate::php::args::Outcome;
use crate::php::error;
use crate::php::value::Val;
use crate::php::value::find;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// Takes the options of an array into `options`; false, after a warning, when a file is not there.
pub fn read(settings: &Val, options: &mut Options) -> Outcome<bool> {
    let flag = |name| find(settings, name).map(|value| value.to_bool());
    if let Some(protocols) = find(settings, "ssl_protocols") {
        options.protocols = Protocols(protocols.to_long() as u32);
    }
    if let Some(compress) = flag("ssl_compress").or_else(|| flag("ssl_disable_compression")) {
        options.disable_compress = !compress;
    }
    for (name, what, place) in
        [("ssl_cert_file", "cert", &mut options.cert_file), ("ssl_key_file", "key", &mut options.key_file)]
    {
        if let Some(file) = text(settings, name)? {
            let path = path(file);
            if std::fs::File::open(&path).is_err() {
                error::misuse(&format!("ssl {what} file[{}] not found", path.display()));
                return Ok(false);
            }
            *place = Some(path);
        }
    }
    match (&options.cert_file, &options.key_file) {
        (Some(_), None) => error::misuse("ssl require key file"),
        (None, Some(_)) => error::misuse("ssl require cert file"),
        _ => {}
    }
    for (name, place) in [
        ("ssl_passphrase", &mut options.passphrase),
        ("ssl_host_name", &mut options.host_name),
        ("ssl_ciphers", &mut options.ciphers),
        ("ssl_ecdh_curve", &mut options.ecdh_curve),
    ] {
        if let Some(text) = text(settings, name)? {
            *place = Some(String::from_utf8_lossy(&text).into_owned()).filter(|text| !text.is_empty());
        }
    }
    for (name, place) in [
        ("ssl_cafile", &mut options.cafile),
        ("ssl_capath", &mut options.capath),
        ("ssl_client_cert_file", &mut options.client_cert_file),
        ("ssl_dhparam", &mut options.dhparam),
    ] {
        if let Some(file) = text(settings, name)? {
            *place = Some(path(file)).filter(|path| !path.as_os_str().is_empty());
        }
    }
    for (name, place) in [
        ("ssl_verify_peer", &mut options.verify_peer),
        ("ssl_allow_self_signed", &mut options.allow_self_signed),
        ("ssl_prefer_server_ciphers", &mut options.prefer_server_ciphers),
    ] {
        *place = flag(name).unwrap_or(*place);
    }
    if let Some(depth) = find(settings, "ssl_verify_depth") {
        options.verify_depth = Some(depth.to_long().clamp(0, u8::MAX.into()) as u8);
    }
    Ok(true)
}

fn text(settings: &Val, name: &str) -> Outcome<Option<Vec<u8>>> {
    match find(settings, name) {
        Some(value) => Ok(Some(value.to_text()?.as_bytes().to_vec())),
        None => Ok(None),
    }
}

fn path(bytes: Vec<u8>) -> PathBuf {
    std::ffi::OsString::from_vec(bytes).into()
}
