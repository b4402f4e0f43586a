//! The stage and the resource that the path of a URL names.

use crate::reach::{Cause, Evidence, Outcome, Step, StepKind, Unknown};
use crate::topology::{ApiPath, Lookup, Missing, RestApi};

use super::{Front, undecidable};

impl Front<'_> {
    /// `/{stage}/{path}`: both must exist.
    pub(super) fn stage(&self) -> Step {
        let mut segments = segments(&self.call.url.path);
        let Some(name) = segments.next() else {
            let summary = "the URL names no stage".to_owned();
            let outcome = Outcome::Fail(Cause::NoStage);
            return self.step(StepKind::Api, outcome, summary, self.searched());
        };
        let Lookup::Found(api) = self.api else {
            let summary = format!("whether the stage {name} exists is not known");
            let outcome = undecidable("the API was not observed");
            return self.step(StepKind::Api, outcome, summary, self.searched());
        };
        let Some(stages) = &api.stages else {
            let what = format!("the stages of {}", api.id);
            let missing = Missing::new("apigateway", "get-stages", what);
            let summary = missing.to_string();
            let outcome = Outcome::Unknown(Unknown::Missing(missing));
            return self.step(StepKind::Api, outcome, summary, self.searched());
        };
        let Some(stage) = stages.iter().find(|stage| stage.name == name) else {
            let mut known: Vec<_> = stages.iter().map(|stage| stage.name.as_str()).collect();
            known.sort_unstable();
            let list = known.join(", ");
            let mut step = self.step(
                StepKind::Api,
                Outcome::Fail(Cause::NoStage),
                format!("{} has no stage {name} (it has: {list})", api.id),
                self.searched(),
            );
            step.evidence
                .extend(stages.iter().map(|stage| Evidence::record(stage.source)));
            return step;
        };
        let stage_record = Evidence::record(stage.source);
        let wanted: Vec<&str> = segments.collect();
        let summary = format!("the stage {name} exists");
        if wanted.is_empty() {
            return self.step(StepKind::Api, Outcome::Pass, summary, stage_record);
        }
        let mut step = self.step(StepKind::Api, Outcome::Pass, summary, stage_record);
        judge_path(api, &wanted, &mut step);
        step
    }

    /// Where the API was looked for.
    fn searched(&self) -> Evidence {
        match &self.api {
            Lookup::Found(api) => Evidence::record(api.source),
            _ => Evidence::record(self.endpoint.source),
        }
    }
}

/// Whether a resource may answer at this path or below it.
fn judge_path(api: &RestApi, wanted: &[&str], step: &mut Step) {
    let path = wanted.join("/");
    let Some(resources) = &api.paths else {
        let what = format!("the resources of {}", api.id);
        let missing = Missing::new("apigateway", "get-resources", what);
        step.summary = missing.to_string();
        step.outcome = Outcome::Unknown(Unknown::Missing(missing));
        return;
    };
    if let Some(resource) = resources.iter().find(|resource| leads_to(resource, wanted)) {
        step.summary = format!("{}, and {} answers /{path}", step.summary, resource.path);
        step.evidence.push(Evidence::record(resource.source));
    } else {
        step.outcome = Outcome::Fail(Cause::NoStage);
        step.summary = format!("no resource of {} answers /{path}", api.id);
        let first = resources.first();
        step.evidence
            .extend(first.map(|resource| Evidence::record(resource.source)));
    }
}

/// Whether requests for a path or below it may meet a resource: `{id}` stands for one segment,
/// `{proxy+}` for all that follow.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html>
pub(super) fn leads_to(resource: &ApiPath, wanted: &[&str]) -> bool {
    let mut template = segments(&resource.path);
    for segment in wanted {
        match template.next() {
            Some(part) if part.starts_with('{') && part.ends_with("+}") => return true,
            Some(part) if part.starts_with('{') => {}
            // An escape may stand for the same text.
            Some(part) if part == *segment || segment.contains('%') => {}
            Some(_) | None => return false,
        }
    }
    true
}

/// The segments of a path.
pub(super) fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}
