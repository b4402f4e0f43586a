//! What the role of a gateway may do, and who may assume it.
//!
//! Policies of a role, its boundary and its trust policy are judged; policies of the organization and
//! of sessions do not show in them. What the policy simulator of AWS said wins over both.
//! <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-prerequisites-permissions.html>

use crate::topology::{
    Boundary, CaBundle, Credential, Gateway, Lookup, Missing, PolicyText, PrivateEndpoint, Role,
    Scope, Simulated, Target, TargetConfig, Topology,
};

use super::endpoint_policy::{
    Context, ContextValue, PolicyDecision, PolicyPrincipal, PolicyRequest, evaluate_identity,
    evaluate_trust, perhaps_denied,
};
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown, gateway};

/// What is judged, and what is taken for granted.
#[derive(Debug, Default)]
pub(super) struct Permissions {
    pub(super) steps: Vec<Step>,
    pub(super) assumptions: Vec<String>,
}

/// What permissions mean for the calls of a target: steps for what is missing or cannot be told.
pub(super) fn of_gateway(
    topology: &Topology,
    gateway: &Gateway,
    target: &Target,
    config: &TargetConfig,
) -> Permissions {
    let mut found = Permissions::default();
    found
        .steps
        .extend(service_role(topology, gateway, target, config));
    let Some(arn) = gateway.role.as_deref() else {
        // Somebody looked at roles; which of them is the gateway's is told by its description only.
        if !gateway.described && topology.roles_sought() {
            found.steps.push(role_unknown(gateway));
        }
        return found;
    };
    let Some(role) = topology.role(arn) else {
        if config.credential.is_some() {
            found
                .assumptions
                .push("the role of the gateway may fetch the credential of the target".to_owned());
        }
        return found;
    };
    let judge = Judge {
        gateway,
        target,
        role,
        arn,
    };
    found.steps.extend(judge.trust());
    let asks_policies = role.policies_sought || role.simulation_lost || !role.simulated.is_empty();
    if !asks_policies {
        return found;
    }
    found.steps.extend(judge.credential(config));
    let bundles = config.ca_bundles.iter();
    found
        .steps
        .extend(bundles.filter_map(|bundle| judge.ca_bundle(bundle)));
    if role.simulated.is_empty() {
        found.assumptions.push(format!(
            "no policy of the organization or of a session narrows what role {} may do",
            role.name
        ));
    }
    found
}

fn role_unknown(gateway: &Gateway) -> Step {
    let what = format!("the role of gateway {}", gateway.name);
    let summary = format!("{what} was not observed");
    let missing = Missing::new("bedrock-agentcore-control", "get-gateway", what);
    Step {
        kind: StepKind::Gateway,
        subject: gateway::gateway_subject(gateway),
        outcome: Outcome::Unknown(Unknown::Missing(missing)),
        summary,
        evidence: vec![Evidence::record(gateway.source)],
    }
}

/// The actions that fetching a credential takes.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-outbound-auth.html>
pub fn credential_actions(credential: &Credential) -> [&'static str; 3] {
    let own = match credential {
        Credential::ApiKey { .. } => "bedrock-agentcore:GetResourceApiKey",
        Credential::Oauth { .. } => "bedrock-agentcore:GetResourceOauth2Token",
    };
    [
        own,
        "bedrock-agentcore:GetWorkloadAccessToken",
        "secretsmanager:GetSecretValue",
    ]
}

/// The action and the resource that reading a bundle of certificates takes.
pub fn bundle_action(bundle: &CaBundle, partition: &str) -> Option<(&'static str, String)> {
    match bundle {
        CaBundle::Object { bucket, key, .. } => Some((
            "s3:GetObject",
            format!("arn:{partition}:s3:::{bucket}/{key}"),
        )),
        CaBundle::Secret(arn) => Some(("secretsmanager:GetSecretValue", arn.clone())),
        CaBundle::Unreadable => None,
    }
}

/// The partition in an ARN, such as `aws-cn`.
pub fn partition(arn: &str) -> &str {
    arn.split(':').nth(1).unwrap_or("aws")
}

/// The role that AgentCore makes resource gateways with. It is made with the first private endpoint.
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
fn service_role(
    topology: &Topology,
    gateway: &Gateway,
    target: &Target,
    config: &TargetConfig,
) -> Option<Step> {
    let is_managed = matches!(
        config.private_endpoint,
        Some(PrivateEndpoint::Managed { .. })
    );
    let is_made = target.status.as_deref() == Some("READY");
    let absent = topology.role_exists(&gateway.account, SERVICE_ROLE) == Lookup::Absent;
    if !is_managed || is_made || !absent {
        return None;
    }
    let denial = topology
        .simulations()
        .filter(|(arn, _)| gateway.role.as_deref() != Some(*arn))
        .find_map(|(arn, answers)| Some((arn, denied(answers, MAKE_SERVICE_ROLE)?)));
    let mut evidence = vec![Evidence::part(target.source, "/privateEndpoint")];
    let (outcome, summary) = match denial {
        Some((arn, answer)) => {
            evidence.push(Evidence::part(answer.source, "/EvalDecision"));
            (
                Outcome::Fail(Cause::ServiceRoleMissing),
                format!("{SERVICE_ROLE} does not exist, and {arn} may not make it"),
            )
        }
        None => (
            Outcome::Warn(Cause::ServiceRoleMissing),
            format!(
                "{SERVICE_ROLE} does not exist: whoever makes the first private endpoint needs \
                 {MAKE_SERVICE_ROLE}"
            ),
        ),
    };
    Some(Step {
        kind: StepKind::Gateway,
        subject: gateway::subject(target),
        outcome,
        summary,
        evidence,
    })
}

/// The answer of the simulator that refuses an action, if none allows it.
pub fn denied<'t>(answers: &'t [Simulated], action: &str) -> Option<&'t Simulated> {
    let mut about = answers
        .iter()
        .filter(|answer| answer.action.eq_ignore_ascii_case(action));
    let first = about.next()?;
    (!first.is_allowed && about.all(|answer| !answer.is_allowed)).then_some(first)
}

/// Whether a role may do something.
enum May {
    Yes,
    /// A statement or the simulator refuses.
    Forbidden(Vec<Evidence>),
    /// No policy allows it, and all were read.
    Unmentioned,
    /// Policies allow it for other resources, or under conditions.
    Undecided(String),
    /// A statement may refuse it.
    Doubtful(String),
    Missing(Missing),
}

struct Judge<'a> {
    gateway: &'a Gateway,
    target: &'a Target,
    role: &'a Role,
    arn: &'a str,
}

impl Judge<'_> {
    /// Whether AgentCore may assume the role for this gateway.
    fn trust(&self) -> Option<Step> {
        let name = &self.role.name;
        let Some(trust) = &self.role.trust else {
            let missing = Missing::new("iam", "get-role", format!("who may assume role {name}"));
            return Some(self.step(
                Outcome::Unknown(Unknown::Missing(missing)),
                format!("who may assume role {name} was not observed"),
                Vec::new(),
            ));
        };
        let mut context = Context::default();
        let text = |text: &str| ContextValue::Text(text.to_owned());
        if self.gateway.account != Scope::UNKNOWN {
            context.know("aws:sourceaccount", text(&self.gateway.account));
        }
        if let Some(arn) = &self.gateway.arn {
            context.know("aws:sourcearn", text(arn));
        }
        let request = PolicyRequest {
            action: "sts:AssumeRole",
            resources: vec![self.arn.to_owned()],
            short_form: None,
            principal: PolicyPrincipal::Service(SERVICE),
            context,
        };
        let evidence = |statement: Option<usize>| {
            let part = match statement {
                Some(index) => format!("{}/Statement/{index}", trust.part),
                None => trust.part.to_owned(),
            };
            vec![Evidence::part(trust.source, part)]
        };
        match evaluate_trust(&trust.text, &request) {
            PolicyDecision::Allow { .. } => None,
            PolicyDecision::Deny { explicit } => Some(self.step(
                Outcome::Fail(Cause::RoleNotAssumable),
                format!(
                    "the trust policy of role {name} does not let {SERVICE} assume it for gateway {}",
                    self.gateway.name
                ),
                // A single statement is an object, not a list.
                evidence(explicit.filter(|_| trust.has_list())),
            )),
            PolicyDecision::Unknown { why, .. } => Some(self.step(
                Outcome::Unknown(Unknown::Undecidable(why.clone())),
                format!("whether {SERVICE} may assume role {name} depends on more: {why}"),
                evidence(None),
            )),
        }
    }

    /// Whether the role may fetch what the calls of the target carry.
    fn credential(&self, config: &TargetConfig) -> Option<Step> {
        let credential = config.credential.as_ref()?;
        let provider = match credential {
            Credential::ApiKey { provider, .. } | Credential::Oauth { provider } => provider,
        };
        let mut denied: Vec<&str> = Vec::new();
        let mut narrow: Vec<&str> = Vec::new();
        let mut evidence = Vec::new();
        let mut open = None;
        for (index, action) in credential_actions(credential).into_iter().enumerate() {
            // Only the provider is named: not the secret, nor the workload identity.
            let named = provider.as_deref().filter(|_| index == 0);
            match self.may_somewhere(action, named) {
                May::Forbidden(by) => {
                    denied.push(action);
                    evidence.extend(by);
                }
                May::Unmentioned => denied.push(action),
                May::Undecided(_) if named.is_some() => narrow.push(action),
                // Where it is allowed for some resources, these may be the ones.
                May::Yes | May::Undecided(_) => {}
                May::Doubtful(why) => open = open.or(Some(Unknown::Undecidable(why))),
                May::Missing(missing) => open = open.or(Some(Unknown::Missing(missing))),
            }
        }
        let name = &self.role.name;
        let at = "/credentialProviderConfigurations";
        evidence.push(Evidence::part(self.target.source, at));
        let (outcome, summary) = if !denied.is_empty() {
            (
                Outcome::Fail(Cause::CredentialDenied),
                format!(
                    "role {name} may not fetch the credential of the target: it lacks {}",
                    denied.join(", ")
                ),
            )
        } else if let Some(unknown) = open {
            let summary = format!("whether role {name} may fetch the credential: {unknown}");
            (Outcome::Unknown(unknown), summary)
        } else if !narrow.is_empty() {
            (
                Outcome::Warn(Cause::CredentialDenied),
                format!(
                    "role {name} has {} for other credential providers or under conditions only, \
                     as far as can be told",
                    narrow.join(", ")
                ),
            )
        } else {
            return None;
        };
        Some(self.step(outcome, summary, evidence))
    }

    /// Whether the role may read the certificates of the private authority.
    fn ca_bundle(&self, bundle: &CaBundle) -> Option<Step> {
        let (action, resource) = bundle_action(bundle, partition(self.arn))?;
        let owner = match bundle {
            CaBundle::Object { owner, .. } => owner.as_deref(),
            _ => resource.split(':').nth(4),
        };
        let is_foreign = owner.is_some_and(|owner| {
            self.gateway.account != Scope::UNKNOWN && owner != self.gateway.account
        });
        let name = &self.role.name;
        let failed = self.target.status.as_deref() == Some("FAILED");
        let (outcome, summary, by) = match self.may(action, &resource) {
            May::Yes => return None,
            May::Forbidden(by) => (
                Outcome::Fail(Cause::CaBundleDenied),
                format!("role {name} is denied {action} on {resource}"),
                by,
            ),
            // In its own account a policy of the bucket or secret suffices.
            May::Unmentioned if is_foreign || failed => (
                Outcome::Fail(Cause::CaBundleDenied),
                format!(
                    "role {name} may not read the private authority: no {action} on {resource}"
                ),
                Vec::new(),
            ),
            May::Unmentioned => (
                Outcome::Warn(Cause::CaBundleDenied),
                format!(
                    "no policy of role {name} allows {action} on {resource}: unless that resource's \
                     own policy does, the private authority cannot be read"
                ),
                Vec::new(),
            ),
            May::Undecided(why) | May::Doubtful(why) => (
                Outcome::Unknown(Unknown::Undecidable(why.clone())),
                format!("whether role {name} may read {resource} depends on more: {why}"),
                Vec::new(),
            ),
            May::Missing(missing) => (
                Outcome::Unknown(Unknown::Missing(missing)),
                format!("whether role {name} may read {resource} was not observed"),
                Vec::new(),
            ),
        };
        let mut evidence = by;
        let at = "/certificateConfigurations";
        evidence.push(Evidence::part(self.target.source, at));
        Some(self.step(outcome, summary, evidence))
    }

    /// Whether the role may do something with the resource, or with any if none is named.
    fn may_somewhere(&self, action: &str, resource: Option<&str>) -> May {
        match (self.may(action, "*"), resource) {
            (May::Undecided(why) | May::Doubtful(why), Some(resource)) => {
                match self.may(action, resource) {
                    May::Unmentioned => May::Undecided(why),
                    found => found,
                }
            }
            (found, _) => found,
        }
    }

    fn may(&self, action: &str, resource: &str) -> May {
        let asked = self.role.simulated.iter().filter(|answer| {
            let same = answer.resource == resource || answer.resource == "*" || resource == "*";
            answer.action.eq_ignore_ascii_case(action) && same
        });
        let asked: Vec<&Simulated> = asked.collect();
        if let Some(first) = asked.first() {
            if asked.iter().any(|answer| answer.is_allowed) {
                return May::Yes;
            }
            return May::Forbidden(vec![Evidence::part(first.source, "/EvalDecision")]);
        }
        if self.role.simulation_lost {
            let what = format!("what role {} may do", self.role.name);
            return May::Missing(Missing::new("iam", "simulate-principal-policy", what));
        }
        let request = PolicyRequest {
            action,
            resources: vec![resource.to_owned()],
            short_form: None,
            principal: PolicyPrincipal::Role(self.arn),
            context: Context::default(),
        };
        let boundary = self.role.boundary.as_ref();
        if let Some(policy) = boundary.and_then(|boundary| boundary.policy.as_ref())
            && let PolicyDecision::Deny { explicit } = evaluate_identity(&policy.text, &request)
        {
            return May::Forbidden(vec![policy.evidence(explicit)]);
        }
        let (mut allows, mut undecided, mut doubt) = (false, None, None);
        for policy in &self.role.policies {
            doubt = doubt.or_else(|| perhaps_denied(&policy.text, &request));
            match evaluate_identity(&policy.text, &request) {
                PolicyDecision::Deny { explicit: None } => {}
                PolicyDecision::Deny { explicit } => {
                    return May::Forbidden(vec![policy.evidence(explicit)]);
                }
                PolicyDecision::Allow { .. } => allows = true,
                PolicyDecision::Unknown { why, .. } => {
                    let why = format!("policy {}: {why}", policy.name);
                    undecided = undecided.or(Some(why));
                }
            }
        }
        // A policy that was not read may deny.
        if let Some(missing) = self.role.missing.first() {
            return May::Missing(missing.clone());
        }
        if let Some(why) = doubt {
            return May::Doubtful(why);
        }
        match (allows, undecided.clone(), boundary) {
            (_, _, Some(Boundary { arn, policy: None })) if allows || undecided.is_some() => {
                let what = format!("policy {arn}");
                May::Missing(Missing::new("iam", "get-policy-version", what))
            }
            (_, Some(why), _) => May::Undecided(why),
            (true, None, _) => May::Yes,
            (false, None, _) => May::Unmentioned,
        }
    }

    fn step(&self, outcome: Outcome, summary: String, mut evidence: Vec<Evidence>) -> Step {
        evidence.push(Evidence::part(self.gateway.source, "/roleArn"));
        Step {
            kind: StepKind::Gateway,
            subject: Subject::new("iam-role", self.role.name.clone()),
            outcome,
            summary,
            evidence,
        }
    }
}

impl PolicyText {
    /// Whether its statements stand in a list, so that they have numbers.
    fn has_list(&self) -> bool {
        let document: Option<serde_json::Value> = serde_json::from_str(&self.text).ok();
        document.is_some_and(|document| {
            document
                .get("Statement")
                .is_some_and(serde_json::Value::is_array)
        })
    }

    fn evidence(&self, statement: Option<usize>) -> Evidence {
        match statement.filter(|_| self.has_list()) {
            Some(index) => {
                Evidence::part(self.source, format_args!("{}/Statement/{index}", self.part))
            }
            None => Evidence::part(self.source, self.part),
        }
    }
}

/// Who assumes the roles of gateways.
const SERVICE: &str = "bedrock-agentcore.amazonaws.com";

/// The role that AgentCore makes resource gateways with.
pub const SERVICE_ROLE: &str = "AWSServiceRoleForBedrockAgentCoreGatewayNetwork";

const MAKE_SERVICE_ROLE: &str = "iam:CreateServiceLinkedRole";
