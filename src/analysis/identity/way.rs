use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::registry::errors_of;
use crate::analysis::rule::Severity;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::Verdict;
use crate::reach::identity::{providers, relocate, way_to};
use crate::topology::IdentityWay;

/// IDP005 and IDP006: the private endpoint of an identity provider is walked like that of a target.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-idps.html>
pub(in crate::analysis) struct ProviderUnreachable;

impl Analyzer for ProviderUnreachable {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IDP005, Rule::IDP006]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut faults = case.faults.iter();
        if !faults.any(|fault| self.rules().contains(&fault.rule)) {
            return Vec::new();
        }
        let Some(config) = case.config() else {
            return Vec::new();
        };
        let providers = providers(case.topology, case.gateway, config);
        let ways = providers.iter().flat_map(|provider| &provider.ways);
        let mut findings: Vec<Finding> = ways.flat_map(|way| of_way(case, way)).collect();
        let told: Vec<Rule> = findings.iter().map(|finding| finding.rule).collect();
        // What no other rule explains is told as the step tells it.
        for rule in self.rules() {
            if !told.contains(rule) {
                findings.extend(case.report(*rule, |_| Fix {
                    summary: "open the way to the identity provider, as for a target".into(),
                    aws_cli: Vec::new(),
                }));
            }
        }
        findings
    }
}

/// What the other rules say of the way to one host.
fn of_way(case: &Case<'_>, way: &IdentityWay) -> Vec<Finding> {
    let journey = way_to(case.topology, case.gateway, way);
    let warns = journey.verdict == Verdict::Degraded;
    let inner = Case::new(case.topology, case.gateway, &way.target, &journey);
    let errors = errors_of(&inner).into_iter().map(|mut finding| {
        let is_certificate = finding.rule.code().starts_with("TLS");
        for piece in &mut finding.evidence {
            relocate(piece, way.target.source, way);
        }
        Finding {
            rule: if is_certificate {
                Rule::IDP005
            } else {
                Rule::IDP006
            },
            severity: if warns {
                Severity::Warning
            } else {
                finding.severity
            },
            message: format!(
                "identity provider {}: {} ({})",
                way.host, finding.message, finding.rule
            ),
            ..finding
        }
    });
    if matches!(journey.verdict, Verdict::Blocked | Verdict::Degraded) {
        errors.collect()
    } else {
        Vec::new()
    }
}
