use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::{block, quote};
use crate::analysis::fault::{Fault, Place};
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::StepKind;
use crate::topology::{AclEntry, Cidr, Direction, NetworkAcl, NetworkAclId};

/// NACL001 to NACL004: network ACLs are stateless, so request and reply each need an entry at both
/// subnets; the first entry that matches decides.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html>
pub(in crate::analysis) struct NetworkAclDenies;

/// The number of the entry that denies whatever no other entry matches.
const LAST: i64 = 32_767;

impl Analyzer for NetworkAclDenies {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::NACL001, Rule::NACL002, Rule::NACL003, Rule::NACL004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let rules = self.rules().iter();
        rules
            .flat_map(|&rule| case.report(rule, |fault| allow(case, fault)))
            .collect()
    }
}

/// One entry for each block at the other end, numbered to come before the one that denies.
fn allow(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let acl = NetworkAclId::from(fault.subject.id.as_str());
    let acl = case.topology.network_acl(&acl).found();
    let (direction, reply) = match fault.first().step.kind {
        StepKind::NetworkAclOut => (Direction::Outbound, false),
        StepKind::ReturnNetworkAclOut => (Direction::Outbound, true),
        StepKind::ReturnNetworkAclIn => (Direction::Inbound, true),
        _ => (Direction::Inbound, false),
    };
    let mut wanted: Vec<(Cidr, u16)> = Vec::new();
    for place in &fault.places {
        let Some((peer, port)) = other_end(case, place) else {
            continue;
        };
        if !wanted.contains(&(peer, port)) {
            wanted.push((peer, port));
        }
    }
    wanted.sort_unstable();
    let mut taken: Vec<i64> = acl
        .map(|acl| numbers(acl, direction).collect())
        .unwrap_or_default();
    let before = acl.map_or(LAST, |acl| deciding_entry(acl, fault, direction));
    let mut commands = Vec::new();
    for (peer, port) in wanted {
        let Some(number) = free_number(&taken, before) else {
            continue;
        };
        taken.push(number);
        let side = if direction == Direction::Outbound {
            "--egress"
        } else {
            "--ingress"
        };
        let ports = if reply {
            "From=1024,To=65535".into()
        } else {
            format!("From={port},To={port}")
        };
        let cidr = if peer.is_ipv6() {
            "--ipv6-cidr-block"
        } else {
            "--cidr-block"
        };
        commands.push(format!(
            "aws ec2 create-network-acl-entry --network-acl-id {} --rule-number {number} \
             --protocol 6 --rule-action allow {side} {cidr} {} --port-range {ports}",
            quote(&fault.subject.id),
            block(peer),
        ));
    }
    let what = if reply {
        "replies to client ports 1024-65535"
    } else {
        "the request"
    };
    let way = if direction == Direction::Outbound {
        "out"
    } else {
        "in"
    };
    Fix {
        summary: format!("allow {what} {way} before the entry that denies them"),
        aws_cli: commands,
    }
}

/// The block at the other end of the leg, seen from the subnet at fault, and the server's port.
fn other_end(case: &Case<'_>, place: &Place<'_>) -> Option<(Cidr, u16)> {
    let path = place.path?;
    let server = match place.backend {
        Some(backend) => backend.address?,
        None => path.destination,
    };
    let client = match place.backend {
        Some(_) => Cidr::host(path.destination),
        None => path.source,
    };
    let port = place
        .backend
        .and_then(|backend| backend.port)
        .unwrap_or_else(|| case.port());
    let at_source = matches!(
        place.step.kind,
        StepKind::NetworkAclOut | StepKind::ReturnNetworkAclIn
    );
    let peer = if at_source {
        Cidr::host(server)
    } else {
        client
    };
    Some((case.block_around(peer), port))
}

/// The number of the entry that decided, read from the evidence.
fn deciding_entry(acl: &NetworkAcl, fault: &Fault<'_>, direction: Direction) -> i64 {
    let decides = |entry: &&AclEntry| {
        let part = entry.part.to_string();
        entry.direction == direction
            && fault
                .evidence()
                .iter()
                .any(|piece| piece.source == acl.source && piece.part == part)
    };
    acl.entries
        .iter()
        .filter(decides)
        .map(|entry| entry.number)
        .min()
        .unwrap_or(LAST)
}

fn numbers(acl: &NetworkAcl, direction: Direction) -> impl Iterator<Item = i64> {
    let entries = acl
        .entries
        .iter()
        .filter(move |entry| entry.direction == direction);
    entries.map(|entry| entry.number)
}

/// A free number before `before`: ten after the last one if there is room, else the next below.
fn free_number(taken: &[i64], before: i64) -> Option<i64> {
    let last = taken
        .iter()
        .filter(|&&number| number < before)
        .max()
        .copied()
        .unwrap_or(0);
    let roomy = (last / 10 + 1) * 10;
    if roomy < before && !taken.contains(&roomy) {
        return Some(roomy);
    }
    (1..before).rev().find(|number| !taken.contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_entry_comes_before_the_one_that_denies() {
        assert_eq!(free_number(&[100, 110, LAST], LAST), Some(120));
        assert_eq!(free_number(&[90, 100, LAST], 100), Some(99));
        assert_eq!(free_number(&[1, LAST], 1), None);
        assert_eq!(free_number(&[], LAST), Some(10));
    }
}
