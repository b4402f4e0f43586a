//! The run: makes the calls of the plan as soon as what they ask about is known.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde_json::Value;
use tokio::task::JoinSet;

use crate::snapshot::{Call, File, Manifest, ManifestCall, Scope, Tool};

use super::calls::{Ask, send};
use super::capture::Capture;
use super::failure::Failure;
use super::limit::{Limit, Limits};
use super::member::{Found, Member};
use super::pages::Merged;
use super::plan::{About, Kind, Lead, Row, TABLE};
use super::scope::{Known, Request};
use super::session::{Clients, Session};
use super::wire;
use super::{Collected, Observer, Progress, Stop};

/// More pages than any account has.
const MOST_PAGES: usize = 10_000;

/// Makes all calls that the request leads to, until it is done or `stop` says so.
pub(super) async fn run(
    request: &Request,
    session: &Session,
    stop: impl Future<Output = Stop>,
    observer: &mut dyn Observer,
) -> io::Result<Collected> {
    let mut run = Run::new(request, session);
    run.start();
    let mut stop = std::pin::pin!(stop);
    let stopped = loop {
        observer.progress(&run.progress());
        tokio::select! {
            biased;
            done = run.tasks.join_next() => match done {
                Some(Ok(done)) => run.settle(done, observer)?,
                // A task that panicked has no answer: its call stays open and is reported below.
                Some(Err(_)) => {}
                None => break None,
            },
            why = &mut stop => break Some(why),
        }
    };
    run.tasks.shutdown().await;
    Ok(Collected {
        manifest: run.manifest(stopped),
        stopped,
    })
}

/// A call that was made, and what it asked about.
struct Done {
    scope: Scope,
    call: Call,
    row: &'static Row,
    asked: Member,
    result: Result<Value, Failure>,
    throttles: usize,
}

/// What became of a call.
enum Outcome {
    UnderWay,
    Answered,
    Failed(Failure, &'static Row),
}

struct Run<'a> {
    request: &'a Request,
    session: &'a Session,
    limits: Limits,
    known: Known,
    members: BTreeSet<(Kind, Member)>,
    /// Accounts and Regions, and accounts alone, in which lists are asked for.
    places: BTreeSet<Scope>,
    /// Rows of answers that may yet belong to what was asked for.
    waiting: Vec<(&'static Lead, Found)>,
    /// Every call and what became of it.
    calls: BTreeMap<(Scope, Call), Outcome>,
    tasks: JoinSet<Done>,
    made: usize,
    throttles: usize,
    last: Option<String>,
}

impl<'a> Run<'a> {
    fn new(request: &'a Request, session: &'a Session) -> Self {
        Self {
            request,
            session,
            limits: Limits::default(),
            known: Known::default(),
            members: BTreeSet::new(),
            places: BTreeSet::new(),
            waiting: Vec::new(),
            calls: BTreeMap::new(),
            tasks: JoinSet::new(),
            made: 0,
            throttles: 0,
            last: None,
        }
    }

    /// What needs no answer of another call.
    fn start(&mut self) {
        let home = self.session.home.clone();
        self.enter(&home);
        let here = |key: &str| Member {
            scope: home.clone(),
            key: vec![key.to_owned()],
            detail: None,
        };
        for (kind, key) in self.request.seeds() {
            self.admit(kind, &here(&key));
        }
    }

    /// Asks for the lists of an account and Region, the first time that something leads there.
    fn enter(&mut self, scope: &Scope) {
        if !self.session.can_ask(scope) {
            return;
        }
        for place in [scope.clone(), Scope::new(&scope.account, Scope::GLOBAL)] {
            if !self.places.insert(place.clone()) {
                continue;
            }
            for row in TABLE {
                if !self.is_asked_in(row, &place) {
                    continue;
                }
                let member = Member {
                    scope: place.clone(),
                    key: Vec::new(),
                    detail: None,
                };
                self.ask(row, member);
            }
        }
    }

    fn is_asked_in(&self, row: &Row, place: &Scope) -> bool {
        let is_global = &*place.region == Scope::GLOBAL;
        let fits = match row.about {
            About::Home => {
                place.account == self.session.home.account
                    && row.is_global() == is_global
                    && (is_global || place.region == self.session.home.region)
            }
            About::Region => !is_global,
            About::Account => is_global,
            About::EachVpc => self.request.everything && !is_global,
            About::Each(_) => false,
        };
        fits && (self.request.wants_gateways() || !row.is_about_gateways())
    }

    /// Takes a member into a set: what asks about such members is asked.
    fn admit(&mut self, kind: Kind, member: &Member) {
        let Some(identifier) = member.key.last().cloned() else {
            return;
        };
        if !self.members.insert((kind, member.clone())) {
            return;
        }
        self.known.add(kind, &identifier);
        if kind == Kind::GatewayVpc {
            self.admit(Kind::Vpc, member);
        }
        if kind != Kind::Name {
            self.enter(&member.scope);
        }
        let everything = self.request.everything;
        for row in TABLE
            .iter()
            .filter(|row| row.kind(everything) == Some(kind))
        {
            self.ask(row, member.clone());
        }
        self.wake();
    }

    /// Looks again at the rows that waited for a set to grow.
    fn wake(&mut self) {
        let (ready, waiting) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(lead, found)| self.request.admits(lead.only, found, &self.known));
        self.waiting = waiting;
        for (lead, found) in ready {
            self.admit(lead.to, &found.member);
        }
    }

    /// Makes a call, once.
    fn ask(&mut self, row: &'static Row, member: Member) {
        let mut asked = member;
        let mut key = asked.key.clone();
        key.extend(row.fixed.iter().map(|&part| part.to_owned()));
        let mut scope = asked.scope.clone();
        // Route 53 is asked in the account, about the VPC in its Region.
        if row.is_global() && &*scope.region != Scope::GLOBAL {
            asked.detail = Some(scope.region.to_string());
            scope = Scope::new(&scope.account, Scope::GLOBAL);
        }
        let call = Call {
            service: row.service.to_owned(),
            operation: row.operation.to_owned(),
            key,
        };
        if self.calls.contains_key(&(scope.clone(), call.clone())) {
            return;
        }
        let place = (scope.clone(), call.clone());
        let Some(clients) = self.session.clients(&scope) else {
            let message = format!(
                "no credentials for account {}: name a role of it with --role-arn",
                scope.account
            );
            let failed = Outcome::Failed(Failure::Other { message }, row);
            self.calls.insert(place, failed);
            return;
        };
        self.calls.insert(place, Outcome::UnderWay);
        let limit = self.limits.of(&scope, row.service);
        self.tasks.spawn(async move {
            let (result, throttles) = fetch(&clients, &limit, &call, asked.detail.as_deref()).await;
            Done {
                scope,
                call,
                row,
                asked,
                result,
                throttles,
            }
        });
    }

    /// Keeps an answer, and follows where it leads.
    fn settle(&mut self, done: Done, observer: &mut dyn Observer) -> io::Result<()> {
        let Done {
            scope,
            call,
            row,
            asked,
            result,
            throttles,
        } = done;
        self.made += 1;
        self.throttles += throttles;
        self.last = Some(format!("{} {}", call.service, call.operation));
        let outcome = match result {
            Ok(answer) => {
                let file = File::of(scope.clone(), call.clone());
                let mut json = serde_json::to_vec_pretty(&answer)?;
                json.push(b'\n');
                observer.answered(&file, json)?;
                for lead in row.leads {
                    let found = lead.rows(&asked, &answer);
                    self.waiting
                        .extend(found.into_iter().map(|found| (lead, found)));
                }
                self.wake();
                Outcome::Answered
            }
            Err(failure) => Outcome::Failed(failure, row),
        };
        self.calls.insert((scope, call), outcome);
        Ok(())
    }

    fn progress(&self) -> Progress<'_> {
        Progress {
            made: self.made,
            planned: self.made + self.tasks.len(),
            throttles: self.throttles,
            last: self.last.as_deref(),
        }
    }

    fn manifest(self, stopped: Option<Stop>) -> Manifest {
        let calls = self.calls.into_iter().map(|((scope, call), outcome)| {
            let failure = match outcome {
                Outcome::Answered => None,
                Outcome::Failed(failure, row) => Some((failure, Some(row.action))),
                Outcome::UnderWay => Some((not_made(stopped), None)),
            };
            entry(&scope, call, failure)
        });
        Manifest {
            schema_version: Manifest::SCHEMA_VERSION.to_owned(),
            captured_at: None,
            tool: Some(Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            calls: calls.collect(),
        }
    }
}

fn not_made(stopped: Option<Stop>) -> Failure {
    let message = match stopped {
        Some(Stop::Deadline) => "no answer before the deadline",
        Some(Stop::Interrupted) => "no answer before the interruption",
        None => "the collector failed while it asked",
    };
    Failure::Other {
        message: message.to_owned(),
    }
}

fn entry(
    scope: &Scope,
    call: Call,
    failure: Option<(Failure, Option<&'static str>)>,
) -> ManifestCall {
    let (status, message, action) = match failure {
        None => ("ok", None, None),
        Some((Failure::Denied { message }, action)) => ("denied", Some(message), action),
        Some((Failure::Throttled { message }, _)) => ("throttled", Some(message), None),
        Some((Failure::Other { message }, _)) => ("failed", Some(message), None),
    };
    ManifestCall {
        account: scope.account.to_string(),
        region: scope.region.to_string(),
        service: call.service,
        operation: call.operation,
        key: call.key,
        status: status.to_owned(),
        message,
        action: action.map(str::to_owned),
        file: None,
    }
}

/// Makes one call, page by page. Tells how often AWS asked to slow down.
async fn fetch(
    clients: &Clients,
    limit: &Limit,
    call: &Call,
    detail: Option<&str>,
) -> (Result<Value, Failure>, usize) {
    let Some(operation) = wire::operation(&call.service, &call.operation) else {
        return (Err(Failure::malformed("there is no model of it")), 0);
    };
    let capture = Capture::default();
    let mut throttles = 0;
    let mut merged = Merged::new(operation.pages());
    for _ in 0..MOST_PAGES {
        let ask = Ask {
            call,
            detail,
            tokens: merged.tokens(),
        };
        let permit = limit.acquire().await;
        let sent = send(clients, &ask, &capture).await;
        drop(permit);
        let captured = capture.take();
        throttles += captured.throttles;
        if let Err(failure) = sent {
            return (Err(failure), throttles);
        }
        let page = wire::decode(&operation, &captured.body);
        match page.and_then(|page| merged.add(page)) {
            Ok(true) => {}
            Ok(false) => return (Ok(merged.finish()), throttles),
            Err(what) => return (Err(Failure::malformed(&what)), throttles),
        }
    }
    (Err(Failure::malformed("it has no end")), throttles)
}
