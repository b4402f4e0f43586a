//! Whether the methods of an API take the calls as they come.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>

use crate::reach::{Caller, Cause, Evidence, Outcome, Step, StepKind, Unknown};
use crate::topology::{ApiMethod, ApiPath, Missing, RestApi};

use super::Front;
use super::stage::segments;

impl Front<'_> {
    /// The methods that calls may meet, without those that only browsers ask first.
    pub(super) fn met<'b>(&self, api: &'b RestApi) -> Vec<(&'b ApiPath, &'b ApiMethod)> {
        let paths = self.paths(api);
        let all = paths.flat_map(|path| path.methods.iter().map(move |method| (path, method)));
        all.filter(|(_, method)| method.name != "OPTIONS").collect()
    }

    /// A step if some method turns away what the target's credential makes of its calls.
    pub(super) fn methods(&self, api: &RestApi) -> Option<Step> {
        if api.paths.is_none() {
            return self.methods_unseen(api);
        }
        let met = self.met(api);
        let refusals = met.iter().map(|(path, method)| {
            let why = self.refusal(api, method)?;
            Some((*path, *method, why))
        });
        let refusals: Vec<Option<(&ApiPath, &ApiMethod, &str)>> = refusals.collect();
        let refused: Vec<_> = refusals.iter().flatten().collect();
        let (path, method, why) = refused.first()?;
        let all = refused.len() == refusals.len();
        let outcome = if all {
            Outcome::Fail(Cause::MethodRefuses)
        } else {
            Outcome::Warn(Cause::MethodRefuses)
        };
        let others = match refused.len() {
            1 => String::new(),
            n => format!(", and {} methods more do", n - 1),
        };
        let summary = format!("{} {} {why}{others}", method.name, path.path);
        let mut step = self.step(
            StepKind::Api,
            outcome,
            summary,
            Evidence::part(self.call.target, "/credentialProviderConfigurations"),
        );
        let methods = refused.iter().map(|(path, method, _)| {
            Evidence::part(path.source, format!("/resourceMethods/{}", method.name))
        });
        step.evidence.extend(methods);
        Some(step)
    }

    /// Whether methods refuse the calls is not known if there is anything that they might miss.
    fn methods_unseen(&self, api: &RestApi) -> Option<Step> {
        let asks_nothing =
            matches!(self.call.caller, Caller::Unknown) && self.call.has_key.is_none();
        // A path below the stage is asked for already.
        let is_said = segments(&self.call.url.path).nth(1).is_some();
        if asks_nothing || is_said {
            return None;
        }
        let what = format!("the methods of {}", api.id);
        let missing = Missing::new("apigateway", "get-resources", what);
        let summary = missing.to_string();
        let outcome = Outcome::Unknown(Unknown::Missing(missing));
        Some(self.step(
            StepKind::Api,
            outcome,
            summary,
            Evidence::record(api.source),
        ))
    }

    /// What a method lacks in the calls, if anything.
    fn refusal(&self, api: &RestApi, method: &ApiMethod) -> Option<&'static str> {
        let is_signed = match self.call.caller {
            Caller::Anonymous => Some(false),
            Caller::Role {
                service, region, ..
            } => Some(service == "execute-api" && region == self.host.region),
            Caller::Unknown => None,
        };
        if method.authorization.as_deref() == Some("AWS_IAM") && is_signed == Some(false) {
            return Some(
                "takes signed calls only (AWS_IAM), and those of the target are not signed for it",
            );
        }
        let from_header = api.key_source.as_deref() != Some("AUTHORIZER");
        if method.key_required == Some(true) && from_header && self.call.has_key == Some(false) {
            return Some("wants an API key in x-api-key, and the target sends none");
        }
        None
    }
}
