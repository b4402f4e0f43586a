//! The walk of one flow from one source to one address and back.

use crate::topology::{
    Cidr, Direction, Flow, Interface, Lookup, Missing, PeeringId, Subnet, SubnetId, Topology, VpcId,
};

use super::back::Home;
use super::log::Log;
use super::network_acl::{self, Packets};
use super::peering;
use super::security_group::{self, Guarded, References, Remote, RemoteGroups};
use super::traffic::Traffic;
use super::transit::{self, Crossing, Passage};
use super::{Cause, Evidence, Leg, Origin, Outcome, Step, StepKind, Subject, Trace, Unknown};

/// Evaluates one flow from one source to one address, and the replies to it.
///
/// Every step that fails is listed, not only the first. Where the packets get lost, the filters of
/// the destination are judged too, as far as it can be told which interface is meant.
///
/// [`Flow::source`] is the address that the destination sees. It is that of the origin, except
/// behind a load balancer that preserves client addresses.
pub fn walk(topology: &Topology, origin: &Origin<'_>, flow: &Flow, leg: Leg) -> Trace {
    let mut walk = Walk {
        topology,
        origin,
        flow,
        request: Traffic::request(flow),
        reply: Traffic::reply(flow, flow.client_ports.clone()),
        peering: None,
        internet_gateway: None,
        transit: None,
        log: Log::new(flow.client_ports.clone()),
    };
    let way = walk.follow_routes();
    walk.public_access_of_destination(&way);
    walk.encryption_between(&way);
    let end = walk.find_end(&way);
    walk.leave(&way, &end);
    walk.arrive(&way, &end);
    walk.come_back(&way, &end);
    walk.log.into_trace(leg)
}

/// A flow on its way.
pub(super) struct Walk<'a> {
    pub(super) topology: &'a Topology,
    pub(super) origin: &'a Origin<'a>,
    pub(super) flow: &'a Flow,
    pub(super) request: Traffic,
    pub(super) reply: Traffic,
    /// The peering connection that the packets are sent into.
    pub(super) peering: Option<&'a PeeringId>,
    /// The internet gateway that they leave by.
    pub(super) internet_gateway: Option<String>,
    /// What becomes of them in transit gateways.
    pub(super) transit: Option<Crossing<'a>>,
    pub(super) log: Log,
}

/// Where the routes take the packets.
pub(super) enum Way<'a> {
    /// The destination is in the source's subnet: neither routes nor network ACLs apply.
    SameSubnet,
    /// To this VPC.
    Vpc(&'a VpcId),
    /// To the internet, maybe through a NAT gateway in this subnet.
    Internet(Option<&'a SubnetId>),
    /// Nowhere; if this VPC is told, they were meant to get there.
    Lost(Option<&'a VpcId>),
    /// It cannot be told.
    Unknown(Unknown),
}

/// Who owns the destination address.
pub(super) enum End<'a> {
    Interface(&'a Interface),
    /// Some interface of the subnet that was not observed.
    Subnet(&'a Subnet, Missing),
    /// Some interface of the VPC that was not observed.
    Hidden(Missing),
    /// No interface of this VPC.
    Nobody(&'a VpcId),
    Internet,
    Unidentified,
}

impl<'a> End<'a> {
    pub(super) fn subnet(&self) -> Option<(&'a VpcId, &'a SubnetId)> {
        match *self {
            Self::Interface(interface) => Some((&interface.vpc, &interface.subnet)),
            Self::Subnet(subnet, _) => Some((&subnet.vpc, &subnet.id)),
            Self::Hidden(_) | Self::Nobody(_) | Self::Internet | Self::Unidentified => None,
        }
    }
}

impl<'a> Walk<'a> {
    /// The interface that the packets are for. Where they get lost it is the one that they were
    /// meant for, so that everything else that stops them is found as well.
    pub(super) fn find_end(&self, way: &Way<'a>) -> End<'a> {
        let own = self.origin.vpc_id();
        match way {
            Way::SameSubnet => self.end_in(own),
            Way::Vpc(vpc) | Way::Lost(Some(vpc)) => self.end_in(vpc),
            Way::Internet(_) => End::Internet,
            Way::Lost(None) | Way::Unknown(_) => {
                let destination = self.flow.destination;
                if let Lookup::Found(interface) = self.topology.interface_at(own, destination) {
                    return End::Interface(interface);
                }
                match self.topology.owners_of(destination)[..] {
                    [interface] => End::Interface(interface),
                    _ => End::Unidentified,
                }
            }
        }
    }

    fn end_in(&self, vpc: &'a VpcId) -> End<'a> {
        let destination = self.flow.destination;
        match self.topology.interface_at(vpc, destination) {
            Lookup::Found(interface) => End::Interface(interface),
            Lookup::Absent => End::Nobody(vpc),
            Lookup::Unknown(missing) => match self.topology.subnet_at(vpc, destination) {
                Some(subnet) => End::Subnet(subnet, missing),
                None => End::Hidden(missing),
            },
        }
    }

    /// Logs what the source's own filters say, as the first stop.
    fn leave(&mut self, way: &Way<'a>, end: &End<'a>) {
        self.log.hop(self.origin.subject());
        let remote = Remote {
            address: Cidr::host(self.flow.destination),
            groups: self.groups_at(way, end),
            client_groups: &[],
            references: self.references(way, end, Direction::Outbound),
        };
        self.security_group_out(&remote);
        match way {
            Way::SameSubnet => self.skip(StepKind::NetworkAclOut, SAME_SUBNET),
            _ => self.log.network_acl(
                self.topology,
                StepKind::NetworkAclOut,
                self.origin.subnet_id(),
                &Packets {
                    direction: Direction::Outbound,
                    remote: remote.address,
                    traffic: &self.request,
                },
            ),
        }
        self.log.move_last_hop_to_front();
    }

    fn security_group_out(&mut self, remote: &Remote<'_>) {
        let step = match self.origin.known_groups() {
            Ok(groups) => security_group::step(
                self.topology,
                Guarded {
                    subject: self.origin.subject(),
                    source: self.origin.source(),
                    groups,
                },
                Direction::Outbound,
                self.flow,
                remote,
            ),
            Err(missing) => Step {
                kind: StepKind::SecurityGroupOut,
                subject: self.origin.subject(),
                summary: missing.to_string(),
                outcome: Outcome::Unknown(Unknown::Missing(missing)),
                evidence: Vec::new(),
            },
        };
        self.log.step(step);
    }

    /// Logs what the destination's filters say, and who owns its address.
    fn arrive(&mut self, way: &Way<'a>, end: &End<'a>) {
        self.log.hop(self.subject_of(end));
        if let End::Interface(interface) = end {
            self.log.destination(&interface.id);
        }
        self.log.doubt(self.doubt(way, end));
        if let End::Internet = end {
            self.delivery(way, end);
            return;
        }
        match end.subnet() {
            Some((_, subnet)) => self.network_acl_at(way, subnet, StepKind::NetworkAclIn),
            None => self.skip(StepKind::NetworkAclIn, NOWHERE),
        }
        match end {
            End::Interface(interface) => {
                let remote = Remote {
                    address: self.flow.source,
                    groups: match self.origin.known_groups() {
                        Ok(groups) => RemoteGroups::Known(groups),
                        Err(missing) => RemoteGroups::Unknown(Unknown::Missing(missing)),
                    },
                    client_groups: self.origin.client_groups(),
                    references: self.references(way, end, Direction::Inbound),
                };
                let guarded = Guarded {
                    subject: self.subject_of(end),
                    source: interface.source,
                    groups: &interface.groups,
                };
                let direction = Direction::Inbound;
                let topology = self.topology;
                self.log.step(security_group::step(
                    topology, guarded, direction, self.flow, &remote,
                ));
            }
            End::Subnet(_, missing) | End::Hidden(missing) => {
                self.missing(StepKind::SecurityGroupIn, end, missing);
            }
            End::Nobody(_) | End::Internet | End::Unidentified => {
                self.skip(StepKind::SecurityGroupIn, NOWHERE);
            }
        }
        self.delivery(way, end);
        self.log.doubt(None);
    }

    /// Logs whether somebody receives the packets.
    fn delivery(&mut self, way: &Way<'a>, end: &End<'a>) {
        let destination = self.flow.destination;
        let is_lost = matches!(way, Way::Lost(_) | Way::Unknown(_));
        let (outcome, summary, evidence) = match end {
            End::Interface(_) if is_lost => {
                self.skip(StepKind::Delivery, NOWHERE);
                return;
            }
            End::Unidentified => {
                self.skip(StepKind::Delivery, NOWHERE);
                return;
            }
            End::Subnet(_, missing) | End::Hidden(missing) => {
                self.missing(StepKind::Delivery, end, missing);
                return;
            }
            End::Interface(interface) => (
                Outcome::Pass,
                format!("{destination} is an address of {}", interface.id),
                vec![Evidence::record(interface.source)],
            ),
            End::Internet => (
                Outcome::Pass,
                format!("{destination} is delivered to the internet"),
                Vec::new(),
            ),
            End::Nobody(vpc) => {
                let subnet = self.topology.subnet_at(vpc, destination);
                let subnet = subnet.map(|subnet| subnet.source);
                let source = subnet.or_else(|| Some(self.topology.vpc(vpc).found()?.source));
                let mut evidence: Vec<Evidence> =
                    source.into_iter().map(Evidence::record).collect();
                // What the VPC's own block covers never leaves it.
                let elsewhere = match *vpc == self.origin.vpc_id() {
                    true => self.topology.claimants_of(destination),
                    false => Vec::new(),
                };
                let mut summary = format!("no interface of {vpc} owns {destination}");
                let cause = match elsewhere[..] {
                    [other, ..] => {
                        let (id, there) = (&other.id, &other.vpc);
                        summary = format!(
                            "{summary}, but {id} of {there} does: the blocks of the VPCs overlap"
                        );
                        evidence.push(Evidence::record(other.source));
                        Cause::AddressElsewhere
                    }
                    [] => Cause::NoSuchAddress,
                };
                (Outcome::Fail(cause), summary, evidence)
            }
        };
        self.log.step(Step {
            kind: StepKind::Delivery,
            subject: self.subject_of(end),
            outcome,
            summary,
            evidence,
        });
    }

    /// Logs what happens to the replies.
    fn come_back(&mut self, way: &Way<'a>, end: &End<'a>) {
        let mut home = match way {
            Way::SameSubnet | Way::Vpc(_) | Way::Internet(_) => Home::Direct,
            Way::Lost(_) | Way::Unknown(_) => Home::Undecided,
        };
        match (way, end.subnet()) {
            (_, Some((vpc, subnet))) => {
                self.log.doubt(self.doubt(way, end));
                if let Way::SameSubnet = way {
                    self.log.hop(self.subject_of(end));
                    self.skip(StepKind::ReturnRoute, SAME_SUBNET);
                } else {
                    let found = self.return_route(vpc, subnet);
                    if !matches!(way, Way::Unknown(_)) || matches!(found, Home::Transit(..)) {
                        home = found;
                    }
                }
                self.network_acl_at(way, subnet, StepKind::ReturnNetworkAclOut);
                if let Home::Transit(id, crossing) = &home {
                    let own = self.origin.subnet_id();
                    self.pass_transit(id, crossing, Some(own), &Passage::REPLY);
                }
                self.log.doubt(None);
            }
            (Way::Internet(nat), None) => {
                self.enter_by_edge(*nat);
                if let Some(subnet) = nat {
                    self.come_back_through_nat(subnet);
                }
            }
            (_, None) => {
                self.log.hop(self.subject_of(end));
                self.skip(StepKind::ReturnRoute, NOWHERE);
                self.skip(StepKind::ReturnNetworkAclOut, NOWHERE);
            }
        }
        self.log.hop(self.origin.subject());
        let subnet = self.origin.subnet_id();
        let kind = StepKind::ReturnNetworkAclIn;
        match way {
            Way::SameSubnet => self.skip(kind, SAME_SUBNET),
            Way::Internet(Some(nat)) if *nat == subnet => self.skip(kind, SAME_SUBNET),
            _ => {
                let packets = Packets {
                    direction: Direction::Inbound,
                    remote: Cidr::host(self.flow.destination),
                    traffic: &self.reply,
                };
                let asked = self.asked_at_home(way, &home);
                self.log
                    .network_acl_of_any(self.topology, kind, &asked, &packets);
            }
        }
    }

    /// The ways by which replies may enter the source's subnet: those of a transit gateway with an
    /// interface there meet no ACL.
    fn asked_at_home(&self, way: &Way<'a>, home: &Home<'a>) -> Vec<Option<&'a SubnetId>> {
        let (vpc, subnet) = (self.origin.vpc_id(), self.origin.subnet_id());
        match home {
            Home::Direct => vec![Some(subnet)],
            Home::Transit(_, crossing)
                if crossing.is_through() && !matches!(way, Way::Unknown(_)) =>
            {
                transit::asked_at(Some(crossing), subnet)
            }
            _ if self.topology.may_hold_transit_interface(vpc, subnet) => vec![Some(subnet), None],
            _ => vec![Some(subnet)],
        }
    }

    /// Logs what the network ACL of the destination's subnet does: to the request, or to the reply.
    ///
    /// None is asked inside a subnet. Whether that holds for a preserved client address of another
    /// subnet is not documented: such an ACL can be passed for certain, but not fail.
    fn network_acl_at(&mut self, way: &Way<'a>, subnet: &SubnetId, kind: StepKind) {
        let (direction, traffic) = match kind {
            StepKind::ReturnNetworkAclOut => (Direction::Outbound, &self.reply),
            _ => (Direction::Inbound, &self.request),
        };
        let packets = Packets {
            direction,
            remote: self.flow.source,
            traffic,
        };
        if !matches!(way, Way::SameSubnet) {
            let crossing = self.transit.as_ref();
            let crossing = crossing.filter(|_| kind == StepKind::NetworkAclIn);
            let asked = transit::asked_at(crossing, subnet);
            self.log
                .network_acl_of_any(self.topology, kind, &asked, &packets);
            return;
        }
        let preserved = self.flow.source != self.origin.address();
        let steps = network_acl::steps(self.topology, kind, subnet, &packets);
        if preserved && steps.iter().any(|(step, _)| step.outcome != Outcome::Pass) {
            self.log.doubt(Some(
                "if network ACLs are asked about a client address inside a subnet".to_owned(),
            ));
            self.log.network_acl(self.topology, kind, subnet, &packets);
            self.log.doubt(None);
        } else {
            self.skip(kind, SAME_SUBNET);
        }
    }

    /// The groups that references in the source's rules are compared with.
    fn groups_at(&self, way: &Way<'a>, end: &End<'a>) -> RemoteGroups<'a> {
        match (end, way) {
            (End::Interface(_), Way::Unknown(why)) => RemoteGroups::Unknown(why.clone()),
            (End::Interface(interface), _) => RemoteGroups::Known(&interface.groups),
            (End::Subnet(_, missing) | End::Hidden(missing), _) => {
                RemoteGroups::Unknown(Unknown::Missing(missing.clone()))
            }
            (End::Nobody(_) | End::Internet, _) => RemoteGroups::Known(&[]),
            (End::Unidentified, _) => RemoteGroups::Unknown(Unknown::Undecidable(format!(
                "which interface owns {} is not known",
                self.flow.destination
            ))),
        }
    }

    fn references(&self, way: &Way<'a>, end: &End<'a>, direction: Direction) -> References {
        let own = self.origin.vpc_id();
        match (end.subnet(), way) {
            (Some((vpc, _)), _) if vpc == own => References::SameVpc,
            (_, Way::Unknown(why)) => References::Unknown(why.clone()),
            (Some((vpc, subnet)), _) if let Some(crossing) = &self.transit => {
                let guarded = match end {
                    End::Interface(interface) => Some(*interface),
                    _ => None,
                };
                let subnets = [self.origin.subnet_id(), subnet];
                transit::references(self.topology, crossing, direction, guarded, subnets, vpc)
            }
            (Some((vpc, _)), _) => peering::references(self.topology, own, vpc, self.peering),
            (None, _) => References::Invalid("no interface carries the group".to_owned()),
        }
    }

    /// Why the steps at the end may concern another path.
    fn doubt(&self, way: &Way<'a>, end: &End<'a>) -> Option<String> {
        match (way, end) {
            (Way::Unknown(_), End::Interface(interface)) => Some(format!(
                "if {} is the address of {}",
                self.flow.destination, interface.id
            )),
            _ => None,
        }
    }

    fn subject_of(&self, end: &End<'a>) -> Subject {
        match end {
            End::Interface(interface) => Subject::new("network-interface", interface.id.as_str()),
            End::Internet => Subject::new("internet", self.flow.destination.to_string()),
            _ => Subject::new("address", self.flow.destination.to_string()),
        }
    }

    fn skip(&mut self, kind: StepKind, why: &str) {
        let subject = Subject::new("address", self.flow.destination.to_string());
        self.log.skip(kind, subject, why);
    }

    fn missing(&mut self, kind: StepKind, end: &End<'a>, missing: &Missing) {
        self.log.step(Step {
            kind,
            subject: self.subject_of(end),
            outcome: Outcome::Unknown(Unknown::Missing(missing.clone())),
            summary: missing.to_string(),
            evidence: Vec::new(),
        });
    }
}

const SAME_SUBNET: &str = "same subnet";
const NOWHERE: &str = "it is not known where the packets arrive";
