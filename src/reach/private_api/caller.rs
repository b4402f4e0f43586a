//! Who calls, and who beside the resource policy may let them in.

use std::collections::BTreeSet;

use crate::reach::endpoint_policy::{Context, ContextValue, PolicyPrincipal};
use crate::reach::{Caller, Evidence};
use crate::topology::{ApiPath, RestApi};

use super::Front;
use super::stage::{leads_to, segments};

impl<'a> Front<'a> {
    /// Who calls, by the `Authorization` header alone: a signature for another service or Region is
    /// not good here.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-endpoint-policies.html>
    pub(super) fn principal(&self) -> PolicyPrincipal<'a> {
        match self.call.caller {
            Caller::Anonymous => PolicyPrincipal::Anonymous,
            Caller::Role {
                arn,
                service: "execute-api",
                region,
            } if region == self.host.region => PolicyPrincipal::Role(arn),
            Caller::Role { .. } | Caller::Unknown => PolicyPrincipal::Unknown,
        }
    }

    /// Who calls, as the resource policy sees it: it knows principals only where methods ask for
    /// them.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html>
    pub(super) fn principal_of_methods(&self, api: &RestApi) -> PolicyPrincipal<'a> {
        match self.principal() {
            PolicyPrincipal::Role(arn) => match self.authorizations(api) {
                Some(types) if types == BTreeSet::from(["AWS_IAM"]) => PolicyPrincipal::Role(arn),
                _ => PolicyPrincipal::Unknown,
            },
            other => other,
        }
    }

    /// What may allow a call that the resource policy neither allows nor denies, and where that is
    /// seen: a Lambda authorizer, or the policies of a caller in the account of the API.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html>
    pub(super) fn other_grant(&self, api: &RestApi) -> Option<(String, Evidence)> {
        let everything = Evidence::record(api.source);
        let Some(types) = self.authorizations(api) else {
            let why = "how its methods authorize calls was not observed";
            return Some((why.to_owned(), everything));
        };
        let seen = |wanted: &str| {
            let mut paths = self.paths(api);
            let path = paths.find(|path| authorizes(path, wanted));
            path.map_or(everything, |path| {
                Evidence::part(path.source, "/resourceMethods")
            })
        };
        if types.contains("CUSTOM") {
            return Some(("a Lambda authorizer may".to_owned(), seen("CUSTOM")));
        }
        if !types.contains("AWS_IAM") {
            return None;
        }
        let why = match self.principal() {
            PolicyPrincipal::Anonymous | PolicyPrincipal::Service(_) => return None,
            PolicyPrincipal::Role(arn) => {
                let is_other = |account: &str| account != api.account && is_account(&api.account);
                if arn.split(':').nth(4).is_some_and(is_other) {
                    return None;
                }
                format!("the policies of {arn} may")
            }
            PolicyPrincipal::Unknown => "the policies of the caller may".to_owned(),
        };
        Some((why, seen("AWS_IAM")))
    }

    /// How the methods that may be called authorize calls; `None` if one of them does not tell.
    fn authorizations<'b>(&self, api: &'b RestApi) -> Option<BTreeSet<&'b str>> {
        api.paths.as_ref()?;
        let methods = self.paths(api).flat_map(|path| &path.methods);
        let types: BTreeSet<&str> = methods
            .map(|method| {
                let kind = method.authorization.as_deref()?;
                AUTHORIZATIONS.contains(&kind).then_some(kind)
            })
            .collect::<Option<_>>()?;
        (!types.is_empty()).then_some(types)
    }

    /// The resources that calls may meet.
    pub(super) fn paths<'b>(&self, api: &'b RestApi) -> impl Iterator<Item = &'b ApiPath> {
        let wanted: Vec<_> = segments(&self.call.url.path)
            .skip(1)
            .map(str::to_owned)
            .collect();
        let paths = api.paths.iter().flatten();
        paths.filter(move |path| {
            let wanted: Vec<_> = wanted.iter().map(String::as_str).collect();
            leads_to(path, &wanted)
        })
    }
}

fn authorizes(path: &ApiPath, wanted: &str) -> bool {
    let mut methods = path.methods.iter();
    methods.any(|method| method.authorization.as_deref() == Some(wanted))
}

fn is_account(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Adds what is known about the principal. Where AWS's pages differ on whether an anonymous call
/// has a key, both are possible.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties>
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html>
pub(super) fn know_principal(context: &mut Context, principal: PolicyPrincipal<'_>) {
    let text = |text: &str| ContextValue::Text(text.to_owned());
    let perhaps = |value: &str| vec![ContextValue::Absent, text(value)];
    // The gateway never calls as a service.
    for key in ["aws:principalservicename", "aws:principalservicenameslist"] {
        context.know(key, ContextValue::Absent);
    }
    match principal {
        PolicyPrincipal::Anonymous => {
            for key in OF_SIGNATURES {
                context.know(key, ContextValue::Absent);
            }
            context.know_one_of("aws:principalaccount", perhaps("anonymous"));
            context.know_one_of("aws:principaltype", perhaps("Anonymous"));
            context.know_one_of("aws:userid", perhaps("anonymous"));
        }
        PolicyPrincipal::Role(arn) => {
            context.know("aws:principalarn", text(arn));
            if let Some(account) = arn.split(':').nth(4) {
                context.know("aws:principalaccount", text(account));
            }
            context.know("aws:principaltype", text("AssumedRole"));
            context.know_one_of("aws:principalisawsservice", perhaps("false"));
            context.know("aws:username", ContextValue::Absent);
        }
        PolicyPrincipal::Service(_) | PolicyPrincipal::Unknown => {}
    }
}

/// Keys that only signed calls have.
const OF_SIGNATURES: [&str; 9] = [
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag",
    "aws:tokenissuetime",
    "aws:username",
];

/// <https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html>
const AUTHORIZATIONS: [&str; 4] = ["AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM", "NONE"];
