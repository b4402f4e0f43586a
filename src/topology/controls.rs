//! Questions about what holds for whole VPCs and accounts: internet gateways, VPC Block Public
//! Access, VPC Encryption Controls.

use crate::snapshot::Observation;

use super::node::{
    EncryptionControl, InternetGateway, PublicAccessExclusion, PublicAccessOptions, Subnet, Vpc,
};
use super::{Link, Lookup, Missing, Scope, SubnetId, Topology, VpcId};

impl Topology {
    /// The account that owns a VPC, and its Region; `None` if nobody described the VPC or one of
    /// its subnets. Only the owner sees and sets what holds for the whole VPC.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html>
    pub fn home_of(&self, vpc: &VpcId) -> Option<Scope> {
        let (owner, source) = match self.vpc(vpc).found() {
            Some(vpc) => (&vpc.owner, vpc.source),
            None => {
                let subnets = self
                    .graph
                    .leading_to::<Vpc, Subnet>(vpc.as_str(), Link::InVpc);
                let subnet = subnets.first()?;
                (&subnet.owner, subnet.source)
            }
        };
        let scope = self.scope_of(source)?;
        let account = owner.as_deref().unwrap_or(&scope.account);
        Some(Scope::new(account, &scope.region))
    }

    /// A subnet in words; one that another account owns and shares, with that account: only there
    /// can it be told for certain what guards and routes the subnet.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html>
    pub(super) fn of_owner(&self, id: &SubnetId) -> String {
        let owner = self.subnet(id).found().and_then(|subnet| {
            let owner = subnet.owner.as_deref()?;
            let asked = self.accounts().any(|account| account == owner);
            (!asked).then_some(owner)
        });
        match owner {
            Some(owner) => format!("{id}, a subnet of account {owner},"),
            None => id.to_string(),
        }
    }

    /// An internet gateway that a route of a VPC names. Absent if the owner of the VPC listed its
    /// internet gateways and this is none of them.
    pub fn internet_gateway(
        &self,
        id: &str,
        vpc: &VpcId,
        egress_only: bool,
    ) -> Lookup<&InternetGateway> {
        let (operation, noun) = if egress_only {
            (
                "describe-egress-only-internet-gateways",
                "egress-only internet gateway",
            )
        } else {
            ("describe-internet-gateways", "internet gateway")
        };
        match self.graph.get(id) {
            Some(gateway) => Lookup::Found(gateway),
            None if self.is_listed_at_home(vpc, operation) => Lookup::Absent,
            None => Lookup::Unknown(Missing::new("ec2", operation, format!("{noun} {id}"))),
        }
    }

    /// VPC Block Public Access in the account and Region that owns a VPC. Absent if nobody asked.
    pub fn public_access_options(&self, vpc: &VpcId) -> Lookup<&PublicAccessOptions> {
        let operation = "describe-vpc-block-public-access-options";
        let home = self.home_of(vpc);
        let options = home
            .as_ref()
            .and_then(|home| self.public_access_options.get(home));
        match options {
            Some(Some(options)) => Lookup::Found(options),
            None if !self.public_access_sought => Lookup::Absent,
            _ => {
                let whose = home.map_or_else(|| format!("the owner of {vpc}"), |h| h.to_string());
                let what = format!("VPC Block Public Access of {whose}");
                Lookup::Unknown(Missing::new("ec2", operation, what))
            }
        }
    }

    /// The exclusions from VPC Block Public Access that name a VPC or subnet, by id.
    pub fn public_access_exclusions(&self, resource: &str) -> &[PublicAccessExclusion] {
        self.public_access_exclusions
            .get(resource)
            .map_or(&[], Vec::as_slice)
    }

    /// What is not known of the exclusions from VPC Block Public Access in a VPC, if anything.
    pub fn public_access_exclusions_missing(&self, vpc: &VpcId) -> Option<Missing> {
        let operation = "describe-vpc-block-public-access-exclusions";
        (!self.is_listed_at_home(vpc, operation)).then(|| {
            let what = format!("the exclusions from VPC Block Public Access in {vpc}");
            Missing::new("ec2", operation, what)
        })
    }

    /// The Encryption Controls of a VPC. Absent if its owner listed them and the VPC has none, or
    /// if nobody asked: see [`Topology::encryption_sought`].
    pub fn encryption_control(&self, vpc: &VpcId) -> Lookup<&EncryptionControl> {
        let operation = "describe-vpc-encryption-controls";
        match self.encryption_controls.get(vpc) {
            Some(Some(control)) => Lookup::Found(control),
            None if !self.encryption_sought => Lookup::Absent,
            None if self.is_listed_at_home(vpc, operation) => Lookup::Absent,
            _ => {
                let what = format!("the Encryption Controls of {vpc}");
                Lookup::Unknown(Missing::new("ec2", operation, what))
            }
        }
    }

    /// Whether anybody asked for Encryption Controls, with whatever result.
    pub fn encryption_sought(&self) -> bool {
        self.encryption_sought
    }

    /// Whether the owner of a VPC listed everything of a kind in its Region, or what is in the VPC.
    fn is_listed_at_home(&self, vpc: &VpcId, operation: &str) -> bool {
        self.home_of(vpc).is_some_and(|home| {
            let list = self
                .calls
                .observed(&home, "ec2", operation, &[vpc.as_str()]);
            matches!(list, Observation::Complete(_))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::snapshot::{LoadOptions, Snapshot};
    use crate::topology::{Lookup, Scope, Topology};

    fn topology(answers: &[(&str, serde_json::Value)]) -> Topology {
        let files = answers.iter().map(|(path, answer)| {
            let path = format!("{path}.json");
            (path, answer.to_string().into_bytes())
        });
        let options = LoadOptions {
            allow_incomplete: true,
        };
        Topology::build(Snapshot::from_files(files, &options).expect("the answers load"))
    }

    #[test]
    fn a_shared_vpc_is_at_home_with_its_owner() {
        let subnet = json!({"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": "444455556666",
            "CidrBlock": "10.0.0.0/24"});
        let topology = topology(&[(
            "111122223333/eu-west-1/ec2.describe-subnets",
            json!({"Subnets": [subnet]}),
        )]);
        let home = topology.home_of(&"vpc-1".into());
        assert_eq!(home, Some(Scope::new("444455556666", "eu-west-1")));
        assert_eq!(topology.home_of(&"vpc-2".into()), None);
        for lookup in [
            topology.network_acl_of(&"subnet-1".into()).map(|_| ()),
            topology.route_table_of(&"subnet-1".into()).map(|_| ()),
        ] {
            let Lookup::Unknown(missing) = lookup else {
                panic!("{lookup:?}");
            };
            assert!(
                missing
                    .what
                    .ends_with("subnet-1, a subnet of account 444455556666,"),
                "{missing}"
            );
        }
    }

    #[test]
    fn options_that_differ_decide_nothing() {
        let options = |mode: &str| {
            json!({"VpcBlockPublicAccessOptions": {"AwsAccountId": "111122223333",
                "AwsRegion": "eu-west-1", "InternetGatewayBlockMode": mode}})
        };
        let vpcs = json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}]});
        let operation = "ec2.describe-vpc-block-public-access-options";
        let with = |second: &str| {
            topology(&[
                ("111122223333/eu-west-1/ec2.describe-vpcs", vpcs.clone()),
                (
                    &format!("111122223333/eu-west-1/{operation}"),
                    options("off"),
                ),
                (
                    &format!("444455556666/eu-west-1/{operation}"),
                    options(second),
                ),
            ])
        };
        let mode = |topology: &Topology| match topology.public_access_options(&"vpc-1".into()) {
            Lookup::Found(options) => options.mode.clone(),
            _ => None,
        };
        assert_eq!(mode(&with("off")).as_deref(), Some("off"));
        let contradictory = with("block-ingress");
        assert_eq!(mode(&contradictory), None);
        assert_eq!(contradictory.gaps().len(), 1);
    }
}
