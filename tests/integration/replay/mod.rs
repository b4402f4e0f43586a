//! AWS as a snapshot tells it: a server that answers the real clients from the files of a snapshot,
//! over the protocols of the services, page by page, slowly or wrongly where a test wants that.

mod answer;
mod fault;
mod http;
mod model;
mod request;
mod world;

pub(crate) use fault::{Fault, Wrong};
pub(crate) use model::{has_pages, operations};

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::scenario::Files;

use answer::Reply;
use fault::Faults;
use request::Asked;
use world::World;

/// How the server behaves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behavior {
    /// Records per page; otherwise all are on one.
    pub(crate) page_size: Option<usize>,
    /// How long every answer takes.
    pub(crate) delay: Duration,
    /// Answers together what was asked together, and counts how often that was.
    pub(crate) rounds: bool,
    pub(crate) faults: Vec<Fault>,
    /// Operations that answer with empty lists where the snapshot has no file.
    pub(crate) empty: Vec<&'static str>,
}

/// A request that was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) operation: String,
    pub(crate) key: Vec<String>,
    pub(crate) page: usize,
}

/// A running server; it stops when this is dropped.
pub(crate) struct Replay {
    port: u16,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    world: World,
    behavior: Behavior,
    faults: Faults,
    log: Mutex<Vec<Seen>>,
    gate: Mutex<Gate>,
    /// The number of the round whose answers may go out.
    released: watch::Sender<usize>,
}

/// Requests that wait for the end of their round.
#[derive(Debug, Default)]
struct Gate {
    waiting: usize,
    arrivals: usize,
    rounds: usize,
}

/// Requests of one round come closer to each other than this, also on a busy machine and when the
/// collector spaces them (200 ms for Route 53).
const QUIET: Duration = Duration::from_millis(400);

impl Replay {
    /// Starts a server on a port of its own.
    pub(crate) fn start(files: &Files, behavior: Behavior) -> Self {
        let shared = Arc::new(Shared {
            world: World::new(files),
            faults: Faults::new(&behavior.faults),
            behavior,
            log: Mutex::default(),
            gate: Mutex::default(),
            released: watch::Sender::new(0),
        });
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let server = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
                tell.send(listener.local_addr().unwrap().port()).unwrap();
                tokio::select! {
                    () = serve(&listener, server) => {}
                    _ = stopped => {}
                }
            });
        });
        Self {
            port: told.recv().unwrap(),
            shared,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// Where it listens.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Every request so far that was about the snapshot, in order.
    pub(crate) fn log(&self) -> Vec<Seen> {
        self.shared.log.lock().unwrap().clone()
    }

    /// How often requests were answered together.
    pub(crate) fn rounds(&self) -> usize {
        self.shared.gate.lock().unwrap().rounds
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The server may have ended already, by a panic that the thread reports.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(listener: &TcpListener, shared: Arc<Shared>) {
    if shared.behavior.rounds {
        tokio::spawn(release(Arc::clone(&shared)));
    }
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(talk(stream, Arc::clone(&shared)));
    }
}

/// Answers the requests of one connection.
async fn talk(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut buffer = Vec::new();
    while let Some(request) = http::read(&mut stream, &mut buffer).await {
        let reply = match Asked::read(&request) {
            Ok(asked) => shared.reply(&asked).await,
            Err(what) => Reply::refusal(&what),
        };
        if !http::write(&mut stream, &reply).await {
            return;
        }
    }
}

impl Shared {
    async fn reply(&self, asked: &Asked) -> Reply {
        if asked.service == "sts" {
            return answer::identity(asked, &self.world);
        }
        let page = self.world.page_number(asked, self.behavior.page_size);
        self.log.lock().unwrap().push(Seen {
            account: asked.account.clone(),
            region: asked.region.clone(),
            service: asked.service.clone(),
            operation: asked.operation.clone(),
            key: asked.key.clone(),
            page,
        });
        if self.behavior.rounds {
            self.wait_for_the_round().await;
        }
        tokio::time::sleep(self.behavior.delay).await;
        let wrong = self.faults.next(asked, page);
        if wrong == Some(Wrong::Hang) {
            std::future::pending::<()>().await;
        }
        let reply = answer::of(asked, &self.world, &self.behavior);
        fault::apply(wrong.as_ref(), asked, reply)
    }

    async fn wait_for_the_round(&self) {
        let round = {
            let mut gate = self.gate.lock().unwrap();
            gate.waiting += 1;
            gate.arrivals += 1;
            gate.rounds
        };
        let mut released = self.released.subscribe();
        released.wait_for(|&done| done > round).await.unwrap();
    }
}

/// Lets waiting requests go when no others have come for a while.
async fn release(shared: Arc<Shared>) {
    let mut before = 0;
    loop {
        tokio::time::sleep(QUIET).await;
        let mut gate = shared.gate.lock().unwrap();
        if gate.waiting > 0 && gate.arrivals == before {
            gate.waiting = 0;
            gate.rounds += 1;
            let rounds = gate.rounds;
            shared.released.send_replace(rounds);
        }
        before = gate.arrivals;
    }
}
