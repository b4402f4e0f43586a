//! Network interfaces.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    security_group::Group,
    vpc::{Vpc, ZONE_IDS, ZONES},
};

const OPERATION: &str = "ec2.describe-network-interfaces";
/// A network interface to add.
pub(crate) struct Interface<'a> {
    pub(crate) kind: &'a str,
    pub(crate) description: String,
    pub(crate) groups: Vec<Group>,
    pub(crate) attachment: Attachment,
    /// The service that made it.
    pub(crate) requester: Option<&'a str>,
    /// The service that alone may change it.
    pub(crate) operator: Option<&'a str>,
    pub(crate) tags: Vec<(&'a str, String)>,
    /// How many addresses besides the first.
    pub(crate) secondary: usize,
    /// How many /28s.
    pub(crate) prefixes: usize,
}

/// What an interface belongs to.
pub(crate) enum Attachment {
    Instance(String),
    Service(&'static str),
    Trunk,
}

/// An interface that was added.
pub(crate) struct Added {
    pub(crate) id: String,
    pub(crate) address: Ipv4Addr,
    /// Secondary addresses and the second address of each prefix.
    pub(crate) others: Vec<Ipv4Addr>,
}

impl<'a> Interface<'a> {
    /// An interface that a service made for itself.
    pub(crate) fn of_service(
        kind: &'a str,
        requester: &'a str,
        description: String,
        groups: Vec<Group>,
    ) -> Self {
        let owner = if requester == "amazon-elb" {
            "amazon-elb"
        } else {
            "amazon-aws"
        };
        Self {
            kind,
            description,
            groups,
            attachment: Attachment::Service(owner),
            requester: Some(requester),
            operator: None,
            tags: Vec::new(),
            secondary: 0,
            prefixes: 0,
        }
    }

    /// An interface of an instance.
    pub(crate) fn of_instance(instance: String, description: String, groups: Vec<Group>) -> Self {
        Self {
            kind: "interface",
            description,
            groups,
            attachment: Attachment::Instance(instance),
            requester: None,
            operator: None,
            tags: Vec::new(),
            secondary: 0,
            prefixes: 0,
        }
    }

    /// Adds the interface to a subnet of the VPC.
    pub(crate) fn add(self, world: &mut World, vpc: &mut Vpc, subnet: usize) -> Added {
        vpc.interfaces += 1;
        let subnet = &mut vpc.subnets[subnet];
        let id = world.random.id("eni");
        let address = subnet.address();
        let mut addresses = vec![private_address(address, true)];
        let mut others = Vec::new();
        for _ in 0..self.secondary {
            let other = subnet.address();
            addresses.push(private_address(other, false));
            others.push(other);
        }
        let mut record = json!({
            "AvailabilityZone": ZONES[subnet.zone], "AvailabilityZoneId": ZONE_IDS[subnet.zone],
            "Description": self.description, "InterfaceType": self.kind, "Ipv6Addresses": [],
            "Groups": groups(&self.groups),
            "MacAddress": format!("06:{}", world.random.octets(5)),
            "NetworkInterfaceId": id, "OwnerId": ACCOUNT,
            "PrivateDnsName": private_name(address), "PrivateIpAddress": address,
            "PrivateIpAddresses": addresses, "RequesterManaged": self.requester.is_some(),
            "SourceDestCheck": self.kind != "nat_gateway", "Status": "in-use",
            "SubnetId": subnet.id, "VpcId": vpc.id, "TagSet": tags(&self.tags),
            "Operator": { "Managed": self.operator.is_some() },
        });
        if let Some(requester) = self.requester {
            record["RequesterId"] = json!(requester);
        }
        if let Some(operator) = self.operator {
            record["Operator"]["Principal"] = json!(operator);
        }
        if self.prefixes > 0 {
            let prefixes: Vec<_> = (0..self.prefixes).map(|_| subnet.prefix()).collect();
            others.extend(
                prefixes
                    .iter()
                    .map(|&first| Ipv4Addr::from(u32::from(first) + 1)),
            );
            record["Ipv4Prefixes"] = prefixes
                .iter()
                .map(|first| json!({ "Ipv4Prefix": format!("{first}/28") }))
                .collect();
        }
        if let Some(attachment) = self.attachment.record(world) {
            record["Attachment"] = attachment;
        }
        world.answers.push(OPERATION, &[], &record);
        Added {
            id,
            address,
            others,
        }
    }
}

impl Attachment {
    fn record(&self, world: &mut World) -> Option<Value> {
        Some(match self {
            Self::Instance(instance) => json!({
                "AttachmentId": world.random.id("eni-attach"), "DeleteOnTermination": true,
                "DeviceIndex": 0, "InstanceId": instance, "InstanceOwnerId": ACCOUNT,
                "Status": "attached", "AttachTime": "2026-08-11T07:41:09+00:00",
                "NetworkCardIndex": 0,
            }),
            Self::Service(owner) => json!({
                "AttachmentId": world.random.id("ela-attach"), "DeleteOnTermination": false,
                "DeviceIndex": 1, "InstanceOwnerId": owner, "Status": "attached",
            }),
            // The interface of a pod hangs off the trunk of its node, which is not told.
            Self::Trunk => return None,
        })
    }
}

fn private_name(address: Ipv4Addr) -> String {
    let [a, b, c, d] = address.octets();
    format!("ip-{a}-{b}-{c}-{d}.{REGION}.compute.internal")
}

fn private_address(address: Ipv4Addr, primary: bool) -> Value {
    json!({
        "Primary": primary, "PrivateDnsName": private_name(address), "PrivateIpAddress": address,
    })
}

/// Groups as interfaces and endpoints refer to them.
pub(crate) fn groups(groups: &[Group]) -> Value {
    groups
        .iter()
        .map(|group| json!({ "GroupId": group.id, "GroupName": group.name }))
        .collect()
}

fn tags(tags: &[(&str, String)]) -> Value {
    tags.iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect()
}
