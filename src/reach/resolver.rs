//! Name resolution: which addresses a name leads to, asked in a VPC or in public DNS.

mod aws_name;
mod endpoint;
mod firewall;
mod forwarding;
mod found;
mod load_balancer;
mod profile;
mod public;
mod vpc;
mod walk;
mod zone;

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::traffic::is_private;
use super::{Answer, Cause, Evidence, Outcome, Resolution, Step, Subject};
use crate::topology::{DnsResolution, Missing, RecordType, Topology, VpcId};
use found::Found;
use vpc::VpcView;
use walk::{Trail, Walk};

pub(super) use aws_name::{is_load_balancer_name, is_never_public};

/// A name, and on whose behalf it is looked up.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// Lower case, no final dot; or an IP literal without brackets.
    pub host: &'a str,
    /// Where the host is written: routing domain, resource configuration or URL.
    pub named_at: Option<Evidence>,
    /// The VPC of the resource gateway, or of the interface that asks.
    pub vpc: Option<&'a VpcId>,
    /// Who is asked; `None` if that was not observed.
    pub dns_resolution: Option<DnsResolution>,
    /// Where `dns_resolution` was observed.
    pub observed_at: Option<Evidence>,
    /// What the host is to the target.
    pub role: HostRole,
    /// The addresses that can be used.
    pub family: Family,
    /// Names of the zones in which the asking interfaces stand.
    pub zones: &'a [String],
}

impl Question<'_> {
    /// Whether the interfaces that ask stand in more than one zone.
    fn spans_zones(&self) -> bool {
        self.zones.iter().collect::<BTreeSet<_>>().len() > 1
    }
}

/// What a host is to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostRole {
    /// `domainName` of a resource configuration.
    ResourceConfiguration,
    /// `routingDomain` of a managed private endpoint.
    RoutingDomain,
    /// The host of the URL.
    UrlHost,
}

/// The addresses that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4 and IPv6.
    Either,
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Reads `IPV4`, `IPV6` or `DUALSTACK`; what AWS does not say can be either.
    pub fn parse(ip_type: Option<&str>) -> Self {
        match ip_type {
            Some("IPV4") => Self::V4,
            Some("IPV6") => Self::V6,
            _ => Self::Either,
        }
    }

    fn kinds(self) -> &'static [RecordType] {
        match self {
            Self::Either => &[RecordType::A, RecordType::Aaaa],
            Self::V4 => &[RecordType::A],
            Self::V6 => &[RecordType::Aaaa],
        }
    }
}

/// Looks a name up where the resource gateway would.
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub fn resolve(topology: &Topology, question: &Question<'_>) -> Resolution {
    let found = if let Ok(address) = question.host.parse::<IpAddr>() {
        literal(question, address)
    } else {
        match question.dns_resolution {
            Some(DnsResolution::Public) => ask_publicly(topology, question),
            Some(DnsResolution::InVpc) => ask_vpc(topology, question),
            None => ask_both(topology, question),
        }
    };
    into_resolution(question, found)
}

/// What is known of a host that the internet cannot reach: public DNS has no answer for it, or private
/// addresses only. Nothing if it may be public.
pub(super) fn private_host(topology: &Topology, host: &str) -> Option<Resolution> {
    let question = Question {
        host,
        named_at: None,
        vpc: None,
        dns_resolution: Some(DnsResolution::Public),
        observed_at: None,
        role: HostRole::UrlHost,
        family: Family::Either,
        zones: &[],
    };
    let found = resolve(topology, &question);
    let fails = |step: &Step| matches!(step.outcome, Outcome::Fail(_));
    let mut answers = found.answers.iter();
    let all_private = !found.answers.is_empty() && answers.all(|one| is_private(one.address));
    (found.steps.iter().any(fails) || all_private).then_some(found)
}

/// Every address is its own answer.
fn literal(question: &Question<'_>, address: IpAddr) -> Found {
    let subject = Subject::new("name", question.host);
    let evidence = question.named_at.iter().cloned().collect();
    let wanted = match question.family {
        Family::Either => true,
        Family::V4 => address.is_ipv4(),
        Family::V6 => address.is_ipv6(),
    };
    if !wanted {
        let summary = format!("{address} is an address of the other IP family");
        return Found::fail(Cause::FamilyMismatch, subject, summary, evidence);
    }
    Found {
        answers: vec![Answer {
            address,
            evidence: evidence.clone(),
        }],
        ..Found::pass(subject, format!("{address} is an address"), evidence)
    }
}

fn ask_vpc(topology: &Topology, question: &Question<'_>) -> Found {
    let Some(vpc) = question.vpc else {
        let missing = Missing::new(
            "vpc-lattice",
            "get-resource-gateway",
            "the VPC of the resource gateway",
        );
        return Found::missing(missing, Subject::new("name", question.host));
    };
    let view = VpcView::new(topology, vpc);
    let walk = Walk::new(topology, question, Some(view.clone()));
    walk.ask_vpc(&view, question.family.kinds())
}

fn ask_publicly(topology: &Topology, question: &Question<'_>) -> Found {
    let walk = Walk::new(topology, question, None);
    let found = walk.name(
        question.host,
        question.family.kinds(),
        &Trail::new(question),
    );
    match split_horizon(topology, question, &found) {
        Some(warning) => found.then(warning),
        None => found,
    }
}

/// A private zone of the VPC that would have answered something else than public DNS did.
fn split_horizon(topology: &Topology, question: &Question<'_>, public: &Found) -> Option<Found> {
    if public.answers.is_empty() || public.undecided {
        return None;
    }
    let vpc = question.vpc?;
    let walk = Walk::new(topology, question, Some(VpcView::new(topology, vpc)));
    let private = walk.name(
        question.host,
        question.family.kinds(),
        &Trail::new(question),
    );
    let differs = !private.answers.is_empty() && addresses(&private) != addresses(public);
    if !private.private || private.undecided || !differs {
        return None;
    }
    let decided = private
        .steps
        .into_iter()
        .find(|step| !step.evidence.is_empty())?;
    Some(Found::step(
        decided.subject,
        Outcome::Warn(Cause::PrivateNameAskedPublicly),
        format!(
            "in {vpc}, {} has another answer: {}",
            question.host, decided.summary
        ),
        decided.evidence,
    ))
}

/// Nobody observed who is asked: that does not matter if both say the same.
fn ask_both(topology: &Topology, question: &Question<'_>) -> Found {
    let public = ask_publicly(topology, question);
    let private = ask_vpc(topology, question);
    let both_fail = public.has_failed() && private.has_failed();
    let both_answer = !public.undecided
        && !private.undecided
        && !has_failure(&private)
        && addresses(&public) == addresses(&private);
    if both_fail || both_answer {
        return Found {
            assumptions: &public.assumptions | &private.assumptions,
            ..private
        };
    }
    let missing = Missing::new(
        "vpc-lattice",
        "get-resource-gateway",
        format!(
            "whether public DNS or the VPC is asked for {} (resourceConfigDnsResolution)",
            question.host
        ),
    );
    Found::missing(missing, Subject::new("name", question.host))
}

/// Whether some step certainly fails, such as DNS support that is off.
fn has_failure(found: &Found) -> bool {
    let fails = |step: &Step| matches!(step.outcome, Outcome::Fail(_));
    found.steps.iter().any(fails)
}

fn addresses(found: &Found) -> BTreeSet<IpAddr> {
    found.answers.iter().map(|answer| answer.address).collect()
}

fn into_resolution(question: &Question<'_>, found: Found) -> Resolution {
    let Found {
        steps: all,
        mut answers,
        undecided,
        assumptions,
        ..
    } = found;
    answers.sort();
    answers.dedup_by(|a, b| a.address == b.address);
    let mut steps: Vec<Step> = Vec::new();
    for step in all {
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    Resolution {
        host: question.host.to_owned(),
        steps,
        answers,
        complete: !undecided,
        assumptions: assumptions.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
