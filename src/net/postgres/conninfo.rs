//! Connection strings: `key=value` pairs or a URI, as libpq reads them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::net::stream::Address;

/// What a connection string says, over what the environment says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Conninfo(BTreeMap<String, String>);

/// Whether TLS is spoken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TlsMode {
    /// Not at all.
    Never,
    /// If the server does.
    IfPossible,
    /// Always, with whomever.
    Always,
    /// Always, with a server that has a certificate for its name.
    Verified,
}

/// Variables of the environment that stand in for keys.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGAPPNAME", "application_name"),
    ("PGOPTIONS", "options"),
    ("PGCLIENTENCODING", "client_encoding"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
];

/// Keys that the client uses itself or hands to the server.
const KEYS: &[&str] = &[
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "application_name",
    "fallback_application_name",
    "options",
    "client_encoding",
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "target_session_attrs",
    "gssencmode",
    "channel_binding",
    "sslcompression",
    "requiressl",
    "service",
    "load_balance_hosts",
    "require_auth",
];

const MODES: &[(&str, TlsMode)] = &[
    ("disable", TlsMode::Never),
    ("allow", TlsMode::IfPossible),
    ("prefer", TlsMode::IfPossible),
    ("require", TlsMode::Always),
    ("verify-ca", TlsMode::Verified),
    ("verify-full", TlsMode::Verified),
];

impl Conninfo {
    /// Reads a connection string; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let uri = ["postgresql://", "postgres://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let mut values = match uri {
            Some(rest) => parse_uri(rest)?,
            None => parse_pairs(text)?,
        };
        if let Some(key) = values.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("invalid connection option \"{key}\""));
        }
        for (variable, key) in ENVIRONMENT {
            if let Ok(value) = std::env::var(variable) {
                values.entry((*key).to_owned()).or_insert(value);
            }
        }
        values.retain(|_, value| !value.is_empty());
        let info = Self(values);
        info.port()?;
        info.tls()?;
        Ok(info)
    }

    /// A value; empty when it was not given.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Who logs in: by default the user of the system.
    pub fn user(&self) -> String {
        match self.get("user") {
            "" => std::env::var("USER").unwrap_or_else(|_| "root".into()),
            user => user.to_owned(),
        }
    }

    /// The database: by default the one that is called as the user.
    pub fn database(&self) -> String {
        match self.get("dbname") {
            "" => self.user(),
            name => name.to_owned(),
        }
    }

    /// The host's name, for its certificate.
    pub fn host(&self) -> &str {
        self.get("host")
    }

    /// Where the server is: a host that begins with a slash is the folder of a Unix socket, as is the default.
    pub fn address(&self) -> Address {
        let port = self.port().unwrap_or(5432);
        let host = match self.get("hostaddr") {
            "" => self.get("host"),
            address => address,
        };
        match host {
            "" => Address::Unix(socket("/var/run/postgresql", port)),
            folder if folder.starts_with('/') => Address::Unix(socket(folder, port)),
            host => Address::Tcp(host.to_owned(), port),
        }
    }

    /// How long connecting may take, if that was said.
    pub fn connect_timeout(&self) -> Option<Duration> {
        self.get("connect_timeout").parse().ok().filter(|&seconds| seconds > 0).map(Duration::from_secs)
    }

    /// Whether TLS is spoken.
    pub fn tls(&self) -> Result<TlsMode, String> {
        match self.get("sslmode") {
            "" => Ok(TlsMode::IfPossible),
            given => MODES
                .iter()
                .find(|row| row.0 == given)
                .map(|row| row.1)
                .ok_or_else(|| format!("invalid sslmode value: \"{given}\"")),
        }
    }

    fn port(&self) -> Result<u16, String> {
        match self.get("port") {
            "" => Ok(5432),
            given => {
                given.parse().ok().filter(|&port| port > 0).ok_or_else(|| format!("invalid port number: \"{given}\""))
            }
        }
    }
}

fn socket(folder: &str, port: u16) -> PathBuf {
    PathBuf::from(folder).join(format!(".s.PGSQL.{port}"))
}

/// `host=localhost password='a \'b\''`; a semicolon separates, too, outside of quotes.
fn parse_pairs(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut values = BTreeMap::new();
    let separates = |c: char| c.is_whitespace() || c == ';';
    let mut rest = text.trim_start_matches(separates);
    while !rest.is_empty() {
        let (key, after) = rest
            .split_once('=')
            .ok_or_else(|| format!("missing \"=\" after \"{}\" in connection info string", rest.trim()))?;
        let after = after.trim_start();
        let quoted = after.starts_with('\'');
        let mut value = String::new();
        let mut characters = after.char_indices().skip(usize::from(quoted));
        let mut end = None;
        while let Some((place, character)) = characters.next() {
            match character {
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                '\'' if quoted => {
                    end = Some(place + 1);
                    break;
                }
                separator if !quoted && separates(separator) => {
                    end = Some(place);
                    break;
                }
                other => value.push(other),
            }
        }
        if quoted && end.is_none() {
            return Err("unterminated quoted string in connection info string".into());
        }
        values.insert(key.trim().to_owned(), value);
        rest = after[end.unwrap_or(after.len())..].trim_start_matches(separates);
    }
    Ok(values)
}

/// What follows `postgresql://`: `user:password@host:port/dbname?key=value`.
fn parse_uri(rest: &str) -> Result<BTreeMap<String, String>, String> {
    let mut values = BTreeMap::new();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let (host, port) = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((address, port)) => (address, port.strip_prefix(':').unwrap_or("")),
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let parts = [("user", user), ("password", password), ("host", host), ("port", port), ("dbname", database)];
    for (key, value) in parts.into_iter().filter(|part| !part.1.is_empty()).chain(pairs) {
        values.insert(key.to_owned(), percent_decoded(value)?);
    }
    Ok(values)
}

fn percent_decoded(text: &str) -> Result<String, String> {
    let invalid = || format!("invalid percent-encoded token: \"{text}\"");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok()).ok_or_else(invalid)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| invalid())?);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_as_libpq_reads_them() {
        let info = Conninfo::parse("host=127.0.0.1;port=5433 dbname = 'my db' password='it\\'s' user=me")
            .expect("well-formed");
        assert_eq!(info.address(), Address::Tcp("127.0.0.1".into(), 5433));
        assert_eq!((info.get("dbname"), info.get("password"), info.get("user")), ("my db", "it's", "me"));
        assert_eq!(
            Conninfo::parse("host=/tmp").expect("well-formed").address(),
            Address::Unix("/tmp/.s.PGSQL.5432".into())
        );
    }

    #[test]
    fn uris_are_read() {
        let info = Conninfo::parse("postgresql://me:p%40ss@[::1]:5433/db?sslmode=require&application_name=a%20b")
            .expect("well-formed");
        assert_eq!(info.address(), Address::Tcp("::1".into(), 5433));
        assert_eq!((info.get("password"), info.get("dbname"), info.get("application_name")), ("p@ss", "db", "a b"));
        assert_eq!(info.tls(), Ok(TlsMode::Always));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for text in ["nonsense", "host='x", "port=0", "port=x", "sslmode=maybe", "klingon=1", "postgresql://a%zz@b"] {
            assert!(Conninfo::parse(text).is_err(), "{text}");
        }
    }
}
