//! VPC Block Public Access: what an account lets through internet gateways, and the VPCs and
//! subnets that it leaves alone.
//! <https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html>

use crate::topology::{
    Lookup, PublicAccessExclusion, PublicAccessOptions, SubnetId, Topology, VpcId,
};

use super::walk::{Walk, Way};
use super::{Cause, Evidence, Outcome, Step, StepKind, Subject, Unknown};

/// How packets leave for the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Straight through an internet gateway, out or in.
    InternetGateway,
    /// Through an egress-only internet gateway.
    EgressOnly,
    /// Through a NAT gateway, and an internet gateway behind it.
    Nat,
}

impl Exit {
    /// Whether only connections from inside can be made there.
    fn is_outbound_only(self) -> bool {
        self != Self::InternetGateway
    }
}

impl<'a> Walk<'a> {
    /// Logs what VPC Block Public Access does to packets that come back from the internet to a
    /// public address of an interface that was observed.
    pub(super) fn public_access_of_destination(&mut self, way: &Way<'a>) {
        let Way::Internet(_) = way else {
            return;
        };
        let topology = self.topology;
        let Some(interface) = topology.interface_with_public(self.flow.destination) else {
            return;
        };
        let subject = Subject::new("network-interface", interface.id.as_str());
        self.log.hop(subject);
        let (vpc, subnet) = (&interface.vpc, &interface.subnet);
        self.public_access(Exit::InternetGateway, vpc, Some(subnet));
    }

    /// Logs what VPC Block Public Access does to packets that leave a subnet for the internet; a
    /// regional NAT gateway stands in no subnet.
    pub(super) fn public_access(&mut self, exit: Exit, vpc: &VpcId, subnet: Option<&SubnetId>) {
        let scene = Scene {
            topology: self.topology,
            exit,
            vpc,
            subnet,
            source: self.origin.subnet_id(),
        };
        let Judgement {
            outcome,
            summary,
            evidence,
        } = scene.judge();
        if outcome == Outcome::Skipped {
            self.log
                .assume(format!("no VPC Block Public Access applies to {vpc}"));
        }
        let subject = match subnet {
            Some(subnet) => Subject::new("subnet", subnet.as_str()),
            None => Subject::new("vpc", vpc.as_str()),
        };
        self.log.step(Step {
            kind: StepKind::BlockPublicAccess,
            subject,
            outcome,
            summary,
            evidence,
        });
    }
}

/// What was found out.
#[derive(Clone, Debug)]
struct Judgement {
    outcome: Outcome,
    summary: String,
    evidence: Vec<Evidence>,
}

impl Judgement {
    fn pass(summary: String, evidence: Vec<Evidence>) -> Self {
        Self {
            outcome: Outcome::Pass,
            summary,
            evidence,
        }
    }

    fn unknown(why: Unknown, evidence: Vec<Evidence>) -> Self {
        Self {
            summary: why.to_string(),
            outcome: Outcome::Unknown(why),
            evidence,
        }
    }
}

/// How far the exclusions of a subnet and its VPC go.
enum Excluded<'a> {
    /// Far enough.
    Yes(&'a PublicAccessExclusion),
    /// It is not certain.
    Perhaps(String, &'a PublicAccessExclusion),
    No,
}

/// Packets on their way to the internet.
struct Scene<'a> {
    topology: &'a Topology,
    exit: Exit,
    vpc: &'a VpcId,
    /// Where the packets meet the internet gateway.
    subnet: Option<&'a SubnetId>,
    /// Where they come from.
    source: &'a SubnetId,
}

impl Scene<'_> {
    /// The options of the account decide; the mode that subnet and VPC show must not contradict
    /// them, and stands in where nobody saw the options.
    fn judge(&self) -> Judgement {
        let shown = self.shown();
        match (self.topology.public_access_options(self.vpc), shown) {
            (Lookup::Found(options), shown) => {
                let told = self.told(options);
                match shown {
                    Some(shown) if same_end(&told, &shown) => told,
                    Some(_) if matches!(told.outcome, Outcome::Unknown(_)) => told,
                    Some(shown) => {
                        let why = format!("{}; but {}", told.summary, shown.summary);
                        let evidence = [told.evidence, shown.evidence].concat();
                        Judgement::unknown(Unknown::Undecidable(why), evidence)
                    }
                    None => told,
                }
            }
            (_, Some(shown)) => shown,
            (Lookup::Unknown(missing), None) => {
                Judgement::unknown(Unknown::Missing(missing), Vec::new())
            }
            (Lookup::Absent, None) => Judgement {
                outcome: Outcome::Skipped,
                summary: "nobody looked for VPC Block Public Access: taken as off, its default"
                    .to_owned(),
                evidence: Vec::new(),
            },
        }
    }

    /// What the options of the account make of it.
    fn told(&self, options: &PublicAccessOptions) -> Judgement {
        let evidence = vec![Evidence::part(options.source, "/InternetGatewayBlockMode")];
        let judgement = self.under(
            options.mode.as_deref(),
            evidence,
            options.exclusions_allowed,
        );
        match options.state.as_deref() {
            Some("update-in-progress") => {
                let why = "VPC Block Public Access is being changed".to_owned();
                let evidence = vec![Evidence::part(options.source, "/State")];
                Judgement::unknown(Unknown::Undecidable(why), evidence)
            }
            _ => judgement,
        }
    }

    /// What the mode that the subnet shows makes of it, or else the VPC.
    fn shown(&self) -> Option<Judgement> {
        let subnet = self
            .subnet
            .and_then(|subnet| self.topology.subnet(subnet).found());
        let subnet = subnet.map(|subnet| (&subnet.public_access_mode, subnet.source));
        let vpc = self.topology.vpc(self.vpc).found();
        let vpc = vpc.map(|vpc| (&vpc.public_access_mode, vpc.source));
        let mut places = subnet.into_iter().chain(vpc);
        let (mode, source) = places.find_map(|(mode, source)| Some((mode.as_deref()?, source)))?;
        let part = "/BlockPublicAccessStates/InternetGatewayBlockMode";
        Some(self.under(Some(mode), vec![Evidence::part(source, part)], true))
    }

    /// What a mode makes of it. In ingress-only mode NAT gateways and egress-only internet gateways
    /// work, while an internet gateway is shut in both directions; an exclusion for outbound
    /// connections counts in bidirectional mode only, and for those two gateways.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-example.html>
    fn under(
        &self,
        mode: Option<&str>,
        mut evidence: Vec<Evidence>,
        exclusions_allowed: bool,
    ) -> Judgement {
        let blocked = match mode {
            Some("off") => {
                return Judgement::pass("VPC Block Public Access is off".to_owned(), evidence);
            }
            Some("block-ingress") if self.exit.is_outbound_only() => {
                let summary = "VPC Block Public Access blocks only what comes in, and nothing can come in here";
                return Judgement::pass(summary.to_owned(), evidence);
            }
            Some("block-ingress") => "VPC Block Public Access (ingress-only)",
            Some("block-bidirectional") => "VPC Block Public Access",
            Some(other) => {
                let why = format!("VPC Block Public Access is in mode {other}");
                return Judgement::unknown(Unknown::Unmodelled(why), evidence);
            }
            None => {
                let why = "VPC Block Public Access does not tell its mode".to_owned();
                return Judgement::unknown(Unknown::Undecidable(why), evidence);
            }
        };
        let egress_suffices = mode == Some("block-bidirectional") && self.exit.is_outbound_only();
        let excluded = self.excluded(self.subnet, egress_suffices);
        match excluded {
            Excluded::Yes(exclusion) if exclusions_allowed => {
                evidence.push(Evidence::record(exclusion.source));
                let summary = format!(
                    "{blocked} leaves {} alone: {}",
                    exclusion.resource, exclusion.id
                );
                return Judgement::pass(summary, evidence);
            }
            Excluded::Yes(exclusion) => {
                evidence.push(Evidence::record(exclusion.source));
                let why = format!(
                    "{} excludes {} from VPC Block Public Access, but exclusions are not allowed",
                    exclusion.id, exclusion.resource
                );
                return Judgement::unknown(Unknown::Undecidable(why), evidence);
            }
            Excluded::Perhaps(why, exclusion) => {
                evidence.push(Evidence::record(exclusion.source));
                return Judgement::unknown(Unknown::Undecidable(why), evidence);
            }
            Excluded::No => {}
        }
        if let Some(missing) = self.topology.public_access_exclusions_missing(self.vpc) {
            return Judgement::unknown(Unknown::Missing(missing), evidence);
        }
        if self.exit == Exit::Nat
            && let Excluded::Yes(exclusion) | Excluded::Perhaps(_, exclusion) =
                self.excluded(Some(self.source), egress_suffices)
        {
            evidence.push(Evidence::record(exclusion.source));
            let why = format!(
                "{} excludes {} from VPC Block Public Access, not where the NAT gateway stands: \
                 which of the two counts is not documented",
                exclusion.id, exclusion.resource
            );
            return Judgement::unknown(Unknown::Undecidable(why), evidence);
        }
        Judgement {
            outcome: Outcome::Fail(Cause::PublicAccessBlocked),
            summary: format!("{blocked} keeps {} from the internet", self.place()),
            evidence,
        }
    }

    fn place(&self) -> &str {
        self.subnet.map_or(self.vpc.as_str(), SubnetId::as_str)
    }

    /// Whether a subnet or its VPC is excluded. What a subnet sends to an appliance of another
    /// subnet is that other subnet's business.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html>
    fn excluded(&self, subnet: Option<&SubnetId>, egress_suffices: bool) -> Excluded<'_> {
        let subnet = subnet.map(SubnetId::as_str);
        let resources = subnet.into_iter().chain([self.vpc.as_str()]);
        let exclusions = resources.flat_map(|id| self.topology.public_access_exclusions(id));
        let (mut enough, mut less, mut doubtful) = (None, None, None);
        for exclusion in exclusions {
            match reach_of(exclusion) {
                Reach::Nothing => {}
                Reach::Outbound if egress_suffices => enough = enough.or(Some(exclusion)),
                Reach::Outbound => less = less.or(Some(exclusion)),
                Reach::Everything => enough = enough.or(Some(exclusion)),
                Reach::Perhaps => doubtful = doubtful.or(Some(exclusion)),
            }
        }
        match (enough, less, doubtful) {
            (Some(wide), Some(narrow), _) => Excluded::Perhaps(
                format!(
                    "{} and {} exclude {} and {} differently: which of the two counts is not \
                     documented",
                    wide.id, narrow.id, wide.resource, narrow.resource
                ),
                wide,
            ),
            (Some(exclusion), None, _) => Excluded::Yes(exclusion),
            (None, _, Some(exclusion)) => {
                let state = exclusion.state.as_deref().unwrap_or("without a state");
                Excluded::Perhaps(
                    format!(
                        "whether {} excludes {} from VPC Block Public Access is not certain: it is \
                         {state}",
                        exclusion.id, exclusion.resource
                    ),
                    exclusion,
                )
            }
            (None, _, None) => Excluded::No,
        }
    }
}

/// What an exclusion lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Nothing,
    /// Connections from inside.
    Outbound,
    Everything,
    /// It is being changed, or cannot be read.
    Perhaps,
}

/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcBlockPublicAccessExclusion.html>
fn reach_of(exclusion: &PublicAccessExclusion) -> Reach {
    match (exclusion.state.as_deref(), exclusion.mode.as_deref()) {
        (Some("create-failed" | "delete-complete" | "disable-complete"), _) => Reach::Nothing,
        (Some("create-complete" | "update-complete"), Some("allow-bidirectional")) => {
            Reach::Everything
        }
        (Some("create-complete" | "update-complete"), Some("allow-egress")) => Reach::Outbound,
        _ => Reach::Perhaps,
    }
}

/// Whether two judgements agree on what happens to the packets.
fn same_end(one: &Judgement, other: &Judgement) -> bool {
    one.outcome.verdict() == other.outcome.verdict()
}

#[cfg(test)]
mod tests;
