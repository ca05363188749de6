//! A worker's connections, without a loop: the tests tell of news themselves.

use std::any::Any;
use std::cell::Cell;
use std::cell::RefCell;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::rc::Rc;

use super::connection::Connection;
use super::connection::Marks;
use super::connection::Protocol;
use super::connection::Sent;
use super::counters::Counters;
use super::hub::Hub;
use super::hub::Port;
use super::table::Count;
use super::table::Table;

const ALL: Marks = Marks { limit: usize::MAX, high: 0, low: 0 };

/// Writes down what it is told.
#[derive(Default)]
struct Recorder {
    opened: Cell<u32>,
    received: RefCell<Vec<u8>>,
    closed: RefCell<Vec<bool>>,
    filled: RefCell<Vec<bool>>,
    /// What was handed over to it.
    state: RefCell<Vec<u8>>,
}

impl Protocol for Recorder {
    fn opened(&self, _: &Rc<Connection>) {
        self.opened.set(self.opened.get() + 1);
    }

    fn received(&self, _: &Rc<Connection>, bytes: &[u8]) {
        self.received.borrow_mut().extend_from_slice(bytes);
    }

    fn closed(&self, _: &Rc<Connection>, by_client: bool) {
        self.closed.borrow_mut().push(by_client);
    }

    fn filled(&self, _: &Rc<Connection>, full: bool) {
        self.filled.borrow_mut().push(full);
    }

    fn hand_over(&self) -> Option<Vec<u8>> {
        Some(b"half a packet".to_vec())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A connection, what it tells, and the client.
fn connection(marks: Marks) -> (Rc<Connection>, Rc<Recorder>, UnixStream) {
    let (ours, theirs) = UnixStream::pair().expect("descriptors are left");
    theirs.set_nonblocking(true).expect("it is a socket");
    let (made, recorder) = (Connection::new(1, 0, ours.into(), None, marks), Rc::new(Recorder::default()));
    made.set_protocol(Rc::clone(&recorder) as Rc<dyn Protocol>);
    (Rc::new(made), recorder, theirs)
}

fn read_all(client: &mut UnixStream, into: &mut Vec<u8>) {
    let mut buffer = [0; 1000];
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        into.extend_from_slice(&buffer[..length]);
    }
}

#[test]
fn what_is_sent_comes_out_whole_and_in_order() {
    let (connection, _, mut client) = connection(ALL);
    let (mut sent, mut got) = (Vec::new(), Vec::new());
    for number in 0..2000_u32 {
        let piece = vec![number as u8; number as usize];
        assert_eq!(connection.send(&piece), Sent::Yes);
        sent.extend_from_slice(&piece);
        if number % 100 == 0 {
            read_all(&mut client, &mut got);
            connection.flush();
        }
    }
    assert!(connection.queued() > 0, "the kernel cannot hold all of it");
    while !connection.flush() {
        read_all(&mut client, &mut got);
    }
    read_all(&mut client, &mut got);
    assert!(got == sent);
}

#[test]
fn marks_are_told_once_on_the_way_up_and_down() {
    let (connection, recorder, mut client) = connection(Marks { limit: 4_000_000, high: 1_000_000, low: 1000 });
    while recorder.filled.borrow().is_empty() {
        assert_eq!(connection.send(&[1; 100_000]), Sent::Yes);
    }
    assert!(connection.queued() >= 1_000_000);
    while connection.send(&[1; 100_000]) == Sent::Yes {}
    assert_eq!(connection.send(b"too much"), Sent::Full);
    let mut got = Vec::new();
    while !connection.flush() {
        read_all(&mut client, &mut got);
    }
    assert_eq!(*recorder.filled.borrow(), [true, false]);
    assert_eq!(connection.send(b"there is room again"), Sent::Yes);
}

#[test]
fn what_was_sent_before_the_end_still_goes_out() {
    let (connection, recorder, mut client) = connection(ALL);
    connection.send(&vec![7; 3_000_000]);
    assert!(connection.begin_close(false) && !connection.begin_close(false));
    assert_eq!(*recorder.closed.borrow(), [false]);
    assert_eq!(connection.send(b"too late"), Sent::Closed);
    assert!(!connection.is_finished());
    let mut got = Vec::new();
    while !connection.flush() {
        read_all(&mut client, &mut got);
    }
    read_all(&mut client, &mut got);
    assert!(connection.is_finished() && got.len() == 3_000_000);
}

#[test]
fn a_client_that_is_gone_needs_nothing_any_more() {
    let (connection, _, client) = connection(ALL);
    drop(client);
    connection.send(b"to nobody");
    connection.begin_close(true);
    assert!(connection.is_finished());
}

/// A worker that takes clients, what its connections tell, and a client.
struct Site {
    hub: Hub,
    port: Rc<Port>,
    recorder: Rc<Recorder>,
    listener: TcpListener,
}

fn site(table: &Rc<Table>, worker: usize) -> Site {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.set_nonblocking(true).expect("it is a socket");
    let hub = Hub::new(Rc::clone(table), Rc::new(Counters::new().expect("memory is left")), worker);
    let recorder = Rc::new(Recorder::default());
    let told = Rc::clone(&recorder);
    let port = hub.add_port(Port {
        socket: Rc::new(listener.try_clone().expect("descriptors are left").into()),
        marks: ALL,
        protocol: Box::new(move |_, state| {
            told.state.replace(state.unwrap_or_default().to_vec());
            Rc::clone(&told) as Rc<dyn Protocol>
        }),
        number: 0,
        reads_at_once: true,
        tls: None,
        route: None,
    });
    Site { hub, port, recorder, listener }
}

impl Site {
    fn client(&self) -> TcpStream {
        let client = TcpStream::connect(self.listener.local_addr().expect("it listens")).expect("it listens");
        self.hub.accept(&self.port).expect("descriptors are left");
        client
    }

    fn tell(&self, session: i64) {
        let connection = self.hub.find(session).expect("it is open");
        self.hub.news(connection.descriptor, true, false, false);
    }
}

#[test]
fn a_client_comes_talks_and_goes() {
    let table = Rc::new(Table::new(10, 1).expect("memory is left"));
    let site = site(&table, 3);
    let mut client = site.client();
    assert_eq!((site.recorder.opened.get(), site.hub.open(), table.get(Count::Connections)), (1, 1, 1));
    assert_eq!(table.find(1).map(|row| row.worker()), Some(3));
    client.write_all(b"hello").expect("it is open");
    site.tell(1);
    assert_eq!(*site.recorder.received.borrow(), b"hello");
    drop(client);
    site.tell(1);
    assert_eq!(*site.recorder.closed.borrow(), [true]);
    assert_eq!((site.hub.open(), table.get(Count::Connections)), (0, 0));
    assert!(site.hub.find(1).is_none());
}

#[test]
fn a_paused_connection_is_not_read_from() {
    let table = Rc::new(Table::new(10, 1).expect("memory is left"));
    let site = site(&table, 0);
    let mut client = site.client();
    let connection = site.hub.find(1).expect("it is open");
    site.hub.set_paused(&connection, true);
    client.write_all(b"later").expect("it is open");
    site.tell(1);
    assert!(site.recorder.received.borrow().is_empty());
    site.hub.set_paused(&connection, false);
    site.tell(1);
    assert_eq!(*site.recorder.received.borrow(), b"later");
}

#[test]
fn a_connection_goes_on_with_the_next_worker() {
    let table = Rc::new(Table::new(10, 1).expect("memory is left"));
    let (old, new) = (site(&table, 0), site(&table, 0));
    let mut client = old.client();
    let connection = old.hub.find(1).expect("it is open");
    let (socket, state) = old.hub.hand_over(&connection).expect("nothing is in its way");
    // While it is on its way nobody's end takes it along.
    table.close_all_of(std::process::id());
    assert!(old.hub.find(1).is_none() && table.find(1).is_some());
    new.hub.adopt(1, socket, &state);
    assert_eq!(*new.recorder.state.borrow(), b"half a packet");
    client.write_all(b"the rest").expect("it is open");
    new.tell(1);
    assert_eq!(*new.recorder.received.borrow(), b"the rest");
    assert_eq!((old.recorder.closed.borrow().len(), new.recorder.opened.get()), (0, 0));
}

#[test]
fn what_still_has_to_go_out_keeps_a_connection_where_it_is() {
    let table = Rc::new(Table::new(10, 1).expect("memory is left"));
    let site = site(&table, 0);
    let client = site.client();
    let connection = site.hub.find(1).expect("it is open");
    while connection.queued() == 0 {
        site.hub.send(&connection, &[0; 1 << 20]);
    }
    assert!(site.hub.hand_over(&connection).is_none());
    drop(client);
}

#[test]
fn what_is_held_back_goes_out_together_and_in_order() {
    let (connection, _, mut client) = connection(ALL);
    client.set_nonblocking(true).expect("a socket");
    let mut got = [0; 100];
    connection.hold_back();
    connection.send(b"one ");
    connection.send(b"two ");
    assert!(client.read(&mut got).is_err());
    assert!(connection.release());
    assert_eq!(client.read(&mut got).expect("sent"), 8);
    assert_eq!(&got[..8], b"one two ");
    connection.send(b"three");
    assert_eq!(client.read(&mut got).expect("sent at once"), 5);
    assert!(!connection.release());
}

#[test]
fn no_more_than_some_is_held_back() {
    let (connection, _, mut client) = connection(ALL);
    connection.hold_back();
    for byte in 0..20 {
        connection.send(&[byte; 1000]);
    }
    let mut got = vec![0; 17_000];
    client.read_exact(&mut got).expect("sent");
    assert!(got.iter().enumerate().all(|(at, byte)| usize::from(*byte) == at / 1000));
    connection.release();
    let mut rest = vec![0; 3_000];
    client.read_exact(&mut rest).expect("sent");
    assert_eq!((rest[0], rest[2_999]), (17, 19));
}
