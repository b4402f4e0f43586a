use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::{Cause, StepKind};
use crate::topology::{SubnetId, TransitAttachment, TransitAttachmentId, TransitTableId};

/// RT006 and RT007: transit gateways that do not carry the packets, or not from this zone.
///
/// <https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html>
pub(in crate::analysis) struct TransitIncomplete;

impl Analyzer for TransitIncomplete {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::RT006, Rule::RT007]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::RT006, |fault| mend(case, fault));
        findings.extend(case.report(Rule::RT007, |fault| attach_zone(case, fault)));
        findings
    }
}

fn mend(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let id = quote(&fault.subject.id);
    match fault.cause() {
        Some(Cause::TransitNotAssociated) => Fix {
            summary: format!(
                "associate {} with the route table that is to route what it sends",
                fault.subject.id
            ),
            aws_cli: tables(case, fault)
                .iter()
                .map(|table| {
                    format!(
                        "aws ec2 associate-transit-gateway-route-table \
                         --transit-gateway-route-table-id {} --transit-gateway-attachment-id {id}",
                        quote(table.as_str())
                    )
                })
                .collect(),
        },
        Some(Cause::TransitNoRoute | Cause::TransitBlackhole) => Fix {
            summary: format!(
                "let {} route to the VPC of the other side: propagate its attachment, or add a \
                 static route",
                fault.subject.id
            ),
            aws_cli: propagations(case, fault),
        },
        _ if fault.subject.kind == "transit-gateway" => Fix {
            summary: format!("attach the VPC to {}", fault.subject.id),
            aws_cli: Vec::new(),
        },
        _ => Fix {
            summary: format!(
                "make {} available, or attach the VPC anew",
                fault.subject.id
            ),
            aws_cli: pending(case, fault)
                .then(|| {
                    format!(
                        "aws ec2 accept-transit-gateway-vpc-attachment \
                         --transit-gateway-attachment-id {id}"
                    )
                })
                .into_iter()
                .collect(),
        },
    }
}

/// A subnet of the zone that lacks one: the very subnet that the packets come from serves.
fn attach_zone(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let is_reply = is_reply(fault);
    let mut subnets: Vec<&SubnetId> = fault.paths().iter().map(|path| &path.subnet).collect();
    subnets.sort_unstable();
    subnets.dedup();
    // An attachment takes one subnet of each zone.
    let mut zones = Vec::new();
    subnets.retain(|id| {
        let subnet = case.topology.subnet(id).found();
        let zone = subnet.and_then(|subnet| subnet.zone_id.clone().or(subnet.zone.clone()));
        let is_new = zone.is_none() || !zones.contains(&zone);
        zones.push(zone);
        is_new
    });
    let names: Vec<&str> = subnets.iter().map(|subnet| subnet.as_str()).collect();
    let id = &fault.subject.id;
    if is_reply {
        return Fix {
            summary: format!("add a subnet of the destination's zone to {id}"),
            aws_cli: Vec::new(),
        };
    }
    Fix {
        summary: format!("add a subnet of each zone of the resource gateway to {id}"),
        aws_cli: vec![format!(
            "aws ec2 modify-transit-gateway-vpc-attachment --transit-gateway-attachment-id {} \
             --add-subnet-ids {}",
            quote(id),
            names
                .iter()
                .map(|name| quote(name))
                .collect::<Vec<_>>()
                .join(" ")
        )],
    }
}

fn is_reply(fault: &Fault<'_>) -> bool {
    use StepKind::{ReturnTransitGateway, ReturnTransitRoute};
    matches!(
        fault.first().step.kind,
        ReturnTransitGateway | ReturnTransitRoute
    )
}

fn attachment<'a>(case: &Case<'a>, fault: &Fault<'_>) -> Option<&'a TransitAttachment> {
    let id = TransitAttachmentId::from(fault.subject.id.as_str());
    case.topology.transit_attachment(&id).found()
}

fn pending(case: &Case<'_>, fault: &Fault<'_>) -> bool {
    attachment(case, fault).is_some_and(|own| own.state.as_deref() == Some("pendingAcceptance"))
}

/// The only route table of the attachment's transit gateway.
fn tables(case: &Case<'_>, fault: &Fault<'_>) -> Vec<TransitTableId> {
    let gateway = attachment(case, fault).and_then(|own| own.gateway.as_ref());
    let tables = case.topology.transit_tables().into_iter();
    let own: Vec<_> = tables
        .filter(|table| gateway.is_some() && table.gateway.as_ref() == gateway)
        .map(|table| table.id.clone())
        .collect();
    if let [_] = own[..] { own } else { Vec::new() }
}

/// Propagation of the attachments that the lost packets were meant for.
fn propagations(case: &Case<'_>, fault: &Fault<'_>) -> Vec<String> {
    let id = TransitTableId::from(fault.subject.id.as_str());
    let Some(table) = case.topology.transit_table(&id).found() else {
        return Vec::new();
    };
    let Some(gateway) = &table.gateway else {
        return Vec::new();
    };
    let mut commands: Vec<String> = Vec::new();
    for path in fault.paths() {
        let owners = case.topology.owners_of(path.destination);
        let [owner] = owners[..] else { continue };
        // The reply goes to the VPC of the resource gateway.
        let vpc = match (is_reply(fault), case.entry_vpc()) {
            (true, Some(vpc)) => vpc,
            _ => &owner.vpc,
        };
        let found = case.topology.transit_attachment_of(vpc, gateway).found();
        commands.extend(found.map(|attachment| {
            format!(
                "aws ec2 enable-transit-gateway-route-table-propagation \
                 --transit-gateway-route-table-id {} --transit-gateway-attachment-id {}",
                quote(table.id.as_str()),
                quote(attachment.id.as_str())
            )
        }));
    }
    commands.sort();
    commands.dedup();
    commands
}
