//! Which hosts can have a certificate that the gateway accepts, before looking at any.

use std::net::IpAddr;

use super::{Judgement, step};
use crate::reach::resolver::{is_load_balancer_name, is_never_public};
use crate::reach::{Cause, Evidence, Outcome, Step, Subject};

/// Whether some public authority may issue a certificate for a host (lower case, no final dot).
///
/// None does for names of load balancers (they are Amazon's), for private domains and for private
/// addresses: <https://cabforum.org/working-groups/server/baseline-requirements/requirements/>.
pub fn host_can_have_public_certificate(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => is_global(address),
        Err(_) => host.contains('.') && !is_never_public(host) && !is_load_balancer_name(host),
    }
}

/// Fails a host for which no certificate can exist that the gateway trusts: neither a public one
/// nor one of a registered private authority.
pub fn judge_host(host: &str, private_ca: bool) -> Option<Step> {
    if private_ca || host_can_have_public_certificate(host) {
        return None;
    }
    Some(step(
        Subject::new("host", host),
        Outcome::Fail(Cause::HostCannotHavePublicCertificate),
        format!("no public authority issues certificates for {host}"),
        Vec::new(),
    ))
}

/// Whether the certificate that AWS keeps on execute-api endpoints covers a host: any
/// `*.execute-api.{region}.amazonaws.com`, or the endpoint's own name.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html>
pub fn aws_certificate_covers(host: &str) -> bool {
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let labels: Vec<&str> = host.split('.').collect();
    matches!(
        labels[..],
        [_, "execute-api", _, "amazonaws", "com"]
            | [_, "execute-api", _, "vpce", "amazonaws", "com"]
    )
}

/// Judges the certificate that an execute-api endpoint (`subject`) serves for a host.
pub fn judge_api_host(host: &str, subject: Subject, evidence: Vec<Evidence>) -> Judgement {
    let mut judgement = Judgement::default();
    if aws_certificate_covers(host) {
        let summary = format!("the certificate of API Gateway covers {host}");
        judgement
            .steps
            .push(step(subject, Outcome::Pass, summary, evidence));
        return judgement;
    }
    judgement.assumptions.insert(format!(
        "{host} is no private custom domain name of API Gateway"
    ));
    judgement.steps.push(step(
        subject,
        Outcome::Fail(Cause::NameMismatch),
        format!("the certificate of API Gateway does not cover {host}"),
        evidence,
    ));
    judgement
}

/// Whether an address may be reached from everywhere, as far as certificates are concerned.
fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || shared)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_hosts_never_get_a_public_certificate() {
        for host in [
            "internal-orders-12.eu-west-1.elb.amazonaws.com",
            "mcp-e3a7.elb.us-west-2.amazonaws.com",
            "orders.corp.internal",
            "10.1.2.3",
            "100.64.0.1",
            "fd00::1",
            "orders",
        ] {
            assert!(!host_can_have_public_certificate(host), "{host}");
            assert!(judge_host(host, false).is_some());
            assert_eq!(judge_host(host, true), None);
        }
        for host in [
            "orders.example.com",
            "internal.example.com",
            "a1b2.execute-api.eu-west-1.amazonaws.com",
            "vpce-0a1-b2.execute-api.eu-west-1.vpce.amazonaws.com",
            "8.8.8.8",
        ] {
            assert!(host_can_have_public_certificate(host), "{host}");
        }
    }

    #[test]
    fn api_gateway_brings_a_certificate_for_its_own_names_only() {
        for host in [
            "a1b2.execute-api.eu-west-1.amazonaws.com",
            "a1b2-vpce-0c3.execute-api.eu-west-1.amazonaws.com",
            "vpce-0c3-d4.execute-api.eu-west-1.vpce.amazonaws.com",
        ] {
            assert!(aws_certificate_covers(host), "{host}");
        }
        assert!(!aws_certificate_covers("orders.example.com"));
        let subject = Subject::new("vpc-endpoint", "vpce-0c3");
        let judgement = judge_api_host("orders.example.com", subject, Vec::new());
        assert_eq!(
            judgement.steps[0].outcome,
            Outcome::Fail(Cause::NameMismatch)
        );
        assert_eq!(judgement.assumptions.len(), 1);
    }
}
