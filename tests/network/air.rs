//! Datagrams in memory: what a seed decides happens to them, on the clock of the runtime.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::fmt;
use std::io::{self, IoSliceMut};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use quinn::udp::{RecvMeta, Transmit};
use quinn::{AsyncUdpSocket, TokioRuntime, UdpPoller};
use shouwen::net::Wire;
use tokio::sync::Notify;
use tokio::time::Instant;

/// SplitMix64: the same numbers for the same seed, everywhere.
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }
}

/// Lets virtual time pass: nobody waits for it.
pub async fn pass(time: Duration) {
    tokio::time::sleep_until(Instant::now() + time).await;
}

/// What happens to a datagram on its way.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// In a hundred.
    pub loss: u64,
    /// In a hundred.
    pub twice: u64,
    /// In a thousand: one bit is flipped.
    pub corrupt: u64,
    /// Milliseconds, always.
    pub delay: u64,
    /// Milliseconds at most, besides; what is sent later may arrive sooner.
    pub jitter: u64,
}

/// A node on the air, by its number; it keeps it where its address changes.
pub type Station = usize;

struct Datagram {
    to: SocketAddr,
    from: SocketAddr,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Inbox {
    waiting: VecDeque<(SocketAddr, Vec<u8>)>,
    reader: Option<Waker>,
}

struct State {
    dice: Dice,
    weather: Weather,
    /// By when it arrives, then by when it was sent.
    flying: BinaryHeap<Reverse<(Instant, u64)>>,
    datagrams: BTreeMap<u64, Datagram>,
    sent: u64,
    /// Copies of datagrams so far: each has its number.
    named: u64,
    /// Who has which address now.
    addresses: BTreeMap<SocketAddr, Station>,
    inboxes: BTreeMap<Station, Inbox>,
    /// From whom to whom nothing gets through.
    walls: BTreeSet<(Station, Station)>,
    began: Instant,
    trace: u64,
}

/// All that nodes share.
#[derive(Clone)]
pub struct Air {
    state: Arc<Mutex<State>>,
    news: Arc<Notify>,
}

impl Air {
    /// Still air, and a task that delivers.
    pub fn new(seed: u64) -> Self {
        let state = State {
            dice: Dice(seed),
            weather: Weather::default(),
            flying: BinaryHeap::new(),
            datagrams: BTreeMap::new(),
            sent: 0,
            named: 0,
            addresses: BTreeMap::new(),
            inboxes: BTreeMap::new(),
            walls: BTreeSet::new(),
            began: Instant::now(),
            trace: 0xcbf2_9ce4_8422_2325,
        };
        let air = Self { state: Arc::new(Mutex::new(state)), news: Arc::default() };
        tokio::spawn(deliver(air.clone()));
        air
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics while holding it")
    }

    pub fn set_weather(&self, weather: Weather) {
        self.state().weather = weather;
    }

    /// Nothing gets from the first to the second any more, or everything does again.
    pub fn set_wall(&self, between: (Station, Station), stands: bool) {
        let mut state = self.state();
        if stands {
            state.walls.insert(between)
        } else {
            state.walls.remove(&between)
        };
    }

    pub fn remove_walls(&self) {
        self.state().walls.clear();
    }

    /// The station has another address from now on, as behind a NAT that forgot it; what is sent to the old one is lost.
    pub fn move_to(&self, station: Station, address: SocketAddr) {
        let mut state = self.state();
        state.addresses.retain(|_, known| *known != station);
        state.addresses.insert(address, station);
    }

    /// A hash over when each datagram was sent, by whom, and how long it was; and how many there were.
    pub fn trace(&self) -> (u64, u64) {
        let state = self.state();
        (state.trace, state.sent)
    }

    /// What a node needs to be on the air.
    pub fn wire(&self, station: Station, address: SocketAddr, seed: u64) -> Wire {
        let mut state = self.state();
        state.addresses.insert(address, station);
        state.inboxes.insert(station, Inbox::default());
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8] = u8::try_from(station).expect("few stations");
        Wire { socket: Arc::new(Socket { station, first: address, air: self.clone() }), runtime: Arc::new(TokioRuntime), seed: bytes }
    }
}

impl State {
    fn send(&mut self, from: Station, to: SocketAddr, bytes: &[u8]) {
        let now = Instant::now();
        self.sent += 1;
        let micros = u64::try_from((now - self.began).as_micros()).expect("a short run");
        for word in [micros, bytes.len() as u64, from as u64] {
            self.trace = (self.trace ^ word).wrapping_mul(0x0100_0000_01b3);
        }
        let Some((source, _)) = self.addresses.iter().find(|(_, station)| **station == from) else { return };
        let source = *source;
        let weather = self.weather;
        let walled = self.addresses.get(&to).is_none_or(|there| self.walls.contains(&(from, *there)));
        if self.dice.below(100) < weather.loss || walled {
            return;
        }
        let copies = if self.dice.below(100) < weather.twice { 2 } else { 1 };
        for _ in 0..copies {
            let late = weather.delay + self.dice.below(weather.jitter + 1);
            let mut bytes = bytes.to_vec();
            if self.dice.below(1000) < weather.corrupt {
                let at = usize::try_from(self.dice.below(bytes.len() as u64)).expect("a short datagram");
                bytes[at] ^= 1 << self.dice.below(8);
            }
            self.named += 1;
            let number = self.named;
            self.flying.push(Reverse((now + Duration::from_millis(late), number)));
            self.datagrams.insert(number, Datagram { to, from: source, bytes });
        }
    }

    /// Hands over what has arrived, and says when something arrives next.
    fn arrive(&mut self) -> Option<Instant> {
        let now = Instant::now();
        while let Some(Reverse((at, number))) = self.flying.peek().copied() {
            if at > now {
                return Some(at);
            }
            self.flying.pop();
            let Some(datagram) = self.datagrams.remove(&number) else { continue };
            let Some(inbox) = self.addresses.get(&datagram.to).and_then(|station| self.inboxes.get_mut(station)) else { continue };
            inbox.waiting.push_back((datagram.from, datagram.bytes));
            if let Some(reader) = inbox.reader.take() {
                reader.wake();
            }
        }
        None
    }
}

async fn deliver(air: Air) {
    loop {
        let next = air.state().arrive();
        let arrival = async {
            match next {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = air.news.notified() => {}
            () = arrival => {}
        }
    }
}

/// A node's socket.
struct Socket {
    station: Station,
    first: SocketAddr,
    air: Air,
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Socket({})", self.first)
    }
}

#[derive(Debug)]
struct Writable;

impl UdpPoller for Writable {
    fn poll_writable(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl AsyncUdpSocket for Socket {
    fn create_io_poller(self: Arc<Self>) -> Pin<Box<dyn UdpPoller>> {
        Box::pin(Writable)
    }

    fn try_send(&self, transmit: &Transmit<'_>) -> io::Result<()> {
        self.air.state().send(self.station, transmit.destination, transmit.contents);
        self.air.news.notify_one();
        Ok(())
    }

    fn poll_recv(&self, context: &mut Context<'_>, buffers: &mut [IoSliceMut<'_>], meta: &mut [RecvMeta]) -> Poll<io::Result<usize>> {
        let mut state = self.air.state();
        let inbox = state.inboxes.get_mut(&self.station).expect("made with the socket");
        let mut taken = 0;
        while taken < buffers.len().min(meta.len()) {
            let Some((from, bytes)) = inbox.waiting.pop_front() else { break };
            buffers[taken][..bytes.len()].copy_from_slice(&bytes);
            meta[taken] = RecvMeta { addr: from, len: bytes.len(), stride: bytes.len(), ecn: None, dst_ip: None };
            taken += 1;
        }
        if taken == 0 {
            inbox.reader = Some(context.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(Ok(taken))
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.first)
    }

    fn may_fragment(&self) -> bool {
        false
    }
}
