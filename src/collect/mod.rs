//! From a live account to a snapshot: the only user of the AWS SDK.
//!
//! [`collect`] makes the calls that a [`Request`] leads to, as many at a time as the services bear,
//! and hands every answer over in the shape that the AWS CLI prints. A call that fails never stops
//! the others: it is noted in the manifest, with the permission that was missing.

mod calls;
mod capture;
mod failure;
mod limit;
mod member;
mod outline;
mod pages;
mod plan;
mod policy;
mod run;
mod scope;
mod script;
mod session;
mod wire;

pub use outline::{Step, outline};
pub use policy::{Permission, permissions};
pub use scope::{Planned, Request};
pub use script::script;
pub use session::{Access, Session};

use std::io;

use crate::snapshot::{File, Manifest};

/// Collects what the request leads to. Ends when everything is answered, or when `stop` does.
///
/// Only an observer that cannot keep an answer makes this fail.
pub async fn collect(
    request: &Request,
    session: &Session,
    stop: impl Future<Output = Stop>,
    observer: &mut dyn Observer,
) -> io::Result<Collected> {
    run::run(request, session, stop, observer).await
}

/// Keeps the answers, and shows how far the collection is.
pub trait Observer {
    /// An answer: the file that it belongs into, and its JSON.
    fn answered(&mut self, file: &File, json: Vec<u8>) -> io::Result<()>;

    /// How far the collection is.
    fn progress(&mut self, progress: &Progress<'_>);
}

/// How far a collection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Calls that have ended.
    pub made: usize,
    /// Calls that are known to be needed, those that have ended included.
    pub planned: usize,
    /// How often AWS asked to slow down.
    pub throttles: usize,
    /// The call that ended last: service and operation.
    pub last: Option<&'a str>,
}

/// Why a collection ends before everything is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Its time is up.
    Deadline,
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

/// What a collection came to.
#[derive(Clone, Debug)]
pub struct Collected {
    /// Every call and what became of it. The time is for the caller to set, who has a clock.
    pub manifest: Manifest,
    /// Why it ended early.
    pub stopped: Option<Stop>,
}

/// Why nothing can be collected. It displays as a lowercase fragment.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// There are no credentials, or AWS does not take them.
    #[error("no AWS credentials that work: {reason}")]
    Credentials {
        /// What the SDK or AWS said.
        reason: String,
    },
    /// Nobody said which Region.
    #[error("no AWS Region given")]
    NoRegion,
    /// A role cannot be assumed.
    #[error("role {role} cannot be assumed: {reason}")]
    Role {
        /// The ARN.
        role: String,
        /// What the SDK or AWS said.
        reason: String,
    },
}
