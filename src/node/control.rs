//! How a command works beside a running node: it is carried out there, because one process owns the store.
//!
//! The node listens on a loopback port and writes port and token to the private file `control` of its data folder.
//! Both ends prove that they have read the file before anything is said, so a stale file whose port has gone to a
//! stranger costs nothing: neither token nor PIN is ever sent to somebody who has not proven it.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::clock::Entropy;
use super::keyfile::write_private;

const FILE: &str = "control";
const FIRST_LINE: &str = "shouwen control 1";
const SERVER_TAG: &[u8] = b"shouwen/control/server/1\0";
const CLIENT_TAG: &[u8] = b"shouwen/control/client/1\0";
/// Commands that are carried out at once; more wait their turn.
pub const COMMANDS_MAX: usize = 8;
/// Callers that have not proven yet that they have read the file; more are not accepted before one of these is done.
pub const CALLERS_MAX: usize = 64;
/// The longest invocation in bytes.
pub const INVOCATION_BYTES_MAX: usize = 256 * 1024;
/// The longest piece of output in bytes.
pub const OUTPUT_BYTES_MAX: usize = 64 * 1024;
/// For each step until the invocation has been read: both ends are on one machine.
const GREETING_TIME_MAX: Duration = Duration::from_secs(5);
/// After a call could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Until a piece of output is taken; a command whose reader is gone must not hold its place for ever.
const OUTPUT_TIME_MAX: Duration = Duration::from_mins(1);

/// A command as it was typed, to be carried out by the node.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ZeroizeOnDrop)]
pub struct Invocation {
    /// The arguments, without the program's name.
    #[zeroize(skip)]
    pub arguments: Vec<OsString>,
    /// The folder that relative paths start from.
    #[zeroize(skip)]
    pub folder: OsString,
    /// The value of the language that was asked for by the environment, if any.
    #[zeroize(skip)]
    pub language: Option<String>,
    /// The PIN, where the command found one.
    pub pin: Option<String>,
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pin = if self.pin.is_some() { "a PIN" } else { "no PIN" };
        write!(f, "Invocation({:?} in {:?}, {pin})", self.arguments, self.folder)
    }
}

/// Where a command writes to.
pub struct Console<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Messages to the person.
    pub err: &'a mut dyn Write,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// With an exit code.
    Exit(u8),
    /// Before it did anything, for want of a PIN; nothing was said about it.
    NeedsPin,
    /// Before it signed words that are advised against; what is advised was said.
    NeedsReason,
}

/// Carries a command out.
pub type Execute = dyn Fn(&Invocation, &mut Console<'_>) -> Ended + Send + Sync;

/// Why a command could not be handed to the running node, or a node cannot be talked to.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The file cannot be written or the port cannot be opened.
    #[error("commands cannot reach this node: {0}")]
    Listen(String),
    /// The node took the command and then broke off.
    #[error("the running node broke off: {0}. Look at its output; what it had confirmed is kept")]
    Broken(#[source] io::Error),
    /// The command line is over the limit.
    #[error("the command line takes {0} bytes, more than {INVOCATION_BYTES_MAX}")]
    TooLong(usize),
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Out(Vec<u8>),
    Err(Vec<u8>),
    Ended(Ended),
}

/// The door for commands; it is open while this lives.
pub struct Control {
    file: ControlFile,
    listener: TcpListener,
    secret: Arc<Secret>,
}

/// What the door asks of those who call.
struct Secret {
    token: Token,
    entropy: Entropy,
}

struct ControlFile {
    path: PathBuf,
    text: String,
}

struct Token([u8; 32]);

impl Control {
    /// Opens the port and tells the data folder about it. Only the owner of the store may call this.
    ///
    /// # Errors
    /// [`ControlError::Listen`].
    pub async fn open(data: &Path, entropy: &Entropy) -> Result<Self, ControlError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|why| ControlError::Listen(why.to_string()))?;
        let address = listener.local_addr().map_err(|why| ControlError::Listen(why.to_string()))?;
        let token = Token(entropy.bytes());
        let text = format!("{FIRST_LINE}\n{address}\n{}\n", data_encoding::HEXLOWER.encode(&token.0));
        let path = data.join(FILE);
        write_private(&path, text.as_bytes()).map_err(|why| ControlError::Listen(why.to_string()))?;
        Ok(Self { file: ControlFile { path, text }, listener, secret: Arc::new(Secret { token, entropy: entropy.clone() }) })
    }

    /// Takes commands until the future is dropped.
    pub async fn run(self, execute: Arc<Execute>) {
        let (turns, callers) = (Arc::new(Semaphore::new(COMMANDS_MAX)), Arc::new(Semaphore::new(CALLERS_MAX)));
        while let Ok(caller) = Arc::clone(&callers).acquire_owned().await {
            let Ok((stream, _)) = self.listener.accept().await else {
                // The system is out of sockets; asking again at once would only keep a processor busy.
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let (secret, execute, turns) = (Arc::clone(&self.secret), Arc::clone(&execute), Arc::clone(&turns));
            tokio::spawn(async move {
                let heard = spawn_blocking(move || stream.into_std().and_then(|stream| hear(stream, &secret))).await;
                drop(caller);
                // A turn is for whoever has proven itself: a stranger who connects and says nothing keeps nobody waiting.
                let (Ok(Ok((stream, invocation))), Ok(turn)) = (heard, turns.acquire_owned().await) else { return };
                // A command blocks on the disk and on its reader, so it has a thread of its own. A client that broke off
                // has nobody left to be told.
                let _ = spawn_blocking(move || serve_one(stream, &invocation, &*execute)).await;
                drop(turn);
            });
        }
        drop(self.file);
    }
}

impl Drop for ControlFile {
    fn drop(&mut self) {
        // Another node may have replaced it since; its file stays.
        if fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether a node is running on the data folder and answers.
#[must_use]
pub fn is_running(data: &Path) -> bool {
    greet(data).is_some()
}

/// Hands a command to the node that runs on the data folder; `None` if none does.
///
/// # Errors
/// [`ControlError`] once the node has taken the command: it must not be carried out a second time here.
pub fn forward(data: &Path, invocation: &Invocation, console: &mut Console<'_>) -> Result<Option<Ended>, ControlError> {
    let bytes = Zeroizing::new(postcard::to_allocvec(invocation).map_err(|why| ControlError::Broken(io::Error::other(why)))?);
    if bytes.len() > INVOCATION_BYTES_MAX {
        return Err(ControlError::TooLong(bytes.len()));
    }
    let Some(mut stream) = greet(data) else { return Ok(None) };
    exchange(&mut stream, &bytes, console).map(Some).map_err(ControlError::Broken)
}

fn exchange(stream: &mut TcpStream, invocation: &[u8], console: &mut Console<'_>) -> io::Result<Ended> {
    write_frame(stream, invocation)?;
    // From here on the command takes the time it takes.
    stream.set_read_timeout(None)?;
    loop {
        let frame = read_frame(stream, OUTPUT_BYTES_MAX + 16)?;
        match postcard::from_bytes(&frame).map_err(io::Error::other)? {
            Answer::Out(bytes) => console.out.write_all(&bytes)?,
            Answer::Err(bytes) => console.err.write_all(&bytes)?,
            Answer::Ended(ended) => {
                console.out.flush()?;
                console.err.flush()?;
                return Ok(ended);
            }
        }
    }
}

/// Connects to the node of the data folder and proves both ends; `None` for no file, a stale one or a stranger.
fn greet(data: &Path) -> Option<TcpStream> {
    let text = fs::read_to_string(data.join(FILE)).ok()?;
    let mut lines = text.lines();
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let address: SocketAddr = lines.next()?.parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback())?;
    let token = data_encoding::HEXLOWER.decode(lines.next()?.as_bytes()).ok()?;
    let token = Token(token.try_into().ok()?);
    let stream = TcpStream::connect_timeout(&address, GREETING_TIME_MAX).ok()?;
    prove_to_server(stream, &token).ok()
}

fn prove_to_server(mut stream: TcpStream, token: &Token) -> io::Result<TcpStream> {
    limit(&stream)?;
    let ours: [u8; 32] = Entropy::system().bytes();
    stream.write_all(&ours)?;
    let theirs: [u8; 32] = read_array(&mut stream)?;
    let proof: [u8; 32] = read_array(&mut stream)?;
    if token.proof(SERVER_TAG, &ours, &theirs) != blake3::Hash::from_bytes(proof) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    stream.write_all(token.proof(CLIENT_TAG, &ours, &theirs).as_bytes())?;
    Ok(stream)
}

/// Lets a caller prove itself, and hears what it wants.
fn hear(mut stream: TcpStream, secret: &Secret) -> io::Result<(TcpStream, Invocation)> {
    stream.set_nonblocking(false)?;
    limit(&stream)?;
    let theirs: [u8; 32] = read_array(&mut stream)?;
    let ours: [u8; 32] = secret.entropy.bytes();
    stream.write_all(&ours)?;
    stream.write_all(secret.token.proof(SERVER_TAG, &theirs, &ours).as_bytes())?;
    let proof: [u8; 32] = read_array(&mut stream)?;
    // blake3::Hash compares in constant time.
    if secret.token.proof(CLIENT_TAG, &theirs, &ours) != blake3::Hash::from_bytes(proof) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let invocation = Zeroizing::new(read_frame(&mut stream, INVOCATION_BYTES_MAX)?);
    let invocation = postcard::from_bytes(&invocation).map_err(io::Error::other)?;
    Ok((stream, invocation))
}

fn serve_one(mut stream: TcpStream, invocation: &Invocation, execute: &Execute) -> io::Result<()> {
    stream.set_write_timeout(Some(OUTPUT_TIME_MAX))?;
    let mut out = Channel { stream: stream.try_clone()?, answer: Answer::Out };
    let mut err = Channel { stream: stream.try_clone()?, answer: Answer::Err };
    let ended = execute(invocation, &mut Console { out: &mut out, err: &mut err });
    write_answer(&mut stream, &Answer::Ended(ended))
}

/// One of the two outputs of a command, as a writer.
struct Channel {
    stream: TcpStream,
    answer: fn(Vec<u8>) -> Answer,
}

impl Write for Channel {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(OUTPUT_BYTES_MAX)];
        write_answer(&mut self.stream, &(self.answer)(piece.to_vec()))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Token {
    fn proof(&self, tag: &[u8], client: &[u8; 32], server: &[u8; 32]) -> blake3::Hash {
        blake3::Hasher::new_keyed(&self.0).update(tag).update(client).update(server).finalize()
    }
}

fn limit(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(GREETING_TIME_MAX))?;
    stream.set_write_timeout(Some(GREETING_TIME_MAX))
}

fn read_array<const N: usize>(stream: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_frame(stream: &mut impl Read, max: usize) -> io::Result<Vec<u8>> {
    let length = u32::from_le_bytes(read_array(stream)?) as usize;
    if length > max {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut frame = vec![0; length];
    stream.read_exact(&mut frame)?;
    Ok(frame)
}

fn write_frame(stream: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
    stream.write_all(&length.to_le_bytes())?;
    stream.write_all(frame)
}

fn write_answer(stream: &mut impl Write, answer: &Answer) -> io::Result<()> {
    write_frame(stream, &postcard::to_allocvec(answer).map_err(io::Error::other)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener as Listener;

    fn invocation(pin: Option<&str>) -> Invocation {
        let arguments = vec!["request".into(), "list".into(), "电梯".into()];
        Invocation { arguments, folder: "/somewhere".into(), language: Some("en".to_owned()), pin: pin.map(str::to_owned) }
    }

    /// Forwards and gathers code, results and messages.
    fn call(data: &Path, invocation: &Invocation) -> Result<Option<(Ended, String, String)>, ControlError> {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let ended = forward(data, invocation, &mut Console { out: &mut out, err: &mut err })?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(ended.map(|ended| (ended, text(&out), text(&err))))
    }

    fn serving(data: &Path, execute: Arc<Execute>) -> tokio::runtime::Runtime {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let control = runtime.block_on(Control::open(data, &Entropy::system())).expect("loopback is free");
        runtime.spawn(control.run(execute));
        runtime
    }

    #[test]
    fn a_command_is_carried_out_by_the_running_node() {
        let data = tempfile::tempdir().expect("a folder");
        assert_eq!(call(data.path(), &invocation(None)).expect("no node"), None);
        let runtime = serving(
            data.path(),
            Arc::new(|invocation, console| {
                if invocation.pin.is_none() {
                    return Ended::NeedsPin;
                }
                write!(console.out, "{:?}", invocation.arguments).expect("the caller reads");
                console.out.write_all(&vec![b'x'; 3 * OUTPUT_BYTES_MAX]).expect("the caller reads");
                write!(console.err, "pin {}", invocation.pin.as_deref().unwrap_or("none")).expect("the caller reads");
                Ended::Exit(7)
            }),
        );
        assert!(is_running(data.path()));
        let asked = call(data.path(), &invocation(None)).expect("works").expect("a node");
        assert_eq!(asked, (Ended::NeedsPin, String::new(), String::new()), "the caller asks for it and calls again");
        let (ended, out, err) = call(data.path(), &invocation(Some("1234"))).expect("works").expect("a node");
        assert_eq!((ended, err.as_str()), (Ended::Exit(7), "pin 1234"));
        assert!(out.starts_with(r#"["request", "list", "电梯"]"#) && out.len() > 3 * OUTPUT_BYTES_MAX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(data.path().join(FILE)).expect("written").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        drop(runtime);
        assert!(!data.path().join(FILE).exists(), "the file goes with the node");
        assert_eq!(call(data.path(), &invocation(None)).expect("no node"), None);
    }

    #[test]
    fn a_stale_file_is_no_node() {
        let data = tempfile::tempdir().expect("a folder");
        let free = Listener::bind((Ipv4Addr::LOCALHOST, 0)).expect("free").local_addr().expect("bound");
        let token = "00".repeat(32);
        let address = free.to_string();
        for text in [
            format!("{FIRST_LINE}\n{address}\n{token}\n"),
            format!("shouwen control 2\n{address}\n{token}\n"),
            format!("{FIRST_LINE}\n192.0.2.1:9\n{token}\n"),
            format!("{FIRST_LINE}\n{address}\nzz\n"),
            String::new(),
        ] {
            fs::write(data.path().join(FILE), text).expect("written");
            assert!(!is_running(data.path()));
        }
    }

    #[test]
    fn a_stranger_on_the_port_learns_neither_token_nor_pin() {
        let data = tempfile::tempdir().expect("a folder");
        let stranger = Listener::bind((Ipv4Addr::LOCALHOST, 0)).expect("free");
        let token = [0x5a; 32];
        let text = format!("{FIRST_LINE}\n{}\n{}\n", stranger.local_addr().expect("bound"), data_encoding::HEXLOWER.encode(&token));
        fs::write(data.path().join(FILE), text).expect("written");
        let heard = std::thread::spawn(move || {
            let (mut stream, _) = stranger.accept().expect("the command calls");
            stream.write_all(&[1; 64]).expect("open");
            let mut heard = Vec::new();
            let _ = stream.read_to_end(&mut heard);
            heard
        });
        assert_eq!(call(data.path(), &invocation(Some("1234"))).expect("no node"), None);
        let heard = heard.join().expect("the stranger listens");
        assert_eq!(heard.len(), 32, "a nonce and nothing more");
        assert_ne!(heard, token);
    }

    #[test]
    fn whoever_has_not_read_the_file_carries_nothing_out() {
        let data = tempfile::tempdir().expect("a folder");
        let _runtime = serving(data.path(), Arc::new(|_, _| panic!("nothing is carried out")));
        let text = fs::read_to_string(data.path().join(FILE)).expect("written");
        let address = text.lines().nth(1).expect("an address");
        let mut stream = TcpStream::connect(address).expect("the node listens");
        stream.write_all(&[0; 32]).expect("open");
        let _: [u8; 64] = read_array(&mut stream).expect("the node's proof");
        stream.write_all(&[0; 32]).expect("open");
        let mut rest = Vec::new();
        assert!(stream.read_to_end(&mut rest).is_err() || rest.is_empty());
    }

    #[test]
    fn callers_who_say_nothing_keep_no_command_waiting() {
        let data = tempfile::tempdir().expect("a folder");
        let _runtime = serving(data.path(), Arc::new(|_, _| Ended::Exit(0)));
        let text = fs::read_to_string(data.path().join(FILE)).expect("written");
        let address = text.lines().nth(1).expect("an address");
        let _silent: Vec<_> = (0..2 * COMMANDS_MAX).map(|_| TcpStream::connect(address).expect("the node listens")).collect();
        let (ended, ..) = call(data.path(), &invocation(None)).expect("works").expect("a node");
        assert_eq!(ended, Ended::Exit(0));
    }

    #[test]
    fn an_invocation_over_the_limit_is_refused_here() {
        let data = tempfile::tempdir().expect("a folder");
        let mut long = invocation(None);
        long.arguments.push("长".repeat(INVOCATION_BYTES_MAX).into());
        assert!(matches!(call(data.path(), &long), Err(ControlError::TooLong(_))));
        assert_eq!(format!("{:?}", invocation(Some("1234"))), r#"Invocation(["request", "list", "电梯"] in "/somewhere", a PIN)"#);
    }
}
