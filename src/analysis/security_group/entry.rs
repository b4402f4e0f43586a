use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::{GrantTo, permission, quote};
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule, Severity};
use crate::reach::{Path, StepKind};
use crate::topology::{Cidr, Interface, NatGateway, NatGatewayId, SecurityGroupId};

/// SG001 and SG003: the resource gateway's groups must let the request out, and those of the next
/// hop must let it in. No inbound rule is needed on the resource gateway.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct EntryNotAdmitted;

impl Analyzer for EntryNotAdmitted {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::SG001, Rule::SG003]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::SG001, |fault| let_out(case, fault));
        findings.extend(case.report(Rule::SG003, |fault| let_in(case, fault)));
        // What stops only some paths is partial coverage, SG004.
        findings.retain(|finding| finding.severity == Severity::Error);
        findings
    }
}

pub(super) fn let_out(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let commands = fault.paths().into_iter().filter_map(|path| {
        let group = case.groups_at_start(path).into_iter().next()?;
        let peer = case.interface_at_end(path);
        let to = case.grant(
            peer.map(|peer| peer.groups.as_slice()),
            path,
            path.destination.into(),
        );
        Some(authorize("egress", &group, case.port(), &to))
    });
    Fix {
        summary: format!(
            "let the resource gateway's group send TCP {} to the next hop",
            case.port()
        ),
        aws_cli: once(commands),
    }
}

fn let_in(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let outside: Vec<Cidr> = fault
        .paths()
        .into_iter()
        .flat_map(|path| case.addresses_outside(path))
        .collect();
    if !outside.is_empty() {
        return let_nat_in(case, fault, &outside);
    }
    let commands = fault.paths().into_iter().filter_map(|path| {
        let group = case.interface_at_end(path)?.groups.first()?.clone();
        Some(authorize(
            "ingress",
            &group,
            case.port(),
            &case.grant_source(path),
        ))
    });
    Fix {
        summary: format!(
            "admit TCP {} from the resource gateway's group at the next hop",
            case.port()
        ),
        aws_cli: once(commands),
    }
}

/// Behind a NAT gateway the next hop sees the gateway's address.
fn let_nat_in(case: &Case<'_>, fault: &Fault<'_>, addresses: &[Cidr]) -> Fix {
    let group = SecurityGroupId::from(fault.subject.id.as_str());
    let to = |address: &Cidr| GrantTo::Cidr(*address);
    let commands = addresses
        .iter()
        .map(|address| authorize("ingress", &group, case.port(), &to(address)));
    Fix {
        summary: format!(
            "admit TCP {} from the NAT gateway's public address at the next hop",
            case.port()
        ),
        aws_cli: once(commands),
    }
}

/// A command that adds one permission to a group.
pub(super) fn authorize(
    direction: &str,
    group: &SecurityGroupId,
    port: u16,
    to: &GrantTo,
) -> String {
    format!(
        "aws ec2 authorize-security-group-{direction} --group-id {} --ip-permissions {}",
        quote(group.as_str()),
        permission(port, to)
    )
}

/// Each command once, in the order given.
pub(super) fn once(commands: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for command in commands {
        if !seen.contains(&command) {
            seen.push(command);
        }
    }
    seen
}

impl<'a> Case<'a> {
    /// The groups that are in force where a path starts.
    pub(in crate::analysis) fn groups_at_start(&self, path: &Path) -> Vec<SecurityGroupId> {
        let interface = path.interface.as_ref();
        if let Some(interface) = interface.and_then(|id| self.topology.interface(id).found()) {
            return interface.groups.clone();
        }
        let gateway = self
            .resource_gateway()
            .map(|gateway| gateway.groups.clone());
        let default = || {
            let group = self.topology.default_group_of(self.entry_vpc()?).found()?;
            Some(vec![group.id.clone()])
        };
        gateway
            .filter(|groups| !groups.is_empty())
            .or_else(default)
            .unwrap_or_default()
    }

    /// The interface at the destination of a path, if it was observed.
    pub(in crate::analysis) fn interface_at_end(&self, path: &Path) -> Option<&'a Interface> {
        self.topology
            .interface(path.trace.destination.as_ref()?)
            .found()
    }

    /// The public addresses of the NAT gateway that a path crosses.
    fn addresses_outside(&self, path: &Path) -> Vec<Cidr> {
        let mut steps = path.trace.steps();
        let crossed = steps.find(|step| step.kind == StepKind::Nat);
        let nat = crossed.and_then(|step| {
            let id = NatGatewayId::from(step.subject.id.as_str());
            self.topology.nat_gateway(&id).found()
        });
        let addresses = nat.into_iter().flat_map(NatGateway::public_addresses);
        addresses.map(Cidr::host).collect()
    }

    /// Whom to admit at the end of a path: the resource gateway.
    pub(in crate::analysis) fn grant_source(&self, path: &Path) -> GrantTo {
        self.grant(Some(&self.groups_at_start(path)), path, path.source)
    }

    /// Whom to name in a rule: the peer's group where that is valid, else the block around its
    /// address. References hold within a VPC and across a peering inside one Region.
    pub(in crate::analysis) fn grant(
        &self,
        groups: Option<&[SecurityGroupId]>,
        path: &Path,
        address: Cidr,
    ) -> GrantTo {
        let same_vpc = self
            .interface_at_end(path)
            .is_some_and(|end| Some(&end.vpc) == self.entry_vpc());
        match groups.and_then(<[_]>::first).filter(|_| same_vpc) {
            Some(group) => GrantTo::Group(group.clone()),
            None => GrantTo::Cidr(self.block_around(address)),
        }
    }
}
