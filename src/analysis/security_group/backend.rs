use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::{GrantTo, quote};
use crate::analysis::fault::{Fault, Place};
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::{Leg, StepKind, Trace};
use crate::topology::{Interface, InterfaceId, LoadBalancer, TargetGroupArn, TargetType};

use super::entry::{authorize, once};

/// SG005 and SG007: the load balancer must reach its targets on the traffic and the health-check
/// port; where it preserves the client's address, the targets must admit the client.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html>
pub(in crate::analysis) struct BackendNotAdmitted;

impl Analyzer for BackendNotAdmitted {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::SG005, Rule::SG007]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::SG005, |fault| admit_balancer(case, fault));
        findings.extend(case.report(Rule::SG007, |fault| admit_client(case, fault)));
        findings
    }
}

fn admit_balancer(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let outbound = fault.first().step.kind == StepKind::SecurityGroupOut;
    let commands = fault.places.iter().filter_map(|place| {
        let port = port_of(place)?;
        let balancer = balancer_of(case, place)?;
        let target = target_of(case, place.trace?)?;
        let balancer_group = balancer.groups.first()?;
        let target_group = target.groups.first()?;
        Some(if outbound {
            authorize(
                "egress",
                balancer_group,
                port,
                &GrantTo::Group(target_group.clone()),
            )
        } else {
            authorize(
                "ingress",
                target_group,
                port,
                &GrantTo::Group(balancer_group.clone()),
            )
        })
    });
    let health = fault.places.iter().all(|place| {
        place
            .trace
            .is_some_and(|trace| trace.leg == Leg::HealthCheck)
    });
    let port = if health {
        "health-check port"
    } else {
        "traffic port"
    };
    Fix {
        summary: if outbound {
            format!("let the load balancer send to its targets on the {port}")
        } else {
            format!("admit the load balancer's group at the targets on the {port}")
        },
        aws_cli: once(commands),
    }
}

fn admit_client(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let commands = fault.places.iter().filter_map(|place| {
        let target = target_of(case, place.trace?)?;
        let to = match balancer_of(case, place)?.groups.first() {
            Some(group) => GrantTo::Group(group.clone()),
            None => GrantTo::Cidr(case.block_around(place.path?.source)),
        };
        Some(authorize(
            "ingress",
            target.groups.first()?,
            port_of(place)?,
            &to,
        ))
    });
    let groups = fault.places.iter().filter_map(|place| {
        let arn = TargetGroupArn::from(place.backend?.subject.id.as_str());
        case.topology.target_group(&arn).found()
    });
    // To an ALB the address is always preserved.
    let groups = groups.filter(|group| group.target_type != TargetType::Alb);
    let turn_off = once(groups.map(|group| {
        format!(
            "aws elbv2 modify-target-group-attributes --target-group-arn {} \
             --attributes Key=preserve_client_ip.enabled,Value=false",
            quote(group.arn.as_str())
        )
    }));
    let or_else = if turn_off.is_empty() {
        ""
    } else {
        ", or turn the preservation off"
    };
    let mut aws_cli = once(commands);
    if aws_cli.is_empty() {
        aws_cli = turn_off;
    }
    Fix {
        summary: format!(
            "the load balancer preserves the client's address: admit the load balancer's group or \
             the resource gateway's subnets at the targets{or_else}"
        ),
        aws_cli,
    }
}

fn port_of(place: &Place<'_>) -> Option<u16> {
    match place.trace?.leg {
        Leg::HealthCheck => place.backend?.health_port,
        Leg::ToBackend | Leg::ToEndpoint => place.backend?.port,
    }
}

/// The load balancer whose node sends: behind another one it is not the endpoint of the path.
fn balancer_of<'a>(case: &Case<'a>, place: &Place<'_>) -> Option<&'a LoadBalancer> {
    let sender = &place.trace?.hops.first()?.subject;
    let interface = InterfaceId::from(sender.id.as_str());
    case.topology.load_balancer_of(&interface)
}

fn target_of<'a>(case: &Case<'a>, trace: &Trace) -> Option<&'a Interface> {
    case.topology.interface(trace.destination.as_ref()?).found()
}
