use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule, Severity};

use super::entry::{authorize, once};

/// SG004: rules that admit some interfaces of the resource gateway and not others, or that list
/// single addresses, which VPC Lattice may replace.
///
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-gateway.html>
pub(in crate::analysis) struct PartialCoverage;

impl Analyzer for PartialCoverage {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::SG004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::SG004, |fault| admit_group(case, fault));
        // The same fault as SG001 or SG003, but other paths do without it.
        let uneven = case.faults.iter().filter(|fault| {
            matches!(fault.rule, Rule::SG001 | Rule::SG003) && fault.severity < Severity::Error
        });
        findings.extend(uneven.map(|fault| Finding {
            rule: Rule::SG004,
            ..case.finding(fault, admit_group(case, fault))
        }));
        findings.dedup_by(|a, b| a.subject == b.subject && a.message == b.message);
        findings
    }
}

fn admit_group(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let commands = fault.paths().into_iter().filter_map(|path| {
        let group = case.interface_at_end(path)?.groups.first()?.clone();
        let own = case.groups_at_start(path);
        let to = case.grant(Some(&own), path, path.source);
        Some(authorize("ingress", &group, case.port(), &to))
    });
    Fix {
        summary: "admit the resource gateway's group, or all of its subnets, instead of single \
                  addresses"
            .into(),
        aws_cli: once(commands),
    }
}
