//! Resource gateways and resource configurations of VPC Lattice.

use serde_json::{Value, json};

use super::{
    ACCOUNT, REGION, World,
    address::Tier,
    interface::Interface,
    plan::Plan,
    random::Random,
    security_group::{Group, Peer, Rule},
    vpc::{PREFIX_LISTS, Vpc},
};

/// A resource gateway; several targets share it.
#[derive(Clone)]
pub(crate) struct ResourceGateway {
    pub(crate) id: String,
    pub(crate) group: Group,
    /// Whether AgentCore made it.
    pub(crate) is_managed: bool,
    index: usize,
}

impl ResourceGateway {
    pub(crate) fn new(random: &mut Random, vpc: usize, index: usize) -> Self {
        Self {
            id: random.id("rgw"),
            group: Group {
                id: random.id("sg"),
                name: format!("agentcore-{vpc}-egress-{index}"),
            },
            is_managed: index.is_multiple_of(2),
            index,
        }
    }

    pub(crate) fn arn(&self) -> String {
        arn("resourcegateway", &self.id)
    }
}

/// Adds the resource gateways of one VPC, with an interface in each zone.
pub(crate) fn add_resource_gateways(world: &mut World, vpc: &mut Vpc, plan: &Plan) {
    for gateway in vpc
        .resource_gateways
        .clone()
        .iter()
        .take(plan.resource_gateways)
    {
        // One in twenty lets its targets talk to the wrong port.
        let is_wrong = (vpc.number * 10 + gateway.index) % 20 == 13;
        let port = if is_wrong { 8443 } else { 443 };
        let mut allowed = vec![
            Rule::tcp(port, [Peer::Cidr(vpc.cidr())]),
            Rule::tcp(port, [Peer::PrefixList(PREFIX_LISTS[1].0)]),
        ];
        allowed.extend(
            vpc.peering
                .as_ref()
                .map(|peering| Rule::tcp(port, [Peer::Cidr(super::vpc::cidr(peering.number))])),
        );
        gateway.group.add(world, vpc, &[], &allowed);
        for zone in 0..3 {
            let subnet = vpc.subnet(Tier::Lattice, zone);
            let description = "VPC Lattice resource gateway".to_owned();
            let groups = vec![gateway.group.clone()];
            let mut interface = Interface::of_service("interface", PRINCIPAL, description, groups);
            interface.operator = Some(PRINCIPAL);
            interface.tags = vec![("VpcLatticeManaged", "true".to_owned())];
            interface.add(world, vpc, subnet);
        }
        let name = match gateway.is_managed {
            true => format!("agentcore-managed-{}", world.random.hex(8)),
            false => format!("egress-{}-{}", vpc.number, gateway.index),
        };
        let mut record = json!({
            "name": name, "id": gateway.id, "arn": gateway.arn(), "status": "ACTIVE",
            "subnetIds": vpc.subnet_ids(Tier::Lattice), "securityGroupIds": [gateway.group.id],
            "ipAddressType": "IPV4", "ipv4AddressesPerEni": 1,
            "resourceConfigDnsResolution": "IN_VPC",
            "createdAt": "2026-09-08T13:21:12.400000+00:00",
            "lastUpdatedAt": "2026-09-08T13:23:41.118000+00:00",
        });
        // The list and the single answer name the VPC in different members.
        record["vpcIdentifier"] = json!(vpc.id);
        world.answers.push(GATEWAYS, &[], &record);
        record
            .as_object_mut()
            .expect("an object")
            .remove("vpcIdentifier");
        record["vpcId"] = json!(vpc.id);
        record["serviceManaged"] = json!(gateway.is_managed);
        if gateway.is_managed {
            record["managedBy"] = json!("bedrock-agentcore.amazonaws.com");
        }
        world
            .answers
            .document("vpc-lattice.get-resource-gateway", &[&gateway.id], &record);
    }
}

/// Adds a resource configuration of the customer's, associated with AgentCore's network; its id
/// and the ARN of the association.
pub(crate) fn add_configuration(
    world: &mut World,
    gateway: &ResourceGateway,
    name: &str,
    domain: &str,
) -> (String, String) {
    let id = world.random.id("rcfg");
    let own_arn = arn("resourceconfiguration", &id);
    let mut record = json!({
        "id": id, "name": name, "arn": own_arn, "resourceGatewayId": gateway.id,
        "type": "SINGLE", "status": "ACTIVE", "amazonManaged": false,
        "createdAt": "2026-09-08T12:50:01.207000+00:00",
        "lastUpdatedAt": "2026-09-08T12:50:03.551000+00:00",
    });
    world.answers.push(CONFIGURATIONS, &[], &record);
    let more = json!({
        "allowAssociationToShareableServiceNetwork": true, "portRanges": ["443"],
        "protocol": "TCP",
        "resourceConfigurationDefinition": {
            "dnsResource": { "domainName": domain, "ipAddressType": "IPV4" },
        },
    });
    merge(&mut record, more);
    world
        .answers
        .document("vpc-lattice.get-resource-configuration", &[&id], &record);

    let association = world.random.id("snra");
    let association_arn = arn("servicenetworkresourceassociation", &association);
    let network = world.random.id("sn");
    let record = json!({
        "id": association, "arn": association_arn, "status": "ACTIVE", "createdBy": ACCOUNT,
        "createdAt": "2026-09-08T13:21:15.019000+00:00", "resourceConfigurationId": id,
        "resourceConfigurationArn": own_arn, "resourceConfigurationName": name,
        "serviceNetworkId": network,
        "serviceNetworkArn": format!("arn:aws:vpc-lattice:{REGION}:444400001111:servicenetwork/{network}"),
        "serviceNetworkName": "agentcore-gateway-egress", "isManagedAssociation": true,
        "dnsEntry": {
            "domainName": format!("{association}.{id}.vpc-lattice-rsc.{REGION}.on.aws"),
            "hostedZoneId": "Z05967131R7WJPLYNO5XP",
        },
    });
    let operation = "vpc-lattice.list-service-network-resource-associations";
    world
        .answers
        .full_list(operation, &[&id], "items", [record]);
    (id, association_arn)
}

fn merge(record: &mut Value, more: Value) {
    let (Some(record), Value::Object(more)) = (record.as_object_mut(), more) else {
        return;
    };
    record.extend(more);
}

fn arn(kind: &str, id: &str) -> String {
    format!("arn:aws:vpc-lattice:{REGION}:{ACCOUNT}:{kind}/{id}")
}

const PRINCIPAL: &str = "vpc-lattice.amazonaws.com";
const GATEWAYS: &str = "vpc-lattice.list-resource-gateways";
const CONFIGURATIONS: &str = "vpc-lattice.list-resource-configurations";
