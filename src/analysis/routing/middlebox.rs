use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Outcome, Step, StepKind, Unknown};

/// RT010: something on the way passes packets on, or stops them, by rules that are not evaluated.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/gwlb-route.html>
pub(in crate::analysis) struct MiddleboxUnevaluated;

impl Analyzer for MiddleboxUnevaluated {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::RT010]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for step in case.journey.steps() {
            let Some(message) = unevaluated(step) else {
                continue;
            };
            let told = findings
                .iter_mut()
                .find(|known| known.subject == step.subject && known.message == message);
            match told {
                Some(known) => {
                    for piece in &step.evidence {
                        if !known.evidence.contains(piece) {
                            known.evidence.push(piece.clone());
                        }
                    }
                }
                None => findings.push(Finding {
                    rule: Rule::RT010,
                    severity: Rule::RT010.severity(),
                    confidence: Confidence::High,
                    subject: step.subject.clone(),
                    message,
                    evidence: step.evidence.clone(),
                    fix: Fix {
                        summary:
                            "look up by hand whether it lets the flow pass there and back; the \
                                  verdict stays unknown"
                                .into(),
                        aws_cli: Vec::new(),
                    },
                    assumption: None,
                }),
            }
        }
        findings.retain(|finding| !finding.evidence.is_empty());
        findings
    }
}

/// What a step of the network could not evaluate, in a sentence.
fn unevaluated(step: &Step) -> Option<String> {
    use StepKind::{
        EncryptionControl, Nat, ReturnRoute, ReturnTransitGateway, ReturnTransitRoute, Route,
        TransitGateway, TransitRoute,
    };
    let is_network = matches!(
        step.kind,
        Nat | ReturnRoute
            | ReturnTransitGateway
            | ReturnTransitRoute
            | Route
            | TransitGateway
            | TransitRoute
    );
    match &step.outcome {
        Outcome::Unknown(Unknown::Unmodelled(name)) if is_network => Some(format!(
            "{name} is on the way, and what it lets through is not evaluated"
        )),
        Outcome::Unknown(Unknown::Undecidable(_)) if step.kind == EncryptionControl => {
            Some(step.summary.clone())
        }
        _ => None,
    }
}
