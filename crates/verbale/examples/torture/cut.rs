//! A connection that is cut at a COMMIT: who imports cannot know whether it was done.

use crate::Verdict;
use crate::desk::Desk;
use crate::random::Random;
use crate::server::Server;
use crate::workload::{Share, Workload};
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tempfile::TempDir;

/// When the connection is cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Cut {
    /// The server never gets the COMMIT.
    Before,
    /// It gets it, and nobody waits for it.
    While,
    /// It has done it, and its answer is lost.
    After,
}

pub(crate) fn sweep(load: &Workload, rounds: usize) -> Verdict {
    let commits = {
        let desk = Desk::new(load);
        let proxy = Proxy::start(Server::get().folder(), usize::MAX, Cut::Before);
        import(&desk, load, &proxy);
        proxy.state.commits.load(Ordering::SeqCst)
    };
    let (mut random, mut faults, mut cut) = (Random::new(), Vec::new(), 0);
    for round in 0..rounds {
        let desk = Desk::new(load);
        let when = [Cut::Before, Cut::While, Cut::After][round % 3];
        let proxy = Proxy::start(Server::get().folder(), 1 + random.below(commits), when);
        let said = import(&desk, load, &proxy);
        let was_cut = proxy.state.cut.load(Ordering::SeqCst);
        cut += usize::from(was_cut);
        if was_cut && said.code != Some(4) {
            faults.push(format!("round {round}, {when:?}: exit {:?}: {}", said.code, said.last));
        }
        if let Err(fault) = desk.recovered(load, Share::Few) {
            faults.push(format!("round {round}, {when:?}: {fault}"));
        }
    }
    Verdict { done: format!("{cut} connections of {rounds} cut at one of {commits} commits"), faults }
}

struct Said {
    code: Option<i32>,
    last: String,
}

fn import(desk: &Desk, load: &Workload, proxy: &Proxy) -> Said {
    let url = desk.url().replace(&Server::get().folder().display().to_string(), &proxy.folder.path().display().to_string());
    let output = desk.import_into(&url, load, Share::Few).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Said { code: output.status.code(), last: said.lines().last().unwrap_or_default().to_owned() }
}

/// Stands between the program and the server.
struct Proxy {
    folder: TempDir,
    state: Arc<State>,
}

struct State {
    /// The commit at which it is cut, from 1.
    at: usize,
    when: Cut,
    commits: AtomicUsize,
    /// Whether it was.
    cut: AtomicBool,
}

const SOCKET: &str = ".s.PGSQL.5432";

impl Proxy {
    fn start(server: &Path, at: usize, when: Cut) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let state = Arc::new(State { at, when, commits: AtomicUsize::new(0), cut: AtomicBool::new(false) });
        let (of_threads, socket) = (Arc::clone(&state), server.join(SOCKET));
        // It ends with the process: it waits for a connection that never comes.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = UnixStream::connect(&socket).unwrap();
                let state = Arc::clone(&of_threads);
                std::thread::spawn(move || relay(&client, &server, &state));
            }
        });
        Self { folder, state }
    }
}

/// Relays both ways until one side ends, or the connection is cut.
fn relay(client: &UnixStream, server: &UnixStream, state: &Arc<State>) {
    let (to_client, from_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let of_answers = Arc::clone(state);
    let answers = std::thread::spawn(move || answers(from_server, to_client, &of_answers));
    // An end is an end, in whatever way.
    let _ = requests(client, server, state);
    let _ = server.shutdown(if state.cut.load(Ordering::SeqCst) && state.when == Cut::After {
        Shutdown::Write
    } else {
        Shutdown::Both
    });
    let _ = answers.join();
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

/// Hands on what the program asks, message by message, up to the COMMIT at which the connection is cut.
fn requests(mut client: &UnixStream, mut server: &UnixStream, state: &State) -> io::Result<()> {
    let mut begun = false;
    loop {
        let mut message = Vec::new();
        // The first message has no type.
        let head = if begun { 5 } else { 4 };
        message.resize(head, 0);
        client.read_exact(&mut message)?;
        let length = u32::from_be_bytes(message[head - 4..].try_into().unwrap());
        message.resize(head - 4 + usize::try_from(length).unwrap(), 0);
        client.read_exact(&mut message[head..])?;
        let is_commit = begun && message[0] == b'Q' && message[5..].starts_with(b"COMMIT");
        // A request for encryption comes before the first message proper.
        begun |= message.len() > 8;
        if !is_commit || state.commits.fetch_add(1, Ordering::SeqCst) + 1 != state.at {
            server.write_all(&message)?;
            continue;
        }
        state.cut.store(true, Ordering::SeqCst);
        if state.when != Cut::Before {
            server.write_all(&message)?;
        }
        return Ok(());
    }
}

/// Hands on what the server answers; once the connection is cut, what it says is lost.
fn answers(mut server: UnixStream, mut client: UnixStream, state: &State) {
    let mut buffer = [0; 1 << 14];
    while let Ok(length @ 1..) = server.read(&mut buffer) {
        if state.cut.load(Ordering::SeqCst) || client.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}
