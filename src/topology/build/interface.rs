//! Interfaces and the addresses that they own.

use std::net::IpAddr;

use crate::snapshot::{Observed, Source, ec2};
use crate::topology::{
    Cidr, Interface, InterfaceId, Link, SecurityGroup, SecurityGroupId, Subnet, SubnetId, VpcId,
};

use super::Builder;
use super::read::{address, cidr, sorted, tag};

/// The list in which every interface stands.
const LIST: &str = "describe-network-interfaces";

impl Builder {
    pub(super) fn add_interfaces(&mut self, interfaces: Vec<Observed<ec2::NetworkInterface>>) {
        let settled = self.settle(interfaces);
        for lost in &settled.dropped {
            let vpc = self.vpc_of(lost);
            let scope = self.scope(lost.source);
            self.coverage.doubt(vpc, scope, LIST);
        }
        for Observed { record, source } in settled.records {
            self.add_interface(record, source);
        }
    }

    fn add_interface(&mut self, record: ec2::NetworkInterface, source: Source) {
        let vpc = self.vpc_of(&record);
        let addresses = Addresses::of(&record);
        if !addresses.readable || vpc.is_none() || record.subnet_id.is_none() {
            let scope = self.scope(source);
            self.coverage.doubt(vpc.clone(), scope, LIST);
        }
        let (Some(vpc), Some(subnet)) = (vpc, record.subnet_id.as_deref()) else {
            return;
        };
        let id: InterfaceId = self.id(&record.network_interface_id);
        let groups = record
            .groups
            .iter()
            .filter_map(|group| group.group_id.as_deref());
        let groups: Vec<SecurityGroupId> = sorted(self.ids(groups));
        let subnet: SubnetId = self.id(subnet);
        let attachment = record.attachment.filter(|attachment| {
            !matches!(attachment.status.as_deref(), Some("detaching" | "detached"))
        });
        let device = attachment
            .as_ref()
            .and_then(|attachment| attachment.device_index);
        let instance = attachment.and_then(|attachment| attachment.instance_id);
        if let Some(instance) = &instance {
            self.attach_to_instance(instance, device, &id);
        }
        let description = record.description.unwrap_or_default();
        if let Some(balancer) = description.strip_prefix("ELB ") {
            self.balancer_interfaces
                .entry(balancer.to_owned())
                .or_default()
                .push(id.clone());
        }

        let topology = &mut self.topology;
        topology
            .graph
            .link::<Interface, Subnet>(id.shared(), Link::InSubnet, subnet.shared());
        for group in &groups {
            topology.graph.link::<Interface, SecurityGroup>(
                id.shared(),
                Link::GuardedBy,
                group.shared(),
            );
        }
        for &address in &addresses.own {
            topology.graph.own_address(&vpc, address, &id);
        }
        let public = addresses.associations.iter().map(|(_, public)| *public);
        for address in public.chain(addresses.public) {
            let holder = topology.public_addresses.entry(address);
            let holder = holder.or_insert_with(|| id.clone());
            if id < *holder {
                *holder = id.clone();
            }
        }
        for block in &addresses.delegated {
            topology.delegated_lengths.insert(block.prefix_len());
            let owners = topology.delegated.entry(*block).or_default();
            owners.push((vpc.clone(), id.clone()));
        }
        let kind = record
            .interface_type
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind == "transit_gateway" {
            topology.transit_subnets.insert(subnet.clone());
        }
        topology.graph.insert(Interface {
            source,
            id,
            vpc,
            subnet,
            zone: record.availability_zone,
            addresses: addresses.own,
            prefixes: addresses.delegated,
            public_address: addresses.public,
            associations: addresses.associations,
            groups,
            kind,
            description,
            requester: record.requester_id,
            instance,
            lattice_managed: tag(&record.tag_set, "VpcLatticeManaged")
                .is_some_and(|value| value.eq_ignore_ascii_case("true")),
            source_dest_check: record.source_dest_check,
        });
    }

    /// The VPC of an interface: its own, else that of its subnet.
    fn vpc_of(&mut self, record: &ec2::NetworkInterface) -> Option<VpcId> {
        if let Some(vpc) = &record.vpc_id {
            return Some(self.id(vpc));
        }
        let subnet = self
            .topology
            .graph
            .get::<Subnet>(record.subnet_id.as_deref()?)?;
        Some(subnet.vpc.clone())
    }

    /// The interface with the smallest device index stands for an instance, then the first by id.
    fn attach_to_instance(&mut self, instance: &str, device: Option<i64>, id: &InterfaceId) {
        let device = device.unwrap_or(i64::MAX);
        let known = self.device_indexes.get(instance).copied();
        let holder = self.topology.instances.get(instance);
        if known
            .zip(holder)
            .is_none_or(|(known, holder)| (device, id) < (known, holder))
        {
            self.device_indexes.insert(instance.to_owned(), device);
            self.topology
                .instances
                .insert(instance.to_owned(), id.clone());
        }
    }
}

/// What an interface owns.
struct Addresses {
    /// The primary one first, IPv6 last.
    own: Vec<IpAddr>,
    delegated: Vec<Cidr>,
    /// The public address of the primary one.
    public: Option<IpAddr>,
    /// Private addresses and the public ones in front of them.
    associations: Vec<(IpAddr, IpAddr)>,
    /// Whether all of them could be read, and there is one.
    readable: bool,
}

impl Addresses {
    fn of(record: &ec2::NetworkInterface) -> Self {
        let entries = &record.private_ip_addresses;
        let primary = entries.iter().find(|entry| entry.primary == Some(true));
        let public = record.association.as_ref();
        let public = public.or_else(|| primary?.association.as_ref());
        let public = address(public.and_then(|association| association.public_ip.as_ref()));
        let first = primary
            .and_then(|entry| entry.private_ip_address.as_ref())
            .or(record.private_ip_address.as_ref())
            .and_then(|text| text.parse().ok());
        let others = entries.iter().filter_map(|entry| {
            let public = entry.association.as_ref()?.public_ip.as_ref();
            address(entry.private_ip_address.as_ref()).zip(address(public))
        });
        let mut associations: Vec<(IpAddr, IpAddr)> = first.zip(public).into_iter().collect();
        associations.extend(others);
        associations.sort_unstable();
        associations.dedup();

        let single = record.private_ip_address.iter();
        let single = single.map(|text| address(Some(text)));
        let ipv4 = entries.iter();
        let ipv4 = ipv4.map(|entry| address(entry.private_ip_address.as_ref()));
        let ipv6 = record.ipv6_addresses.iter();
        let ipv6 = ipv6.map(|entry| address(entry.ipv6_address.as_ref()));
        let all: Vec<Option<IpAddr>> = single.chain(ipv4).chain(ipv6).collect();
        let mut readable = all.iter().all(Option::is_some);
        let mut own = sorted(all.into_iter().flatten());
        own.dedup();
        own.sort_by_key(|address| Some(*address) != first);

        let ipv4 = record
            .ipv4_prefixes
            .iter()
            .map(|prefix| cidr(prefix.ipv4_prefix.as_ref()));
        let ipv6 = record
            .ipv6_prefixes
            .iter()
            .map(|prefix| cidr(prefix.ipv6_prefix.as_ref()));
        let mut delegated = Vec::new();
        for block in ipv4.chain(ipv6) {
            readable &= block.is_some();
            delegated.extend(block);
        }
        Self {
            readable: readable && !own.is_empty(),
            own,
            delegated,
            public,
            associations,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;
    use super::*;
    use crate::topology::{Lookup, Topology};

    fn with(interfaces: &Value) -> Topology {
        topology(&[
            (
                "ec2.describe-vpcs",
                json!({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}]}),
            ),
            (
                "ec2.describe-network-interfaces",
                json!({"NetworkInterfaces": interfaces}),
            ),
        ])
    }

    fn at<'a>(topology: &'a Topology, address: &str) -> Lookup<&'a Interface> {
        topology.interface_at(&"vpc-1".into(), address.parse().expect("an address"))
    }

    fn eni(id: &str, address: &str) -> Value {
        json!({"NetworkInterfaceId": id, "VpcId": "vpc-1", "SubnetId": "subnet-1",
            "PrivateIpAddress": address})
    }

    #[test]
    fn the_primary_address_comes_first_and_ipv6_last() {
        let topology = with(&json!([{
            "NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1",
            "InterfaceType": "natGateway",
            "PrivateIpAddress": "10.0.0.9",
            "PrivateIpAddresses": [
                {"PrivateIpAddress": "10.0.0.4"},
                {"PrivateIpAddress": "10.0.0.9", "Primary": true, "Association": {"PublicIp": "192.0.2.1"}}],
            "Ipv6Addresses": [{"Ipv6Address": "2001:db8::1"}],
            "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.4.0/28"}],
            "TagSet": [{"Key": "VpcLatticeManaged", "Value": "True"}]}]));
        let interface = at(&topology, "10.0.0.4").found().expect("the interface");
        let addresses: Vec<_> = interface
            .addresses
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(addresses, ["10.0.0.9", "10.0.0.4", "2001:db8::1"]);
        assert_eq!(
            interface.public_address.map(|a| a.to_string()).as_deref(),
            Some("192.0.2.1")
        );
        assert_eq!(interface.kind, "natgateway");
        assert!(interface.lattice_managed);
        assert!(
            matches!(at(&topology, "10.0.4.7"), Lookup::Found(_)),
            "a delegated block"
        );
        assert_eq!(at(&topology, "10.0.4.16").map(|_| ()), Lookup::Absent);
    }

    #[test]
    fn an_interface_that_cannot_be_read_may_own_any_address() {
        assert!(matches!(
            at(&with(&json!([eni("eni-1", "10.0.0.4")])), "10.0.0.5"),
            Lookup::Absent
        ));
        for odd in [
            eni("eni-2", "10.0.0.x"),
            json!({"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-1"}),
            json!({"NetworkInterfaceId": "eni-2", "PrivateIpAddress": "10.0.0.6"}),
        ] {
            let topology = with(&json!([eni("eni-1", "10.0.0.4"), odd]));
            assert!(
                matches!(at(&topology, "10.0.0.5"), Lookup::Unknown(_)),
                "{odd}"
            );
        }
    }

    #[test]
    fn an_address_with_two_owners_has_none() {
        let topology = with(&json!([eni("eni-1", "10.0.0.4"), eni("eni-2", "10.0.0.4")]));
        assert!(matches!(at(&topology, "10.0.0.4"), Lookup::Unknown(_)));
    }

    #[test]
    fn the_first_device_stands_for_an_instance() {
        let attached = |id: &str, address: &str, device: i64| {
            let mut eni = eni(id, address);
            eni["Attachment"] = json!({"InstanceId": "i-1", "DeviceIndex": device});
            eni
        };
        let (a, b) = (
            attached("eni-1", "10.0.0.4", 1),
            attached("eni-2", "10.0.0.5", 0),
        );
        for order in [json!([a, b]), json!([b, a])] {
            let topology = with(&order);
            let interface = topology
                .interface_of_instance("i-1", &"vpc-1".into())
                .found();
            assert_eq!(interface.map(|one| one.id.as_str()), Some("eni-2"));
        }
    }
}
