//! Reaching a host by way of another.

use crate::net::socket::Failure;
use crate::net::socket::Patience;
use crate::net::socket::Result;
use crate::net::socket::Socket;
use crate::net::socket::code;
use std::net::IpAddr;

/// Who is on the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proxy {
    /// RFC 1928.
    Socks5(Socks5),
    /// `CONNECT` of HTTP.
    Http(HttpProxy),
}

/// A SOCKS5 proxy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Socks5 {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Name and password.
    pub login: Option<(String, String)>,
}

/// An HTTP proxy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HttpProxy {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Name and password.
    pub login: Option<(String, String)>,
    /// Whether it only passes requests on, so that no tunnel is asked for.
    pub forwards: bool,
}

/// The most that an HTTP proxy may answer.
const LONGEST_ANSWER: usize = 64 << 10;

impl Proxy {
    /// Its host.
    pub fn host(&self) -> &str {
        match self {
            Self::Socks5(proxy) => &proxy.host,
            Self::Http(proxy) => &proxy.host,
        }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        match self {
            Self::Socks5(proxy) => proxy.port,
            Self::Http(proxy) => proxy.port,
        }
    }
}

impl Socks5 {
    /// What it is greeted with: whether we have a name and a password.
    pub fn greeting(&self) -> [u8; 3] {
        [5, 1, if self.login.is_some() { 2 } else { 0 }]
    }

    /// What it may be told to prove who we are.
    pub fn credentials(&self) -> Option<Vec<u8>> {
        let (name, password) = self.login.as_ref()?;
        let mut message = vec![1];
        for text in [name, password] {
            message.push(u8::try_from(text.len()).ok()?);
            message.extend_from_slice(text.as_bytes());
        }
        Some(message)
    }

    /// The wish to be connected to a host, which the proxy looks up.
    pub fn request(host: &str, port: u16) -> Option<Vec<u8>> {
        let mut message = vec![5, 1, 0];
        match host.parse::<IpAddr>() {
            Ok(IpAddr::V4(v4)) => {
                message.push(1);
                message.extend(v4.octets());
            }
            Ok(IpAddr::V6(v6)) => {
                message.push(4);
                message.extend(v6.octets());
            }
            Err(_) => {
                message.extend([3, u8::try_from(host.len()).ok()?]);
                message.extend(host.bytes());
            }
        }
        message.extend(port.to_be_bytes());
        Some(message)
    }
}

impl HttpProxy {
    /// What proves who we are: the value of `Proxy-Authorization`.
    pub fn authorization(&self) -> Option<String> {
        let (name, password) = self.login.as_ref()?;
        Some(format!("Basic {}", openssl::base64::encode_block(format!("{name}:{password}").as_bytes())))
    }

    /// The wish for a tunnel.
    pub fn request(&self, host: &str, port: u16) -> String {
        let host = if host.contains(':') { format!("[{host}]") } else { host.to_string() };
        let login = self.authorization().map_or(String::new(), |proof| format!("Proxy-Authorization: {proof}\r\n"));
        format!(
            "CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: Mozilla/5.0 (compatible; Swoole)\r\n\
             Proxy-Connection: Keep-Alive\r\n{login}\r\n"
        )
    }

    /// Whether an answer, which ends with an empty line, says yes.
    pub fn agrees(answer: &[u8]) -> bool {
        let line = answer.split(|&byte| byte == b'\r').next().unwrap_or_default();
        let mut words = line.split(|&byte| byte == b' ');
        words.next().is_some_and(|word| word.starts_with(b"HTTP/1.")) && words.next().is_some_and(|word| word == b"200")
    }
}

impl Socket {
    /// Asks the proxy that we are connected to for the host.
    pub(super) fn pass(&self, proxy: &Proxy, host: &str, port: u16) -> Result<()> {
        let mut patience = Patience::new(self.timeouts.get().read);
        match proxy {
            Proxy::Socks5(proxy) => self
                .pass_socks5(proxy, host, port, &mut patience)
                .map_err(|_| Failure::Code(code::SOCKS5_HANDSHAKE_FAILED)),
            Proxy::Http(proxy) if proxy.forwards => Ok(()),
            Proxy::Http(proxy) => self
                .pass_http(proxy, host, port, &mut patience)
                .map_err(|_| Failure::Code(code::HTTP_PROXY_HANDSHAKE_FAILED)),
        }
    }

    fn pass_socks5(&self, proxy: &Socks5, host: &str, port: u16, patience: &mut Patience) -> Result<()> {
        self.tell(&proxy.greeting(), patience)?;
        match self.hear::<2>(patience)? {
            [5, 0] => {}
            [5, 2] => {
                let credentials = proxy.credentials().ok_or(Failure::Code(code::SOCKS5_AUTH_FAILED))?;
                self.tell(&credentials, patience)?;
                if self.hear::<2>(patience)? != [1, 0] {
                    return Err(Failure::Code(code::SOCKS5_AUTH_FAILED));
                }
            }
            [5, _] => return Err(Failure::Code(code::SOCKS5_UNSUPPORT_METHOD)),
            _ => return Err(Failure::Code(code::SOCKS5_UNSUPPORT_VERSION)),
        }
        let request = Socks5::request(host, port).ok_or(Failure::Code(code::SOCKS5_CONNECT_FAILED))?;
        self.tell(&request, patience)?;
        // Then comes the address from which the proxy connected, which nobody needs.
        let unneeded = match self.hear::<4>(patience)? {
            [5, 0, _, 1] => 4,
            [5, 0, _, 4] => 16,
            [5, 0, _, 3] => usize::from(self.hear::<1>(patience)?[0]),
            _ => return Err(Failure::Code(code::SOCKS5_CONNECT_FAILED)),
        };
        for _ in 0..unneeded + 2 {
            self.hear::<1>(patience)?;
        }
        Ok(())
    }

    fn pass_http(&self, proxy: &HttpProxy, host: &str, port: u16, patience: &mut Patience) -> Result<()> {
        let named = self.tls_options().and_then(|options| options.host_name);
        self.tell(proxy.request(named.as_deref().unwrap_or(host), port).as_bytes(), patience)?;
        let mut answer = Vec::new();
        // One by one: what follows belongs to the host behind.
        while !answer.ends_with(b"\r\n\r\n") {
            if answer.len() > LONGEST_ANSWER {
                return Err(Failure::Code(code::HTTP_PROXY_BAD_RESPONSE));
            }
            answer.extend(self.hear::<1>(patience)?);
        }
        if HttpProxy::agrees(&answer) { Ok(()) } else { Err(Failure::Code(code::HTTP_PROXY_BAD_RESPONSE)) }
    }

    fn tell(&self, message: &[u8], patience: &mut Patience) -> Result<()> {
        let mut sent = 0;
        while sent < message.len() {
            sent += self.send_in(&message[sent..], patience)?;
        }
        Ok(())
    }

    fn hear<const N: usize>(&self, patience: &mut Patience) -> Result<[u8; N]> {
        let mut heard = [0; N];
        let mut at = 0;
        while at < N {
            let count = self.receive_in(N - at, patience, |bytes| {
                heard[at..at + bytes.len()].copy_from_slice(bytes);
                bytes.len()
            })?;
            if count == 0 {
                return Err(Failure::Code(libc::ECONNRESET));
            }
            at += count;
        }
        Ok(heard)
    }
}
