//! Network ACLs beside a transit gateway: those of its own subnets, and which are not asked.
//! <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html>

use crate::reach::network_acl::Packets;
use crate::reach::walk::Walk;
use crate::reach::{Step, StepKind, Subject};
use crate::topology::{Cidr, Direction, SubnetId, TransitGatewayId};

use super::Crossing;

/// One direction of a flow through a transit gateway.
pub(in crate::reach) struct Passage {
    is_reply: bool,
    entering: StepKind,
    leaving: StepKind,
}

impl Passage {
    pub(in crate::reach) const REQUEST: Self = Self {
        is_reply: false,
        entering: StepKind::NetworkAclIn,
        leaving: StepKind::NetworkAclOut,
    };
    pub(in crate::reach) const REPLY: Self = Self {
        is_reply: true,
        entering: StepKind::ReturnNetworkAclIn,
        leaving: StepKind::ReturnNetworkAclOut,
    };
}

impl Passage {
    /// The step as one of this direction.
    fn own(&self, step: &Step) -> Step {
        let kind = match (self.is_reply, step.kind) {
            (true, StepKind::TransitGateway) => StepKind::ReturnTransitGateway,
            (true, StepKind::TransitRoute) => StepKind::ReturnTransitRoute,
            (_, kind) => kind,
        };
        Step {
            kind,
            ..step.clone()
        }
    }
}

/// The subnets whose ACL judges what arrives from a transit gateway at `subnet`; `None` stands for
/// an interface of the transit gateway in the same subnet, where none is asked.
pub(in crate::reach) fn asked_at<'s>(
    crossing: Option<&Crossing<'_>>,
    subnet: &'s SubnetId,
) -> Vec<Option<&'s SubnetId>> {
    match crossing.map(Crossing::exits) {
        None | Some([]) => vec![Some(subnet)],
        Some(exits) => {
            let asked = exits.iter().map(|exit| (*exit != subnet).then_some(subnet));
            asked.collect()
        }
    }
}

impl<'a> Walk<'a> {
    /// Logs a crossing and the ACLs of the transit gateway's own subnets: what comes from
    /// interfaces of the VPC is judged on its way in, what goes to them on its way out, unless
    /// they are in that subnet themselves.
    pub(in crate::reach) fn pass_transit(
        &mut self,
        id: &TransitGatewayId,
        crossing: &Crossing<'a>,
        towards: Option<&SubnetId>,
        passage: &Passage,
    ) {
        self.log.hop(Subject::new("transit-gateway", id.as_str()));
        let mut steps = crossing.steps.iter().map(|step| passage.own(step));
        if let Some(step) = steps.next() {
            self.log.step(step);
        }
        let (from, to) = (self.flow.source, Cidr::host(self.flow.destination));
        let (from, to, traffic) = match passage.is_reply {
            false => (from, to, &self.request),
            true => (to, from, &self.reply),
        };
        if let Some(entrance) = crossing.entrance {
            let packets = Packets {
                direction: Direction::Inbound,
                remote: from,
                traffic,
            };
            self.log
                .network_acl(self.topology, passage.entering, entrance, &packets);
        }
        for step in steps {
            self.log.step(step);
        }
        let exits = crossing.exits();
        if exits.is_empty() {
            return;
        }
        let asked: Vec<_> = exits
            .iter()
            .map(|exit| (Some(*exit) != towards).then_some(*exit))
            .collect();
        let packets = Packets {
            direction: Direction::Outbound,
            remote: to,
            traffic,
        };
        self.log
            .network_acl_of_any(self.topology, passage.leaving, &asked, &packets);
    }
}
