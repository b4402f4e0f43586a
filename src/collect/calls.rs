//! Every call that is made, through the SDK's clients: one file per service.

mod acm;
mod agentcore;
mod apigateway;
mod ec2;
mod elbv2;
mod iam;
mod lattice;
mod ram;
mod route53;
mod route53profiles;
mod route53resolver;

use crate::snapshot::Call;

use super::capture::Capture;
use super::failure::Failure;
use super::session::Clients;

/// Asks for one page.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) call: &'a Call,
    /// What the request needs beyond the key: the Region of a VPC, the id of a domain name.
    pub(super) detail: Option<&'a str>,
    /// The tokens of the page; none for the first.
    pub(super) tokens: &'a [Option<String>],
}

impl Ask<'_> {
    fn key(&self, part: usize) -> Option<String> {
        self.call.key.get(part).cloned()
    }

    fn token(&self, number: usize) -> Option<String> {
        self.tokens.get(number).cloned().flatten()
    }

    fn detail(&self) -> Option<String> {
        self.detail.map(str::to_owned)
    }
}

/// Makes the call for one page; the answer is in `capture`.
pub(super) async fn send(
    clients: &Clients,
    ask: &Ask<'_>,
    capture: &Capture,
) -> Result<(), Failure> {
    match ask.call.service.as_str() {
        "acm" => acm::send(&clients.acm, ask, capture).await,
        "apigateway" => apigateway::send(&clients.apigateway, ask, capture).await,
        "bedrock-agentcore-control" => agentcore::send(&clients.agentcore, ask, capture).await,
        "ec2" => ec2::send(&clients.ec2, ask, capture).await,
        "elbv2" => elbv2::send(&clients.elbv2, ask, capture).await,
        "iam" => iam::send(&clients.iam, ask, capture).await,
        "ram" => ram::send(&clients.ram, ask, capture).await,
        "route53" => route53::send(&clients.route53, ask, capture).await,
        "route53profiles" => route53profiles::send(&clients.route53profiles, ask, capture).await,
        "route53resolver" => route53resolver::send(&clients.route53resolver, ask, capture).await,
        "vpc-lattice" => lattice::send(&clients.lattice, ask, capture).await,
        _ => Err(unknown(ask)),
    }
}

/// A row of the plan that no client knows; the test of the plan keeps this from happening.
fn unknown(ask: &Ask<'_>) -> Failure {
    Failure::Other {
        message: format!("gatepath does not know how to call {}", ask.call),
    }
}

/// Sends a request and keeps the answer. Boxed: the futures of the SDK are large.
macro_rules! call {
    ($capture:expr, $request:expr) => {
        Box::pin($request.customize().interceptor($capture.clone()).send())
            .await
            .map(drop)
            .map_err(|error| Failure::of(&error))
    };
}
use call;
