//! The answer to a reachability question: `Trace → Hop → Step`, each step with its evidence.

#![expect(
    missing_docs,
    reason = "members whose names say it all carry no further comment"
)]

mod cause;

use std::fmt;

use crate::snapshot::Source;
use crate::topology::{InterfaceId, Missing, PortSet};

pub use cause::Cause;

/// What a run concludes about a trace, a path or a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// All paths and all client ports are open.
    Reachable,
    /// Some paths, or some client ports, are open.
    Degraded,
    /// No path is open.
    Blocked,
    /// Evidence is missing for a decision.
    Unknown,
}

impl Verdict {
    /// The verdict over several paths of which any may be taken.
    ///
    /// One open and one blocked path are enough for *degraded*, whatever the others are;
    /// an undecided path otherwise leaves the whole undecided. No path at all is undecided.
    pub fn over(paths: impl IntoIterator<Item = Self>) -> Self {
        let (mut open, mut blocked, mut unknown) = (false, false, false);
        for path in paths {
            match path {
                Self::Reachable => open = true,
                Self::Degraded => (open, blocked) = (true, true),
                Self::Blocked => blocked = true,
                Self::Unknown => unknown = true,
            }
        }
        match (open, blocked, unknown) {
            (true, true, _) => Self::Degraded,
            (_, _, true) | (false, false, false) => Self::Unknown,
            (true, false, false) => Self::Reachable,
            (false, true, false) => Self::Blocked,
        }
    }

    /// The verdict when all of several things must hold, such as the legs of one path.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut worst = Self::Reachable;
        for part in parts {
            worst = match (worst, part) {
                (Self::Blocked, _) | (_, Self::Blocked) => Self::Blocked,
                (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
                (Self::Degraded, _) | (_, Self::Degraded) => Self::Degraded,
                (Self::Reachable, Self::Reachable) => Self::Reachable,
            };
        }
        worst
    }

    /// The word for it, the same in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Degraded => "degraded",
            Self::Blocked => "blocked",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How one step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It lets everything through.
    Pass,
    /// It works, with a reservation that may hurt later or elsewhere.
    Warn(Cause),
    /// It lets through all client ports but these.
    Partial { blocked: PortSet, cause: Cause },
    /// It lets nothing through.
    Fail(Cause),
    /// It could not be decided.
    Unknown(Unknown),
    /// It does not apply here, or an earlier step made it pointless.
    Skipped,
}

impl Outcome {
    /// What the outcome of a step that must hold makes of the whole.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Pass | Self::Warn(_) | Self::Skipped => Verdict::Reachable,
            Self::Partial { .. } => Verdict::Degraded,
            Self::Fail(_) => Verdict::Blocked,
            Self::Unknown(_) => Verdict::Unknown,
        }
    }
}

/// Why a step could not be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Evidence is missing.
    Missing(Missing),
    /// gatepath has no model of this construct: its name and id.
    Unmodelled(String),
    /// Only some of the addresses that the source may have are matched.
    Ambiguous(String),
    /// A value or text that gatepath cannot read or that depends on the request.
    Undecidable(String),
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(missing) => missing.fmt(f),
            Self::Unmodelled(name) => write!(f, "{name} is not modelled"),
            Self::Ambiguous(why) | Self::Undecidable(why) => f.write_str(why),
        }
    }
}

/// What a step looks at. Legs name security groups, ACLs and routes alike; see [`Leg`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    // The gateway and VPC Lattice.
    Gateway,
    Lattice,
    // Name resolution.
    Name,
    // Forward, in the order of travel.
    SecurityGroupOut,
    NetworkAclOut,
    Route,
    Peering,
    TransitGateway,
    TransitRoute,
    Nat,
    BlockPublicAccess,
    EncryptionControl,
    NetworkAclIn,
    SecurityGroupIn,
    Delivery,
    // The endpoint.
    Endpoint,
    EndpointPolicy,
    ResourcePolicy,
    Api,
    LoadBalancer,
    Listener,
    Certificate,
    ListenerRule,
    TargetGroup,
    TargetHealth,
    // Back.
    ReturnRoute,
    ReturnTransitGateway,
    ReturnTransitRoute,
    ReturnNetworkAclOut,
    ReturnNetworkAclIn,
}

impl StepKind {
    /// The kebab-case name, as JSON and scenarios write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Lattice => "lattice",
            Self::Name => "name",
            Self::SecurityGroupOut => "security-group-out",
            Self::NetworkAclOut => "network-acl-out",
            Self::Route => "route",
            Self::Peering => "peering",
            Self::TransitGateway => "transit-gateway",
            Self::TransitRoute => "transit-route",
            Self::Nat => "nat",
            Self::BlockPublicAccess => "block-public-access",
            Self::EncryptionControl => "encryption-control",
            Self::NetworkAclIn => "network-acl-in",
            Self::SecurityGroupIn => "security-group-in",
            Self::Delivery => "delivery",
            Self::Endpoint => "endpoint",
            Self::EndpointPolicy => "endpoint-policy",
            Self::ResourcePolicy => "resource-policy",
            Self::Api => "api",
            Self::LoadBalancer => "load-balancer",
            Self::Listener => "listener",
            Self::Certificate => "certificate",
            Self::ListenerRule => "listener-rule",
            Self::TargetGroup => "target-group",
            Self::TargetHealth => "target-health",
            Self::ReturnRoute => "return-route",
            Self::ReturnTransitGateway => "return-transit-gateway",
            Self::ReturnTransitRoute => "return-transit-route",
            Self::ReturnNetworkAclOut => "return-network-acl-out",
            Self::ReturnNetworkAclIn => "return-network-acl-in",
        }
    }
}

/// A resource that a step, hop or finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The AWS noun, such as `security-group`.
    pub kind: &'static str,
    /// Its id, or its ARN where AWS gives no id.
    pub id: String,
    /// Its name or `Name` tag.
    pub name: Option<String>,
}

impl Subject {
    /// A resource without a name.
    pub fn new(kind: &'static str, id: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            name: None,
        }
    }

    /// The same resource with a name.
    pub fn named(self, name: impl Into<Option<String>>) -> Self {
        Self {
            name: name.into(),
            ..self
        }
    }
}

/// A place in a snapshot: the record, and the part of it that counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// The record.
    pub source: Source,
    /// JSON pointer below the record, such as `/IpPermissions/0`; empty for the record itself.
    pub part: String,
}

impl Evidence {
    /// The whole record.
    pub fn record(source: Source) -> Self {
        Self {
            source,
            part: String::new(),
        }
    }

    /// A part of a record: a [`Part`](crate::topology::Part) or a pointer that starts with `/`.
    pub fn part(source: Source, part: impl fmt::Display) -> Self {
        Self {
            source,
            part: part.to_string(),
        }
    }
}

/// One evaluation of one AWS construct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub subject: Subject,
    pub outcome: Outcome,
    /// One line: what was found.
    pub summary: String,
    /// What decided it.
    pub evidence: Vec<Evidence>,
}

/// One stop on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub subject: Subject,
    pub steps: Vec<Step>,
}

/// Which part of the journey a trace covers: rules judge the same fault differently on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leg {
    /// From the resource gateway (or any interface) to the endpoint.
    ToEndpoint,
    /// From a load balancer to a registered target, on the traffic port.
    ToBackend,
    /// From a load balancer to a registered target, on the health-check port.
    HealthCheck,
}

/// A walk from one source to one address and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub leg: Leg,
    /// The interface at the destination, if it could be told.
    pub destination: Option<InterfaceId>,
    pub hops: Vec<Hop>,
    /// Client ports for which every step passes.
    pub open: PortSet,
    /// Client ports that some step certainly stops.
    pub blocked: PortSet,
    /// Client ports that remain undecided.
    pub undecided: PortSet,
    /// What was taken for granted, one sentence each, sorted.
    pub assumptions: Vec<String>,
}

impl Trace {
    /// The verdict over the client ports.
    pub fn verdict(&self) -> Verdict {
        match (
            self.open.is_empty(),
            self.blocked.is_empty(),
            self.undecided.is_empty(),
        ) {
            (false, true, true) => Verdict::Reachable,
            (true, false, true) => Verdict::Blocked,
            (false, false, _) => Verdict::Degraded,
            _ => Verdict::Unknown,
        }
    }

    /// Every step, to be changed.
    pub(super) fn steps_mut(&mut self) -> impl Iterator<Item = &mut Step> {
        self.hops.iter_mut().flat_map(|hop| &mut hop.steps)
    }

    /// Every step, in the order of travel.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.hops.iter().flat_map(|hop| &hop.steps)
    }
}
