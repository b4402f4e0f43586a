//! VPC peering connections.

use crate::snapshot::{Observed, ec2};
use crate::topology::{Link, Peering, PeeringSide, Vpc};

use super::Builder;
use super::read::cidr;

impl Builder {
    pub(super) fn add_peerings(&mut self, peerings: Vec<Observed<ec2::VpcPeeringConnection>>) {
        for Observed { record, source } in self.settle(peerings).records {
            let peering = Peering {
                source,
                id: self.id(&record.vpc_peering_connection_id),
                status: record.status.and_then(|status| status.code),
                requester: self.side(record.requester_vpc_info),
                accepter: self.side(record.accepter_vpc_info),
            };
            let sides = [&peering.requester, &peering.accepter];
            for vpc in sides.into_iter().filter_map(|side| side.vpc.as_ref()) {
                let graph = &mut self.topology.graph;
                graph.link::<Peering, Vpc>(peering.id.shared(), Link::PeersWith, vpc.shared());
            }
            self.topology.graph.insert(peering);
        }
    }

    fn side(&mut self, info: Option<ec2::VpcPeeringConnectionVpcInfo>) -> PeeringSide {
        let Some(info) = info else {
            return PeeringSide::default();
        };
        let ipv4 = info
            .cidr_block_set
            .iter()
            .map(|block| block.cidr_block.as_ref());
        let ipv6 = info
            .ipv6_cidr_block_set
            .iter()
            .map(|block| block.ipv6_cidr_block.as_ref());
        let blocks = [info.cidr_block.as_ref()]
            .into_iter()
            .chain(ipv4)
            .chain(ipv6);
        let mut cidrs: Vec<_> = blocks.filter_map(cidr).collect();
        cidrs.sort();
        cidrs.dedup();
        if let (Some(owner), Some(region)) = (&info.owner_id, &info.region) {
            self.coverage.saw_peer(owner, region);
        }
        PeeringSide {
            vpc: self.maybe_id(info.vpc_id.as_deref()),
            owner: info.owner_id,
            region: info.region,
            cidrs,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;

    #[test]
    fn both_sides_describe_the_same_peering() {
        let peering = |accepter_blocks: serde_json::Value| {
            json!({"VpcPeeringConnections": [{
                "VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"},
                "RequesterVpcInfo": {"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"},
                "AccepterVpcInfo": {"VpcId": "vpc-2", "Region": "eu-west-1", "CidrBlockSet": accepter_blocks}}]})
        };
        let topology = topology(&[
            (
                "111122223333/eu-west-1/ec2.describe-vpc-peering-connections",
                peering(json!([])),
            ),
            (
                "444455556666/eu-west-1/ec2.describe-vpc-peering-connections",
                peering(json!([{"CidrBlock": "10.2.0.0/16"}])),
            ),
        ]);
        let peering = topology
            .peering(&"pcx-1".into())
            .found()
            .expect("the peering");
        assert_eq!(peering.requester.cidrs[0].to_string(), "10.1.0.0/16");
        assert_eq!(
            peering.accepter.cidrs[0].to_string(),
            "10.2.0.0/16",
            "the fuller view stays"
        );
        assert!(topology.complete());
    }
}
