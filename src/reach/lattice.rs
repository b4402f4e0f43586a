//! VPC Lattice: from the private endpoint of a target to the interfaces in the VPC.

mod configuration;

use crate::topology::{
    DnsResolution, Interface, Lookup, Missing, PrivateEndpoint, ResourceGateway, ResourceGatewayId,
    SecurityGroupId, Subnet, SubnetId, Target, TargetConfig, Topology, Url, VpcId,
};

use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

pub(super) use configuration::self_managed;

/// Where traffic enters the VPC, and which name it is after.
#[derive(Debug, Default)]
pub(super) struct Entry<'a> {
    pub(super) steps: Vec<Step>,
    /// What the next hop is called; `None` if that is not known.
    pub(super) next_hop: Option<NextHop>,
    /// Where that is written.
    pub(super) named_at: Option<Evidence>,
    /// The resource gateway, if it was observed.
    pub(super) resource_gateway: Option<ResourceGatewayId>,
    /// `None` if the VPC is not known.
    pub(super) vpc: Option<VpcId>,
    pub(super) doors: Vec<Door<'a>>,
    pub(super) dns_resolution: Option<DnsResolution>,
    /// Where the resolution mode stands.
    pub(super) resolution_evidence: Option<Evidence>,
    /// `IPV4`, `IPV6` or `DUALSTACK`.
    pub(super) ip_type: Option<String>,
}

/// What the resource gateway connects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NextHop {
    /// `routingDomain`: only what is resolved and connected to.
    RoutingDomain(String),
    /// `dnsResource.domainName` of the resource configuration.
    ResourceConfiguration(String),
    /// The host of the URL.
    UrlHost(String),
}

/// One subnet of the resource gateway.
#[derive(Debug)]
pub(super) struct Door<'a> {
    pub(super) subnet: SubnetId,
    /// The interface that stands there, if it was observed.
    pub(super) interface: Option<&'a Interface>,
    pub(super) groups: Vec<SecurityGroupId>,
}

/// The entry in managed mode: AgentCore made the resource gateway, and the resource configuration
/// lives in the service's account, invisible to the customer.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/vpc-egress-private-endpoints.html>
pub(super) fn managed<'a>(
    topology: &'a Topology,
    target: &Target,
    config: &TargetConfig,
    endpoint: &PrivateEndpoint,
    url: &Url,
) -> Entry<'a> {
    let PrivateEndpoint::Managed {
        vpc,
        subnets,
        groups,
        ip_type,
        routing_domain,
    } = endpoint
    else {
        return Entry::default();
    };
    let mut entry = Entry {
        next_hop: Some(match routing_domain {
            Some(name) => NextHop::RoutingDomain(name.clone()),
            None => NextHop::UrlHost(url.host.clone()),
        }),
        named_at: Some(Evidence::part(
            target.source,
            match routing_domain {
                Some(_) => "/privateEndpoint/managedVpcResource/routingDomain",
                None => config.url_pointer,
            },
        )),
        vpc: Some(vpc.clone()),
        ip_type: ip_type.clone(),
        ..Entry::default()
    };
    let (gateway, step) = match managed_gateway(topology, config, endpoint) {
        Lookup::Found(gateway) => (Some(gateway), gateway_status(gateway)),
        Lookup::Absent => (None, no_gateway(target, config)),
        Lookup::Unknown(missing) => (None, unknown_gateway(target, config, missing)),
    };
    entry.steps.push(step);
    entry.steps.extend(managed_port(target, config, url));
    entry.resource_gateway = gateway.map(|gateway| gateway.id.clone());
    entry.dns_resolution = gateway.and_then(|gateway| gateway.dns_resolution);
    entry.resolution_evidence = gateway.and_then(resolution_evidence);
    let in_force = gateway
        .map(|gateway| &gateway.groups)
        .filter(|groups| !groups.is_empty());
    let groups = in_force.unwrap_or(groups);
    let subnets = gateway
        .map(|gateway| &gateway.subnets)
        .filter(|subnets| !subnets.is_empty())
        .unwrap_or(subnets);
    entry.doors = doors(topology, vpc, subnets, groups);
    entry.steps.extend(without_room(topology, &entry.doors));
    entry.steps.extend(elsewhere(topology, target, endpoint));
    entry.steps.extend(shared(topology, &entry.doors));
    entry.steps.extend(unsupported(topology, &entry.doors));
    entry
}

/// Subnets and security groups that a target names and that are of another VPC than it names.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_CreateResourceGateway.html>
fn elsewhere(topology: &Topology, target: &Target, endpoint: &PrivateEndpoint) -> Vec<Step> {
    let PrivateEndpoint::Managed {
        vpc,
        subnets,
        groups,
        ..
    } = endpoint
    else {
        return Vec::new();
    };
    let of_subnet = |id: &SubnetId| topology.subnet(id).found().map(|one| one.vpc.clone());
    let of_group = |id: &SecurityGroupId| {
        let group = topology.security_group(id).found()?;
        let associated = group.associated_vpcs.contains(vpc);
        group.vpc.clone().filter(|_| !associated)
    };
    let subnets = subnets.iter().enumerate().map(|(index, id)| {
        (
            Subject::new("subnet", id.as_str()),
            "subnetIds",
            index,
            of_subnet(id),
        )
    });
    let groups = groups.iter().enumerate().map(|(index, id)| {
        let subject = Subject::new("security-group", id.as_str());
        (subject, "securityGroupIds", index, of_group(id))
    });
    let strangers = subnets
        .chain(groups)
        .filter_map(|(subject, member, index, own)| {
            let own = own.filter(|own| own != vpc)?;
            Some(Step {
                kind: StepKind::Lattice,
                summary: format!("{} belongs to {own}, and the target to {vpc}", subject.id),
                subject,
                outcome: Outcome::Fail(Cause::OtherVpc),
                evidence: vec![Evidence::part(
                    target.source,
                    format!("/privateEndpoint/managedVpcResource/{member}/{index}"),
                )],
            })
        });
    strangers.collect()
}

/// AgentCore does not find subnets that another account shares; one that serves already proves
/// otherwise.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html>
fn shared(topology: &Topology, doors: &[Door<'_>]) -> Vec<Step> {
    let vacant = doors.iter().filter(|door| door.interface.is_none());
    let foreign = vacant.filter_map(|door| {
        let subnet = topology.subnet(&door.subnet).found()?;
        let here = topology.scope_of(subnet.source)?.account.clone();
        let owner = subnet.owner.as_deref()?;
        let is_foreign = *owner != *here && topology.interfaces_observed(&subnet.vpc);
        is_foreign.then_some((subnet, owner))
    });
    let step = |(subnet, owner): (&Subnet, &str)| Step {
        kind: StepKind::Lattice,
        subject: Subject::new("subnet", subnet.id.as_str()).named(subnet.name.clone()),
        outcome: Outcome::Fail(Cause::SharedSubnet),
        summary: format!(
            "{} is shared by account {owner}: AgentCore makes no resource gateway there",
            subnet.id
        ),
        evidence: vec![Evidence::part(subnet.source, "/OwnerId")],
    };
    foreign.map(step).collect()
}

/// Resource gateways stand in Availability Zones only; one that serves already proves otherwise.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
fn unsupported(topology: &Topology, doors: &[Door<'_>]) -> Vec<Step> {
    let vacant = doors.iter().filter(|door| door.interface.is_none());
    let subnets = vacant.filter_map(|door| topology.subnet(&door.subnet).found());
    let observed = subnets.filter(|subnet| topology.interfaces_observed(&subnet.vpc));
    let step = |subnet: &Subnet| {
        let (place, evidence) = match (&subnet.outpost, &subnet.special_zone) {
            (Some(_), _) => (
                "on an Outpost",
                Evidence::part(subnet.source, "/OutpostArn"),
            ),
            (None, Some((kind, source))) => (
                match kind.as_str() {
                    "wavelength-zone" => "in a Wavelength Zone",
                    _ => "in a Local Zone",
                },
                Evidence::part(*source, "/ZoneType"),
            ),
            (None, None) => return None,
        };
        Some(Step {
            kind: StepKind::Lattice,
            subject: Subject::new("subnet", subnet.id.as_str()).named(subnet.name.clone()),
            outcome: Outcome::Fail(Cause::UnsupportedSubnet),
            summary: format!(
                "{} is {place}, where no resource gateway can stand",
                subnet.id
            ),
            evidence: vec![evidence],
        })
    };
    observed.filter_map(step).collect()
}

/// A resource gateway is not made if one of its subnets has no free address; one that stands there
/// already has taken its own.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
fn without_room(topology: &Topology, doors: &[Door<'_>]) -> Vec<Step> {
    let vacant = doors.iter().filter(|door| door.interface.is_none());
    let full = vacant.filter_map(|door| {
        let subnet = topology.subnet(&door.subnet).found()?;
        let is_full = subnet.free_addresses == Some(0) && topology.interfaces_observed(&subnet.vpc);
        is_full.then_some(subnet)
    });
    let step = |subnet: &Subnet| Step {
        kind: StepKind::Lattice,
        subject: Subject::new("subnet", subnet.id.as_str()).named(subnet.name.clone()),
        outcome: Outcome::Fail(Cause::NoFreeAddress),
        summary: format!("{} has no free address for the resource gateway", subnet.id),
        evidence: vec![Evidence::part(subnet.source, "/AvailableIpAddressCount")],
    };
    full.map(step).collect()
}

/// The interfaces of a resource gateway, one door per subnet, by subnet.
///
/// No field of the API says which interfaces belong to a resource gateway. The service-linked role
/// of VPC Lattice tags those it creates with `VpcLatticeManaged=true`; with the subnet and the
/// security groups that is how they are told apart here. Where none is visible, the door stands
/// for any address of its subnet.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/using-service-linked-roles.html>
pub(super) fn doors<'a>(
    topology: &'a Topology,
    vpc: &VpcId,
    subnets: &[SubnetId],
    groups: &[SecurityGroupId],
) -> Vec<Door<'a>> {
    let mut in_force = groups.to_vec();
    if in_force.is_empty() {
        in_force.extend(
            topology
                .default_group_of(vpc)
                .found()
                .map(|group| group.id.clone()),
        );
    }
    in_force.sort();
    let mut subnets = subnets.to_vec();
    subnets.sort();
    subnets.dedup();
    let mut doors = Vec::new();
    for subnet in subnets {
        let interfaces = topology
            .interfaces_in(&subnet)
            .into_iter()
            .filter(|interface| {
                let mut own = interface.groups.clone();
                own.sort();
                interface.lattice_managed && (in_force.is_empty() || own == in_force)
            });
        let before = doors.len();
        doors.extend(interfaces.map(|interface| Door {
            subnet: subnet.clone(),
            interface: Some(interface),
            groups: interface.groups.clone(),
        }));
        if doors.len() == before {
            doors.push(Door {
                subnet,
                interface: None,
                groups: in_force.clone(),
            });
        }
    }
    doors
}

/// Judges the status of a resource gateway.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(super) fn gateway_status(gateway: &ResourceGateway) -> Step {
    let subject = Subject::new("resource-gateway", gateway.id.as_str()).named(gateway.name.clone());
    let (outcome, summary) = match gateway.status.as_deref() {
        Some("ACTIVE") => (Outcome::Pass, "the resource gateway is ACTIVE".to_owned()),
        Some("UPDATE_IN_PROGRESS") => (
            Outcome::Pass,
            "the resource gateway is being updated and serves".to_owned(),
        ),
        Some(status) => (
            Outcome::Fail(Cause::ResourceGatewayNotActive),
            format!("the resource gateway is {status}, not ACTIVE"),
        ),
        None => {
            let missing = Missing::new(
                "vpc-lattice",
                "get-resource-gateway",
                format!("the status of resource gateway {}", gateway.id),
            );
            (
                Outcome::Unknown(Unknown::Missing(missing)),
                "status not observed".to_owned(),
            )
        }
    };
    let evidence = match gateway.status {
        Some(_) => Evidence::part(gateway.source, "/status"),
        None => Evidence::record(gateway.source),
    };
    Step {
        kind: StepKind::Lattice,
        subject,
        outcome,
        summary,
        evidence: vec![evidence],
    }
}

/// Where the resolution mode of a resource gateway stands, if it was printed.
fn resolution_evidence(gateway: &ResourceGateway) -> Option<Evidence> {
    gateway.dns_resolution?;
    Some(Evidence::part(
        gateway.source,
        "/resourceConfigDnsResolution",
    ))
}

/// The resource gateway that a managed target uses: the one that the target names, else one of
/// AgentCore's with the same VPC, subnets and security groups, which targets share.
fn managed_gateway<'a>(
    topology: &'a Topology,
    config: &TargetConfig,
    endpoint: &PrivateEndpoint,
) -> Lookup<&'a ResourceGateway> {
    if let Some(id) = config.resource_gateways.first() {
        return topology.resource_gateway(id);
    }
    let PrivateEndpoint::Managed {
        vpc,
        subnets,
        groups,
        ..
    } = endpoint
    else {
        return Lookup::Absent;
    };
    let same = |a: &[SubnetId], b: &[SubnetId]| sorted(a) == sorted(b);
    let candidates = topology.resource_gateways().into_iter().filter(|gateway| {
        gateway.managed
            && gateway.vpc.as_ref() == Some(vpc)
            && same(&gateway.subnets, subnets)
            && (groups.is_empty() || sorted(&gateway.groups) == sorted(groups))
    });
    match candidates.min_by_key(|gateway| gateway.status.as_deref() != Some("ACTIVE")) {
        Some(gateway) => Lookup::Found(gateway),
        None => Lookup::Unknown(Missing::new(
            "vpc-lattice",
            "list-resource-gateways",
            format!("the resource gateway that AgentCore made in {vpc}"),
        )),
    }
}

fn sorted<T: Ord + Clone>(items: &[T]) -> Vec<T> {
    let mut sorted = items.to_vec();
    sorted.sort();
    sorted
}

fn no_gateway(target: &Target, config: &TargetConfig) -> Step {
    let missing = Missing::new(
        "vpc-lattice",
        "list-resource-gateways",
        format!("the resource gateway of target {}", target.name),
    );
    unknown_gateway(target, config, missing)
}

fn unknown_gateway(target: &Target, config: &TargetConfig, missing: Missing) -> Step {
    let id = config
        .resource_gateways
        .first()
        .map_or("-", ResourceGatewayId::as_str);
    Step {
        kind: StepKind::Lattice,
        subject: Subject::new("resource-gateway", id),
        outcome: Outcome::Unknown(Unknown::Missing(missing)),
        summary: "the resource gateway was not observed".into(),
        evidence: vec![Evidence::part(target.source, "/privateEndpoint")],
    }
}

/// Port 443 is what managed resource configurations open for certain; whether they open the port
/// of the URL in general is not documented.
fn managed_port(target: &Target, config: &TargetConfig, url: &Url) -> Option<Step> {
    if url.port == 443 {
        return None;
    }
    let why = format!(
        "AWS does not document whether a managed resource configuration opens port {}",
        url.port
    );
    Some(Step {
        kind: StepKind::Lattice,
        subject: super::gateway::subject(target),
        outcome: Outcome::Unknown(Unknown::Undecidable(why.clone())),
        summary: why,
        evidence: vec![Evidence::part(target.source, config.url_pointer)],
    })
}
