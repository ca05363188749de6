//! Whom to ask, and how: /etc/resolv.conf.

use std::cell::RefCell;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use crate::io::dns::watched_file::WatchedFile;

const PATH: &str = "/etc/resolv.conf";
const PORT: u16 = 53;

/// What the file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// At least one.
    pub servers: Vec<SocketAddr>,
    /// Domains in which short names are looked for.
    search: Vec<String>,
    /// A name with so many dots is first tried as it is.
    dots: usize,
    /// How long one server may take for one answer.
    pub timeout: Duration,
    /// How often all servers are asked.
    pub attempts: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self { servers: Vec::new(), search: Vec::new(), dots: 1, timeout: Duration::from_secs(5), attempts: 2 }
    }
}

thread_local! {
    static CONFIG: RefCell<Option<WatchedFile<Config>>> = const { RefCell::new(None) };
}

/// The configuration now; a server that the user has named stands for all of the file's.
pub fn read(server: Option<SocketAddr>) -> Rc<Config> {
    let config =
        CONFIG.with_borrow_mut(|config| config.get_or_insert_with(|| WatchedFile::new(parse(""))).read(PATH, parse));
    match server {
        Some(server) => Rc::new(Config { servers: vec![server], ..Config::clone(&config) }),
        None => config,
    }
}

impl Config {
    /// The full names that `name` may stand for, in the order in which they are to be tried.
    pub fn candidates(&self, name: &str) -> Vec<String> {
        if name.ends_with('.') {
            return vec![name.to_owned()];
        }
        let mut all: Vec<String> = self.search.iter().map(|domain| format!("{name}.{domain}")).collect();
        let dots = name.bytes().filter(|&byte| byte == b'.').count();
        let at = if dots >= self.dots { 0 } else { all.len() };
        all.insert(at, name.to_owned());
        all
    }

    fn take_option(&mut self, option: &str) {
        let Some((name, value)) = option.split_once(':') else { return };
        let Ok(value) = value.parse::<u32>() else { return };
        match name {
            "ndots" => self.dots = value.min(15) as usize,
            "timeout" => self.timeout = Duration::from_secs(value.clamp(1, 30).into()),
            "attempts" => self.attempts = value.clamp(1, 5),
            _ => {}
        }
    }
}

fn parse(text: &str) -> Config {
    let mut config = Config::default();
    for line in text.lines() {
        let line = line.split(['#', ';']).next().unwrap_or_default();
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("nameserver") => config.servers.extend(words.next().and_then(server)),
            Some("search" | "domain") => config.search = words.map(str::to_ascii_lowercase).collect(),
            Some("options") => words.for_each(|option| config.take_option(option)),
            _ => {}
        }
    }
    if config.servers.is_empty() {
        config.servers.push((Ipv4Addr::LOCALHOST, PORT).into());
    }
    config
}

fn server(text: &str) -> Option<SocketAddr> {
    // A scope, as in fe80::1%eth0, needs the name of an interface: such a server is passed over.
    text.parse::<IpAddr>().ok().map(|address| (address, PORT).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_counts_is_read() {
        let config = parse(
            "; a comment\nnameserver 10.0.0.1\nnameserver ::1 # local\nsearch a.test B.test\noptions ndots:2 timeout:1 attempts:3 rotate\n",
        );
        assert_eq!(config.servers, ["10.0.0.1:53".parse().expect("is one"), "[::1]:53".parse().expect("is one")]);
        assert_eq!((config.timeout, config.attempts), (Duration::from_secs(1), 3));
        assert_eq!(config.candidates("x.y"), ["x.y.a.test", "x.y.b.test", "x.y"]);
        assert_eq!(config.candidates("x.y.z"), ["x.y.z", "x.y.z.a.test", "x.y.z.b.test"]);
        assert_eq!(config.candidates("x."), ["x."]);
    }

    #[test]
    fn without_a_server_this_machine_is_asked() {
        assert_eq!(parse("").servers, ["127.0.0.1:53".parse().expect("is one")]);
    }
}
