//! The contract of an analyzer, and what it is given.

use crate::reach::{Evidence, Journey, Mode, Path, Subject};
use crate::topology::{
    Cidr, Gateway, PrivateEndpoint, ResourceGateway, Subnet, SubnetId, Target, TargetConfig,
    Topology, VpcId,
};

use super::fault::{Fault, faults};
use super::{Confidence, Finding, Fix, Rule};

/// Judges one target by one to three related rules.
///
/// Analyzers never fetch and never walk: they read the topology and the journey, in which every
/// faulty step already stands with its cause, so that findings and verdicts cannot disagree.
pub(super) trait Analyzer: Sync {
    /// The rules that its findings break.
    fn rules(&self) -> &'static [Rule];

    /// What is wrong with the target.
    fn analyze(&self, case: &Case<'_>) -> Vec<Finding>;
}

/// One target with everything that is known about it.
pub(super) struct Case<'a> {
    pub(super) topology: &'a Topology,
    pub(super) gateway: &'a Gateway,
    pub(super) target: &'a Target,
    pub(super) journey: &'a Journey,
    pub(super) faults: Vec<Fault<'a>>,
}

impl<'a> Case<'a> {
    /// Gathers the faults of a journey.
    pub(super) fn new(
        topology: &'a Topology,
        gateway: &'a Gateway,
        target: &'a Target,
        journey: &'a Journey,
    ) -> Self {
        Self {
            topology,
            gateway,
            target,
            journey,
            faults: faults(journey),
        }
    }

    /// A finding for each fault against `rule`, with the fix that `fix` gives.
    pub(super) fn report(&self, rule: Rule, fix: impl Fn(&Fault<'a>) -> Fix) -> Vec<Finding> {
        let mine = self.faults.iter().filter(|fault| fault.rule == rule);
        mine.map(|fault| self.finding(fault, fix(fault))).collect()
    }

    /// A finding that says what the faulty step says.
    pub(super) fn finding(&self, fault: &Fault<'a>, fix: Fix) -> Finding {
        Finding {
            rule: fault.rule,
            severity: fault.severity,
            confidence: Confidence::High,
            subject: fault.subject.clone(),
            message: self.message(fault),
            evidence: fault.evidence(),
            fix,
            assumption: None,
        }
    }

    /// The target as the subject of a finding.
    pub(super) fn subject(&self) -> Subject {
        Subject::new("gateway-target", self.target.id.as_str()).named(self.target.name.clone())
    }

    /// What `get-gateway-target` told.
    pub(super) fn config(&self) -> Option<&'a TargetConfig> {
        self.target.config.as_ref()
    }

    /// The port that the gateway calls.
    pub(super) fn port(&self) -> u16 {
        self.journey.url.as_ref().map_or(443, |url| url.port)
    }

    /// The host that the gateway calls.
    pub(super) fn host(&self) -> &'a str {
        self.journey
            .url
            .as_ref()
            .map_or("-", |url| url.host.as_str())
    }

    /// Whether AgentCore made the resource gateway.
    pub(super) fn is_managed(&self) -> bool {
        self.journey.mode == Mode::Managed
    }

    /// The subnets of the resource gateway, by id: the observed gateway's, else the target's.
    pub(super) fn entry_subnet_ids(&self) -> Vec<&'a SubnetId> {
        let observed = self.resource_gateway().map(|gateway| &gateway.subnets);
        let named = match self
            .config()
            .and_then(|config| config.private_endpoint.as_ref())
        {
            Some(PrivateEndpoint::Managed { subnets, .. }) => Some(subnets),
            _ => None,
        };
        let subnets = observed.filter(|subnets| !subnets.is_empty()).or(named);
        let mut subnets: Vec<&SubnetId> = subnets.into_iter().flatten().collect();
        subnets.sort_unstable();
        subnets.dedup();
        subnets
    }

    /// Those of [`Case::entry_subnet_ids`] that were observed.
    pub(super) fn entry_subnets(&self) -> Vec<&'a Subnet> {
        let ids = self.entry_subnet_ids();
        ids.into_iter()
            .filter_map(|id| self.topology.subnet(id).found())
            .collect()
    }

    /// The VPC that traffic enters, if it is known.
    pub(super) fn entry_vpc(&self) -> Option<&'a VpcId> {
        let observed = self
            .resource_gateway()
            .and_then(|gateway| gateway.vpc.as_ref());
        observed.or(match self.config()?.private_endpoint.as_ref()? {
            PrivateEndpoint::Managed { vpc, .. } => Some(vpc),
            PrivateEndpoint::SelfManaged { .. } | PrivateEndpoint::Unreadable => None,
        })
    }

    /// The block of the subnet that holds an address. Interfaces come and go with new addresses:
    /// rules should name their subnet, not them. An address of no known subnet stays as it is.
    pub(super) fn block_around(&self, address: Cidr) -> Cidr {
        let first = address.first();
        let own = self
            .entry_vpc()
            .and_then(|vpc| self.topology.subnet_at(vpc, first));
        let subnet = own.or_else(|| {
            let mut vpcs = self.topology.vpcs().into_iter();
            vpcs.find_map(|vpc| self.topology.subnet_at(&vpc.id, first))
        });
        let blocks = subnet
            .map(|subnet| subnet.cidrs.iter())
            .into_iter()
            .flatten();
        blocks
            .copied()
            .find(|block| block.contains(address))
            .unwrap_or(address)
    }

    /// The resource gateway, if it was observed.
    pub(super) fn resource_gateway(&self) -> Option<&'a ResourceGateway> {
        let id = self.journey.resource_gateway.as_ref()?;
        self.topology.resource_gateway(id).found()
    }

    /// Evidence for the target's private endpoint, or the target if it has none.
    pub(super) fn private_endpoint_evidence(&self) -> Evidence {
        match self
            .config()
            .and_then(|config| config.private_endpoint.as_ref())
        {
            Some(_) => Evidence::part(self.target.source, "/privateEndpoint"),
            None => Evidence::record(self.target.source),
        }
    }

    /// The summary of the first faulty step, and which paths it concerns if not all.
    fn message(&self, fault: &Fault<'_>) -> String {
        let summary = &fault.first().step.summary;
        let paths = fault.paths();
        if paths.is_empty() || paths.len() == self.journey.paths.len() {
            return summary.clone();
        }
        let mut places: Vec<&str> = paths.iter().map(|path| place(path)).collect();
        places.sort_unstable();
        places.dedup();
        let all = self.journey.paths.len();
        format!(
            "{summary} ({} of {all} paths: {})",
            paths.len(),
            places.join(", ")
        )
    }
}

/// Where a path starts, in a word: its zone, else its subnet.
fn place(path: &Path) -> &str {
    path.zone.as_deref().unwrap_or(path.subnet.as_str())
}
