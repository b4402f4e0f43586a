//! Questions about transit gateways.

use super::{
    Link, Lookup, Missing, Subnet, SubnetId, Topology, TransitAssociation, TransitAttachment,
    TransitAttachmentId, TransitGatewayId, TransitPeering, TransitPeeringSide, TransitTable, Vpc,
    VpcId,
};

/// States of an attachment that is no more, or never came to be.
const DEAD: [&str; 4] = ["deleted", "failed", "rejected", "failing"];

impl Topology {
    /// Every route table of a transit gateway, by id.
    pub fn transit_tables(&self) -> Vec<&TransitTable> {
        self.graph.all()
    }

    /// Every attachment of a VPC to a transit gateway, by id.
    pub fn transit_attachments(&self) -> Vec<&TransitAttachment> {
        self.graph.all()
    }

    /// The attachment of a VPC to a transit gateway; a dead one if there is no other. Absent if all
    /// attachments of the VPC were observed.
    pub fn transit_attachment_of(
        &self,
        vpc: &VpcId,
        gateway: &TransitGatewayId,
    ) -> Lookup<&TransitAttachment> {
        let mut attachments = self
            .graph
            .leading_to::<Vpc, TransitAttachment>(vpc.as_str(), Link::InVpc);
        attachments.retain(|attachment| attachment.gateway.as_ref() == Some(gateway));
        let is_dead = |attachment: &&TransitAttachment| {
            let state = attachment.state.as_deref();
            state.is_some_and(|state| DEAD.contains(&state))
        };
        let (dead, alive): (Vec<_>, Vec<_>) = attachments.into_iter().partition(is_dead);
        let what = format!("the attachment of {vpc} to {gateway}");
        let unknown = || {
            let operation = "describe-transit-gateway-vpc-attachments";
            Lookup::Unknown(Missing::new("ec2", operation, what))
        };
        match (
            alive[..].split_first(),
            self.transit_attachments_observed(vpc),
        ) {
            (Some((only, [])), _) => Lookup::Found(only),
            (None, true) => dead
                .first()
                .map_or(Lookup::Absent, |dead| Lookup::Found(*dead)),
            _ => unknown(),
        }
    }

    /// Whether a transit gateway may have an interface in a subnet, as far as it is known.
    pub fn may_hold_transit_interface(&self, vpc: &VpcId, subnet: &SubnetId) -> bool {
        let lists = |attachment: &&TransitAttachment| attachment.subnets.contains(subnet);
        let attachments = self
            .graph
            .leading_to::<Subnet, TransitAttachment>(subnet.as_str(), Link::InSubnet);
        if attachments.iter().any(lists) {
            return true;
        }
        if self.transit_attachments_observed(vpc) {
            return false;
        }
        !self.interfaces_observed(vpc) || self.transit_subnets.contains(subnet)
    }

    /// The connection that a transit gateway knows by this attachment: its own side, the other one.
    pub fn transit_peering_at(
        &self,
        gateway: &TransitGatewayId,
        attachment: &TransitAttachmentId,
    ) -> Lookup<(&TransitPeering, &TransitPeeringSide)> {
        let peerings = self.graph.all::<TransitPeering>();
        let others = peerings.into_iter().filter_map(|peering| {
            let is_own = |side: &TransitPeeringSide| {
                side.attachment == *attachment && side.gateway.as_ref() == Some(gateway)
            };
            match (is_own(&peering.requester), is_own(&peering.accepter)) {
                (true, _) => Some((peering, &peering.accepter)),
                (_, true) => Some((peering, &peering.requester)),
                _ => None,
            }
        });
        match others.collect::<Vec<_>>()[..] {
            [found] => Lookup::Found(found),
            _ => Lookup::Unknown(Missing::new(
                "ec2",
                "describe-transit-gateway-peering-attachments",
                format!("the peering {attachment} of {gateway}"),
            )),
        }
    }

    /// The association of an attachment with a route table of its transit gateway; one without a
    /// table and not in force if it is known to have none.
    pub fn transit_association_of(
        &self,
        gateway: &TransitGatewayId,
        attachment: &TransitAttachmentId,
    ) -> Lookup<&TransitAssociation> {
        let key = (gateway.clone(), attachment.clone());
        let told = self.transit_associations.get(&key).map(Vec::as_slice);
        let unknown = || {
            Lookup::Unknown(Missing::new(
                "ec2",
                "describe-transit-gateway-attachments",
                format!("the route table of {attachment} at {gateway}"),
            ))
        };
        let Some([first, rest @ ..]) = told else {
            return unknown();
        };
        let agree = rest
            .iter()
            .all(|other| (&other.table, other.associated) == (&first.table, first.associated));
        match first.associated {
            Some(in_force) if agree && in_force == first.table.is_some() => Lookup::Found(first),
            _ => unknown(),
        }
    }
}
