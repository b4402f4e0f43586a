//! The policy of the endpoint and the policy of the API.

use crate::reach::endpoint_policy::{
    Context, ContextValue, PolicyDecision, PolicyPrincipal, PolicyRequest, evaluate,
};
use crate::reach::{Cause, Evidence, Outcome, Step, StepKind, Unknown};
use crate::topology::{Cidr, Lookup, Missing, RestApi};

use super::caller::know_principal;
use super::stage::segments;
use super::{Front, subject_of};

impl<'a> Front<'a> {
    /// The endpoint policy. AWS prints its own, which allows everything, like any other: one that
    /// is not there was not observed.
    /// <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>
    pub(super) fn endpoint_policy(&self) -> Step {
        let source = self.endpoint.source;
        let mut of_caller = None;
        let (outcome, summary, part) = match written(self.endpoint.policy.as_ref()) {
            None => {
                let what = format!("the policy of {}", self.endpoint.id);
                let missing = Missing::new("ec2", "describe-vpc-endpoints", what);
                let summary = missing.to_string();
                (Outcome::Unknown(Unknown::Missing(missing)), summary, "")
            }
            Some(policy) => {
                let (decision, evidence) = self.decide(policy, None, self.principal());
                of_caller = evidence;
                let (outcome, summary) = told("the endpoint policy", decision);
                (outcome, summary, "/PolicyDocument")
            }
        };
        let own = Evidence::part(source, part);
        Step {
            kind: StepKind::EndpointPolicy,
            subject: subject_of(self.endpoint),
            outcome,
            summary,
            evidence: [own].into_iter().chain(of_caller).collect(),
        }
    }

    /// The resource policy. A private API without one refuses every call.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
    pub(super) fn resource_policy(&self, api: &RestApi) -> Step {
        let Some(policy) = written(api.policy.as_ref()) else {
            let outcome = Outcome::Fail(Cause::NoResourcePolicy);
            let summary = format!("{} has no resource policy", api.id);
            let evidence = Evidence::record(api.source);
            return self.step(StepKind::ResourcePolicy, outcome, summary, evidence);
        };
        let principal = self.principal_of_methods(api);
        let (decision, of_caller) = self.decide(policy, Some(&self.arn()), principal);
        let other = match decision {
            PolicyDecision::Deny { explicit: None } => self.other_grant(api),
            _ => None,
        };
        let (mut outcome, mut summary) = told("the resource policy", decision);
        if let Some((why, _)) = &other {
            let unknown = Unknown::Undecidable(format!("{summary}, but {why}"));
            summary = unknown.to_string();
            outcome = Outcome::Unknown(unknown);
        }
        let evidence = Evidence::part(api.source, "/policy");
        let mut step = self.step(StepKind::ResourcePolicy, outcome, summary, evidence);
        step.evidence.extend(of_caller);
        step.evidence.extend(other.map(|(_, evidence)| evidence));
        step
    }

    /// What a policy decides, and where it is seen who calls, if that made a difference.
    fn decide(
        &self,
        policy: &str,
        short_form: Option<&str>,
        principal: PolicyPrincipal<'a>,
    ) -> (PolicyDecision, Option<Evidence>) {
        let decide = |principal| evaluate(policy, &self.request(short_form, principal));
        let decision = decide(principal);
        let made_a_difference = decide(PolicyPrincipal::Unknown) != decision;
        let seen = Evidence::part(self.call.target, "/credentialProviderConfigurations");
        (decision, made_a_difference.then_some(seen))
    }

    /// The call as policies see it.
    fn request(
        &self,
        short_form: Option<&str>,
        principal: PolicyPrincipal<'a>,
    ) -> PolicyRequest<'a> {
        let mut context = self.context();
        know_principal(&mut context, principal);
        PolicyRequest {
            action: "execute-api:Invoke",
            resources: self.resources(),
            short_form: short_form.map(str::to_owned),
            principal,
            context,
        }
    }

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html>
    fn context(&self) -> Context {
        let endpoint = self.endpoint;
        let mut context = Context::default();
        context.know("aws:sourcevpce", text(endpoint.id.as_str()));
        if let Some(vpc) = &endpoint.vpc {
            context.know("aws:sourcevpc", text(vpc.as_str()));
        }
        if self.call.url.scheme == "https" {
            context.know("aws:securetransport", text("true"));
        }
        if !self.call.sources.is_empty() {
            let sources = ContextValue::Addresses(self.call.sources.to_vec());
            context.know("aws:vpcsourceip", sources);
        }
        // IAM says that a call through an endpoint lacks this key, API Gateway that the endpoint
        // rewrites the address; either way it is none that a policy may know.
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip>
        // <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
        let rewritten = ContextValue::Addresses(private_addresses());
        context.know_one_of("aws:sourceip", vec![ContextValue::Absent, rewritten]);
        if let Some(at) = self.call.at {
            context.know("aws:currenttime", ContextValue::Time(at));
            context.know("aws:epochtime", ContextValue::Time(at));
        }
        context
    }

    /// `arn:…:{api}/`, with `*` for an account that is not known.
    fn arn(&self) -> String {
        let host = self.host;
        let account = match &self.api {
            Lookup::Found(api) if api.account.bytes().all(|b| b.is_ascii_digit()) => &api.account,
            _ => "*",
        };
        let (partition, region, id) = (host.partition(), host.region, host.api);
        format!("arn:{partition}:execute-api:{region}:{account}:{id}/")
    }

    /// The ARNs of what is called: `{api}/{stage}/{method}/{path}`.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html>
    fn resources(&self) -> Vec<String> {
        let mut segments = segments(&self.call.url.path);
        let stage = segments.next().unwrap_or("*");
        let path = segments.collect::<Vec<_>>().join("/");
        let exact = format!("{}{stage}/*/{path}", self.arn());
        // What is called below a path starts with a slash, and so does not match the path itself.
        match (self.call.subpaths, path.is_empty()) {
            (false, _) => vec![exact],
            (true, true) => vec![format!("{exact}*")],
            (true, false) => vec![format!("{exact}/*")],
        }
    }
}

fn text(value: &str) -> ContextValue {
    ContextValue::Text(value.to_owned())
}

/// The addresses of networks like those behind an endpoint.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry>
fn private_addresses() -> Vec<Cidr> {
    let blocks = [
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
    ];
    blocks.iter().filter_map(|text| text.parse().ok()).collect()
}

/// A policy, unless it is empty.
fn written(policy: Option<&String>) -> Option<&str> {
    policy
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
}

fn told(policy: &str, decision: PolicyDecision) -> (Outcome, String) {
    match decision {
        PolicyDecision::Allow { statement } => (
            Outcome::Pass,
            format!("statement {} of {policy} allows the call", statement + 1),
        ),
        PolicyDecision::Deny {
            explicit: Some(statement),
        } => (
            Outcome::Fail(Cause::PolicyDenies),
            format!("statement {} of {policy} denies the call", statement + 1),
        ),
        PolicyDecision::Deny { explicit: None } => (
            Outcome::Fail(Cause::PolicyDenies),
            format!("no statement of {policy} allows the call"),
        ),
        PolicyDecision::Unknown { statement, why } => {
            let why = match statement {
                Some(statement) => format!("statement {} of {policy}: {why}", statement + 1),
                None => why,
            };
            let unknown = Unknown::Undecidable(why);
            let summary = unknown.to_string();
            (Outcome::Unknown(unknown), summary)
        }
    }
}
