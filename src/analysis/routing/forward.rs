use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::{block, quote};
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::{Cause, Step, StepKind, Subject, Trace};
use crate::topology::{Cidr, NatGateway, NatGatewayId, Peering, VpcId};

/// RT001, RT002 and RT003: no route, no way to a public address, or a route to nowhere.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>
pub(in crate::analysis) struct RouteMissing;

impl Analyzer for RouteMissing {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::RT001, Rule::RT002, Rule::RT003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::RT001, |fault| route(case, fault, "create-route"));
        findings.extend(case.report(Rule::RT002, |fault| nat(case, fault)));
        findings.extend(case.report(Rule::RT003, |fault| route(case, fault, "replace-route")));
        findings
    }
}

/// A route over the peering that joins the two VPCs, if there is one.
fn route(case: &Case<'_>, fault: &Fault<'_>, verb: &str) -> Fix {
    let commands = fault.paths().into_iter().filter_map(|path| {
        let (peering, cidr) = case.peering_to(Cidr::host(path.destination))?;
        Some(format!(
            "aws ec2 {verb} --route-table-id {} --destination-cidr-block {} \
             --vpc-peering-connection-id {}",
            quote(&fault.subject.id),
            block(cidr),
            quote(peering.id.as_str())
        ))
    });
    let mut aws_cli: Vec<String> = commands.collect();
    aws_cli.sort();
    aws_cli.dedup();
    let addresses = fault.destinations();
    let summary = match (aws_cli.is_empty(), verb) {
        (false, "create-route") => format!("add a route to {addresses} over the peering"),
        (false, _) => format!("let the route to {addresses} lead over the peering that works"),
        (true, "create-route") => {
            format!("add a route to {addresses} over what joins the two networks")
        }
        (true, _) => format!("point the blackhole route to {addresses} at something that exists"),
    };
    Fix { summary, aws_cli }
}

/// A default route to a usable NAT gateway of the VPC, if there is one.
fn nat(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    if fault.cause() == Some(Cause::PublicAccessBlocked) {
        return exclude(case, fault);
    }
    let usable = |nat: &&NatGateway| {
        nat.state.as_deref() == Some("available")
            && !nat.private
            && (nat.addresses.is_empty() || nat.addresses.iter().any(|one| one.public.is_some()))
            && nat.vpc.as_ref() == case.entry_vpc()
    };
    let nats: Vec<_> = case
        .topology
        .nat_gateways()
        .into_iter()
        .filter(usable)
        .collect();
    let command = nats
        .first()
        .filter(|_| fault.subject.kind == "route-table")
        .map(|nat| {
            format!(
                "aws ec2 create-route --route-table-id {} --destination-cidr-block 0.0.0.0/0 \
             --nat-gateway-id {}",
                quote(&fault.subject.id),
                quote(nat.id.as_str())
            )
        });
    Fix {
        summary:
            "the interfaces have no public address: route public destinations to a public NAT \
                  gateway, or use a name that answers with private addresses"
                .into(),
        aws_cli: command.into_iter().collect(),
    }
}

/// An exclusion from VPC Block Public Access. One for outbound connections is enough behind a NAT
/// gateway, and does nothing for an internet gateway.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html>
fn exclude(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let vpc = case.entry_vpc();
    let options = vpc.and_then(|vpc| case.topology.public_access_options(vpc).found());
    if options.is_some_and(|options| !options.exclusions_allowed) {
        return Fix {
            summary: "VPC Block Public Access allows no exclusions here: use a name that answers \
                      with private addresses"
                .into(),
            aws_cli: Vec::new(),
        };
    }
    let mut traces = fault.places.iter().filter_map(|place| place.trace);
    let mode = if traces.all(|trace| leaves_by_nat(case, trace, fault.subject)) {
        "allow-egress"
    } else {
        "allow-bidirectional"
    };
    let subject = &fault.subject;
    Fix {
        summary: format!(
            "exclude {} from VPC Block Public Access, or use a name that answers with private \
             addresses",
            subject.id
        ),
        aws_cli: vec![format!(
            "aws ec2 create-vpc-block-public-access-exclusion --{}-id {} \
             --internet-gateway-exclusion-mode {mode}",
            subject.kind,
            quote(&subject.id)
        )],
    }
}

/// Whether packets only leave through a NAT gateway in a subnet or VPC, and do not enter there.
fn leaves_by_nat(case: &Case<'_>, trace: &Trace, place: &Subject) -> bool {
    let has_nat = trace.steps().any(|step| {
        let id = NatGatewayId::from(step.subject.id.as_str());
        let nat = case.topology.nat_gateway(&id).found();
        step.kind == StepKind::Nat
            && nat.is_some_and(|nat| match &nat.subnet {
                Some(subnet) => subnet.as_str() == place.id,
                None => place.kind == "vpc",
            })
    });
    let is_here = |step: &&Step| step.kind == StepKind::BlockPublicAccess && step.subject == *place;
    has_nat && trace.steps().filter(is_here).count() == 1
}

impl<'a> Case<'a> {
    /// The active peering of the resource gateway's VPC with the VPC that holds `address`, and the
    /// block of that VPC.
    pub(in crate::analysis) fn peering_to(&self, address: Cidr) -> Option<(&'a Peering, Cidr)> {
        let vpc = self.entry_vpc()?;
        self.topology.peerings().into_iter().find_map(|peering| {
            let other = self.other_side(peering, vpc)?;
            let block = other.into_iter().find(|block| block.contains(address))?;
            Some((peering, block))
        })
    }

    /// The blocks of the VPC at the other end of an active peering.
    fn other_side(&self, peering: &'a Peering, vpc: &VpcId) -> Option<Vec<Cidr>> {
        if peering.status.as_deref() != Some("active") {
            return None;
        }
        let (requester, accepter) = (&peering.requester, &peering.accepter);
        let other = match (&requester.vpc, &accepter.vpc) {
            (Some(own), _) if own == vpc => accepter,
            (_, Some(own)) if own == vpc => requester,
            _ => return None,
        };
        let observed = other
            .vpc
            .as_ref()
            .and_then(|id| self.topology.vpc(id).found());
        Some(observed.map_or_else(|| other.cidrs.clone(), |vpc| vpc.cidrs.clone()))
    }
}
