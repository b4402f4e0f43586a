//! The private authority that a target registers.

use crate::reach::certificate::{Authority, Time, Weight, examine_bundle};
use crate::reach::{Cause, Evidence, Outcome, Step, StepKind, Unknown};
use crate::topology::{CaBundle, Target, TargetConfig, TargetKind, Topology};

use super::subject;

/// What is wrong with `certificateConfigurations` and what they name; none if nothing is.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::reach) fn authority(
    topology: &Topology,
    target: &Target,
    config: &TargetConfig,
) -> Vec<Step> {
    if config.ca_bundles.is_empty() {
        return Vec::new();
    }
    let judge = Judge { target, config };
    let mut steps = Vec::new();
    for what in judge.entries() {
        steps.extend(judge.refused(&what, Vec::new()));
    }
    if let Authority::Registered(bundle) = Authority::of(config) {
        for flaw in examine_bundle(bundle, Time::of(topology)) {
            match flaw.weight {
                Weight::Fatal => steps.extend(judge.refused(&flaw.what, flaw.evidence)),
                Weight::Doubtful => {
                    let outcome = Outcome::Warn(Cause::CaBundleInvalid);
                    steps.push(judge.step(outcome, flaw.what, flaw.evidence));
                }
                Weight::Unknown => steps.push(judge.unknown(flaw.what, flaw.evidence)),
            }
        }
    }
    steps
}

struct Judge<'a> {
    target: &'a Target,
    config: &'a TargetConfig,
}

impl Judge<'_> {
    /// What the configuration alone makes impossible, one clause each.
    fn entries(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let entries = self.config.ca_bundles.len();
        if entries > 1 {
            faults.push(format!(
                "certificateConfigurations has {entries} entries, and AWS takes one"
            ));
        }
        if self.config.ca_bundles.contains(&CaBundle::Unreadable) {
            faults.push(
                "certificateConfigurations names neither an object in S3 (s3://BUCKET/KEY) nor a \
                 secret"
                    .to_owned(),
            );
        }
        if self.config.private_endpoint.is_none() {
            faults.push(
                "certificateConfigurations needs a private endpoint, and the target has none"
                    .to_owned(),
            );
        }
        let kind = self.config.kind;
        if matches!(
            kind,
            TargetKind::AgentCoreRuntime
                | TargetKind::ApiGateway
                | TargetKind::Lambda
                | TargetKind::Smithy
        ) {
            faults.push(format!(
                "a {} target takes no certificateConfigurations",
                kind.as_str()
            ));
        }
        faults
    }

    /// AWS does not take it. If it serves nevertheless, it took something else before.
    fn refused(&self, what: &str, evidence: Vec<Evidence>) -> Vec<Step> {
        if !self.is_in_force() {
            let outcome = Outcome::Fail(Cause::CaBundleInvalid);
            return vec![self.step(outcome, what.to_owned(), evidence)];
        }
        let outcome = Outcome::Warn(Cause::CaBundleInvalid);
        let warning = format!("{what}; the next update of the target fails with it");
        let why = format!(
            "{what}, but the target serves: which authority it trusts now is the copy of an \
             earlier update, or undocumented"
        );
        vec![
            self.step(outcome, warning, evidence.clone()),
            self.unknown(why, evidence),
        ]
    }

    /// Whether AWS has taken some authority for this target: it copies and checks it when the
    /// target is made or updated. Planned targets have no time of an update.
    fn is_in_force(&self) -> bool {
        let status = self.target.status.as_deref();
        self.target.updated_at.is_some() && matches!(status, Some("READY" | "UPDATE_UNSUCCESSFUL"))
    }

    fn unknown(&self, why: String, evidence: Vec<Evidence>) -> Step {
        let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
        self.step(outcome, why, evidence)
    }

    fn step(&self, outcome: Outcome, summary: String, evidence: Vec<Evidence>) -> Step {
        let named = Evidence::part(self.target.source, "/certificateConfigurations");
        Step {
            kind: StepKind::Certificate,
            subject: subject(self.target),
            outcome,
            summary,
            evidence: std::iter::once(named).chain(evidence).collect(),
        }
    }
}
