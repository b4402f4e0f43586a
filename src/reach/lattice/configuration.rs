//! Self-managed mode: the customer's own resource configuration and its association.
//! <https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html>

use std::net::IpAddr;

use crate::topology::{
    Lookup, Missing, ResourceAssociation, ResourceConfiguration, ResourceConfigurationId,
    ResourceDefinition, Target, TargetConfig, Topology, Url,
};

use super::{Entry, NextHop, doors, gateway_status, resolution_evidence};
use crate::reach::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

/// The entry through a resource configuration, named by its id or ARN.
pub(crate) fn self_managed<'a>(
    topology: &'a Topology,
    target: &Target,
    config: &TargetConfig,
    identifier: &str,
    url: &Url,
) -> Entry<'a> {
    let id = identifier.rsplit('/').next().unwrap_or(identifier);
    let configuration = match topology.resource_configuration(&ResourceConfigurationId::from(id)) {
        Lookup::Found(configuration) => configuration,
        Lookup::Absent => return unobserved(topology, target, identifier, absent(id)),
        Lookup::Unknown(missing) => return unobserved(topology, target, identifier, missing),
    };
    let mut entry = Entry {
        steps: vec![
            status(configuration),
            usable(configuration),
            ports(configuration, url),
            association(topology, target, config, configuration),
        ],
        next_hop: next_hop(configuration),
        named_at: Some(Evidence::part(
            configuration.source,
            "/resourceConfigurationDefinition",
        )),
        ..Entry::default()
    };
    let Some(gateway_id) = gateway_of(topology, configuration) else {
        let missing = Missing::new(
            "vpc-lattice",
            "get-resource-configuration",
            format!("the resource gateway of resource configuration {id}"),
        );
        entry.steps.push(step(
            configuration,
            "",
            unknown(missing),
            "no resource gateway named",
        ));
        return entry;
    };
    match topology.resource_gateway(gateway_id) {
        Lookup::Found(gateway) => {
            entry.steps.push(gateway_status(gateway));
            entry.resource_gateway = Some(gateway.id.clone());
            entry.vpc.clone_from(&gateway.vpc);
            entry.dns_resolution = gateway.dns_resolution;
            entry.resolution_evidence = resolution_evidence(gateway);
            entry.ip_type.clone_from(&gateway.ip_type);
            if let Some(vpc) = &gateway.vpc {
                entry.doors = doors(topology, vpc, &gateway.subnets, &gateway.groups);
            }
        }
        Lookup::Absent => {}
        Lookup::Unknown(missing) => {
            let summary = format!("resource gateway {gateway_id} was not observed");
            entry.steps.push(step(
                configuration,
                "/resourceGatewayId",
                unknown(missing),
                summary,
            ));
        }
    }
    entry
}

fn absent(id: &str) -> Missing {
    Missing::new(
        "vpc-lattice",
        "get-resource-configuration",
        format!("resource configuration {id}"),
    )
}

/// A configuration that was shared from another account shows itself only to those who look there.
fn unobserved<'a>(
    topology: &Topology,
    target: &Target,
    identifier: &str,
    missing: Missing,
) -> Entry<'a> {
    let id = identifier.rsplit('/').next().unwrap_or(identifier);
    let pointer = "/privateEndpoint/selfManagedLatticeResource/resourceConfigurationIdentifier";
    let step = Step {
        kind: StepKind::Lattice,
        subject: Subject::new("resource-configuration", id),
        outcome: unknown(missing),
        summary: "the resource configuration was not observed".into(),
        evidence: vec![Evidence::part(target.source, pointer)],
    };
    Entry {
        steps: vec![not_shared(topology, target, identifier, &step).unwrap_or(step)],
        ..Entry::default()
    }
}

/// A configuration of another account is of no use before the share with it was accepted.
/// <https://docs.aws.amazon.com/ram/latest/userguide/working-with-shared-invitations.html>
fn not_shared(topology: &Topology, target: &Target, identifier: &str, step: &Step) -> Option<Step> {
    // One that serves was associated while the share held.
    let serves = matches!(
        target.status.as_deref(),
        Some("READY" | "UPDATING" | "UPDATE_UNSUCCESSFUL" | "SYNCHRONIZING")
    );
    if serves {
        return None;
    }
    let owner = identifier.split(':').nth(4)?;
    let home = topology.scope_of(target.source)?;
    if *owner == *home.account {
        return None;
    }
    let shares = topology.shares();
    let held = shares.resources.get(identifier);
    if held.is_some_and(|held| held.status.as_deref() != Some("UNAVAILABLE")) {
        return None;
    }
    let pending = shares.invitations.iter().find(|one| {
        one.status.as_deref() == Some("PENDING")
            && (one.resources.iter().any(|held| held == identifier)
                || one.resources.is_empty() && one.sender.as_deref() == Some(owner))
    });
    let is_certain = pending.is_some_and(|one| !one.resources.is_empty());
    if !is_certain && !topology.shares_listed(home) {
        return None;
    }
    let mut step = step.clone();
    step.outcome = Outcome::Fail(Cause::ShareNotAccepted);
    step.summary = match pending {
        Some(one) => format!(
            "account {owner} shares it, and invitation {} was not accepted yet",
            one.arn
        ),
        None => format!("account {owner} does not share it with {}", home.account),
    };
    step.evidence
        .extend(pending.map(|one| Evidence::part(one.source, "/status")));
    step.evidence
        .extend(held.map(|held| Evidence::part(held.source, "/status")));
    Some(step)
}

fn status(configuration: &ResourceConfiguration) -> Step {
    let (outcome, summary) = match configuration.status.as_deref() {
        Some("ACTIVE") => (
            Outcome::Pass,
            "the resource configuration is ACTIVE".to_owned(),
        ),
        Some("UPDATE_IN_PROGRESS") => (
            Outcome::Pass,
            "the resource configuration is being updated and serves".to_owned(),
        ),
        Some(status) => {
            let reason = configuration.failure.as_ref().map(|why| format!(": {why}"));
            let summary = format!(
                "the resource configuration is {status}, not ACTIVE{}",
                reason.unwrap_or_default()
            );
            (
                Outcome::Fail(Cause::ResourceConfigurationNotActive),
                summary,
            )
        }
        None => (
            unknown(absent(configuration.id.as_str())),
            "status not observed".to_owned(),
        ),
    };
    let part = if configuration.status.is_some() {
        "/status"
    } else {
        ""
    };
    step(configuration, part, outcome, summary)
}

/// CIDR configurations cannot join a service network and ARN ones are for databases; a definition
/// by address must be private.
fn usable(configuration: &ResourceConfiguration) -> Step {
    let definition = "/resourceConfigurationDefinition";
    let unusable = Outcome::Fail(Cause::ResourceConfigurationUnusable);
    match (configuration.kind.as_deref(), &configuration.definition) {
        (Some(kind @ ("CIDR" | "ARN")), _) => {
            let summary = format!("a resource configuration of type {kind} cannot serve a target");
            step(configuration, "/type", unusable, summary)
        }
        (_, Some(ResourceDefinition::Ip(IpAddr::V4(address)))) if !is_private(*address) => {
            let summary = format!("{address} is not a private address");
            step(configuration, definition, unusable, summary)
        }
        (_, Some(ResourceDefinition::Unreadable)) => {
            let why = "the definition of the resource configuration cannot be read";
            let outcome = Outcome::Unknown(Unknown::Undecidable(why.into()));
            step(configuration, definition, outcome, why)
        }
        (_, None) => {
            let outcome = unknown(absent(configuration.id.as_str()));
            step(
                configuration,
                "",
                outcome,
                "its definition was not observed",
            )
        }
        (Some(kind @ ("GROUP" | "CHILD")), _) => {
            let why =
                format!("whether a resource configuration of type {kind} works is not documented");
            let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
            step(configuration, "/type", outcome, why)
        }
        (_, Some(_)) => step(
            configuration,
            definition,
            Outcome::Pass,
            "its definition is usable",
        ),
    }
}

/// RFC 1918 and the shared address space of RFC 6598, as VPC Lattice accepts for IP resources.
fn is_private(address: std::net::Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    address.is_private() || (a == 100 && (64..128).contains(&b))
}

fn ports(configuration: &ResourceConfiguration, url: &Url) -> Step {
    match &configuration.ports {
        Some(ports) if ports.contains(url.port) => {
            let summary = format!("its port ranges {ports} hold {}", url.port);
            step(configuration, "/portRanges", Outcome::Pass, summary)
        }
        Some(ports) => {
            let summary = format!("its port ranges {ports} do not hold {}", url.port);
            step(
                configuration,
                "/portRanges",
                Outcome::Fail(Cause::PortOutsideRanges),
                summary,
            )
        }
        None => {
            let outcome = unknown(absent(configuration.id.as_str()));
            step(
                configuration,
                "",
                outcome,
                "its port ranges were not observed",
            )
        }
    }
}

fn association(
    topology: &Topology,
    target: &Target,
    config: &TargetConfig,
    configuration: &ResourceConfiguration,
) -> Step {
    let belongs = |association: &&ResourceAssociation| {
        association.resource_configuration.as_ref() == Some(&configuration.id)
            || (configuration.arn.is_some()
                && association.resource_configuration_arn == configuration.arn)
    };
    let named = |association: &&ResourceAssociation| {
        let own = [association.arn.as_deref(), Some(association.id.as_str())];
        config.associations.iter().any(|arn| {
            own.contains(&Some(arn.as_str())) || arn.rsplit('/').next() == Some(&association.id)
        })
    };
    let all = topology.resource_associations();
    // The target names its association; without that, any association that serves will do.
    let mut candidates: Vec<_> = all.iter().copied().filter(named).collect();
    if candidates.is_empty() {
        candidates = all.into_iter().filter(belongs).collect();
    }
    let best = candidates
        .iter()
        .find(|found| found.status.as_deref() == Some("ACTIVE"));
    let Some(association) = best.or(candidates.first()) else {
        return no_association(topology, target, configuration);
    };
    let subject = Subject::new("service-network-resource-association", &association.id);
    let (outcome, summary) = match association.status.as_deref() {
        Some("ACTIVE") => (Outcome::Pass, "the association is ACTIVE".to_owned()),
        Some(status) => {
            let why = association.failure.as_ref().map(|why| format!(": {why}"));
            let summary = format!("the association is {status}{}", why.unwrap_or_default());
            (Outcome::Fail(Cause::AssociationNotActive), summary)
        }
        None => (
            unknown(no_list(configuration)),
            "status not observed".to_owned(),
        ),
    };
    let part = if association.status.is_some() {
        "/status"
    } else {
        ""
    };
    let evidence = vec![Evidence::part(association.source, part)];
    Step {
        kind: StepKind::Lattice,
        subject,
        outcome,
        summary,
        evidence,
    }
}

fn no_association(
    topology: &Topology,
    target: &Target,
    configuration: &ResourceConfiguration,
) -> Step {
    if topology.associations_observed(&configuration.id) {
        let summary = "no association joins it to the gateway's service network";
        let outcome = Outcome::Fail(Cause::AssociationNotActive);
        return step(configuration, "/id", outcome, summary);
    }
    Step {
        evidence: vec![Evidence::part(target.source, "/privateEndpoint")],
        ..step(
            configuration,
            "",
            unknown(no_list(configuration)),
            "its association was not observed",
        )
    }
}

fn no_list(configuration: &ResourceConfiguration) -> Missing {
    Missing::new(
        "vpc-lattice",
        "list-service-network-resource-associations",
        format!(
            "the association of resource configuration {}",
            configuration.id
        ),
    )
}

fn next_hop(configuration: &ResourceConfiguration) -> Option<NextHop> {
    match configuration.definition.as_ref()? {
        ResourceDefinition::Dns { name, .. } => Some(NextHop::ResourceConfiguration(name.clone())),
        ResourceDefinition::Ip(address) => {
            Some(NextHop::ResourceConfiguration(address.to_string()))
        }
        ResourceDefinition::Arn(_)
        | ResourceDefinition::Cidr(_)
        | ResourceDefinition::Unreadable => None,
    }
}

/// A child has the resource gateway of its group.
fn gateway_of<'a>(
    topology: &'a Topology,
    configuration: &'a ResourceConfiguration,
) -> Option<&'a crate::topology::ResourceGatewayId> {
    configuration.resource_gateway.as_ref().or_else(|| {
        let group = topology
            .resource_configuration(configuration.group.as_ref()?)
            .found()?;
        group.resource_gateway.as_ref()
    })
}

fn step(
    configuration: &ResourceConfiguration,
    part: &str,
    outcome: Outcome,
    summary: impl Into<String>,
) -> Step {
    Step {
        kind: StepKind::Lattice,
        subject: Subject::new("resource-configuration", configuration.id.as_str())
            .named(configuration.name.clone()),
        outcome,
        summary: summary.into(),
        evidence: vec![Evidence::part(configuration.source, part)],
    }
}

fn unknown(missing: Missing) -> Outcome {
    Outcome::Unknown(Unknown::Missing(missing))
}
