//! The target itself: does its status let it serve, and does it have a way into the VPC?

mod authority;
mod configuration;

use jiff::{SignedDuration, Timestamp};

pub(super) use authority::authority;
pub(super) use configuration::configuration;

use crate::topology::{Gateway, Missing, Target, TargetConfig, TargetKind};

use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

/// Judges the status of a target.
///
/// READY proves nothing about the network, but a target that is not READY does not serve:
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
///
/// A target that has been in the making for more than 15 minutes is suspicious: creation takes a
/// few. `now` is the time of the evidence.
pub(super) fn status(gateway: &Gateway, target: &Target, now: Option<Timestamp>) -> Step {
    let reasons = match target.status_reasons.as_slice() {
        [] => String::new(),
        reasons => format!(": {}", reasons.join(" ")),
    };
    let (outcome, summary) = match target.status.as_deref() {
        None => {
            let what = format!("the status of target {}", target.name);
            let missing = Missing::new("bedrock-agentcore-control", "get-gateway-target", what);
            (
                Outcome::Unknown(Unknown::Missing(missing)),
                "status not observed".into(),
            )
        }
        Some("READY") => (Outcome::Pass, "the target is READY".into()),
        Some("UPDATE_UNSUCCESSFUL") => (
            Outcome::Warn(Cause::TargetUpdateFailed),
            format!("the last update failed, the configuration before it serves{reasons}"),
        ),
        Some(status @ ("CREATING" | "UPDATING" | "SYNCHRONIZING")) => {
            if is_slow(target.updated_at, now) {
                let summary =
                    format!("the target has been {status} for more than 15 minutes{reasons}");
                (Outcome::Warn(Cause::TargetUpdateFailed), summary)
            } else {
                (Outcome::Pass, format!("the target is {status}"))
            }
        }
        Some(status @ ("FAILED" | "SYNCHRONIZE_UNSUCCESSFUL")) => (
            Outcome::Fail(Cause::TargetNotReady),
            format!("the target is {status}{reasons}"),
        ),
        Some(
            status @ ("CREATE_PENDING_AUTH" | "UPDATE_PENDING_AUTH" | "SYNCHRONIZE_PENDING_AUTH"),
        ) => (
            Outcome::Fail(Cause::PendingAuthorization),
            format!("the target is {status}: a user has to authorize it first"),
        ),
        Some("DELETING") => (Outcome::Pass, "the target is being deleted".into()),
        Some(status) => {
            let why = format!("the target is {status}: whether it will serve is not decided yet");
            (Outcome::Unknown(Unknown::Undecidable(why.clone())), why)
        }
    };
    let mut evidence = vec![Evidence::part(target.source, "/status")];
    if !target.status_reasons.is_empty() {
        evidence.push(Evidence::part(target.source, "/statusReasons"));
    }
    if target.status.is_none() {
        evidence = vec![Evidence::record(gateway.source)];
    }
    Step {
        kind: StepKind::Gateway,
        subject: subject(target),
        outcome,
        summary,
        evidence,
    }
}

/// Judges the status of the gateway itself; nothing to say if it is READY or was not observed.
/// <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_GetGateway.html>
pub(super) fn own_status(gateway: &Gateway, now: Option<Timestamp>) -> Option<Step> {
    let reasons = match gateway.status_reasons.as_slice() {
        [] => String::new(),
        reasons => format!(": {}", reasons.join(" ")),
    };
    let name = &gateway.name;
    let (outcome, summary) = match gateway.status.as_deref()? {
        "READY" => return None,
        status @ ("FAILED" | "CREATING" | "DELETING") => (
            Outcome::Fail(Cause::GatewayNotReady),
            format!("gateway {name} is {status}{reasons}"),
        ),
        "UPDATE_UNSUCCESSFUL" => (
            Outcome::Warn(Cause::GatewayUpdateFailed),
            format!(
                "the last update of gateway {name} failed, the configuration before it \
                 serves{reasons}"
            ),
        ),
        status @ "UPDATING" => {
            if !is_slow(gateway.updated_at, now) {
                return None;
            }
            let summary = format!("gateway {name} has been {status} for more than 15 minutes");
            (Outcome::Warn(Cause::GatewayUpdateFailed), summary)
        }
        status => {
            let why =
                format!("gateway {name} is {status}: whether it will serve is not decided yet");
            (Outcome::Unknown(Unknown::Undecidable(why.clone())), why)
        }
    };
    let mut evidence = vec![Evidence::part(gateway.source, "/status")];
    if !gateway.status_reasons.is_empty() {
        evidence.push(Evidence::part(gateway.source, "/statusReasons"));
    }
    Some(Step {
        kind: StepKind::Gateway,
        subject: gateway_subject(gateway),
        outcome,
        summary,
        evidence,
    })
}

/// Whether something has been under way for suspiciously long.
fn is_slow(since: Option<Timestamp>, now: Option<Timestamp>) -> bool {
    since
        .zip(now)
        .is_some_and(|(since, now)| now.duration_since(since) > SignedDuration::from_mins(15))
}

/// A step that says that the endpoint of the target was not observed.
pub(super) fn unobserved(target: &Target) -> Step {
    let what = format!("the configuration of target {}", target.name);
    let missing = Missing::new("bedrock-agentcore-control", "get-gateway-target", what);
    Step {
        kind: StepKind::Gateway,
        subject: subject(target),
        outcome: Outcome::Unknown(Unknown::Missing(missing)),
        summary: "only listed: the list does not tell the endpoint".into(),
        evidence: vec![Evidence::record(target.source)],
    }
}

/// A step for each part of a planned target that the API would not take.
pub(super) fn refused(target: &Target, config: &TargetConfig) -> Vec<Step> {
    let step = |(pointer, message): &(String, String)| Step {
        kind: StepKind::Gateway,
        subject: subject(target),
        outcome: Outcome::Fail(Cause::RequestRefused),
        summary: format!("{pointer}: {message}"),
        evidence: vec![Evidence::part(target.source, pointer.trim_end_matches('/'))],
    };
    config.request_faults.iter().map(step).collect()
}

/// A step that says what of a planned target only its creation will tell.
pub(super) fn undecided(target: &Target, name: &str) -> Step {
    let why = format!("not known until the plan is applied: {name}");
    Step {
        kind: StepKind::Gateway,
        subject: subject(target),
        outcome: Outcome::Unknown(Unknown::Undecidable(why.clone())),
        summary: why,
        evidence: vec![Evidence::record(target.source)],
    }
}

/// A step that says that the configuration names no URL that can be read.
pub(super) fn unreadable_url(target: &Target, config: &TargetConfig, why: &str) -> Step {
    Step {
        kind: StepKind::Gateway,
        subject: subject(target),
        outcome: Outcome::Unknown(Unknown::Undecidable(why.to_owned())),
        summary: format!(
            "the host that this {} target calls is not known: {why}",
            config.kind.as_str()
        ),
        evidence: vec![Evidence::part(target.source, config.url_pointer)],
    }
}

/// A step that says that the private endpoint is of a kind that gatepath does not know.
pub(super) fn unreadable_endpoint(target: &Target) -> Step {
    let why = "the private endpoint is neither managedVpcResource nor selfManagedLatticeResource";
    Step {
        kind: StepKind::Gateway,
        subject: subject(target),
        outcome: Outcome::Unknown(Unknown::Unmodelled("this kind of private endpoint".into())),
        summary: why.into(),
        evidence: vec![Evidence::part(target.source, "/privateEndpoint")],
    }
}

/// Whether the gateway calls an AWS API for this kind of target, so that there is no host of the
/// customer's to reach.
pub(super) fn calls_aws(kind: TargetKind) -> bool {
    use TargetKind::{AgentCoreRuntime, ApiGateway, Connector, Lambda, Smithy};
    matches!(
        kind,
        AgentCoreRuntime | ApiGateway | Connector | Lambda | Smithy
    )
}

/// The gateway as the subject of a step or finding.
pub(super) fn gateway_subject(gateway: &Gateway) -> Subject {
    Subject::new("gateway", gateway.id.as_str()).named(gateway.name.clone())
}

/// The target as the subject of a step or finding.
pub(super) fn subject(target: &Target) -> Subject {
    Subject::new("gateway-target", target.id.as_str()).named(target.name.clone())
}
