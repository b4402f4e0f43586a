//! The rules that a check of the network looked at: what each of them says, which one decided, and
//! which one came nearest where none did.

use std::net::IpAddr;

use crate::reach::StepKind;
use crate::topology::{
    AclEntry, Change, Direction, InterfaceId, NetworkAcl, NetworkAclId, Peer, PortSet, Protocol,
    ProtocolMatch, Route, RouteDestination, RouteTable, RouteTableId, RouteTarget, SecurityGroup,
    SecurityGroupId, SecurityGroupRule, Topology,
};

use super::command::{block, quote};

/// What is asked about one step of a path.
#[derive(Clone, Debug)]
pub struct Check<'a> {
    /// The kind of the step, such as `security-group-in`.
    pub kind: &'a str,
    /// The resource that it looked at.
    pub subject: &'a str,
    /// The interface at which it was made: all its security groups count together.
    pub interface: Option<&'a str>,
    /// The address on the other side; `None` if it is not known for certain.
    pub remote: Option<IpAddr>,
    /// The ports that the packets are sent to.
    pub ports: PortSet,
    /// File and pointer of each piece of evidence of the step.
    pub evidence: Vec<(&'a str, &'a str)>,
}

/// One rule, entry or route.
#[derive(Clone, Debug)]
pub struct Considered {
    /// The resource that it belongs to.
    pub owner: String,
    /// What it says, in one line.
    pub text: String,
    /// What became of it.
    pub role: Role,
    /// How the model is without it; `None` if AWS does not let anybody take it out.
    pub removal: Option<Removal>,
}

/// What became of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It decides.
    Decides,
    /// It matches, and so do others.
    Matches,
    /// It does not match, but no other rule misses by less; why it does not.
    Nearest(String),
    /// It does not match; why, if that is known.
    Misses(Option<String>),
    /// An earlier one decides.
    NotReached,
}

/// A rule taken out.
#[derive(Clone, Debug)]
pub struct Removal {
    /// The resource without it.
    pub change: Change,
    /// The same as a command of the AWS CLI.
    pub command: String,
}

/// The rules that a step looked at, in the order of AWS; empty for steps of other kinds.
pub fn considered(topology: &Topology, check: &Check<'_>) -> Vec<Considered> {
    let kind = |kind: StepKind| kind.as_str() == check.kind;
    if kind(StepKind::SecurityGroupIn) {
        groups(topology, check, Direction::Inbound)
    } else if kind(StepKind::SecurityGroupOut) {
        groups(topology, check, Direction::Outbound)
    } else if kind(StepKind::NetworkAclIn) || kind(StepKind::ReturnNetworkAclIn) {
        acl(topology, check, Direction::Inbound)
    } else if kind(StepKind::NetworkAclOut) || kind(StepKind::ReturnNetworkAclOut) {
        acl(topology, check, Direction::Outbound)
    } else if kind(StepKind::Route) || kind(StepKind::ReturnRoute) {
        routes(topology, check)
    } else {
        Vec::new()
    }
}

fn groups(topology: &Topology, check: &Check<'_>, direction: Direction) -> Vec<Considered> {
    let interface = check.interface.map(InterfaceId::from);
    let interface = interface.and_then(|id| topology.interface(&id).found());
    let ids = match interface.filter(|interface| !interface.groups.is_empty()) {
        Some(interface) => interface.groups.clone(),
        None => vec![SecurityGroupId::from(check.subject)],
    };
    let mut found = Vec::new();
    let mut misses: Vec<(usize, usize)> = Vec::new();
    for group in ids
        .iter()
        .filter_map(|id| topology.security_group(id).found())
    {
        let rules = match direction {
            Direction::Inbound => &group.inbound,
            Direction::Outbound => &group.outbound,
        };
        let place = topology.locate(group.source);
        for (index, rule) in rules.iter().enumerate() {
            let (why, count) = rule_misses(topology, rule, check);
            let role = if check.is_evidence(&place, &rule.part.to_string()) {
                Role::Decides
            } else {
                match why {
                    Some(why) if !why.is_empty() => {
                        misses.push((count, found.len()));
                        Role::Misses(Some(why))
                    }
                    Some(_) => Role::Matches,
                    None => Role::Misses(None),
                }
            };
            found.push(Considered {
                owner: group.id.to_string(),
                text: rule_text(rule, direction),
                role,
                removal: Some(without_rule(group, direction, index, rule)),
            });
        }
    }
    let is_decided = found
        .iter()
        .any(|one| matches!(one.role, Role::Decides | Role::Matches));
    // A rule that misses in everything is not near.
    let nearest = misses.iter().filter(|(count, _)| *count < 3).min();
    if let (false, Some(&(_, index))) = (is_decided, nearest)
        && let Some(one) = found.get_mut(index)
        && let Role::Misses(Some(why)) = &one.role
    {
        one.role = Role::Nearest(why.clone());
    }
    found
}

/// Why a rule does not match, and in how many respects; an empty reason if it does, and `None` if
/// it cannot be told.
fn rule_misses(
    topology: &Topology,
    rule: &SecurityGroupRule,
    check: &Check<'_>,
) -> (Option<String>, usize) {
    let (mut why, mut count) = (Vec::new(), 0);
    match rule.protocol {
        ProtocolMatch::Any | ProtocolMatch::One(Protocol::TCP) => {}
        ProtocolMatch::One(_) => {
            why.push("not tcp".to_owned());
            count += 1;
        }
        ProtocolMatch::Unreadable => return (None, 0),
    }
    if !check.ports.difference(&rule.ports).is_empty() {
        why.push(format!("not port {}", check.ports));
        count += 1;
    }
    let Some(remote) = check.remote else {
        return (None, 0);
    };
    match peer_holds(topology, &rule.peer, remote) {
        Some(false) => {
            why.push(peer_miss(topology, &rule.peer, remote));
            count += 1;
        }
        None if why.is_empty() => return (None, 0),
        Some(true) | None => {}
    }
    (Some(why.join(", ")), count)
}

/// Whether an address belongs to a peer, as far as that is known.
fn peer_holds(topology: &Topology, peer: &Peer, address: IpAddr) -> Option<bool> {
    match peer {
        Peer::Cidr(cidr) => Some(cidr.holds(address)),
        Peer::Group { id, .. } => {
            let owners = topology.owners_of(address);
            (!owners.is_empty()).then(|| owners.iter().any(|owner| owner.groups.contains(id)))
        }
        Peer::PrefixList(id) => {
            let list = topology.prefix_list(id).found()?;
            let entries = list.entries.as_ref()?;
            Some(entries.iter().any(|(cidr, _)| cidr.holds(address)))
        }
        Peer::Unreadable(_) => None,
    }
}

fn peer_miss(topology: &Topology, peer: &Peer, address: IpAddr) -> String {
    let carried = topology.owners_of(address);
    let carried = carried.iter().flat_map(|owner| &owner.groups);
    let carried: Vec<&str> = carried.map(SecurityGroupId::as_str).collect();
    match peer {
        Peer::Group { id, .. } if !carried.is_empty() => format!(
            "{address} does not carry {id}: it carries {}",
            carried.join(", ")
        ),
        _ => format!("not {address}"),
    }
}

fn rule_text(rule: &SecurityGroupRule, direction: Direction) -> String {
    let way = match direction {
        Direction::Inbound => "from",
        Direction::Outbound => "to",
    };
    format!(
        "{} {way} {}",
        traffic(rule.protocol, &rule.ports),
        peer_text(&rule.peer)
    )
}

fn peer_text(peer: &Peer) -> String {
    match peer {
        Peer::Cidr(cidr) => block(*cidr),
        Peer::Group { id, .. } => id.to_string(),
        Peer::PrefixList(id) => id.to_string(),
        Peer::Unreadable(text) => text.clone(),
    }
}

/// `all traffic`, `tcp 443`, `udp all ports`.
fn traffic(protocol: ProtocolMatch, ports: &PortSet) -> String {
    match protocol {
        ProtocolMatch::Any => "all traffic".to_owned(),
        ProtocolMatch::Unreadable => "a protocol that cannot be read".to_owned(),
        ProtocolMatch::One(protocol) if !protocol.has_ports() => protocol.to_string(),
        ProtocolMatch::One(protocol) if *ports == PortSet::all() => {
            format!("{protocol}, all ports")
        }
        ProtocolMatch::One(protocol) => format!("{protocol} {ports}"),
    }
}

fn without_rule(
    group: &SecurityGroup,
    direction: Direction,
    index: usize,
    rule: &SecurityGroupRule,
) -> Removal {
    let mut without = group.clone();
    let (rules, verb) = match direction {
        Direction::Inbound => (&mut without.inbound, "ingress"),
        Direction::Outbound => (&mut without.outbound, "egress"),
    };
    rules.remove(index);
    let ports = rule.ports.ranges().first().copied();
    let protocol = match rule.protocol {
        ProtocolMatch::Any | ProtocolMatch::Unreadable => "IpProtocol=-1".to_owned(),
        ProtocolMatch::One(protocol) => match (protocol.has_ports(), ports) {
            (true, Some((first, last))) => {
                format!("IpProtocol={},FromPort={first},ToPort={last}", protocol.0)
            }
            _ => format!("IpProtocol={}", protocol.0),
        },
    };
    let peer = match &rule.peer {
        Peer::Cidr(cidr) if cidr.is_ipv6() => format!("Ipv6Ranges=[{{CidrIpv6={}}}]", block(*cidr)),
        Peer::Cidr(cidr) => format!("IpRanges=[{{CidrIp={}}}]", block(*cidr)),
        Peer::Group { id, .. } => format!("UserIdGroupPairs=[{{GroupId={id}}}]"),
        Peer::PrefixList(id) => format!("PrefixListIds=[{{PrefixListId={id}}}]"),
        Peer::Unreadable(text) => format!("IpRanges=[{{CidrIp={text}}}]"),
    };
    Removal {
        change: Change::SecurityGroup(Box::new(without)),
        command: format!(
            "aws ec2 revoke-security-group-{verb} --group-id {} --ip-permissions {}",
            quote(group.id.as_str()),
            quote(&format!("{protocol},{peer}"))
        ),
    }
}

/// The number of the entry that denies what no other matches; nobody can delete it.
const LAST_ENTRY: i64 = 32_767;

fn acl(topology: &Topology, check: &Check<'_>, direction: Direction) -> Vec<Considered> {
    let Some(acl) = topology
        .network_acl(&NetworkAclId::from(check.subject))
        .found()
    else {
        return Vec::new();
    };
    // Entries decide for some ports each; what follows the last of them is not reached.
    let place = topology.locate(acl.source);
    let decides = |entry: &AclEntry| check.is_evidence(&place, &entry.part.to_string());
    let entries: Vec<&AclEntry> = acl
        .entries
        .iter()
        .filter(|entry| entry.direction == direction)
        .collect();
    let last = entries.iter().rposition(|entry| decides(entry));
    entries
        .iter()
        .enumerate()
        .map(|(index, entry)| Considered {
            owner: acl.id.to_string(),
            text: entry_text(entry),
            role: if decides(entry) {
                Role::Decides
            } else if last.is_some_and(|last| index > last) {
                Role::NotReached
            } else {
                Role::Misses(entry_miss(entry, check))
            },
            removal: (entry.number != LAST_ENTRY).then(|| without_entry(acl, entry)),
        })
        .collect()
}

fn entry_text(entry: &AclEntry) -> String {
    let number = match entry.number {
        LAST_ENTRY => "*".to_owned(),
        number => number.to_string(),
    };
    let verb = match entry.allow {
        true => "allow",
        false => "deny",
    };
    let way = match entry.direction {
        Direction::Inbound => "from",
        Direction::Outbound => "to",
    };
    let block = entry.cidr.map_or_else(|| "?".to_owned(), block);
    format!(
        "{number:>5} {verb:<5} {} {way} {block}",
        traffic(entry.protocol, &entry.ports)
    )
}

fn entry_miss(entry: &AclEntry, check: &Check<'_>) -> Option<String> {
    if let ProtocolMatch::One(protocol) = entry.protocol
        && protocol != Protocol::TCP
    {
        return Some("not tcp".to_owned());
    }
    if entry.ports.intersection(&check.ports).is_empty() {
        return Some(format!("not port {}", check.ports));
    }
    let remote = check.remote?;
    (!entry.cidr?.holds(remote)).then(|| format!("not {remote}"))
}

fn without_entry(acl: &NetworkAcl, entry: &AclEntry) -> Removal {
    let mut without = acl.clone();
    without.entries.retain(|other| other.part != entry.part);
    let way = match entry.direction {
        Direction::Inbound => "--ingress",
        Direction::Outbound => "--egress",
    };
    Removal {
        change: Change::NetworkAcl(Box::new(without)),
        command: format!(
            "aws ec2 delete-network-acl-entry --network-acl-id {} {way} --rule-number {}",
            quote(acl.id.as_str()),
            entry.number
        ),
    }
}

fn routes(topology: &Topology, check: &Check<'_>) -> Vec<Considered> {
    let Some(table) = topology
        .route_table(&RouteTableId::from(check.subject))
        .found()
    else {
        return Vec::new();
    };
    let place = topology.locate(table.source);
    table
        .routes
        .iter()
        .map(|route| Considered {
            owner: table.id.to_string(),
            text: route_text(route),
            role: if check.is_evidence(&place, &route.part.to_string()) {
                Role::Decides
            } else {
                Role::Misses(route_miss(route, check))
            },
            removal: without_route(table, route),
        })
        .collect()
}

fn route_text(route: &Route) -> String {
    let destination = match &route.destination {
        RouteDestination::Cidr(cidr) => block(*cidr),
        RouteDestination::PrefixList(id) => id.to_string(),
        RouteDestination::Unreadable(text) => text.clone(),
    };
    let target = match &route.target {
        RouteTarget::Local => "local",
        RouteTarget::Peering(id) => id.as_str(),
        RouteTarget::NatGateway(id) => id.as_str(),
        RouteTarget::TransitGateway(id) => id.as_str(),
        RouteTarget::Interface(id) => id.as_str(),
        RouteTarget::InternetGateway(id)
        | RouteTarget::EgressOnlyInternetGateway(id)
        | RouteTarget::GatewayEndpoint(id)
        | RouteTarget::Unmodelled { id, .. } => id,
    };
    let mut text = format!("{destination} to {target}");
    for (is_so, word) in [
        (route.propagated, ", propagated"),
        (route.blackhole, ", blackhole"),
        (route.inactive, ", not active"),
    ] {
        if is_so {
            text.push_str(word);
        }
    }
    text
}

fn route_miss(route: &Route, check: &Check<'_>) -> Option<String> {
    let remote = check.remote?;
    let RouteDestination::Cidr(cidr) = route.destination else {
        return None;
    };
    Some(match cidr.holds(remote) {
        true => "another one is more specific, or comes first".to_owned(),
        false => format!("does not cover {remote}"),
    })
}

fn without_route(table: &RouteTable, route: &Route) -> Option<Removal> {
    let RouteDestination::Cidr(cidr) = route.destination else {
        return None;
    };
    if route.target == RouteTarget::Local || route.propagated {
        return None;
    }
    let mut without = table.clone();
    without.routes.retain(|other| other.part != route.part);
    let option = match cidr.is_ipv6() {
        true => "--destination-ipv6-cidr-block",
        false => "--destination-cidr-block",
    };
    Some(Removal {
        change: Change::RouteTable(Box::new(without)),
        command: format!(
            "aws ec2 delete-route --route-table-id {} {option} {}",
            quote(table.id.as_str()),
            block(cidr)
        ),
    })
}

impl Check<'_> {
    /// Whether a part of a record, of which file and pointer are given, is evidence of the step.
    fn is_evidence(&self, (file, record): &(&str, String), part: &str) -> bool {
        self.evidence.iter().any(|(named, pointer)| {
            named == file && pointer.strip_prefix(record.as_str()) == Some(part)
        })
    }
}
