//! TLS at the ports of a server: the settings whose names begin with `ssl_`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use super::Here;
use super::options::Options;
use super::port::Port;
use super::start::Run;
use super::web;
use crate::net::tls;
use crate::net::tls::Context;
use crate::net::tls::Fault;
use crate::net::tls::Protocols;
use crate::php::error;
use crate::php::error::code;
use crate::php::log;
use crate::php::value::Key;
use crate::php::value::Val;
use crate::php::value::each;
use crate::php::value::find;
use crate::php::value::tag;
use crate::server::connection::Connection;
use crate::server::secure::Tls;

const VERIFY_FAILED: i32 = 1018;

/// OpenSSL's number for a client that has shown none.
const NO_CERTIFICATE: i32 = 199;

/// Without a list of the user's: forward secrecy, and no cipher older than AES.
const CIPHERS: &str = "EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH";

/// Whether the settings of a port make a context. False after an error, which ends the script.
pub fn check(port: &Port) -> bool {
    let options = port.options.borrow();
    let Some(choice) = choose(&options) else { return false };
    if options.text("ssl_cert_file").is_none() && !choice.sni_certs.is_empty() {
        return true;
    }
    if choice.cert_file.is_none() || choice.key_file.is_none() {
        log::error(log::ERROR, code::WRONG_OPERATION, "ListenPort::ssl_context_create", NEEDS_FILES);
        error::fatal("ssl_init() failed");
        return false;
    }
    if let Err(why) = Context::server(choice) {
        log::write(log::WARNING, format!("SSLContext::create(): {why}").as_bytes());
        error::fatal("ssl_init() failed");
        return false;
    }
    true
}

const NEEDS_FILES: &[u8] = b"require `ssl_cert_file` and `ssl_key_file` options";

/// Whether a port, when the server starts, has all that its settings need. False after an error, which ends the script.
pub fn is_complete(port: &Rc<Port>) -> bool {
    let options = port.options.borrow();
    let has_authority =
        ["ssl_client_cert_file", "ssl_cafile", "ssl_capath"].iter().any(|name| options.text(name).is_some());
    if port.tls && options.bool("ssl_verify_peer") && !has_authority {
        let files = "`ssl_client_cert_file` or `ssl_capath` or `ssl_cafile`";
        error::fatal(&format!("server open verify peer require {files} config"));
        return false;
    }
    drop(options);
    !port.tls || check(port)
}

/// What the connections of a port need, if they are encrypted.
pub fn tls(here: Here, run: &Rc<Run>, port: &Rc<Port>) -> Option<Tls> {
    if !port.tls {
        return None;
    }
    let mut choice = choose(&port.options.borrow())?;
    if web::speaks(here, port) {
        let speaks_2 = port.options.borrow().bool("open_http2_protocol");
        choice.alpn.extend(speaks_2.then(|| b"h2".to_vec()));
        choice.alpn.push(b"http/1.1".to_vec());
    }
    let context = match Context::server(choice) {
        Ok(context) => context,
        Err(why) => {
            log::write(log::WARNING, format!("SSLContext::create(): {why}").as_bytes());
            return None;
        }
    };
    let run = Rc::clone(run);
    Some(Tls { context, refused: Box::new(move |connection, fault| refused(&run, connection, fault)) })
}

fn refused(run: &Run, connection: &Connection, fault: &Fault) {
    let peer = run.table.find(connection.session).and_then(|row| row.peer());
    let (host, port) = peer.map_or((String::new(), 0), |peer| (peer.ip().to_string(), peer.port()));
    match fault {
        Fault::Protocol { reason, text } => {
            let what = format!("bad SSL client[{host}:{port}], reason={reason}, error_string={text}");
            // Who has no certificate to show is turned away as was asked for.
            let level = if *reason == NO_CERTIFICATE { log::INFO } else { log::WARNING };
            log::write(level, format!("Socket::ssl_accept(): {what}").as_bytes());
        }
        Fault::Unverified { reason, text } => {
            let fd = connection.descriptor();
            let what = format!("can not verify peer from fd#{fd} with error#{reason}: {text}");
            log::error(log::NOTICE, VERIFY_FAILED, "Socket::ssl_verify", what.as_bytes());
        }
        // Clients that go away are none of the server's concern.
        Fault::Io(_) | Fault::Cut => {}
    }
}

/// The settings as TLS knows them. `None` after an error.
fn choose(options: &Options) -> Option<tls::Options> {
    let text = |name| options.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let path = |name| text(name).map(PathBuf::from);
    Some(tls::Options {
        cert_file: existing("cert", path("ssl_cert_file"))?,
        key_file: existing("key", path("ssl_key_file"))?,
        passphrase: text("ssl_passphrase"),
        ciphers: text("ssl_ciphers").or_else(|| Some(CIPHERS.into())),
        protocols: Protocols(options.number("ssl_protocols") as u32),
        verify_peer: options.bool("ssl_verify_peer"),
        allow_self_signed: options.bool("ssl_allow_self_signed"),
        client_cert_file: client_certificates(path("ssl_client_cert_file"))?,
        verify_depth: Some(options.number("ssl_verify_depth").clamp(0, u8::MAX.into()) as u8),
        cafile: path("ssl_cafile"),
        capath: path("ssl_capath"),
        sni_certs: other_names(options.any("ssl_sni_certs"))?,
        dhparam: path("ssl_dhparam"),
        ecdh_curve: text("ssl_ecdh_curve"),
        prefer_server_ciphers: options.bool("ssl_prefer_server_ciphers"),
        disable_compress: true,
        ..tls::Options::default()
    })
}

fn existing(what: &str, file: Option<PathBuf>) -> Option<Option<PathBuf>> {
    if let Some(missing) = file.as_ref().filter(|file| std::fs::File::open(file).is_err()) {
        error::fatal(&format!("ssl {what} file[{}] not found", missing.display()));
        return None;
    }
    Some(file)
}

fn client_certificates(file: Option<PathBuf>) -> Option<Option<PathBuf>> {
    if let Some(missing) = file.as_ref().filter(|file| !file.exists()) {
        error::fatal(&format!("ssl_client_cert_file[{}] not found", missing.display()));
        return None;
    }
    Some(file)
}

/// `ssl_sni_certs`: the files of other names. `None` after an error.
fn other_names(given: Option<Val>) -> Option<BTreeMap<String, tls::Options>> {
    let mut all = BTreeMap::new();
    let Some(given) = given else { return Some(all) };
    if given.tag() != tag::ARRAY {
        error::warning("ssl_sni_certs requires an array mapping host names to cert paths");
        return None;
    }
    let mut problem = None;
    each(&given, |key, value| {
        match key {
            Key::Index(_) => problem = Some("ssl_sni_certs array requires string host name keys"),
            Key::Name(_) if value.tag() != tag::ARRAY => problem = Some("invalid SNI_cert setting"),
            Key::Name(name) => all.extend(files(&value).map(|files| (String::from_utf8_lossy(name).into(), files))),
        }
        problem.is_none()
    });
    match problem {
        Some(problem) => {
            error::warning(problem);
            None
        }
        None => Some(all),
    }
}

fn files(settings: &Val) -> Option<tls::Options> {
    let path = |name| {
        let bytes = find(settings, name)?;
        Some(PathBuf::from(String::from_utf8_lossy(bytes.as_bytes()?).into_owned()))
    };
    Some(tls::Options {
        cert_file: existing("cert", path("ssl_cert_file"))?,
        key_file: existing("key", path("ssl_key_file"))?,
        ..tls::Options::default()
    })
}
