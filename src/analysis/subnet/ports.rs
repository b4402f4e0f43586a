use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::{Confidence, Finding, Fix, Rule};
use crate::reach::{Evidence, Subject};
use crate::topology::LoadBalancerArn;

use super::addresses_exhausted::DEFAULT_ADDRESSES;

/// IP004: an address of a resource gateway has about 64,000 ports for each destination, and takes
/// none of them again for 350 seconds.
///
/// <https://docs.aws.amazon.com/vpc/latest/privatelink/resource-gateway.html>
pub(in crate::analysis) struct PortsExhausted;

/// How long a port stays taken, in seconds.
const COOLDOWN: f64 = 350.0;

/// Connections within that time that leave some room below the number of ports.
const LIMIT: f64 = 50_000.0;

/// The period of a metric of which a single value was observed, in seconds.
const SHORTEST_PERIOD: f64 = 60.0;

impl Analyzer for PortsExhausted {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::IP004]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let subnets = case.entry_subnet_ids().len();
        let Some(gateway) = case.resource_gateway().filter(|_| subnets > 0) else {
            return Vec::new();
        };
        let each = match case.is_managed() {
            true => 1,
            false => gateway
                .addresses_per_interface
                .map_or(DEFAULT_ADDRESSES, u64::from),
        };
        let addresses = u64::try_from(subnets).unwrap_or(1) * each;
        let destinations: BTreeSet<_> = case
            .journey
            .paths
            .iter()
            .map(|path| path.destination)
            .collect();
        let endpoints = case.journey.endpoints.iter();
        let findings = endpoints.filter_map(|endpoint| {
            let arn = LoadBalancerArn::from(endpoint.subject.id.as_str());
            let balancer = case.topology.load_balancer(&arn).found()?;
            let periods = case.topology.new_connections(&arn);
            let counts: Vec<_> = periods.iter().map(|one| (one.at, one.count)).collect();
            let (index, rate) = busiest(&counts)?;
            #[expect(clippy::cast_precision_loss, reason = "counts of addresses are small")]
            let shares = (addresses * destinations.len().max(1) as u64) as f64;
            let taken = rate * COOLDOWN / shares;
            (taken > LIMIT).then(|| Finding {
                rule: Rule::IP004,
                severity: Rule::IP004.severity(),
                confidence: Confidence::Low,
                subject: Subject::new("resource-gateway", gateway.id.as_str())
                    .named(gateway.name.clone()),
                message: format!(
                    "{} took up to {rate:.0} new connections a second: {taken:.0} ports of each of \
                     {addresses} addresses would be taken at a time, of about 64,000",
                    balancer.name
                ),
                evidence: vec![
                    Evidence::part(periods[index].source, "/Sum"),
                    Evidence::record(gateway.source),
                ],
                fix: Fix {
                    summary:
                        "a self-managed resource gateway takes more addresses per subnet; keep \
                              connections alive, so that fewer are opened"
                            .into(),
                    aws_cli: vec![create(case)],
                },
                assumption: Some(format!(
                    "all connections to {} come from this resource gateway",
                    balancer.name
                )),
            })
        });
        findings.collect()
    }
}

/// The period with the most connections, by its place, and how many a second that were.
fn busiest(periods: &[(Timestamp, f64)]) -> Option<(usize, f64)> {
    let starts = periods.windows(2);
    let gaps = starts.map(|pair| pair[1].0.duration_since(pair[0].0).as_secs_f64());
    let period = gaps.filter(|gap| *gap > 0.0).fold(f64::INFINITY, f64::min);
    let period = if period.is_finite() {
        period
    } else {
        SHORTEST_PERIOD
    };
    let counts = periods.iter().map(|(_, count)| *count).enumerate();
    let (index, most) = counts.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    Some((index, most / period))
}

fn create(case: &Case<'_>) -> String {
    let vpc = case.entry_vpc().map_or("-", |vpc| vpc.as_str());
    let subnets = case.entry_subnet_ids();
    let subnets: Vec<String> = subnets.iter().map(|id| quote(id.as_str())).collect();
    format!(
        "aws vpc-lattice create-resource-gateway --name agents --vpc-identifier {} --subnet-ids {} \
         --ipv4-addresses-per-eni 62",
        quote(vpc),
        subnets.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_gap_is_the_period() {
        let at = |text: &str, count| (text.parse().unwrap(), count);
        let periods = [
            at("2026-11-20T08:00:00Z", 600.0),
            at("2026-11-20T08:05:00Z", 90_000.0),
            at("2026-11-20T08:15:00Z", 300.0),
        ];
        let (most, rate) = busiest(&periods).unwrap();
        assert!(most == 1 && (rate - 300.0).abs() < 0.1);
        assert!((busiest(&periods[..1]).unwrap().1 - 10.0).abs() < 0.1);
        assert!(busiest(&[]).is_none());
    }
}
