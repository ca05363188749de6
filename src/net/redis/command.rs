//! Commands as they go to the server: an array of strings.

use std::io::Write;

/// What a command means for others on the same connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// Nothing: its answer comes at once.
    #[default]
    Plain,
    /// Its answer may be long in coming, and so would be those of all commands behind it.
    Blocking,
    /// From here on the connection is the coroutine's own: `WATCH`.
    Watch,
    /// Likewise: `MULTI`.
    Multi,
    /// No more watching, unless within a transaction: `UNWATCH`.
    Unwatch,
    /// The end of a transaction: `EXEC`, `DISCARD`.
    End,
    /// Answers come as messages, now or ever after: `SUBSCRIBE` and its kin.
    Subscription,
}

/// Words that make a command other than plain.
const ROLES: &[(&[u8], Role)] = &[
    (b"BLPOP", Role::Blocking),
    (b"BRPOP", Role::Blocking),
    (b"BRPOPLPUSH", Role::Blocking),
    (b"BLMOVE", Role::Blocking),
    (b"BLMPOP", Role::Blocking),
    (b"BZPOPMIN", Role::Blocking),
    (b"BZPOPMAX", Role::Blocking),
    (b"BZMPOP", Role::Blocking),
    (b"WAIT", Role::Blocking),
    (b"WAITAOF", Role::Blocking),
    (b"WATCH", Role::Watch),
    (b"MULTI", Role::Multi),
    (b"UNWATCH", Role::Unwatch),
    (b"EXEC", Role::End),
    (b"DISCARD", Role::End),
    (b"SUBSCRIBE", Role::Subscription),
    (b"PSUBSCRIBE", Role::Subscription),
    (b"SSUBSCRIBE", Role::Subscription),
    (b"UNSUBSCRIBE", Role::Subscription),
    (b"PUNSUBSCRIBE", Role::Subscription),
    (b"SUNSUBSCRIBE", Role::Subscription),
];

/// A command in the making: its arguments, ready to be sent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Command {
    count: usize,
    body: Vec<u8>,
    role: Role,
}

impl Command {
    /// A command of one word.
    pub fn new(word: &[u8]) -> Self {
        let role = ROLES.iter().find(|row| row.0.eq_ignore_ascii_case(word)).map_or(Role::Plain, |row| row.1);
        let mut command = Self { count: 0, body: Vec::with_capacity(64), role };
        command.push(word);
        command
    }

    /// A command of one word that is known to be plain.
    pub fn plain(word: &[u8]) -> Self {
        let mut command = Self { count: 0, body: Vec::with_capacity(64), role: Role::Plain };
        command.push(word);
        command
    }

    /// Appends an argument.
    pub fn push(&mut self, argument: &[u8]) -> &mut Self {
        self.count += 1;
        let mut digits = [0; 24];
        let header = number(&mut digits, b'$', argument.len());
        self.body.reserve(header.len() + argument.len() + 2);
        self.body.extend_from_slice(header);
        self.body.extend_from_slice(argument);
        self.body.extend_from_slice(b"\r\n");
        // `XREAD … BLOCK n` waits like `BLPOP`.
        if self.role == Role::Plain && self.count < 8 && argument.eq_ignore_ascii_case(b"BLOCK") && self.reads_streams()
        {
            self.role = Role::Blocking;
        }
        self
    }

    /// Appends a number.
    pub fn push_long(&mut self, argument: i64) -> &mut Self {
        let mut digits = [0; 24];
        let mut rest = &mut digits[..];
        let written = write!(rest, "{argument}").map_or(0, |()| 24 - rest.len());
        self.push(&digits[..written])
    }

    /// How many arguments there are, the word itself included.
    pub fn count(&self) -> usize {
        self.count
    }

    /// What it means for others.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Appends the command to what is about to be sent.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let mut digits = [0; 24];
        out.extend_from_slice(number(&mut digits, b'*', self.count));
        out.extend_from_slice(&self.body);
    }

    fn reads_streams(&self) -> bool {
        self.body.get(4..9).is_some_and(|word| word.eq_ignore_ascii_case(b"XREAD"))
            || self.body.get(5..15).is_some_and(|word| word.eq_ignore_ascii_case(b"XREADGROUP"))
    }
}

/// `*12\r\n`
fn number(place: &mut [u8; 24], kind: u8, number: usize) -> &[u8] {
    let mut rest = &mut place[1..];
    let left = write!(rest, "{number}\r\n").map_or(0, |()| rest.len());
    place[0] = kind;
    &place[..24 - left]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(command: &Command) -> Vec<u8> {
        let mut out = Vec::new();
        command.write_to(&mut out);
        out
    }

    #[test]
    fn arguments_bear_their_lengths() {
        let mut command = Command::new(b"SET");
        command.push(b"key").push(b"a\r\nb").push_long(-12);
        assert_eq!(bytes(&command), b"*4\r\n$3\r\nSET\r\n$3\r\nkey\r\n$4\r\na\r\nb\r\n$3\r\n-12\r\n");
        assert_eq!(command.role(), Role::Plain);
    }

    #[test]
    fn the_word_tells_the_role_in_any_case() {
        assert_eq!(Command::new(b"blpop").role(), Role::Blocking);
        assert_eq!(Command::new(b"Multi").role(), Role::Multi);
        assert_eq!(Command::new(b"pSubscribe").role(), Role::Subscription);
    }

    #[test]
    fn reading_streams_blocks_only_when_asked_to() {
        let mut command = Command::new(b"XREAD");
        command.push(b"COUNT").push(b"1");
        assert_eq!(command.role(), Role::Plain);
        command.push(b"BLOCK").push(b"5");
        assert_eq!(command.role(), Role::Blocking);
        let mut group = Command::new(b"XREADGROUP");
        group.push(b"GROUP").push(b"g").push(b"c").push(b"block");
        assert_eq!(group.role(), Role::Blocking);
        let mut other = Command::new(b"SET");
        other.push(b"block").push(b"BLOCK");
        assert_eq!(other.role(), Role::Plain);
    }
}
