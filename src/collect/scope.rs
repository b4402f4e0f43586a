//! What is asked for, and which rows of answers belong to it.

use std::collections::BTreeSet;

use super::member::{Found, normal_name};
use super::plan::{Kind, Only};

/// What to collect. Without anything named: every gateway with all its targets.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Gateways by id, ARN or name.
    pub gateways: Vec<String>,
    /// Targets by id or name.
    pub targets: Vec<String>,
    /// VPCs by id: all that paths inside them need, whether or not a gateway leads there.
    pub vpcs: Vec<String>,
    /// Further resources that something planned will depend on.
    pub planned: Planned,
    /// Everything in the account and Region, not only what the paths need.
    pub everything: bool,
}

/// What a planned target or template names: a path will lead there once it exists.
#[derive(Clone, Debug, Default)]
pub struct Planned {
    /// Host names.
    pub names: Vec<String>,
    /// Resource configurations by id or ARN.
    pub configurations: Vec<String>,
    /// Certificates by ARN.
    pub certificates: Vec<String>,
}

/// What is known already of the sets that tests look at.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeSet<(Kind, String)>);

impl Known {
    /// Notes a member of a set.
    pub(super) fn add(&mut self, kind: Kind, identifier: &str) {
        self.0.insert((kind, identifier.to_owned()));
    }

    fn has(&self, kind: Kind, identifier: &str) -> bool {
        self.0.contains(&(kind, identifier.to_owned()))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.0.iter().filter(|(kind, _)| *kind == Kind::Name);
        names.map(|(_, name)| name.as_str())
    }
}

impl Request {
    /// Whether AgentCore's gateways are to be looked for.
    pub(super) fn wants_gateways(&self) -> bool {
        self.everything || self.vpcs.is_empty() || !self.gateways.is_empty()
    }

    /// The members that are known before anything is asked.
    pub(super) fn seeds(&self) -> Vec<(Kind, String)> {
        let gateways = self.gateway_ids().filter(|_| self.wants_gateways());
        let sets = [
            (Kind::GatewayVpc, texts(&self.vpcs)),
            (Kind::Gateway, gateways.collect::<Vec<&str>>()),
            (Kind::Name, texts(&self.planned.names)),
            (Kind::Configuration, texts(&self.planned.configurations)),
            (Kind::Certificate, texts(&self.planned.certificates)),
        ];
        let members = sets.into_iter().flat_map(|(kind, keys)| {
            let keys = keys.into_iter();
            keys.map(move |key| (kind, kind.identifier(key)))
        });
        members.collect()
    }

    /// Gateways that can be asked for by id, whether or not the list of all is to be had.
    pub(super) fn gateway_ids(&self) -> impl Iterator<Item = &str> {
        let ids = self.gateways.iter().map(|text| last_segment(text));
        ids.filter(|id| looks_like_gateway_id(id))
    }

    /// Whether a row belongs to what was asked for, as far as the sets are known now.
    pub(super) fn admits(&self, only: Only, found: &Found, known: &Known) -> bool {
        let mut tests = found.tests.iter();
        match only {
            Only::SelectedGateways => is_selected(&self.gateways, &found.tests),
            Only::SelectedTargets => is_selected(&self.targets, &found.tests),
            Only::Always => true,
            _ if self.everything => true,
            Only::Everything => false,
            Only::In(kind) => tests.any(|test| known.has(kind, &kind.identifier(test))),
            // Where only VPCs were named, no name limits the zones.
            Only::ZoneOfName if !self.wants_gateways() => true,
            Only::ZoneOfName => tests.any(|zone| {
                let zone = normal_name(zone);
                known.names().any(|name| is_in_zone(name, &zone))
            }),
            Only::LabelOfName => tests.any(|id| known.names().any(|name| starts_with_id(name, id))),
        }
    }
}

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// Whether one of the identifiers of a row was named; all are if none was.
fn is_selected(wanted: &[String], tests: &[String]) -> bool {
    let is_named = |text: &String| {
        tests
            .iter()
            .any(|test| test == text || test == last_segment(text))
    };
    wanted.is_empty() || wanted.iter().any(is_named)
}

fn last_segment(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

/// `name-` and ten characters: what the service makes of a gateway's name.
fn looks_like_gateway_id(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(_, end)| {
        end.len() == 10
            && end
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn is_in_zone(name: &str, zone: &str) -> bool {
    let rest = name.strip_suffix(zone);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.') || zone.is_empty())
}

/// `{api}.execute-api…` and `{api}-{endpoint}.execute-api…`.
fn starts_with_id(name: &str, id: &str) -> bool {
    let label = name.split('.').next().unwrap_or_default();
    let rest = label.strip_prefix(id);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::member::Member;
    use crate::snapshot::Scope;

    fn found(tests: &[&str]) -> Found {
        Found {
            tests: tests.iter().map(|&test| test.to_owned()).collect(),
            member: Member {
                scope: Scope::default(),
                key: Vec::new(),
                detail: None,
            },
        }
    }

    fn known(names: &[&str]) -> Known {
        let mut known = Known::default();
        for name in names {
            known.add(Kind::Name, name);
        }
        known
    }

    #[test]
    fn zones_of_names_are_parents_at_a_dot() {
        let known = known(&["api.orders.example.com"]);
        let admits = |zone| Request::default().admits(Only::ZoneOfName, &found(&[zone]), &known);
        assert!(admits("example.com."));
        assert!(admits("Orders.Example.com."));
        assert!(admits("api.orders.example.com."));
        assert!(!admits("rders.example.com."));
        assert!(!admits("example.org."));
    }

    #[test]
    fn apis_are_found_by_the_first_label() {
        let known = known(&["nphk8b31wx-vpce-0a1.execute-api.eu-west-1.amazonaws.com"]);
        let admits = |id| Request::default().admits(Only::LabelOfName, &found(&[id]), &known);
        assert!(admits("nphk8b31wx"));
        assert!(!admits("nphk8b31w"));
        assert!(!admits("vpce"));
    }

    #[test]
    fn gateways_are_selected_by_id_arn_or_name() {
        let rows = found(&["freight-ops-y5p5asvy72", "freight-ops"]);
        let admits = |text: &str| {
            let request = Request {
                gateways: vec![text.to_owned()],
                everything: true,
                ..Request::default()
            };
            request.admits(Only::SelectedGateways, &rows, &Known::default())
        };
        assert!(admits("freight-ops"));
        assert!(admits("freight-ops-y5p5asvy72"));
        assert!(admits(
            "arn:aws:bedrock-agentcore:eu-west-1:1:gateway/freight-ops-y5p5asvy72"
        ));
        assert!(!admits("freight"));
    }

    #[test]
    fn what_is_planned_is_known_from_the_start() {
        let request = Request {
            vpcs: vec!["vpc-1".to_owned()],
            planned: Planned {
                names: vec!["Orders.Example.com.".to_owned()],
                configurations: vec![
                    "arn:aws:vpc-lattice:eu-west-1:1:resourceconfiguration/rcfg-1".to_owned(),
                ],
                certificates: Vec::new(),
            },
            ..Request::default()
        };
        let seeds = [
            (Kind::GatewayVpc, "vpc-1".to_owned()),
            (Kind::Name, "orders.example.com".to_owned()),
            (Kind::Configuration, "rcfg-1".to_owned()),
        ];
        assert_eq!(request.seeds(), seeds);
    }

    #[test]
    fn only_what_looks_like_an_id_is_asked_for_without_a_list() {
        let request = Request {
            gateways: ["freight-ops", "freight-ops-y5p5asvy72"]
                .map(str::to_owned)
                .into(),
            ..Request::default()
        };
        assert_eq!(
            request.gateway_ids().collect::<Vec<_>>(),
            ["freight-ops-y5p5asvy72"]
        );
    }
}
