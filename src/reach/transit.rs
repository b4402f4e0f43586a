//! Transit gateways: into the attachment of one VPC, through route tables, out of that of another.
//! <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html>

mod passage;
mod references;
mod route;
mod zone;

use std::net::IpAddr;

use crate::topology::{
    Lookup, Missing, RouteTarget, Subnet, SubnetId, Topology, TransitAttachment,
    TransitAttachmentId, TransitGatewayId, TransitHop, TransitTable, VpcId,
};

use super::middlebox;
use super::route_table::{Choice, choose};
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown, Verdict};

pub(super) use passage::{Passage, asked_at};
pub(super) use references::references;
use route::Routed;

/// What became of packets that a route sent into a transit gateway.
#[derive(Clone, Debug)]
pub(super) struct Crossing<'t> {
    /// In the order of travel.
    pub(super) steps: Vec<Step>,
    /// The subnet with the interface that takes the packets in, if they get that far.
    pub(super) entrance: Option<&'t SubnetId>,
    /// The attachments that the packets pass: of the VPC they come from, of the one they leave for.
    pub(super) entry: Option<&'t TransitAttachment>,
    pub(super) exit: Option<&'t TransitAttachment>,
    /// Whether they pass a second transit gateway.
    pub(super) peered: bool,
    pub(super) end: End<'t>,
}

/// Where packets leave the last transit gateway.
#[derive(Clone, Debug)]
pub(super) enum End<'t> {
    /// In this VPC, by an interface in one of these subnets.
    Vpc(&'t VpcId, Vec<&'t SubnetId>),
    /// Nowhere.
    Lost,
    Unknown(Unknown),
}

impl<'t> Crossing<'t> {
    /// Whether two crossings pass and stop alike.
    pub(super) fn fares_like(&self, other: &Self) -> bool {
        let verdicts = |crossing: &Self| -> Vec<Verdict> {
            let steps = crossing.steps.iter();
            steps.map(|step| step.outcome.verdict()).collect()
        };
        let ways = |crossing: &Self| (crossing.entrance.cloned(), crossing.exits().to_vec());
        ways(self) == ways(other) && verdicts(self) == verdicts(other)
    }

    /// Whether it leads into a VPC.
    pub(super) fn is_through(&self) -> bool {
        !self.exits().is_empty()
    }

    fn exits(&self) -> &[&'t SubnetId] {
        match &self.end {
            End::Vpc(_, exits) => exits,
            End::Lost | End::Unknown(_) => &[],
        }
    }
}

/// Sends packets for `destination` from a subnet of a VPC into a transit gateway.
pub(super) fn cross<'t>(
    topology: &'t Topology,
    gateway: &'t TransitGatewayId,
    vpc: &VpcId,
    subnet: &SubnetId,
    destination: IpAddr,
) -> Crossing<'t> {
    let mut transit = Transit {
        topology,
        destination,
        crossing: Crossing {
            steps: Vec::with_capacity(3),
            entrance: None,
            entry: None,
            exit: None,
            peered: false,
            end: End::Lost,
        },
    };
    transit.crossing.end = match transit.enter(gateway, vpc, subnet) {
        Ok(entry) => transit.travel(gateway, &entry.id, subnet),
        Err(end) => end,
    };
    transit.crossing
}

/// Packets on their way through transit gateways.
struct Transit<'t> {
    topology: &'t Topology,
    destination: IpAddr,
    crossing: Crossing<'t>,
}

impl<'t> Transit<'t> {
    /// The attachment takes packets of the Availability Zones in which it has a subnet.
    /// <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html>
    fn enter(
        &mut self,
        gateway: &'t TransitGatewayId,
        vpc: &VpcId,
        subnet: &SubnetId,
    ) -> Result<&'t TransitAttachment, End<'t>> {
        let attachment = match self.topology.transit_attachment_of(vpc, gateway) {
            Lookup::Found(attachment) => attachment,
            Lookup::Absent => {
                let summary = format!("{vpc} is not attached to {gateway}");
                let subject = Subject::new("transit-gateway", gateway.as_str());
                let evidence = self.topology.vpc(vpc).found();
                let evidence = evidence.map(|vpc| Evidence::record(vpc.source));
                return Err(self.fail(
                    (StepKind::TransitGateway, subject),
                    Cause::TransitNotAttached,
                    summary,
                    evidence.into_iter().collect(),
                ));
            }
            Lookup::Unknown(missing) => {
                let subject = Subject::new("transit-gateway", gateway.as_str());
                return Err(self.unknown(
                    (StepKind::TransitGateway, subject),
                    Unknown::Missing(missing),
                    Vec::new(),
                ));
            }
        };
        self.crossing.entry = Some(attachment);
        self.usable(attachment)?;
        let about = || (StepKind::TransitGateway, attachment_subject(&attachment.id));
        let evidence = || vec![Evidence::part(attachment.source, "/SubnetIds")];
        match zone::entrance(self.topology, attachment, subnet) {
            Ok(Some(entrance)) => {
                self.crossing.entrance = Some(entrance);
                let summary = format!("{} of {vpc} takes it in at {entrance}", attachment.id);
                self.pass(about(), summary, evidence());
                Ok(attachment)
            }
            Ok(None) => {
                let summary = format!(
                    "{} has no subnet in the Availability Zone of {subnet}, which cannot use it",
                    attachment.id
                );
                Err(self.fail(about(), Cause::TransitZoneNotAttached, summary, evidence()))
            }
            Err(why) => Err(self.unknown(about(), why, evidence())),
        }
    }

    /// An attachment that does not work, or does not take this family.
    fn usable(&mut self, attachment: &'t TransitAttachment) -> Result<(), End<'t>> {
        let id = &attachment.id;
        let about = || (StepKind::TransitGateway, attachment_subject(id));
        let evidence = |part: &str| vec![Evidence::part(attachment.source, part)];
        match attachment.state.as_deref() {
            Some("available") => {}
            Some("modifying" | "rollingBack") | None => {
                let state = attachment.state.as_deref().unwrap_or("of unknown state");
                let why = Unknown::Undecidable(format!("{id} is {state}"));
                return Err(self.unknown(about(), why, evidence("")));
            }
            Some(state) => {
                let summary = format!("{id} is {state}");
                let cause = Cause::TransitNotAttached;
                return Err(self.fail(about(), cause, summary, evidence("/State")));
            }
        }
        match attachment.ipv6 {
            Some(false) if self.destination.is_ipv6() => {
                let summary = format!("{id} does not support IPv6");
                let cause = Cause::TransitNotAttached;
                Err(self.fail(about(), cause, summary, evidence("/Options")))
            }
            None if self.destination.is_ipv6() => {
                let why = Unknown::Undecidable(format!("whether {id} supports IPv6 is not told"));
                Err(self.unknown(about(), why, evidence("")))
            }
            _ => Ok(()),
        }
    }

    /// From table to table, until an attachment of a VPC is reached.
    fn travel(
        &mut self,
        gateway: &'t TransitGatewayId,
        entry: &'t TransitAttachmentId,
        from: &SubnetId,
    ) -> End<'t> {
        let (mut gateway, mut attachment) = (gateway, entry);
        let mut passed = Vec::new();
        loop {
            let table = match self.table_of(gateway, attachment) {
                Ok(table) => table,
                Err(end) => return end,
            };
            if passed.contains(&&table.id) {
                let summary = format!(
                    "the transit gateways send {} back and forth",
                    self.destination
                );
                let about = (StepKind::TransitRoute, table_subject(table));
                let evidence = vec![Evidence::record(table.source)];
                return self.fail(about, Cause::TransitNoRoute, summary, evidence);
            }
            passed.push(&table.id);
            let hop = match self.route(table) {
                Ok(hop) => hop,
                Err(end) => return end,
            };
            match (hop.kind.as_str(), &hop.attachment) {
                ("vpc", Some(id)) => return self.leave(id, from),
                ("peering" | "tgw-peering", Some(id)) => {
                    (gateway, attachment) = match self.next_gateway(gateway, id) {
                        Ok(next) => next,
                        Err(end) => return end,
                    };
                    self.crossing.peered = true;
                }
                _ => {
                    let about = (StepKind::TransitGateway, hop_subject(hop));
                    let told = self.crossing.steps.last();
                    let evidence = told.map_or_else(Vec::new, |step| step.evidence.clone());
                    return self.unknown(about, Unknown::Unmodelled(hop_name(hop)), evidence);
                }
            }
        }
    }

    /// The table that routes what an attachment sends.
    fn table_of(
        &mut self,
        gateway: &TransitGatewayId,
        attachment: &TransitAttachmentId,
    ) -> Result<&'t TransitTable, End<'t>> {
        let about = || (StepKind::TransitRoute, attachment_subject(attachment));
        let association = match self.topology.transit_association_of(gateway, attachment) {
            Lookup::Found(association) => association,
            other => return Err(self.unknown(about(), unseen(other, attachment), Vec::new())),
        };
        if association.associated == Some(false) {
            let summary = format!("{attachment} is associated with no route table of {gateway}");
            let evidence = vec![Evidence::record(association.source)];
            return Err(self.fail(about(), Cause::TransitNotAssociated, summary, evidence));
        }
        let table = association.table.as_ref();
        match table.map(|table| self.topology.transit_table(table)) {
            Some(Lookup::Found(table)) => Ok(table),
            Some(Lookup::Unknown(missing)) => {
                let evidence = vec![Evidence::record(association.source)];
                Err(self.unknown(about(), Unknown::Missing(missing), evidence))
            }
            Some(Lookup::Absent) | None => {
                let why = Unknown::Undecidable(format!("{attachment} does not tell its table"));
                Err(self.unknown(about(), why, vec![Evidence::record(association.source)]))
            }
        }
    }

    /// Where a table sends the packets.
    fn route(&mut self, table: &'t TransitTable) -> Result<&'t TransitHop, End<'t>> {
        let about = || (StepKind::TransitRoute, table_subject(table));
        let destination = self.destination;
        match route::choose(table, destination) {
            Routed::To(route, block, hop) => {
                let summary = format!("{block} of {} leads to {}", table.id, hop_name(hop));
                self.pass(about(), summary, vec![Evidence::record(route.source)]);
                Ok(hop)
            }
            Routed::Dropped(route, block) => {
                let summary = format!("{block} of {} is a blackhole", table.id);
                let evidence = vec![Evidence::record(route.source)];
                Err(self.fail(about(), Cause::TransitBlackhole, summary, evidence))
            }
            Routed::Nowhere => {
                let summary = format!("{} has no route to {destination}", table.id);
                let evidence = match table.answer {
                    Some(answer) => Evidence::part(answer, "/Routes"),
                    None => Evidence::record(table.source),
                };
                let evidence = vec![evidence];
                Err(self.fail(about(), Cause::TransitNoRoute, summary, evidence))
            }
            Routed::Unknown(why) => {
                Err(self.unknown(about(), why, vec![Evidence::record(table.source)]))
            }
        }
    }

    /// The transit gateway beyond a peering, and the attachment by which packets enter it.
    fn next_gateway(
        &mut self,
        gateway: &TransitGatewayId,
        attachment: &TransitAttachmentId,
    ) -> Result<(&'t TransitGatewayId, &'t TransitAttachmentId), End<'t>> {
        let about = || (StepKind::TransitGateway, attachment_subject(attachment));
        let (peering, side) = match self.topology.transit_peering_at(gateway, attachment) {
            Lookup::Found(found) => found,
            other => return Err(self.unknown(about(), unseen(other, attachment), Vec::new())),
        };
        let evidence = || vec![Evidence::part(peering.source, "/State")];
        match (peering.state.as_deref(), &side.gateway) {
            (Some("available"), Some(other)) => {
                let summary = format!("{attachment} leads on to {other}");
                self.pass(about(), summary, evidence());
                Ok((other, &side.attachment))
            }
            (Some("available" | "modifying") | None, _) => {
                let why = format!("{attachment} does not tell where it leads");
                Err(self.unknown(about(), Unknown::Undecidable(why), evidence()))
            }
            (Some(state), _) => {
                let summary = format!("{attachment} is {state}");
                Err(self.fail(about(), Cause::TransitNotAttached, summary, evidence()))
            }
        }
    }

    /// Out of an interface of the attachment, whose subnet's route table takes over.
    /// <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html>
    fn leave(&mut self, id: &TransitAttachmentId, from: &SubnetId) -> End<'t> {
        let about = || (StepKind::TransitGateway, attachment_subject(id));
        let attachment = match self.topology.transit_attachment(id) {
            Lookup::Found(attachment) => attachment,
            other => return self.unknown(about(), unseen(other, id), Vec::new()),
        };
        self.crossing.exit = Some(attachment);
        if let Err(end) = self.usable(attachment) {
            return end;
        }
        let Some(vpc) = &attachment.vpc else {
            let why = Unknown::Undecidable(format!("{id} does not tell its VPC"));
            return self.unknown(about(), why, vec![Evidence::record(attachment.source)]);
        };
        let exits = zone::exits(self.topology, attachment, from);
        if exits.is_empty() {
            let why = Unknown::Undecidable(format!("{id} shows no subnet"));
            return self.unknown(about(), why, vec![Evidence::record(attachment.source)]);
        }
        let onward = exits.iter().map(|exit| self.onward(exit, vpc));
        let onward = onward.collect::<Result<Vec<_>, _>>();
        let evidence = vec![Evidence::part(attachment.source, "/SubnetIds")];
        match onward {
            Ok(_) => {
                let subnets: Vec<&str> = exits.iter().map(|exit| exit.as_str()).collect();
                let mode = match attachment.appliance_mode {
                    Some(true) => ", in appliance mode",
                    _ => "",
                };
                let at = subnets.join(" or ");
                let summary = format!("{id} lets it out into {vpc}, at {at}{mode}");
                self.pass(about(), summary, evidence);
                End::Vpc(vpc, exits)
            }
            Err(why) => self.unknown(about(), why, evidence),
        }
    }

    /// Whether the route table of an attachment's subnet delivers within the VPC.
    fn onward(&self, exit: &SubnetId, vpc: &VpcId) -> Result<(), Unknown> {
        match choose(self.topology, exit, vpc, self.destination) {
            Choice::ImplicitLocal(..) => Ok(()),
            Choice::Route(chosen) => match &chosen.route.target {
                RouteTarget::Local => Ok(()),
                target => Err(Unknown::Unmodelled(format!(
                    "the way on from {exit} through {}",
                    middlebox::name(self.topology, target)
                ))),
            },
            Choice::NoRoute(table) => Err(Unknown::Unmodelled(format!(
                "{}, where {exit} has no route to {},",
                table.id, self.destination
            ))),
            Choice::Unknown(_, why) => Err(why),
        }
    }

    fn pass(&mut self, about: (StepKind, Subject), summary: String, evidence: Vec<Evidence>) {
        self.step(about, Outcome::Pass, summary, evidence);
    }

    fn fail(
        &mut self,
        about: (StepKind, Subject),
        cause: Cause,
        summary: String,
        evidence: Vec<Evidence>,
    ) -> End<'t> {
        self.step(about, Outcome::Fail(cause), summary, evidence);
        End::Lost
    }

    fn unknown(
        &mut self,
        about: (StepKind, Subject),
        why: Unknown,
        evidence: Vec<Evidence>,
    ) -> End<'t> {
        let summary = why.to_string();
        self.step(about, Outcome::Unknown(why.clone()), summary, evidence);
        End::Unknown(why)
    }

    fn step(
        &mut self,
        (kind, subject): (StepKind, Subject),
        outcome: Outcome,
        summary: String,
        evidence: Vec<Evidence>,
    ) {
        self.crossing.steps.push(Step {
            kind,
            subject,
            outcome,
            summary,
            evidence,
        });
    }
}

/// Why an attachment, or what it is associated with, cannot be followed.
fn unseen<T>(found: Lookup<T>, attachment: &TransitAttachmentId) -> Unknown {
    match found {
        Lookup::Unknown(missing) => Unknown::Missing(missing),
        Lookup::Found(_) | Lookup::Absent => {
            Unknown::Undecidable(format!("what becomes of {attachment} is not told"))
        }
    }
}

fn attachment_subject(id: &TransitAttachmentId) -> Subject {
    Subject::new("transit-gateway-attachment", id.as_str())
}

fn table_subject(table: &TransitTable) -> Subject {
    Subject::new("transit-gateway-route-table", table.id.as_str())
}

fn hop_subject(hop: &TransitHop) -> Subject {
    match &hop.attachment {
        Some(id) => attachment_subject(id),
        None => Subject::new("transit-gateway-attachment", ""),
    }
}

/// What a route leads to, for people.
fn hop_name(hop: &TransitHop) -> String {
    let noun = match hop.kind.as_str() {
        "vpc" => "VPC",
        "vpn" => "VPN connection",
        "vpn-concentrator" => "VPN concentrator",
        "direct-connect-gateway" => "Direct Connect gateway",
        "connect" => "Connect attachment",
        "peering" | "tgw-peering" => "peered transit gateway",
        "network-function" => "Network Firewall",
        "" => "an unknown attachment",
        other => other,
    };
    match (&hop.resource, &hop.attachment) {
        (Some(id), _) => format!("{noun} {id}"),
        (None, Some(id)) => format!("{noun} {id}"),
        (None, None) => noun.to_owned(),
    }
}

/// A subnet of a topology, or what is missing to know its zone.
fn subnet_of<'t>(topology: &'t Topology, id: &SubnetId) -> Result<&'t Subnet, Missing> {
    match topology.subnet(id) {
        Lookup::Found(subnet) => Ok(subnet),
        Lookup::Unknown(missing) => Err(missing),
        Lookup::Absent => Err(Missing::new(
            "ec2",
            "describe-subnets",
            format!("subnet {id}"),
        )),
    }
}
