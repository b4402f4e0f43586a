//! The plan before it runs: which calls, about what, after which others.

use std::collections::BTreeMap;

use super::plan::{About, Kind, Only, Row, TABLE};
use super::scope::Request;

/// A call of the plan, or many of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The round in which it can be made first: all calls of one round are made together.
    pub round: usize,
    /// The call in the words of the AWS CLI, without its key.
    pub call: String,
    /// What it is made for: "once", "each VPC" …
    pub about: String,
    /// The permission that it needs.
    pub action: &'static str,
}

/// The calls that a request may lead to, by round. How many there are of each only the answers tell.
pub fn outline(request: &Request) -> Vec<Step> {
    let rounds = rounds(request);
    let rows = TABLE
        .iter()
        .enumerate()
        .filter_map(|(index, row)| Some((*rounds.get(&index)?, row)));
    let mut steps: Vec<Step> = rows
        .map(|(round, row)| Step {
            round,
            call: [&[row.service, row.operation], row.fixed]
                .concat()
                .join(" "),
            about: about(row, request.everything),
            action: row.action,
        })
        .collect();
    steps.sort_by_key(|step| step.round);
    steps
}

/// The first round of each row that the request leads to, by index.
fn rounds(request: &Request) -> BTreeMap<usize, usize> {
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    for (kind, _) in request.seeds() {
        kinds.insert(kind, 0);
        if kind == Kind::GatewayVpc {
            kinds.insert(Kind::Vpc, 0);
        }
    }
    let mut rounds = BTreeMap::new();
    // Each pass finds what is one round further; there are fewer rounds than rows.
    for _ in 0..TABLE.len() {
        for (index, row) in TABLE.iter().enumerate() {
            if row.is_about_gateways() && !request.wants_gateways() {
                continue;
            }
            let round = match row.kind(request.everything) {
                None => Some(1),
                Some(kind) => kinds.get(&kind).map(|round| round + 1),
            };
            let Some(round) = round else { continue };
            rounds.insert(index, round);
            for lead in row.leads {
                let Some(round) = admitted(lead.only, round, &kinds, request) else {
                    continue;
                };
                shorten(&mut kinds, lead.to, round);
                if lead.to == Kind::GatewayVpc {
                    shorten(&mut kinds, Kind::Vpc, round);
                }
            }
        }
    }
    rounds
}

/// The first round after which a row of an answer can count.
fn admitted(
    only: Only,
    round: usize,
    kinds: &BTreeMap<Kind, usize>,
    request: &Request,
) -> Option<usize> {
    let test = match only {
        Only::In(kind) => kind,
        Only::ZoneOfName | Only::LabelOfName => Kind::Name,
        Only::Everything if !request.everything => return None,
        Only::Always | Only::Everything | Only::SelectedGateways | Only::SelectedTargets => {
            return Some(round);
        }
    };
    let is_free = request.everything || (only == Only::ZoneOfName && !request.wants_gateways());
    if is_free {
        return Some(round);
    }
    kinds.get(&test).map(|known| round.max(*known))
}

fn shorten(kinds: &mut BTreeMap<Kind, usize>, kind: Kind, round: usize) {
    let known = kinds.entry(kind).or_insert(round);
    *known = round.min(*known);
}

fn about(row: &Row, everything: bool) -> String {
    match (row.about, row.kind(everything)) {
        (_, Some(kind)) => format!("each {}", kind.noun()),
        (About::Account, None) => "each account".to_owned(),
        (About::Home, None) => "once".to_owned(),
        (_, None) => "each Region".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(request: &Request, call: &str) -> Option<usize> {
        let steps = outline(request);
        let step = steps.iter().find(|step| step.call == call)?;
        Some(step.round)
    }

    #[test]
    fn a_target_is_known_after_its_gateway() {
        let request = Request::default();
        assert_eq!(
            round(&request, "bedrock-agentcore-control list-gateways"),
            Some(1)
        );
        assert_eq!(
            round(&request, "bedrock-agentcore-control get-gateway"),
            Some(2)
        );
        assert_eq!(
            round(&request, "bedrock-agentcore-control get-gateway-target"),
            Some(3)
        );
        // The gateway itself may name a VPC: that of a private identity provider.
        assert_eq!(round(&request, "ec2 describe-network-interfaces"), Some(3));
    }

    #[test]
    fn a_gateway_id_saves_a_round_and_a_vpc_needs_no_gateway() {
        let request = Request {
            gateways: vec!["freight-ops-y5p5asvy72".to_owned()],
            ..Request::default()
        };
        assert_eq!(
            round(&request, "bedrock-agentcore-control get-gateway"),
            Some(1)
        );
        let request = Request {
            vpcs: vec!["vpc-1".to_owned()],
            ..Request::default()
        };
        assert_eq!(round(&request, "ec2 describe-subnets"), Some(1));
        assert_eq!(
            round(&request, "bedrock-agentcore-control list-gateways"),
            None
        );
    }

    #[test]
    fn every_row_can_be_reached() {
        for everything in [false, true] {
            let request = Request {
                everything,
                ..Request::default()
            };
            assert_eq!(outline(&request).len(), TABLE.len());
        }
    }
}
