//! One description per resource, however many answers hold one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::RandomState;
use serde::Serialize;
use serde_json::Value;

use crate::snapshot::{
    Keyed, Observed, acm, agentcore, apigateway, ec2, elbv2, iam, lattice, route53,
};

use super::Builder;

/// A record that describes one resource.
pub(super) trait Described {
    /// What the resource is part of, or "", and its id.
    fn id(&self) -> (&str, &str);
    /// The account that owns the resource, where the record tells.
    fn owner(&self) -> Option<&str>;
    /// The members of the record.
    fn members(&self) -> Value;
}

macro_rules! described {
    ($($record:ty: $id:ident $(of $owner:ident)?;)*) => {$(
        impl Described for $record {
            fn id(&self) -> (&str, &str) {
                ("", &self.$id)
            }

            fn owner(&self) -> Option<&str> {
                described!(@owner self $($owner)?)
            }

            fn members(&self) -> Value {
                members(self)
            }
        }
    )*};
    (@owner $self:ident $owner:ident) => { $self.$owner.as_deref() };
    (@owner $self:ident) => { None };
}

described! {
    acm::CertificateDetail: certificate_arn;
    acm::CertificateSummary: certificate_arn;
    agentcore::Gateway: gateway_id;
    agentcore::GatewaySummary: gateway_id;
    apigateway::RestApi: id;
    apigateway::VpcLink: id;
    ec2::DhcpOptions: dhcp_options_id of owner_id;
    ec2::EgressOnlyInternetGateway: egress_only_internet_gateway_id;
    ec2::FlowLog: flow_log_id;
    ec2::InternetGateway: internet_gateway_id of owner_id;
    ec2::ManagedPrefixList: prefix_list_id of owner_id;
    ec2::NatGateway: nat_gateway_id;
    ec2::NetworkAcl: network_acl_id of owner_id;
    ec2::NetworkInterface: network_interface_id of owner_id;
    ec2::RouteTable: route_table_id of owner_id;
    ec2::SecurityGroup: group_id of owner_id;
    ec2::Subnet: subnet_id of owner_id;
    ec2::Vpc: vpc_id of owner_id;
    ec2::TransitGateway: transit_gateway_id of owner_id;
    ec2::TransitGatewayPeeringAttachment: transit_gateway_attachment_id;
    ec2::TransitGatewayRouteTable: transit_gateway_route_table_id;
    ec2::TransitGatewayVpcAttachment: transit_gateway_attachment_id of vpc_owner_id;
    ec2::VpcBlockPublicAccessExclusion: exclusion_id;
    ec2::VpcEndpoint: vpc_endpoint_id of owner_id;
    ec2::VpcPeeringConnection: vpc_peering_connection_id;
    elbv2::Listener: listener_arn;
    elbv2::LoadBalancer: load_balancer_arn;
    elbv2::TargetGroup: target_group_arn;
    iam::Policy: arn;
    iam::Role: role_name;
    lattice::ResourceConfiguration: id;
    lattice::ResourceGateway: id;
    lattice::ServiceNetworkResourceAssociation: id;
    route53::HostedZone: id;
}

impl Described for route53::HostedZoneDetail {
    fn id(&self) -> (&str, &str) {
        ("", self.hosted_zone.zone_id())
    }

    fn owner(&self) -> Option<&str> {
        None
    }

    fn members(&self) -> Value {
        members(self)
    }
}

/// Both sides of a peering know it by the same id.
impl Described for ec2::TransitGatewayAttachment {
    fn id(&self) -> (&str, &str) {
        let gateway = self.transit_gateway_id.as_deref().unwrap_or_default();
        (gateway, &self.transit_gateway_attachment_id)
    }

    fn owner(&self) -> Option<&str> {
        self.transit_gateway_owner_id.as_deref()
    }

    fn members(&self) -> Value {
        members(self)
    }
}

impl Described for Keyed<agentcore::GatewayTarget> {
    fn id(&self) -> (&str, &str) {
        (&self.key, &self.target_id)
    }

    fn owner(&self) -> Option<&str> {
        None
    }

    fn members(&self) -> Value {
        members(&self.record)
    }
}

impl Described for Keyed<agentcore::TargetSummary> {
    fn id(&self) -> (&str, &str) {
        (&self.key, &self.target_id)
    }

    fn owner(&self) -> Option<&str> {
        None
    }

    fn members(&self) -> Value {
        members(&self.record)
    }
}

/// Descriptions that may be relied on, and those that contradict each other.
#[derive(Debug)]
pub(super) struct Settled<T> {
    pub(super) records: Vec<Observed<T>>,
    pub(super) dropped: Vec<Observed<T>>,
}

impl Builder {
    /// Leaves one description of each resource.
    ///
    /// An answer about one resource (`get-…`) outdoes an element of a list (`list-…`). Among equals
    /// the owner's view stays, then the fuller one; views of several accounts may differ in what is
    /// private to an account. If they differ in more, all are dropped and a gap is reported: which
    /// one holds cannot be told.
    pub(super) fn settle<T: Described>(&mut self, table: Vec<Observed<T>>) -> Settled<T> {
        let twins = twins(&table);
        if twins.is_empty() {
            return Settled {
                records: table,
                dropped: Vec::new(),
            };
        }
        let mut outdone = BTreeSet::new();
        let mut contradictory = BTreeSet::new();
        for mut group in twins {
            let views: BTreeMap<_, _> = group.iter().map(|&i| (i, self.view(&table[i]))).collect();
            let best = views.values().map(|view| view.is_whole).max();
            let richest = |i: &usize| Some(views[i].is_whole) == best;
            outdone.extend(group.extract_if(.., |i| !richest(i)));
            if agree(group.iter().map(|i| &views[i].members)) {
                let kept = group.iter().copied().max_by_key(|i| {
                    let view = &views[i];
                    (view.is_owners, view.told, Reverse(table[*i].source))
                });
                outdone.extend(group.into_iter().filter(|&i| Some(i) != kept));
            } else {
                let sources = group.iter().map(|&i| table[i].source);
                if let Some(source) = sources.min() {
                    let (part_of, id) = table[group[0]].id();
                    let id = if part_of.is_empty() {
                        id.to_owned()
                    } else {
                        format!("{part_of}/{id}")
                    };
                    self.report_contradiction(&id, source);
                }
                contradictory.extend(group);
            }
        }
        let mut settled = Settled {
            records: Vec::with_capacity(table.len()),
            dropped: Vec::new(),
        };
        for (index, record) in table.into_iter().enumerate() {
            if contradictory.contains(&index) {
                settled.dropped.push(record);
            } else if !outdone.contains(&index) {
                settled.records.push(record);
            }
        }
        settled
    }

    fn view<T: Described>(&self, observed: &Observed<T>) -> View {
        let members = observed.record.members();
        let account = self.file(observed.source).map(|file| &*file.scope.account);
        View {
            is_whole: observed.source.pointer().is_empty(),
            is_owners: account.is_some() && account == observed.record.owner(),
            told: count(&members),
            members,
        }
    }
}

/// One of several descriptions of a resource.
struct View {
    /// The answer is about this resource alone.
    is_whole: bool,
    /// The account that answered owns the resource.
    is_owners: bool,
    members: Value,
    /// How many values it tells.
    told: usize,
}

/// Indices of the records with the same id, where there are several.
fn twins<T: Described>(table: &[Observed<T>]) -> Vec<Vec<usize>> {
    let mut first = HashMap::with_capacity_and_hasher(table.len(), RandomState::default());
    let mut twins: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, observed) in table.iter().enumerate() {
        let earlier = *first.entry(observed.record.id()).or_insert(index);
        if earlier != index {
            twins
                .entry(earlier)
                .or_insert_with(|| vec![earlier])
                .push(index);
        }
    }
    twins.into_values().collect()
}

/// The members that count: told, the same for every account, and not of the moment.
pub(super) fn members<T: Serialize + ?Sized>(record: &T) -> Value {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    strip(&mut value);
    value
}

/// Whether no two descriptions differ in what both tell.
pub(super) fn agree<'a>(views: impl IntoIterator<Item = &'a Value>) -> bool {
    let mut views = views.into_iter();
    let Some(first) = views.next() else {
        return true;
    };
    let mut told = first.clone();
    views.all(|view| merge(&mut told, view))
}

/// Names that each account gives zones, tags that only their owner sees, counts and times.
const OF_NO_ACCOUNT: [&str; 18] = [
    "AvailabilityZone",
    "AvailableIpAddressCount",
    "CreationTimestamp",
    "ExpirationTime",
    "InUse",
    "InUseBy",
    "PeeringOptions",
    "ResourceRecordSetCount",
    "TagSet",
    "Tags",
    "ZoneName",
    "createdAt",
    "createdDate",
    "lastSynchronizedAt",
    "lastUpdatedAt",
    "lastUpdatedDate",
    "tags",
    "updatedAt",
];

/// Lists that one side of a peering does not see before the other accepts it.
const UNTOLD_IF_EMPTY: [&str; 2] = ["CidrBlockSet", "Ipv6CidrBlockSet"];

fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, value| {
                let is_empty = value.as_array().is_some_and(Vec::is_empty);
                !(value.is_null()
                    || OF_NO_ACCOUNT.contains(&name.as_str())
                    || is_empty && UNTOLD_IF_EMPTY.contains(&name.as_str()))
            });
            members.values_mut().for_each(strip);
        }
        Value::Array(elements) => {
            elements.iter_mut().for_each(strip);
            // AWS gives most lists in no particular order.
            elements.sort_by_cached_key(Value::to_string);
        }
        _ => {}
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.values().map(count).sum(),
        Value::Array(elements) => elements.iter().map(count).sum(),
        _ => 1,
    }
}

/// Adds what `other` tells; `false` if it contradicts.
fn merge(told: &mut Value, other: &Value) -> bool {
    let (Value::Object(told), Value::Object(other)) = (&mut *told, other) else {
        return told == other;
    };
    other.iter().all(|(name, value)| {
        merge(
            told.entry(name.as_str()).or_insert_with(|| value.clone()),
            value,
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;
    use crate::topology::{Lookup, Topology};

    fn with(here: &Value, there: &Value) -> Topology {
        topology(&[
            (
                "ec2.describe-vpcs",
                json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}]}),
            ),
            (
                "111122223333/eu-west-1/ec2.describe-network-interfaces",
                json!({"NetworkInterfaces": [here]}),
            ),
            (
                "444455556666/eu-west-1/ec2.describe-network-interfaces",
                json!({"NetworkInterfaces": [there]}),
            ),
        ])
    }

    fn eni(zone: &str, groups: &[&str]) -> Value {
        let groups: Vec<_> = groups
            .iter()
            .map(|group| json!({"GroupId": group}))
            .collect();
        json!({"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1",
            "OwnerId": "444455556666", "PrivateIpAddress": "10.0.0.4", "AvailabilityZone": zone,
            "Groups": groups})
    }

    #[test]
    fn two_views_of_one_interface_may_differ_in_what_is_private_to_an_account() {
        let topology = with(
            &eni("eu-west-1a", &["sg-1", "sg-2"]),
            &eni("eu-west-1c", &["sg-2", "sg-1"]),
        );
        let interface = topology
            .interface(&"eni-1".into())
            .found()
            .expect("the interface");
        assert_eq!(
            interface.zone.as_deref(),
            Some("eu-west-1c"),
            "the owner's view stays"
        );
        assert!(topology.complete());
        assert!(topology.interfaces_observed(&"vpc-1".into()));
    }

    #[test]
    fn nothing_is_decided_from_descriptions_that_differ() {
        let (a, b) = (eni("eu-west-1a", &["sg-1"]), eni("eu-west-1a", &["sg-2"]));
        for topology in [with(&a, &b), with(&b, &a)] {
            assert!(matches!(
                topology.interface(&"eni-1".into()),
                Lookup::Unknown(_)
            ));
            assert!(!topology.interfaces_observed(&"vpc-1".into()));
            let at =
                topology.interface_at(&"vpc-1".into(), "10.0.0.4".parse().expect("an address"));
            assert!(matches!(at, Lookup::Unknown(_)));
            assert_eq!(
                topology.gaps()[0].reason.to_string(),
                "eni-1 is described twice, differently"
            );
        }
    }

    #[test]
    fn an_answer_about_one_resource_outdoes_the_list() {
        let list = json!({"items": [{"id": "rgw-1", "status": "UPDATE_IN_PROGRESS", "vpcIdentifier": "vpc-1"}]});
        let one = json!({"id": "rgw-1", "status": "ACTIVE", "vpcId": "vpc-1", "subnetIds": [],
            "resourceConfigDnsResolution": "IN_VPC"});
        let topology = topology(&[
            ("vpc-lattice.list-resource-gateways", list),
            ("vpc-lattice.get-resource-gateway.rgw-1", one),
        ]);
        let gateway = topology
            .resource_gateway(&"rgw-1".into())
            .found()
            .expect("the gateway");
        assert_eq!(gateway.status.as_deref(), Some("ACTIVE"));
        assert!(topology.complete());
    }
}
