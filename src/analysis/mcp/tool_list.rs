use jiff::{SignedDuration, Timestamp};

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule, Severity};
use crate::reach::Evidence;
use crate::topology::TargetKind;

/// MCP006: the gateway offers the tools that it listed last.
///
/// What the server offers by now needs a probe; configuration tells only that the target changed
/// after the last listing, or that listing failed since.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-target-MCPservers.html>
pub(in crate::analysis) struct ToolListStale;

/// A target is listed while it is updated; `updatedAt` is written a little later.
const SAME_UPDATE: SignedDuration = SignedDuration::from_mins(15);

impl Analyzer for ToolListStale {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::MCP006]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let target = case.target;
        let is_cached = case
            .config()
            .is_some_and(|config| config.kind == TargetKind::McpServer && !config.unprobed);
        let Some(listed) = target.synchronized_at.filter(|_| is_cached) else {
            return Vec::new();
        };
        let Some((severity, why, evidence)) = staleness(case, listed) else {
            return Vec::new();
        };
        vec![Finding {
            rule: Rule::MCP006,
            severity,
            confidence: Confidence::Medium,
            subject: case.subject(),
            message: format!(
                "the tools of target {} are those of {listed}: {why}",
                target.name
            ),
            evidence: vec![
                Evidence::part(target.source, "/lastSynchronizedAt"),
                Evidence::part(target.source, evidence),
            ],
            fix: fix(case),
            assumption: Some("the tools of the server have changed since".into()),
        }]
    }
}

/// How bad it is, why, and the member that tells.
fn staleness(case: &Case<'_>, listed: Timestamp) -> Option<(Severity, String, &'static str)> {
    let target = case.target;
    match target.status.as_deref()? {
        status @ ("SYNCHRONIZE_UNSUCCESSFUL" | "SYNCHRONIZE_PENDING_AUTH") => Some((
            Severity::Warning,
            format!("the target is {status}"),
            "/status",
        )),
        // The configuration from before serves with the tools from before.
        status @ ("UPDATE_UNSUCCESSFUL" | "UPDATE_PENDING_AUTH") => {
            Some((Severity::Info, format!("the target is {status}"), "/status"))
        }
        "READY" => {
            let updated = target.updated_at?;
            (updated.duration_since(listed) > SAME_UPDATE).then(|| {
                let why = format!("the target was updated at {updated}");
                (Severity::Warning, why, "/updatedAt")
            })
        }
        _ => None,
    }
}

fn fix(case: &Case<'_>) -> Fix {
    let is_waiting = case
        .target
        .status
        .as_deref()
        .is_some_and(|status| status.ends_with("_PENDING_AUTH"));
    if is_waiting {
        return Fix {
            summary: "authorize the target first: until then AWS refuses to synchronize it".into(),
            aws_cli: Vec::new(),
        };
    }
    Fix {
        summary: "synchronize the target".into(),
        aws_cli: vec![format!(
            "aws bedrock-agentcore-control synchronize-gateway-targets --gateway-identifier {} \
             --target-id-list {}",
            quote(case.gateway.id.as_str()),
            quote(case.target.id.as_str()),
        )],
    }
}
