//! What Resolver rules send to other DNS servers, and whether it arrives there.
//! <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network.html>

use std::cmp::Reverse;
use std::net::IpAddr;

use super::found::Found;
use super::vpc::{VpcView, is_alike_everywhere};
use super::walk::{Trail, Walk};
use super::zone;
use crate::reach::security_group::{Admission, References, Refusal, Remote, RemoteGroups, admits};
use crate::reach::{
    Cause, Evidence, Leg, Origin, Outcome, Step, Subject, Unknown, Verdict, walk as walk_flow,
};
use crate::topology::{
    Cidr, Direction, DnsControl, DnsControlKind, DnsServer, Flow, Lookup, Missing, PortSet,
    Protocol, RecordType, ResolverEndpoint, ResolverRule, VpcId,
};

/// What the Resolver rules of a VPC make of a name.
pub(super) enum Forwarded {
    /// It is answered in the VPC; the rule that would be asked is less specific, or there is none.
    No,
    /// It is answered in the VPC for all that matters: what was found of the rule.
    Alike(Found),
    /// This is the answer.
    Yes(Found),
}

impl Walk<'_> {
    /// Asks the most specific rule that covers a name. `depth` is the length of the most specific
    /// private zone: a rule for the same domain wins.
    /// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html>
    pub(super) fn forwarded(
        &self,
        view: &VpcView<'_>,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
        depth: Option<usize>,
    ) -> Forwarded {
        let mut rules: Vec<(usize, &DnsControl, &ResolverRule)> = Vec::new();
        for control in self.topology.dns_controls().of(view.id) {
            let DnsControlKind::ResolverRule(rule) = &control.kind else {
                continue;
            };
            // It only serves zones that delegate: those are left to the zone.
            if rule.rule_type.as_deref() == Some("DELEGATE") {
                continue;
            }
            match &rule.domain {
                None => return Forwarded::Yes(unobserved(control)),
                Some(domain) if domain.is_empty() || zone::covers(domain, name) => {
                    rules.push((domain.len(), control, rule));
                }
                Some(_) => {}
            }
        }
        rules.sort_by_key(|(length, control, _)| (Reverse(*length), &control.profile, &control.id));
        let Some(&(length, control, rule)) = rules.first() else {
            return Forwarded::No;
        };
        let stays_here = matches!(rule.rule_type.as_deref(), Some("SYSTEM" | "RECURSIVE"));
        if stays_here || depth.is_some_and(|depth| depth > length) {
            return Forwarded::No;
        }
        if rule.rule_type.as_deref() != Some("FORWARD") || !control.settled {
            return Forwarded::Yes(unobserved(control));
        }
        let trail = &rule_trail(control, rule, trail);
        let endpoint = self.through(control, rule, trail);
        if endpoint.undecided || super::has_failure(&endpoint) {
            let captured = captured(control, rule, name, trail);
            return Forwarded::Yes(captured.then(endpoint));
        }
        if let Some(host) = self.inbound_vpc(rule) {
            return Forwarded::Yes(
                endpoint.then(self.in_other_vpc(view, host, control, rule, name, kinds, trail)),
            );
        }
        if is_alike_everywhere(name) {
            return Forwarded::Alike(endpoint.assuming(format!(
                "the DNS servers of Resolver rule {} answer {name} as public DNS does",
                control.id
            )));
        }
        let servers = servers(rule);
        let unknown = Found::unknown(
            Unknown::Undecidable(format!("what the DNS servers {servers} answer for {name}")),
            subject(control),
            trail.evidence.clone(),
        );
        Forwarded::Yes(
            captured(control, rule, name, trail)
                .then(endpoint)
                .then(unknown),
        )
    }

    /// Whether queries get out through the endpoint of a rule.
    fn through(&self, control: &DnsControl, rule: &ResolverRule, trail: &Trail) -> Found {
        let missing = |operation: &'static str, what: String| {
            let missing = Missing::new("route53resolver", operation, what);
            Found::missing(missing, subject(control))
        };
        let id = rule.endpoint.as_deref().unwrap_or("-");
        let Some(endpoint) = self.topology.dns_controls().endpoints.get(id) else {
            let what = format!("endpoint {id} of Resolver rule {}", control.id);
            return missing("list-resolver-endpoints", what);
        };
        let trail = trail.with(Evidence::part(endpoint.source, "/Status"));
        let subject =
            Subject::new("resolver-endpoint", endpoint.id.as_str()).named(endpoint.name.clone());
        let broken = |summary: String, evidence| {
            Found::fail(Cause::ForwardingBroken, subject.clone(), summary, evidence)
        };
        if let Some(status @ ("CREATING" | "DELETING")) = endpoint.status.as_deref() {
            let summary = format!("Resolver endpoint {id} is {status}: it forwards nothing");
            return broken(summary, trail.evidence);
        }
        let Some(addresses) = &endpoint.addresses else {
            let operation = "list-resolver-endpoint-ip-addresses";
            return missing(
                operation,
                format!("the addresses of Resolver endpoint {id}"),
            );
        };
        let attached = |status: &Option<String>| status.as_deref() == Some("ATTACHED");
        let (up, down): (Vec<_>, Vec<_>) = addresses.iter().partition(|one| attached(&one.status));
        let evidence = |of: &[&crate::topology::ResolverAddress]| {
            let pieces = of.iter().map(|one| Evidence::part(one.source, "/Status"));
            trail.evidence.iter().cloned().chain(pieces).collect()
        };
        if up.is_empty() {
            let summary = format!("no address of Resolver endpoint {id} is attached");
            return broken(summary, evidence(&down));
        }
        let from: Vec<Cidr> = up.iter().map(|one| Cidr::host(one.address)).collect();
        let guarded = self.admitted(endpoint, rule, &from, &subject);
        if down.is_empty() && endpoint.status.as_deref() == Some("OPERATIONAL") {
            return guarded;
        }
        let status = endpoint.status.as_deref().unwrap_or("of unknown status");
        let summary = format!(
            "Resolver endpoint {id} is {status}, {} of {} addresses attached",
            up.len(),
            addresses.len()
        );
        let outcome = Outcome::Warn(Cause::ForwardingBroken);
        Found::step(subject.clone(), outcome, summary, evidence(&down)).then(guarded)
    }

    /// Whether the security groups of an endpoint let queries out to the servers of a rule.
    fn admitted(
        &self,
        endpoint: &ResolverEndpoint,
        rule: &ResolverRule,
        from: &[Cidr],
        subject: &Subject,
    ) -> Found {
        let mut refused: Vec<(DnsServer, Vec<Evidence>)> = Vec::new();
        let mut undecided = None;
        let mut open = 0;
        for server in &rule.servers {
            match self.egress(endpoint, *server, from) {
                Some(Admission::Refused(Refusal::NoRule(groups))) => {
                    let lists = groups
                        .iter()
                        .map(|group| Evidence::part(group.source, "/IpPermissionsEgress"));
                    refused.push((*server, lists.collect()));
                }
                Some(Admission::Undecided(why, _)) => {
                    undecided.get_or_insert(why);
                }
                _ => open += 1,
            }
        }
        let Some((server, evidence)) = refused.into_iter().next() else {
            return match undecided {
                Some(why) if open == 0 => Found::unknown(why, subject.clone(), Vec::new()),
                _ => Found::default(),
            };
        };
        let protocol = if server.https { "TCP" } else { "UDP" };
        let summary = format!(
            "the security groups of Resolver endpoint {} let no {protocol} {} out to {}",
            endpoint.id, server.port, server.address
        );
        let outcome = if open == 0 && undecided.is_none() {
            Outcome::Fail(Cause::ForwardingBroken)
        } else {
            Outcome::Warn(Cause::ForwardingBroken)
        };
        let found = Found::step(subject.clone(), outcome, summary, evidence);
        match undecided {
            Some(why) if open == 0 => found.then(Found::unknown(why, subject.clone(), Vec::new())),
            _ => found,
        }
    }

    fn egress(
        &self,
        endpoint: &ResolverEndpoint,
        server: DnsServer,
        from: &[Cidr],
    ) -> Option<Admission<'_>> {
        let source = from
            .iter()
            .copied()
            .find(|one| one.first().is_ipv4() == server.address.is_ipv4())?;
        let flow = flow(source, server);
        let owner = self.topology.claimants_of(server.address);
        let groups = match owner[..] {
            [interface] => RemoteGroups::Known(&interface.groups),
            _ => RemoteGroups::Unknown(Unknown::Undecidable(format!(
                "which interface owns {}",
                server.address
            ))),
        };
        let remote = Remote {
            address: Cidr::host(server.address),
            groups,
            client_groups: &[],
            references: References::SameVpc,
        };
        let direction = Direction::Outbound;
        Some(admits(
            self.topology,
            &endpoint.groups,
            direction,
            &flow,
            &remote,
        ))
    }

    /// The VPC whose resolver all servers of a rule are the way in to.
    fn inbound_vpc(&self, rule: &ResolverRule) -> Option<&VpcId> {
        let controls = self.topology.dns_controls();
        let mut hosts = rule.servers.iter().map(|server| {
            let endpoint = controls.inbound_at(server.address)?;
            (endpoint.status.as_deref() == Some("OPERATIONAL"))
                .then_some(endpoint.vpc.as_ref())
                .flatten()
        });
        let first = hosts.next()??;
        hosts.all(|host| host == Some(first)).then_some(first)
    }

    /// The answer of the resolver of another VPC, which an inbound endpoint leads to.
    #[expect(
        clippy::too_many_arguments,
        reason = "the question and the way that it takes"
    )]
    fn in_other_vpc(
        &self,
        view: &VpcView<'_>,
        host: &VpcId,
        control: &DnsControl,
        rule: &ResolverRule,
        name: &str,
        kinds: &[RecordType],
        trail: &Trail,
    ) -> Found {
        let Some(trail) = trail.on_to(view.id, host) else {
            let why = format!("Resolver rules send {name} in a circle of VPCs");
            return captured(control, rule, name, trail).then(Found::unknown(
                Unknown::Undecidable(why),
                subject(control),
                trail.evidence.clone(),
            ));
        };
        let arrival = self.arrives(rule, host);
        if arrival.undecided || super::has_failure(&arrival) {
            return captured(control, rule, name, &trail).then(arrival);
        }
        let other = VpcView::new(self.topology, host);
        let there = Walk::new(self.topology, self.question, Some(other.clone()));
        let found = there.resolved(&other, name, kinds, &trail);
        let sent = format!(
            "Resolver rule {} sends {name} to the resolver of {host}",
            control.id
        );
        let step = match found.answers.is_empty() && !found.undecided {
            true => captured(control, rule, name, &trail),
            false => Found::pass(subject(control), sent, trail.evidence),
        };
        step.then(found)
    }

    /// Whether queries get from the outbound endpoint of a rule to the inbound endpoint of a VPC:
    /// one pair of their addresses is enough.
    fn arrives(&self, rule: &ResolverRule, host: &VpcId) -> Found {
        let endpoints = &self.topology.dns_controls().endpoints;
        let id = rule.endpoint.as_deref().unwrap_or("-");
        let Some((endpoint, vpc)) = endpoints
            .get(id)
            .and_then(|endpoint| Some((endpoint, endpoint.vpc.as_ref()?)))
        else {
            return Found::default();
        };
        let subject =
            Subject::new("resolver-endpoint", endpoint.id.as_str()).named(endpoint.name.clone());
        let addresses = endpoint.addresses.iter().flatten();
        let mut up: Vec<IpAddr> = addresses
            .filter(|one| one.status.as_deref() == Some("ATTACHED"))
            .map(|one| one.address)
            .collect();
        up.sort_unstable();
        let mut stops: Vec<Step> = Vec::new();
        let mut unknown = None;
        for address in up {
            let Lookup::Found(interface) = self.topology.interface_at(vpc, address) else {
                let what = format!("the interface of Resolver endpoint {id} at {address}");
                let missing = Missing::new("ec2", "describe-network-interfaces", what);
                unknown.get_or_insert(Unknown::Missing(missing));
                continue;
            };
            for server in &rule.servers {
                if server.address.is_ipv4() != address.is_ipv4() {
                    continue;
                }
                let origin = Origin::interface(interface, address);
                let flow = flow(origin.address(), *server);
                let trace = walk_flow(self.topology, &origin, &flow, Leg::ToEndpoint);
                let end = trace.destination.as_ref();
                let end = end.and_then(|id| self.topology.interface(id).found());
                match trace.verdict() {
                    Verdict::Reachable | Verdict::Degraded
                        if end.is_some_and(|end| end.vpc == *host) =>
                    {
                        return Found::default();
                    }
                    Verdict::Blocked => {
                        let mut steps = trace.steps();
                        let stop = steps.find(|step| matches!(step.outcome, Outcome::Fail(_)));
                        stops.extend(stop.cloned());
                    }
                    _ => {
                        let mut steps = trace.steps();
                        let why = steps.find_map(|step| match &step.outcome {
                            Outcome::Unknown(why) => Some(why.clone()),
                            _ => None,
                        });
                        let other = format!("whether {} is the endpoint in {host}", server.address);
                        unknown.get_or_insert(why.unwrap_or(Unknown::Undecidable(other)));
                    }
                }
            }
        }
        match (unknown, stops.into_iter().next()) {
            (Some(why), _) => Found::unknown(why, subject, vec![Evidence::record(endpoint.source)]),
            (None, Some(stop)) => {
                let summary = format!(
                    "queries of Resolver endpoint {id} get lost: {}",
                    stop.summary
                );
                let mut evidence = vec![Evidence::record(endpoint.source)];
                evidence.extend(stop.evidence);
                Found::fail(Cause::ForwardingBroken, subject, summary, evidence)
            }
            (None, None) => Found::default(),
        }
    }
}

/// A query to a DNS server.
fn flow(source: Cidr, server: DnsServer) -> Flow {
    Flow {
        source,
        client_ports: PortSet::ephemeral(),
        destination: server.address,
        port: server.port,
        protocol: if server.https {
            Protocol::TCP
        } else {
            Protocol::UDP
        },
    }
}

/// The evidence that leads to a rule.
fn rule_trail(control: &DnsControl, rule: &ResolverRule, trail: &Trail) -> Trail {
    let trail = trail.with(Evidence::record(control.source));
    match rule.source {
        Some(source) => trail.with(Evidence::record(source)),
        None => trail,
    }
}

/// A rule whose settings were not observed, or which may not be in force.
fn unobserved(control: &DnsControl) -> Found {
    let why = if control.settled {
        Unknown::Missing(Missing::new(
            "route53resolver",
            "list-resolver-rules",
            format!("Resolver rule {}", control.id),
        ))
    } else {
        Unknown::Undecidable(format!("whether Resolver rule {} is in force", control.id))
    };
    Found::unknown(
        why,
        subject(control),
        vec![Evidence::record(control.source)],
    )
}

/// The warning that somebody else answers.
fn captured(control: &DnsControl, rule: &ResolverRule, name: &str, trail: &Trail) -> Found {
    let domain = match rule.domain.as_deref() {
        None | Some("") => "all names",
        Some(domain) => domain,
    };
    Found::step(
        subject(control),
        Outcome::Warn(Cause::ForwardedElsewhere),
        format!(
            "Resolver rule {} for {domain} sends {name} to {}",
            control.id,
            servers(rule)
        ),
        trail.evidence.clone(),
    )
}

fn servers(rule: &ResolverRule) -> String {
    let mut words: Vec<String> = rule
        .servers
        .iter()
        .map(|server| server.address.to_string())
        .collect();
    words.sort();
    words.dedup();
    if words.is_empty() {
        return "other DNS servers".to_owned();
    }
    words.join(", ")
}

fn subject(control: &DnsControl) -> Subject {
    Subject::new("resolver-rule", control.id.as_str())
}
