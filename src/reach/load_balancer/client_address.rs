//! Targets that cannot answer a client whose address a Network Load Balancer preserves.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html>

use crate::reach::{Cause, Evidence, Origin, Outcome, Step, StepKind, Trace, Unknown};
use crate::topology::{Interface, TargetGroup, Topology};

use super::group_subject;

/// From a client through a node to a target of a group.
pub(super) struct Way<'a> {
    pub(super) topology: &'a Topology,
    pub(super) group: &'a TargetGroup,
    pub(super) node: &'a Interface,
    pub(super) client: &'a Origin<'a>,
}

impl Way<'_> {
    /// What keeps the target from answering, whatever filters and routes say.
    pub(super) fn obstacle(&self, trace: &Trace) -> Option<Step> {
        let target = trace.destination.as_ref();
        let target = target.and_then(|id| self.topology.interface(id).found());
        let found = target.and_then(|target| self.at(target));
        let (outcome, summary) = found.or_else(|| self.between(trace))?;
        let told = self.group.preserve_client_ip.map(|(_, source)| source);
        let mut evidence = vec![Evidence::record(told.unwrap_or(self.group.source))];
        evidence.extend(target.map(|target| Evidence::record(target.source)));
        Some(Step {
            kind: StepKind::TargetGroup,
            subject: group_subject(self.group),
            outcome,
            summary,
            evidence,
        })
    }

    /// A target that is the client gets packets from itself ("hairpin"). One that belongs to
    /// PrivateLink or to another Network Load Balancer loses the connection, as the type of its interface tells.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html>
    fn at(&self, target: &Interface) -> Option<(Outcome, String)> {
        let id = &target.id;
        let address = self.client.address().only();
        let is_client = self.client.vpc_id() == &target.vpc
            && address.is_some_and(|address| target.addresses.contains(&address));
        if is_client {
            let summary = format!("{id} would get packets from its own address as client");
            return Some((Outcome::Fail(Cause::Hairpin), summary));
        }
        let what = match target.kind.as_str() {
            "network_load_balancer" => "a Network Load Balancer",
            "vpc_endpoint" => "an interface endpoint",
            _ => return None,
        };
        let summary = format!("{id} belongs to {what}, which cannot answer the client's address");
        Some((Outcome::Fail(Cause::ClientAddressLost), summary))
    }

    /// Packets must go straight from the node to the target, in its VPC or in a peered one of the
    /// same Region. AWS does not support other ways, and does not say what becomes of the packets.
    fn between(&self, trace: &Trace) -> Option<(Outcome, String)> {
        let mut steps = trace.steps();
        let way = if steps.any(|step| step.kind == StepKind::TransitGateway) {
            "through a transit gateway"
        } else if self.crosses_regions(trace) {
            "into another Region"
        } else {
            return None;
        };
        let why = format!("client addresses are not supported on the way {way}");
        let unknown = Outcome::Unknown(Unknown::Undecidable(why.clone()));
        Some((unknown, why))
    }

    fn crosses_regions(&self, trace: &Trace) -> bool {
        let target = trace.destination.as_ref();
        let Some(target) = target.and_then(|id| self.topology.interface(id).found()) else {
            return false;
        };
        let peerings = self.topology.peerings_between(&self.node.vpc, &target.vpc);
        self.node.vpc != target.vpc
            && peerings
                .iter()
                .any(|peering| peering.requester.region != peering.accepter.region)
    }
}
