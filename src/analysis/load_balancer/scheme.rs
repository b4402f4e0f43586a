use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Finding, Fix, Rule, Severity};
use crate::reach::Verdict;

/// LB006: the name of an internet-facing load balancer answers with public addresses, which a
/// resource gateway reaches through a NAT gateway only.
///
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html>
pub(in crate::analysis) struct InternetFacing;

impl Analyzer for InternetFacing {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LB006]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let paths = &case.journey.paths;
        // With a NAT gateway on every path the load balancer serves; nothing is wrong then.
        if paths
            .iter()
            .all(|path| path.trace.verdict() == Verdict::Reachable)
        {
            return Vec::new();
        }
        let stopped = paths
            .iter()
            .all(|path| path.trace.verdict() == Verdict::Blocked);
        let findings = case.report(Rule::LB006, |_| Fix {
            summary:
                "put an internal load balancer in front of the backends: the scheme cannot be \
                      changed"
                    .into(),
            aws_cli: Vec::new(),
        });
        let severity = if stopped {
            Severity::Error
        } else {
            Severity::Warning
        };
        findings
            .into_iter()
            .map(|finding| Finding {
                severity,
                ..finding
            })
            .collect()
    }
}
