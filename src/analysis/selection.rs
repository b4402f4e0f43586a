//! Which targets a run is about.

use crate::topology::{Gateway, Target, Topology};

/// Gateways and targets by id, ARN or name; empty lists select all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Gateways.
    pub gateways: Vec<String>,
    /// Targets.
    pub targets: Vec<String>,
}

/// A name that selects nothing, and what there is to select.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the snapshot holds no {noun} {name:?}; it holds {}", candidates.join(", "))]
pub struct UnknownSelection {
    /// `gateway` or `target`.
    pub noun: &'static str,
    /// What was asked for.
    pub name: String,
    /// Names and ids of what there is, at most 20.
    pub candidates: Vec<String>,
}

impl Selection {
    /// The selected targets with their gateways, by gateway and target id.
    pub(super) fn apply<'a>(
        &self,
        topology: &'a Topology,
    ) -> Result<Vec<(&'a Gateway, &'a Target)>, UnknownSelection> {
        let all: Vec<(&Gateway, &Target)> = topology
            .targets()
            .into_iter()
            .filter_map(|target| Some((topology.gateway(&target.gateway).found()?, target)))
            .collect();
        let gateways = topology.gateways();
        for name in &self.gateways {
            if !gateways.iter().any(|gateway| is_gateway(gateway, name)) {
                let names = gateways
                    .iter()
                    .map(|gateway| (&gateway.name, gateway.id.as_str()));
                return Err(unknown("gateway", name, names));
            }
        }
        for name in &self.targets {
            if !all.iter().any(|(_, target)| is_target(target, name)) {
                let names = all
                    .iter()
                    .map(|(_, target)| (&target.name, target.id.as_str()));
                return Err(unknown("target", name, names));
            }
        }
        let selected = |gateway: &Gateway, target: &Target| {
            let gateways = &self.gateways;
            let targets = &self.targets;
            (gateways.is_empty() || gateways.iter().any(|name| is_gateway(gateway, name)))
                && (targets.is_empty() || targets.iter().any(|name| is_target(target, name)))
        };
        Ok(all
            .into_iter()
            .filter(|(gateway, target)| selected(gateway, target))
            .collect())
    }
}

fn is_gateway(gateway: &Gateway, name: &str) -> bool {
    [gateway.id.as_str(), gateway.name.as_str()].contains(&name)
        || gateway.arn.as_deref() == Some(name)
}

fn is_target(target: &Target, name: &str) -> bool {
    [target.id.as_str(), target.name.as_str()].contains(&name)
}

fn unknown<'a>(
    noun: &'static str,
    name: &str,
    names: impl Iterator<Item = (&'a String, &'a str)>,
) -> UnknownSelection {
    let candidates = names
        .take(20)
        .map(|(name, id)| format!("{name} ({id})"))
        .collect();
    UnknownSelection {
        noun,
        name: name.to_owned(),
        candidates,
    }
}
