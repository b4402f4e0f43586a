//! Findings, and the values that they quote.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::analysis::{Confidence, Finding, Proof, Severity, TargetDiagnosis};
use crate::reach::Journey;
use crate::report::{explanation, fingerprint, v1};

use super::Builder;

impl Builder<'_> {
    /// The findings of a target, each with what was proven of its fix.
    pub(super) fn findings(&self, target: &TargetDiagnosis) -> Vec<v1::Finding> {
        let proofs = target.proofs.iter().copied().map(Some);
        let proofs = proofs.chain(std::iter::repeat(None));
        let findings = target.findings.iter().zip(proofs);
        let findings = findings.map(|(finding, proof)| {
            self.finding(&target.journey, finding, proof.unwrap_or_default())
        });
        findings.collect()
    }

    fn finding(&self, journey: &Journey, finding: &Finding, proof: Proof) -> v1::Finding {
        let rule = finding.rule;
        let evidence = finding.evidence.iter().map(|evidence| {
            let v1::Place { file, pointer } = self.locate(evidence);
            v1::Evidence {
                file,
                pointer,
                value: Value::Null,
            }
        });
        v1::Finding {
            rule: rule.code().to_owned(),
            name: rule.name().to_owned(),
            severity: match finding.severity {
                Severity::Error => v1::Severity::Error,
                Severity::Warning => v1::Severity::Warning,
                Severity::Info => v1::Severity::Info,
            },
            confidence: match finding.confidence {
                Confidence::High => v1::Confidence::High,
                Confidence::Medium => v1::Confidence::Medium,
                Confidence::Low => v1::Confidence::Low,
            },
            subject: (&finding.subject).into(),
            message: finding.message.clone(),
            evidence: evidence.collect(),
            fix: v1::Fix {
                summary: finding.fix.summary.clone(),
                verified: proof.verified,
                sufficient: proof.sufficient,
                aws_cli: finding.fix.aws_cli.clone(),
            },
            assumption: finding.assumption.clone(),
            reachability_analyzer_code: explanation::code_for(rule).map(str::to_owned),
            docs_url: format!("docs/rules/{rule}.md"),
            fingerprint: fingerprint::of(&[
                rule.code(),
                journey.gateway.as_str(),
                journey.target.as_str(),
                finding.subject.kind,
                &finding.subject.id,
            ]),
        }
    }
}

/// Pointers by file.
type Pointers = BTreeMap<String, BTreeSet<String>>;

/// Values by file and pointer.
type Values = BTreeMap<String, BTreeMap<String, Value>>;

impl v1::Report {
    /// Fills in the values of the evidence. `read` is asked once, for all files and pointers; what
    /// it does not give stays `null`.
    pub fn quote<E>(&mut self, read: impl FnOnce(&Pointers) -> Result<Values, E>) -> Result<(), E> {
        let mut wanted = Pointers::new();
        for evidence in self.evidence() {
            wanted
                .entry(evidence.file.clone())
                .or_default()
                .insert(evidence.pointer.clone());
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let values = read(&wanted)?;
        for evidence in self.evidence() {
            let value = values
                .get(&evidence.file)
                .and_then(|file| file.get(&evidence.pointer));
            evidence.value = value.cloned().map(shorten).unwrap_or_default();
        }
        Ok(())
    }

    fn evidence(&mut self) -> impl Iterator<Item = &mut v1::Evidence> {
        let findings = self
            .targets
            .iter_mut()
            .flat_map(|target| &mut target.findings);
        findings.flat_map(|finding| &mut finding.evidence)
    }
}

/// Longer texts, such as whole OpenAPI documents, are cut.
const LONGEST_TEXT: usize = 2_000;

fn shorten(value: Value) -> Value {
    match value {
        Value::String(text) if text.chars().count() > LONGEST_TEXT => {
            let kept: String = text.chars().take(LONGEST_TEXT).collect();
            Value::String(kept + "…")
        }
        Value::Array(list) => list.into_iter().map(shorten).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, shorten(value)))
            .collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_long_texts_are_cut() {
        let value = json!({"Document": "x".repeat(2_001), "Ports": [443, "tcp"]});
        let short = shorten(value);
        assert_eq!(short["Ports"], json!([443, "tcp"]));
        let text = short["Document"].as_str().unwrap();
        assert_eq!(text.chars().count(), 2_001);
        assert!(text.ends_with("x…"));
    }
}
