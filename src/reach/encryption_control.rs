//! VPC Encryption Controls: what a VPC that enforces encryption lets through.
//!
//! In enforce mode a VPC does without whatever may carry cleartext, unless it is excluded. What
//! becomes of packets that take such a thing all the same is not documented, so the answer is never
//! that they are dropped.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html>

use crate::topology::{
    EncryptionControl, LoadBalancer, LoadBalancerKind, Lookup, Missing, PeeringId, Topology,
    TransitGatewayId, VpcId,
};

use super::walk::{Walk, Way};
use super::{Evidence, Outcome, Step, StepKind, Subject, Unknown};

/// Something that a VPC in enforce mode does not let be used unless it is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feature {
    InternetGateway,
    EgressOnlyInternetGateway,
    NatGateway,
    VpcPeering,
    VpcLattice,
}

impl Feature {
    /// The member of `ResourceExclusions`.
    fn member(self) -> &'static str {
        match self {
            Self::InternetGateway => "InternetGateway",
            Self::EgressOnlyInternetGateway => "EgressOnlyInternetGateway",
            Self::NatGateway => "NatGateway",
            Self::VpcPeering => "VpcPeering",
            Self::VpcLattice => "VpcLattice",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::InternetGateway => "internet gateways",
            Self::EgressOnlyInternetGateway => "egress-only internet gateways",
            Self::NatGateway => "NAT gateways",
            Self::VpcPeering => "VPC peering",
            Self::VpcLattice => "VPC Lattice",
        }
    }
}

/// Whether a VPC enforces encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing<'t> {
    /// Nobody looked.
    Assumed,
    /// It has no Encryption Controls.
    Without,
    /// It only monitors.
    Monitors(&'t EncryptionControl),
    Enforces(&'t EncryptionControl),
    /// It is changing from one to the other, or does not tell.
    Perhaps(&'t EncryptionControl),
    Unknown(Missing),
}

/// What the Encryption Controls of a VPC say about some features.
pub(super) struct Ruling {
    /// Absent where there is nothing to say.
    pub(super) step: Option<Step>,
    /// What is taken for granted.
    pub(super) assumption: Option<String>,
}

impl Walk<'_> {
    /// Logs what the Encryption Controls of a VPC say about the features that the packets use.
    pub(super) fn encryption(&mut self, vpc: &VpcId, features: &[Feature]) {
        let ruling = rule_on(self.topology, vpc, features);
        self.log_ruling(ruling);
    }

    /// Logs what the Encryption Controls of both VPCs say about what carries packets between them.
    pub(super) fn encryption_between(&mut self, way: &Way<'_>) {
        let Way::Vpc(peer) = way else {
            return;
        };
        let own = self.origin.vpc_id();
        let transit = self.transit.as_ref().and_then(|crossing| {
            let gateway = crossing.entry?.gateway.as_ref()?;
            Some((gateway, crossing.peered))
        });
        for (vpc, other) in [(own, *peer), (*peer, own)] {
            if vpc == other {
                return;
            }
            let ruling = match (self.peering, transit) {
                (Some(peering), _) => rule_on_peering(self.topology, peering, vpc, other),
                (None, Some((gateway, peered))) => {
                    rule_on_transit(self.topology, gateway, peered, vpc)
                }
                (None, None) => return,
            };
            self.log_ruling(ruling);
        }
    }

    fn log_ruling(&mut self, ruling: Ruling) {
        if let Some(assumption) = ruling.assumption {
            self.log.assume(assumption);
        }
        if let Some(step) = ruling.step {
            self.log.step(step);
        }
    }
}

/// What the Encryption Controls of a VPC say about features that are used there.
pub(super) fn rule_on(topology: &Topology, vpc: &VpcId, features: &[Feature]) -> Ruling {
    match standing(topology, vpc) {
        Standing::Enforces(control) | Standing::Perhaps(control) => {
            let ruled_out = features
                .iter()
                .find(|feature| exclusion(control, **feature) != Some("enabled"));
            let step = match ruled_out {
                Some(feature) => not_excluded(control, *feature),
                None => excluded(control, features),
            };
            Ruling {
                step: Some(step),
                assumption: None,
            }
        }
        standing => without_enforcement(vpc, standing),
    }
}

/// Peering needs no exclusion between two VPCs of one Region that enforce encryption without any
/// exclusion.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html#vpc-peering-support>
fn rule_on_peering(topology: &Topology, peering: &PeeringId, vpc: &VpcId, other: &VpcId) -> Ruling {
    let control = match standing(topology, vpc) {
        Standing::Enforces(control) | Standing::Perhaps(control) => control,
        standing => return without_enforcement(vpc, standing),
    };
    let same_region = match (topology.home_of(vpc), topology.home_of(other)) {
        (Some(one), Some(other)) => one.region == other.region,
        _ => false,
    };
    let step = if exclusion(control, Feature::VpcPeering) == Some("enabled") {
        excluded(control, &[Feature::VpcPeering])
    } else {
        match standing(topology, other) {
            Standing::Enforces(theirs)
                if same_region && is_strict(theirs) && is_strict(control) =>
            {
                let mut step = about(
                    control,
                    Outcome::Pass,
                    format!("{vpc} and {other} both enforce encryption, without exclusions"),
                    "",
                );
                step.evidence
                    .push(Evidence::part(theirs.source, theirs.pointer));
                step
            }
            Standing::Unknown(missing) => {
                let summary = missing.to_string();
                about(
                    control,
                    Outcome::Unknown(Unknown::Missing(missing)),
                    summary,
                    "",
                )
            }
            _ => {
                let why = format!(
                    "{vpc} enforces encryption and does not exclude VPC peering: whether {peering} \
                     carries packets to {other} is not documented"
                );
                let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
                about(control, outcome, why, "/ResourceExclusions")
            }
        }
    };
    Ruling {
        step: Some(step),
        assumption: None,
    }
}

/// Transit gateways need encryption support, and work within a Region.
/// <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-encryption-support.html>
fn rule_on_transit(
    topology: &Topology,
    id: &TransitGatewayId,
    peered: bool,
    vpc: &VpcId,
) -> Ruling {
    let control = match standing(topology, vpc) {
        Standing::Enforces(control) | Standing::Perhaps(control) => control,
        standing => return without_enforcement(vpc, standing),
    };
    let undecided = |why: Unknown| {
        let summary = why.to_string();
        about(control, Outcome::Unknown(why), summary, "")
    };
    let step = match topology.transit_gateway(id) {
        Lookup::Unknown(missing) => undecided(Unknown::Missing(missing)),
        Lookup::Found(gateway) if gateway.encryption.as_deref() == Some("enabled") && !peered => {
            let summary = format!("{vpc} enforces encryption, and {id} supports it");
            let mut step = about(control, Outcome::Pass, summary, "/Mode");
            let support = Evidence::part(gateway.source, "/Options/EncryptionSupport");
            step.evidence.push(support);
            step
        }
        Lookup::Found(_) if peered => undecided(Unknown::Undecidable(format!(
            "{vpc} enforces encryption: whether a connection of {id} with another transit gateway \
             carries its packets is not documented"
        ))),
        Lookup::Found(_) | Lookup::Absent => undecided(Unknown::Undecidable(format!(
            "{vpc} enforces encryption, but {id} has no encryption support: what becomes of such \
             packets is not documented"
        ))),
    };
    Ruling {
        step: Some(step),
        assumption: None,
    }
}

/// A Network Load Balancer may not decrypt TLS in a VPC that enforces encryption. Nothing to say
/// about load balancers that do not.
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html#service-specific-limitations>
pub(super) fn rule_on_listener(
    topology: &Topology,
    balancer: &LoadBalancer,
    port: u16,
) -> Option<Step> {
    if balancer.kind != LoadBalancerKind::Network {
        return None;
    }
    let vpc = balancer.vpc.as_ref()?;
    let listeners = topology.listeners_of(&balancer.arn).into_iter();
    let listener = listeners
        .filter(|listener| listener.port == port)
        .find(|listener| listener.protocol.eq_ignore_ascii_case("TLS"))?;
    match standing(topology, vpc) {
        Standing::Enforces(control) | Standing::Perhaps(control) => {
            let why = format!(
                "{vpc} enforces encryption, where a Network Load Balancer may not have a TLS \
                 listener: what becomes of its connections is not documented"
            );
            let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
            let mut step = about(control, outcome, why, "");
            step.evidence
                .push(Evidence::part(listener.source, "/Protocol"));
            Some(step)
        }
        standing @ Standing::Unknown(_) => without_enforcement(vpc, standing).step,
        Standing::Assumed | Standing::Without | Standing::Monitors(_) => None,
    }
}

/// What to say about a VPC that enforces nothing, or of which that is not known.
fn without_enforcement(vpc: &VpcId, standing: Standing<'_>) -> Ruling {
    let nothing = Ruling {
        step: None,
        assumption: None,
    };
    match standing {
        Standing::Assumed => Ruling {
            assumption: Some(format!("no VPC Encryption Control applies to {vpc}")),
            ..nothing
        },
        Standing::Monitors(control) => Ruling {
            step: Some(about(
                control,
                Outcome::Pass,
                format!("{vpc} monitors encryption and blocks nothing"),
                "/Mode",
            )),
            ..nothing
        },
        Standing::Unknown(missing) => Ruling {
            step: Some(Step {
                kind: StepKind::EncryptionControl,
                subject: Subject::new("vpc", vpc.as_str()),
                summary: missing.to_string(),
                outcome: Outcome::Unknown(Unknown::Missing(missing)),
                evidence: Vec::new(),
            }),
            ..nothing
        },
        Standing::Without | Standing::Enforces(_) | Standing::Perhaps(_) => nothing,
    }
}

/// Whether a VPC enforces encryption: a control that is being turned on or off may do so already
/// or still.
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEncryptionControl.html>
fn standing<'t>(topology: &'t Topology, vpc: &VpcId) -> Standing<'t> {
    match topology.encryption_control(vpc) {
        Lookup::Found(control) => match (control.mode.as_deref(), control.state.as_deref()) {
            (_, Some("deleted")) => Standing::Without,
            (Some("monitor"), Some("available" | "creating" | "deleting" | "delete-failed")) => {
                Standing::Monitors(control)
            }
            (Some("enforce"), Some("available")) => Standing::Enforces(control),
            _ => Standing::Perhaps(control),
        },
        Lookup::Absent if topology.encryption_sought() => Standing::Without,
        Lookup::Absent => Standing::Assumed,
        Lookup::Unknown(missing) => Standing::Unknown(missing),
    }
}

fn exclusion(control: &EncryptionControl, feature: Feature) -> Option<&str> {
    control.exclusions.get(feature.member()).map(String::as_str)
}

/// Whether nothing is excluded.
fn is_strict(control: &EncryptionControl) -> bool {
    control.exclusions.values().all(|state| state == "disabled")
}

fn excluded(control: &EncryptionControl, features: &[Feature]) -> Step {
    let nouns: Vec<&str> = features.iter().map(|feature| feature.noun()).collect();
    let summary = format!(
        "{} enforces encryption and excludes {}",
        control.vpc,
        nouns.join(" and ")
    );
    let mut step = about(control, Outcome::Pass, summary, "/ResourceExclusions");
    step.evidence = features
        .iter()
        .map(|feature| {
            part(
                control,
                &format!("/ResourceExclusions/{}", feature.member()),
            )
        })
        .collect();
    step
}

fn not_excluded(control: &EncryptionControl, feature: Feature) -> Step {
    let (vpc, noun) = (&control.vpc, feature.noun());
    let why = match (control.mode.as_deref(), exclusion(control, feature)) {
        (_, Some(state @ ("enabling" | "disabling"))) => {
            format!("{vpc} enforces encryption, and its exclusion of {noun} is {state}")
        }
        (Some("enforce"), _) => format!(
            "{vpc} enforces encryption and does not exclude {noun}: what becomes of such packets \
             is not documented"
        ),
        _ => format!(
            "whether {vpc} enforces encryption is not certain: its Encryption Controls are {}",
            control.state.as_deref().unwrap_or("without a state")
        ),
    };
    let outcome = Outcome::Unknown(Unknown::Undecidable(why.clone()));
    about(control, outcome, why, "")
}

fn about(control: &EncryptionControl, outcome: Outcome, summary: String, pointer: &str) -> Step {
    Step {
        kind: StepKind::EncryptionControl,
        subject: Subject::new("vpc", control.vpc.as_str()),
        outcome,
        summary,
        evidence: vec![part(control, pointer)],
    }
}

fn part(control: &EncryptionControl, pointer: &str) -> Evidence {
    Evidence::part(control.source, format!("{}{pointer}", control.pointer))
}

#[cfg(test)]
mod tests;
