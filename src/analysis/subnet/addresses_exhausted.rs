use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};
use crate::reach::{Evidence, Subject};
use crate::topology::Subnet;

/// IP001: the resource gateway needs at least one free IPv4 address in each of its subnets.
///
/// One that already stands in the subnet has taken its addresses.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct AddressesExhausted;

/// What a self-managed resource gateway takes per subnet unless it says otherwise.
pub(super) const DEFAULT_ADDRESSES: u64 = 16;

impl Analyzer for AddressesExhausted {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IP001]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let wanted = if case.is_managed() {
            1
        } else {
            case.addresses_per_interface()
        };
        let subnets = case.entry_subnets().into_iter();
        let vacant = subnets.filter(|subnet| {
            case.topology.interfaces_observed(&subnet.vpc)
                && !case
                    .topology
                    .interfaces_in(&subnet.id)
                    .iter()
                    .any(|eni| eni.lattice_managed)
        });
        vacant
            .filter_map(|subnet| {
                let free = subnet.free_addresses.filter(|&free| free < wanted)?;
                Some(finding(subnet, free, wanted))
            })
            .collect()
    }
}

impl Case<'_> {
    fn addresses_per_interface(&self) -> u64 {
        self.resource_gateway()
            .and_then(|gateway| gateway.addresses_per_interface)
            .map_or(DEFAULT_ADDRESSES, u64::from)
    }
}

fn finding(subnet: &Subnet, free: u64, wanted: u64) -> Finding {
    let (severity, needs) = match free {
        0 => (Severity::Error, "at least 1".to_owned()),
        _ => (Severity::Warning, format!("{wanted}")),
    };
    let zone = subnet.zone.as_deref().unwrap_or("its zone");
    Finding {
        rule: Rule::IP001,
        severity,
        confidence: Confidence::High,
        subject: Subject::new("subnet", subnet.id.as_str()).named(subnet.name.clone()),
        message: format!(
            "{} in {zone} has {free} free addresses, and the resource gateway needs {needs}",
            subnet.id
        ),
        evidence: vec![Evidence::part(subnet.source, "/AvailableIpAddressCount")],
        fix: Fix {
            summary: format!(
                "free addresses in {}, or give the target another subnet of {zone}",
                subnet.id
            ),
            aws_cli: vec![format!(
                "aws ec2 describe-network-interfaces --filters {}",
                quote(&format!("Name=subnet-id,Values={}", subnet.id))
            )],
        },
        assumption: None,
    }
}
