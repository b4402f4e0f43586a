//! What a command does to the model.

use serde_json::Value;

use crate::topology::{
    AclEntry, CertificateArn, Change, Cidr, Direction, DnsResolution, EndpointId, GatewayId,
    Health, ListenerArn, LoadBalancerArn, NetworkAclId, Part, Peer, PeeringId, PortSet,
    ProtocolMatch, Record, RecordData, RecordType, ResourceConfigurationId, ResourceGatewayId,
    RestApiId, Route, RouteDestination, RouteTableId, RouteTarget, SecurityGroupId,
    SecurityGroupRule, TargetGroupArn, TargetId, Topology, VpcId, ZoneId,
};

use super::shell::{key, value, values, words};
use super::target::{TargetPart, update};

/// A change of one resource, as a command of the AWS CLI makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "members carry the names of the command's options"
)]
pub enum Edit {
    /// `ec2 authorize-security-group-…`
    Permission {
        group: SecurityGroupId,
        direction: Direction,
        transport: Transport,
        ports: (u16, u16),
        peer: Peer,
    },
    /// `ec2 create-network-acl-entry` that allows TCP
    AclEntry {
        acl: NetworkAclId,
        direction: Direction,
        number: i64,
        cidr: Cidr,
        ports: (u16, u16),
    },
    /// `ec2 create-route` and `replace-route`
    Route {
        table: RouteTableId,
        destination: Cidr,
        target: RouteTarget,
        replaces: bool,
    },
    /// `ec2 accept-vpc-peering-connection`
    AcceptPeering { peering: PeeringId },
    /// `ec2 modify-vpc-attribute`
    VpcAttribute { vpc: VpcId, attribute: DnsAttribute },
    /// `ec2 modify-vpc-endpoint --policy-document`
    EndpointPolicy {
        endpoint: EndpointId,
        policy: String,
    },
    /// `route53 associate-vpc-with-hosted-zone`
    ZoneVpc { zone: ZoneId, vpc: VpcId },
    /// `route53 change-resource-record-sets`: an alias for IPv4
    Alias {
        zone: ZoneId,
        name: String,
        target: String,
        target_zone: ZoneId,
    },
    /// `vpc-lattice update-resource-configuration --port-ranges`
    PortRanges {
        configuration: ResourceConfigurationId,
        ports: PortSet,
    },
    /// `vpc-lattice update-resource-gateway --resource-config-dns-resolution IN_VPC`
    ResolveInVpc { gateway: ResourceGatewayId },
    /// `elbv2 modify-load-balancer-attributes`
    CrossZone { balancer: LoadBalancerArn },
    /// `elbv2 modify-target-group-attributes`: client addresses are no longer preserved
    DropClientAddress { group: TargetGroupArn },
    /// `elbv2 modify-target-group-attributes`: zones no longer bind
    GroupCrossZone { group: TargetGroupArn },
    /// `elbv2 add-listener-certificates`
    ListenerCertificate {
        listener: ListenerArn,
        certificate: CertificateArn,
    },
    /// `elbv2 modify-listener --protocol --certificates`
    ListenerTls {
        listener: ListenerArn,
        protocol: String,
        certificate: CertificateArn,
    },
    /// `apigateway update-rest-api`: a resource policy
    ApiPolicy { api: RestApiId, policy: String },
    /// `apigateway update-rest-api`: an endpoint
    ApiEndpoint {
        api: RestApiId,
        endpoint: EndpointId,
    },
    /// `bedrock-agentcore-control update-gateway-target`, of what `get-gateway-target` told
    Target {
        gateway: GatewayId,
        target: TargetId,
        parts: Vec<TargetPart>,
    },
    /// No command: targets that fail their health checks pass them once these can reach them
    HealthRecovers { group: TargetGroupArn },
    /// `apigateway update-rest-api`: the default endpoint
    ApiDefaultEndpoint { api: RestApiId },
}

/// The protocol of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// TCP
    Tcp,
    /// UDP
    Udp,
}

impl Transport {
    /// The word for it in all of AWS's commands and templates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A DNS attribute of a VPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnsAttribute {
    /// `enableDnsSupport`
    Support,
    /// `enableDnsHostnames`
    Hostnames,
}

impl Edit {
    /// What a command changes; `None` if it only reads, or changes what is not modelled. An update of
    /// a target is two commands, one a line.
    pub fn of(command: &str) -> Option<Self> {
        if command.contains('\n') {
            return update(command);
        }
        let words = words(command)?;
        let ["aws", service, operation] =
            [0, 1, 2].map(|index| words.get(index).map_or("", String::as_str))
        else {
            return None;
        };
        match (service, operation) {
            ("ec2", "authorize-security-group-ingress") => permission(&words, Direction::Inbound),
            ("ec2", "authorize-security-group-egress") => permission(&words, Direction::Outbound),
            ("ec2", "create-network-acl-entry") => acl_entry(&words),
            ("ec2", "create-route") => route(&words, false),
            ("ec2", "replace-route") => route(&words, true),
            ("ec2", "accept-vpc-peering-connection") => Some(Self::AcceptPeering {
                peering: value(&words, "--vpc-peering-connection-id")?.into(),
            }),
            ("ec2", "modify-vpc-attribute") => Some(Self::VpcAttribute {
                vpc: value(&words, "--vpc-id")?.into(),
                attribute: match values(&words, "--enable-dns-support") {
                    Some(_) => DnsAttribute::Support,
                    None => {
                        values(&words, "--enable-dns-hostnames").map(|_| DnsAttribute::Hostnames)?
                    }
                },
            }),
            ("ec2", "modify-vpc-endpoint") => Some(Self::EndpointPolicy {
                endpoint: value(&words, "--vpc-endpoint-id")?.into(),
                policy: value(&words, "--policy-document")?.to_owned(),
            }),
            ("route53", "associate-vpc-with-hosted-zone") => {
                let zone = value(&words, "--hosted-zone-id")?;
                Some(Self::ZoneVpc {
                    zone: zone.rsplit('/').next().unwrap_or(zone).into(),
                    vpc: key(value(&words, "--vpc")?, "VPCId")?.into(),
                })
            }
            ("route53", "change-resource-record-sets") => alias(&words),
            ("vpc-lattice", "update-resource-configuration") => Some(Self::PortRanges {
                configuration: value(&words, "--resource-configuration-identifier")?.into(),
                ports: values(&words, "--port-ranges")?
                    .iter()
                    .map(|text| range(text))
                    .collect::<Option<_>>()?,
            }),
            ("vpc-lattice", "update-resource-gateway") => {
                let in_vpc = value(&words, "--resource-config-dns-resolution")? == "IN_VPC";
                in_vpc.then_some(Self::ResolveInVpc {
                    gateway: value(&words, "--resource-gateway-identifier")?.into(),
                })
            }
            ("elbv2", _) => elastic(operation, &words),
            ("apigateway", "update-rest-api") => rest_api(&words),
            _ => None,
        }
    }

    /// Whether it only lets more through, so that nobody can be worse off.
    pub(super) fn only_adds(&self) -> bool {
        matches!(
            self,
            Self::Permission { .. }
                | Self::AclEntry { .. }
                | Self::PortRanges { .. }
                | Self::ApiEndpoint { .. }
                | Self::ApiDefaultEndpoint { .. }
                | Self::CrossZone { .. }
                | Self::GroupCrossZone { .. }
                | Self::HealthRecovers { .. }
        )
    }

    /// The resource as it is after the change; `None` if it was not observed.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each edit")]
    pub fn change(&self, topology: &Topology) -> Option<Change> {
        Some(match self {
            Self::Permission {
                group,
                direction,
                transport,
                ports,
                peer,
            } => {
                let mut group = topology.security_group(group).found()?.clone();
                let (list, rules) = match direction {
                    Direction::Inbound => ("IpPermissions", &mut group.inbound),
                    Direction::Outbound => ("IpPermissionsEgress", &mut group.outbound),
                };
                rules.push(SecurityGroupRule {
                    part: part(list, rules.len()),
                    protocol: ProtocolMatch::parse(transport.as_str()),
                    ports: (ports.0..=ports.1).into(),
                    icmp: None,
                    peer: peer.clone(),
                });
                Change::SecurityGroup(Box::new(group))
            }
            Self::AclEntry {
                acl,
                direction,
                number,
                cidr,
                ports,
            } => {
                let mut acl = topology.network_acl(acl).found()?.clone();
                let entry = AclEntry {
                    part: part("Entries", acl.entries.len()),
                    direction: *direction,
                    number: *number,
                    allow: true,
                    protocol: ProtocolMatch::parse("tcp"),
                    ports: (ports.0..=ports.1).into(),
                    icmp: None,
                    cidr: Some(*cidr),
                };
                acl.entries.push(entry);
                acl.entries
                    .sort_by_key(|entry| (entry.direction, entry.number));
                Change::NetworkAcl(Box::new(acl))
            }
            Self::Route {
                table,
                destination,
                target,
                replaces,
            } => {
                let mut table = topology.route_table(table).found()?.clone();
                let destination = RouteDestination::Cidr(*destination);
                let exists = table
                    .routes
                    .iter()
                    .any(|route| route.destination == destination);
                if *replaces || exists {
                    table
                        .routes
                        .retain(|route| route.destination != destination);
                }
                table.routes.push(Route {
                    part: part("Routes", table.routes.len()),
                    destination,
                    target: target.clone(),
                    blackhole: false,
                    inactive: false,
                    propagated: false,
                });
                Change::RouteTable(Box::new(table))
            }
            Self::AcceptPeering { peering } => {
                let mut peering = topology.peering(peering).found()?.clone();
                peering.status = Some("active".to_owned());
                Change::Peering(Box::new(peering))
            }
            Self::VpcAttribute { vpc, attribute } => {
                let mut vpc = topology.vpc(vpc).found()?.clone();
                let known = match attribute {
                    DnsAttribute::Support => &mut vpc.dns_support,
                    DnsAttribute::Hostnames => &mut vpc.dns_hostnames,
                };
                known.as_mut()?.0 = true;
                Change::Vpc(Box::new(vpc))
            }
            Self::EndpointPolicy { endpoint, policy } => {
                let mut endpoint = topology.endpoint(endpoint).found()?.clone();
                endpoint.policy = Some(policy.clone());
                Change::VpcEndpoint(Box::new(endpoint))
            }
            Self::ZoneVpc { zone, vpc } => {
                let mut zone = topology.hosted_zone(zone).found()?.clone();
                zone.vpcs.push((vpc.clone(), zone.source));
                Change::HostedZone(Box::new(zone))
            }
            Self::Alias {
                zone,
                name,
                target,
                target_zone,
            } => {
                let mut zone = topology.hosted_zone(zone).found()?.clone();
                let source = zone.source;
                let records = zone.records.as_mut()?;
                // Route 53 refuses an address beside a CNAME, and one beside records of a policy.
                let in_the_way = |record: &Record| {
                    record.name == *name
                        && (record.kind == RecordType::Cname || record.set_identifier.is_some())
                };
                if records.iter().any(in_the_way) {
                    return None;
                }
                records.retain(|record| record.name != *name || record.kind != RecordType::A);
                records.push(Record {
                    source,
                    name: name.clone(),
                    kind: RecordType::A,
                    data: RecordData::Alias {
                        name: target.clone(),
                        zone: target_zone.clone(),
                    },
                    set_identifier: None,
                    weight: None,
                    health_check: None,
                });
                Change::HostedZone(Box::new(zone))
            }
            Self::PortRanges {
                configuration,
                ports,
            } => {
                let mut configuration = topology
                    .resource_configuration(configuration)
                    .found()?
                    .clone();
                configuration.ports = Some(ports.clone());
                Change::ResourceConfiguration(Box::new(configuration))
            }
            Self::ResolveInVpc { gateway } => {
                let mut gateway = topology.resource_gateway(gateway).found()?.clone();
                gateway.dns_resolution = Some(DnsResolution::InVpc);
                Change::ResourceGateway(Box::new(gateway))
            }
            Self::Target {
                gateway,
                target,
                parts,
            } => {
                let mut target = topology.target(gateway, target)?.clone();
                let config = target.config.as_mut()?;
                for part in parts {
                    part.change(config)?;
                }
                Change::Target(Box::new(target))
            }
            Self::CrossZone { balancer } => {
                let mut balancer = topology.load_balancer(balancer).found()?.clone();
                balancer.cross_zone.as_mut()?.0 = true;
                Change::LoadBalancer(Box::new(balancer))
            }
            Self::DropClientAddress { group } => {
                let mut group = topology.target_group(group).found()?.clone();
                let source = group.source;
                group.preserve_client_ip.get_or_insert((true, source)).0 = false;
                Change::TargetGroup(Box::new(group))
            }
            Self::HealthRecovers { group } => {
                let mut group = topology.target_group(group).found()?.clone();
                for target in group.targets.iter_mut().flatten() {
                    if target.health == Health::Unhealthy {
                        target.health = Health::Healthy;
                        target.reason = None;
                    }
                }
                Change::TargetGroup(Box::new(group))
            }
            Self::GroupCrossZone { group } => {
                let mut group = topology.target_group(group).found()?.clone();
                group.cross_zone = Some("true".to_owned());
                Change::TargetGroup(Box::new(group))
            }
            Self::ListenerCertificate {
                listener,
                certificate,
            } => {
                let mut listener = topology.listener(listener).found()?.clone();
                let source = listener.source;
                listener
                    .sni_certificates
                    .as_mut()?
                    .push((certificate.clone(), source));
                Change::Listener(Box::new(listener))
            }
            Self::ListenerTls {
                listener,
                protocol,
                certificate,
            } => {
                let mut listener = topology.listener(listener).found()?.clone();
                listener.protocol.clone_from(protocol);
                listener.default_certificate = Some(certificate.clone());
                Change::Listener(Box::new(listener))
            }
            Self::ApiPolicy { api, policy } => {
                let mut api = topology.rest_api(api).found()?.clone();
                api.policy = Some(policy.clone());
                Change::RestApi(Box::new(api))
            }
            Self::ApiEndpoint { api, endpoint } => {
                let mut api = topology.rest_api(api).found()?.clone();
                api.endpoints.push(endpoint.clone());
                Change::RestApi(Box::new(api))
            }
            Self::ApiDefaultEndpoint { api } => {
                let mut api = topology.rest_api(api).found()?.clone();
                api.default_endpoint_disabled = false;
                Change::RestApi(Box::new(api))
            }
        })
    }
}

/// Where a new element of a list will stand.
fn part(list: &'static str, index: usize) -> Part {
    Part {
        list,
        index: u32::try_from(index).unwrap_or(u32::MAX),
        inner: None,
    }
}

fn permission(words: &[String], direction: Direction) -> Option<Edit> {
    let permission = value(words, "--ip-permissions")?;
    let transport = match key(permission, "IpProtocol") {
        Some("tcp") => Transport::Tcp,
        Some("udp") => Transport::Udp,
        _ => return None,
    };
    let port = |name: &str| key(permission, name)?.parse().ok();
    let cidr = || {
        key(permission, "CidrIp")
            .or(key(permission, "CidrIpv6"))?
            .parse()
            .ok()
    };
    let peer = match key(permission, "GroupId") {
        Some(id) => Peer::Group {
            id: id.into(),
            owner: None,
            vpc: None,
            peering: None,
            peering_status: None,
        },
        None => Peer::Cidr(cidr()?),
    };
    Some(Edit::Permission {
        group: value(words, "--group-id")?.into(),
        direction,
        transport,
        ports: (port("FromPort")?, port("ToPort")?),
        peer,
    })
}

fn alias(words: &[String]) -> Option<Edit> {
    let batch: Value = serde_json::from_str(value(words, "--change-batch")?).ok()?;
    let [change] = batch["Changes"].as_array()?.as_slice() else {
        return None;
    };
    let set = &change["ResourceRecordSet"];
    let is_alias = change["Action"] == "UPSERT" && set["Type"] == "A";
    let text = |value: &Value| Some(value.as_str()?.trim_end_matches('.').to_ascii_lowercase());
    is_alias.then_some(Edit::Alias {
        zone: value(words, "--hosted-zone-id")?.into(),
        name: text(&set["Name"])?,
        target: text(&set["AliasTarget"]["DNSName"])?,
        target_zone: set["AliasTarget"]["HostedZoneId"].as_str()?.into(),
    })
}

fn acl_entry(words: &[String]) -> Option<Edit> {
    let ports = value(words, "--port-range")?;
    let port = |name: &str| key(ports, name)?.parse().ok();
    let allows =
        value(words, "--rule-action") == Some("allow") && value(words, "--protocol") == Some("6");
    let cidr = value(words, "--cidr-block").or(value(words, "--ipv6-cidr-block"))?;
    allows.then_some(Edit::AclEntry {
        acl: value(words, "--network-acl-id")?.into(),
        direction: match values(words, "--egress") {
            Some(_) => Direction::Outbound,
            None => Direction::Inbound,
        },
        number: value(words, "--rule-number")?.parse().ok()?,
        cidr: cidr.parse().ok()?,
        ports: (port("From")?, port("To")?),
    })
}

fn route(words: &[String], replaces: bool) -> Option<Edit> {
    let option = |name: &str| value(words, name);
    let target = if let Some(id) = option("--vpc-peering-connection-id") {
        RouteTarget::Peering(id.into())
    } else if let Some(id) = option("--nat-gateway-id") {
        RouteTarget::NatGateway(id.into())
    } else {
        RouteTarget::TransitGateway(option("--transit-gateway-id")?.into())
    };
    let destination =
        option("--destination-cidr-block").or(option("--destination-ipv6-cidr-block"))?;
    Some(Edit::Route {
        table: option("--route-table-id")?.into(),
        destination: destination.parse().ok()?,
        target,
        replaces,
    })
}

fn elastic(operation: &str, words: &[String]) -> Option<Edit> {
    let attribute = |name: &str, wanted: &str| {
        value(words, "--attributes").is_some_and(|text| {
            key(text, "Key") == Some(name) && key(text, "Value") == Some(wanted)
        })
    };
    let certificate =
        || key(value(words, "--certificates")?, "CertificateArn").map(CertificateArn::from);
    match operation {
        "modify-load-balancer-attributes"
            if attribute("load_balancing.cross_zone.enabled", "true") =>
        {
            Some(Edit::CrossZone {
                balancer: value(words, "--load-balancer-arn")?.into(),
            })
        }
        "modify-target-group-attributes" if attribute("preserve_client_ip.enabled", "false") => {
            Some(Edit::DropClientAddress {
                group: value(words, "--target-group-arn")?.into(),
            })
        }
        "modify-target-group-attributes"
            if attribute("load_balancing.cross_zone.enabled", "true") =>
        {
            Some(Edit::GroupCrossZone {
                group: value(words, "--target-group-arn")?.into(),
            })
        }
        "add-listener-certificates" => Some(Edit::ListenerCertificate {
            listener: value(words, "--listener-arn")?.into(),
            certificate: certificate()?,
        }),
        "modify-listener" => Some(Edit::ListenerTls {
            listener: value(words, "--listener-arn")?.into(),
            protocol: value(words, "--protocol")?.to_owned(),
            certificate: certificate()?,
        }),
        _ => None,
    }
}

fn rest_api(words: &[String]) -> Option<Edit> {
    let api: RestApiId = value(words, "--rest-api-id")?.into();
    let patch: Value = serde_json::from_str(value(words, "--patch-operations")?).ok()?;
    let [patch] = patch.as_array()?.as_slice() else {
        return None;
    };
    let text = patch.get("value")?.as_str()?;
    match patch.get("path")?.as_str()? {
        "/policy" => Some(Edit::ApiPolicy {
            api,
            policy: text.to_owned(),
        }),
        "/endpointConfiguration/vpcEndpointIds" => Some(Edit::ApiEndpoint {
            api,
            endpoint: text.into(),
        }),
        "/disableExecuteApiEndpoint" => {
            (text == "false").then_some(Edit::ApiDefaultEndpoint { api })
        }
        _ => None,
    }
}

fn range(text: &str) -> Option<std::ops::RangeInclusive<u16>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some(first.parse().ok()?..=last.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_only_read_change_nothing() {
        for command in [
            "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-1",
            "aws acm request-certificate --domain-name a.example.com --validation-method DNS",
            "aws elbv2 modify-target-group-attributes --target-group-arn x --attributes Key=stickiness.enabled,Value=true",
            "rm -rf /",
            "",
        ] {
            assert_eq!(Edit::of(command), None, "{command}");
        }
    }

    #[test]
    fn a_command_is_read_as_what_it_does() {
        let command = "aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions \
                       'IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=10.0.0.0/24}]'";
        let expected = Edit::Permission {
            group: "sg-1".into(),
            direction: Direction::Inbound,
            transport: Transport::Tcp,
            ports: (443, 443),
            peer: Peer::Cidr("10.0.0.0/24".parse().unwrap()),
        };
        assert_eq!(Edit::of(command), Some(expected));
        let command = "aws ec2 create-network-acl-entry --network-acl-id acl-1 --rule-number 90 --protocol 6 \
                       --rule-action allow --egress --cidr-block 10.0.0.0/24 --port-range From=1024,To=65535";
        let expected = Edit::AclEntry {
            acl: "acl-1".into(),
            direction: Direction::Outbound,
            number: 90,
            cidr: "10.0.0.0/24".parse().unwrap(),
            ports: (1024, 65535),
        };
        assert_eq!(Edit::of(command), Some(expected));
    }
}
