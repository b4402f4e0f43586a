//! Load balancers, up to the interface: what they do with requests is not evaluated yet.

use crate::topology::{Interface, LoadBalancer, Topology};

use super::{
    Backend, Call, EndpointTrace, Evidence, Origin, Outcome, Step, StepKind, Subject, Unknown,
    Verdict,
};

/// What a load balancer does with requests.
#[derive(Clone, Debug)]
pub struct Front {
    /// Its own steps.
    pub endpoint: EndpointTrace,
}

/// Judges a load balancer for the calls of a target.
pub fn front(_topology: &Topology, balancer: &LoadBalancer, _call: &Call<'_>) -> Front {
    let subject = Subject::new("load-balancer", balancer.arn.as_str());
    let what = format!("load balancer {}", balancer.name);
    let step = Step {
        kind: StepKind::LoadBalancer,
        subject: subject.clone(),
        outcome: Outcome::Unknown(Unknown::Unmodelled(what.clone())),
        summary: format!("{what} is not modelled"),
        evidence: vec![Evidence::record(balancer.source)],
    };
    Front {
        endpoint: EndpointTrace {
            subject,
            steps: vec![step],
            verdict: Verdict::Unknown,
        },
    }
}

/// The targets behind a load balancer that may get a request.
pub fn backends(
    _topology: &Topology,
    _balancer: &LoadBalancer,
    _node: Option<&Interface>,
    _client: &Origin<'_>,
    _front: &Front,
) -> Vec<Backend> {
    Vec::new()
}
