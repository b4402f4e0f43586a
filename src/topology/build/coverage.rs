//! Which lists are known to be whole, so that what they do not hold does not exist.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::snapshot::{Observation, Scope};
use crate::topology::observed::Observed;
use crate::topology::{ResourceConfiguration, ResourceConfigurationId, VpcId};

use super::Builder;
use super::read::last_segment;
use super::transit_gateway::VPC_ATTACHMENTS;

/// Where VPCs were observed, and what makes lists doubtful that answered completely.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    vpcs: BTreeMap<VpcId, Sights>,
    /// VPCs as their subnets tell.
    subnets: BTreeMap<VpcId, Sights>,
    /// Lists (operations of EC2) that hold something unreadable or contradictory of a VPC.
    doubts: BTreeSet<(VpcId, &'static str)>,
    /// Accounts and Regions that peerings lead to.
    peers: BTreeSet<Scope>,
    /// Lists that hold something of an unknown VPC.
    doubtful_lists: BTreeSet<(Scope, &'static str)>,
}

/// Who saw a VPC and who owns it.
#[derive(Debug, Default)]
struct Sights {
    owners: BTreeSet<String>,
    scopes: BTreeSet<Scope>,
}

impl Sights {
    fn add(&mut self, owner: Option<&str>, scope: Scope) {
        self.owners.extend(owner.map(str::to_owned));
        self.scopes.insert(scope);
    }

    /// The accounts and Regions that see everything in the VPC. Only its owner sees the interfaces
    /// and tables of all accounts that share it; without a known owner all who saw it must agree.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing-share-subnet-working-with.html>
    fn all_seeing(&self) -> BTreeSet<Scope> {
        if self.owners.is_empty() {
            return self.scopes.clone();
        }
        let regions: BTreeSet<&Arc<str>> = self.scopes.iter().map(|scope| &scope.region).collect();
        let scopes = regions
            .iter()
            .flat_map(|region| self.owners.iter().map(|owner| Scope::new(owner, region)));
        scopes.collect()
    }
}

impl Coverage {
    /// A VPC was described.
    pub(super) fn saw_vpc(&mut self, vpc: VpcId, owner: Option<&str>, scope: Scope) {
        self.vpcs.entry(vpc).or_default().add(owner, scope);
    }

    /// A peering leads there.
    pub(super) fn saw_peer(&mut self, owner: &str, region: &str) {
        self.peers.insert(Scope::new(owner, region));
    }

    /// A subnet of a VPC was described.
    pub(super) fn saw_subnet(&mut self, vpc: VpcId, owner: Option<&str>, scope: Scope) {
        self.subnets.entry(vpc).or_default().add(owner, scope);
    }

    /// The list holds something of this VPC (of any in the scope, if unknown) that does not count.
    pub(super) fn doubt(&mut self, vpc: Option<VpcId>, scope: Scope, operation: &'static str) {
        match vpc {
            Some(vpc) => {
                self.doubts.insert((vpc, operation));
            }
            None => {
                self.doubtful_lists.insert((scope, operation));
            }
        }
    }

    /// Whether the list of a scope holds something that does not count, of an unknown VPC.
    fn doubts_all_of(&self, scope: &Scope, operation: &'static str) -> bool {
        self.doubtful_lists.contains(&(scope.clone(), operation))
    }
}

impl Builder {
    /// Whether a list of EC2 is known to hold everything in a VPC: a list of everything, or one that
    /// was asked for with this VPC as its filter and key.
    pub(super) fn lists_all_of(&self, vpc: &VpcId, operation: &'static str) -> bool {
        let coverage = &self.coverage;
        let Some(sights) = coverage.vpcs.get(vpc).or_else(|| coverage.subnets.get(vpc)) else {
            return false;
        };
        let is_whole = |scope: Scope| {
            let list = self
                .calls
                .observed(&scope, "ec2", operation, &[vpc.as_str()]);
            matches!(list, Observation::Complete(_)) && !coverage.doubts_all_of(&scope, operation)
        };
        !coverage.doubts.contains(&(vpc.clone(), operation))
            && sights.all_seeing().into_iter().all(is_whole)
    }

    /// What the finished topology knows to be complete.
    pub(super) fn observed(&self) -> Observed {
        let vpcs: BTreeSet<&VpcId> = self
            .coverage
            .vpcs
            .keys()
            .chain(self.coverage.subnets.keys())
            .collect();
        let with_all = |operation: &'static str| -> BTreeSet<VpcId> {
            let vpcs = vpcs.iter().copied();
            let listed = vpcs.filter(|vpc| self.lists_all_of(vpc, operation));
            listed.cloned().collect()
        };
        Observed {
            interfaces: with_all("describe-network-interfaces"),
            route_tables: with_all(super::route_table::LIST),
            transit_attachments: with_all(VPC_ATTACHMENTS),
            zones_of_vpc: self.vpcs_with_zones(),
            load_balancers: self.whole_regions("elbv2", "describe-load-balancers"),
            endpoints: self.whole_regions("ec2", "describe-vpc-endpoints"),
            hosted_zones: self.knows_all_zones(),
            associations: self.configurations_with_associations(),
        }
    }

    /// Whether the list is whole in every account and Region that described a VPC or subnet.
    pub(super) fn is_listed_for_every_vpc(&self, service: &str, operation: &str) -> bool {
        let whole: BTreeSet<&Scope> = self.calls.complete_scopes(service, operation).collect();
        let sights = self
            .coverage
            .vpcs
            .values()
            .chain(self.coverage.subnets.values());
        let mut scopes = sights.flat_map(|sights| &sights.scopes);
        !whole.is_empty() && scopes.all(|scope| whole.contains(scope))
    }

    /// VPCs whose hosted zones were listed by somebody. The key may also name the Region.
    fn vpcs_with_zones(&self) -> BTreeSet<VpcId> {
        let listed = self.calls.iter().filter(|(_, call, observation)| {
            call.service == "route53"
                && call.operation == "list-hosted-zones-by-vpc"
                && matches!(observation, Observation::Complete(_))
        });
        let keys = listed.filter_map(|(_, call, _)| call.key.first());
        keys.map(|key| VpcId::from(vpc_of_key(key))).collect()
    }

    /// Resource configurations whose associations were listed: by somebody who named them, or
    /// together with all others.
    fn configurations_with_associations(&self) -> BTreeSet<ResourceConfigurationId> {
        let (service, operation) = ("vpc-lattice", "list-service-network-resource-associations");
        let keyed = self.calls.iter().filter(|(_, call, observation)| {
            call.service == service
                && call.operation == operation
                && matches!(observation, Observation::Complete(_))
        });
        let named = keyed.filter_map(|(_, call, _)| call.key.first());
        let named = named.map(|key| ResourceConfigurationId::from(last_segment(key)));
        let all = self.topology.graph.all::<ResourceConfiguration>();
        let listed = all.into_iter().filter(|configuration| {
            let id = configuration.id.as_str();
            self.is_answered(configuration.source, service, operation, id)
        });
        let observed = named.chain(listed.map(|configuration| configuration.id.clone()));
        observed
            .filter(|id| !self.odd_associations.contains(id.as_str()))
            .collect()
    }

    /// Every account and Region that is part of the picture: that answered, that was asked in vain,
    /// or that a VPC or a peering belongs to. Each may hold what another does not.
    fn scopes(&self) -> BTreeSet<Scope> {
        let files = self.files.iter().map(|file| file.scope.clone());
        let asked = self.calls.iter().map(|(scope, ..)| scope.clone());
        let sights = self.coverage.vpcs.values();
        let owners = sights.flat_map(Sights::all_seeing);
        let peers = self.coverage.peers.iter().cloned();
        files.chain(asked).chain(owners).chain(peers).collect()
    }

    /// Regions in which every account of the picture has the whole list.
    fn whole_regions(&self, service: &str, operation: &'static str) -> BTreeSet<String> {
        let whole: BTreeSet<&Scope> = self.calls.complete_scopes(service, operation).collect();
        let scopes = self.scopes();
        let lacking: BTreeSet<&Arc<str>> = scopes
            .iter()
            .filter(|scope| {
                let is_doubtful = self.coverage.doubts_all_of(scope, operation);
                is_doubtful || !whole.contains(scope)
            })
            .map(|scope| &scope.region)
            .collect();
        let regions = whole.iter().map(|scope| &scope.region);
        regions
            .filter(|region| !lacking.contains(region))
            .map(ToString::to_string)
            .collect()
    }

    /// Whether the zones of every account of the picture were listed.
    fn knows_all_zones(&self) -> bool {
        let operation = "list-hosted-zones";
        let listed = self.calls.complete_scopes("route53", operation);
        let listed: BTreeSet<&Arc<str>> = listed.map(|scope| &scope.account).collect();
        let is_doubtful = self
            .coverage
            .doubtful_lists
            .iter()
            .any(|(_, list)| *list == operation);
        !is_doubtful
            && !listed.is_empty()
            && self
                .scopes()
                .iter()
                .all(|scope| listed.contains(&scope.account))
    }
}

/// `vpc-0a1` of `vpc-0a1.eu-west-1`.
pub(super) fn vpc_of_key(key: &str) -> &str {
    key.split_once('.').map_or(key, |(vpc, _)| vpc)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;
    use crate::topology::VpcId;

    const HERE: &str = "111122223333/eu-west-1";
    const THERE: &str = "444455556666/eu-west-1";

    fn knows_interfaces(answers: &[(&str, &str, Value)]) -> bool {
        let answers: Vec<(String, Value)> = answers
            .iter()
            .map(|(scope, call, answer)| (format!("{scope}/{call}"), answer.clone()))
            .collect();
        let answers: Vec<(&str, Value)> = answers
            .iter()
            .map(|(name, answer)| (name.as_str(), answer.clone()))
            .collect();
        topology(&answers).interfaces_observed(&VpcId::from("vpc-1"))
    }

    #[test]
    fn only_the_owner_of_a_vpc_sees_all_its_interfaces() {
        let vpc = |owner: &str| json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": owner}]});
        let subnet = || json!({"Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": "111122223333"}]});
        let none = || json!({"NetworkInterfaces": []});
        let (vpcs, subnets) = ("ec2.describe-vpcs", "ec2.describe-subnets");
        let interfaces = "ec2.describe-network-interfaces";
        assert!(knows_interfaces(&[
            (HERE, vpcs, vpc("111122223333")),
            (HERE, interfaces, none())
        ]));
        assert!(!knows_interfaces(&[
            (HERE, vpcs, vpc("444455556666")),
            (HERE, interfaces, none())
        ]));
        assert!(knows_interfaces(&[
            (HERE, vpcs, vpc("444455556666")),
            (HERE, interfaces, none()),
            (THERE, interfaces, none()),
        ]));
        assert!(knows_interfaces(&[
            (HERE, subnets, subnet()),
            (HERE, interfaces, none())
        ]));
        assert!(!knows_interfaces(&[(HERE, interfaces, none())]));
        let filtered = "ec2.describe-network-interfaces.eni-1";
        assert!(!knows_interfaces(&[
            (HERE, vpcs, vpc("111122223333")),
            (HERE, filtered, none())
        ]));
        let of_vpc = "ec2.describe-network-interfaces.vpc-1";
        assert!(knows_interfaces(&[
            (HERE, vpcs, vpc("111122223333")),
            (HERE, of_vpc, none())
        ]));
        let of_other = "ec2.describe-network-interfaces.vpc-2";
        assert!(!knows_interfaces(&[
            (HERE, vpcs, vpc("111122223333")),
            (HERE, of_other, none())
        ]));
        let cut = json!({"NetworkInterfaces": [], "NextToken": "more"});
        assert!(!knows_interfaces(&[
            (HERE, vpcs, vpc("111122223333")),
            (HERE, interfaces, cut)
        ]));
    }
}
