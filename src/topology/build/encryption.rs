//! VPC Encryption Controls, as their own list and the VPCs tell.

use std::collections::BTreeMap;

use crate::snapshot::{Observed, Source, ec2};
use crate::topology::{EncryptionControl, VpcId};

use super::Builder;

impl Builder {
    /// Takes what a VPC tells about itself; the list of Encryption Controls outdoes it.
    pub(super) fn note_encryption(
        &mut self,
        record: Option<&ec2::VpcEncryptionControl>,
        vpc: &VpcId,
        source: Source,
    ) {
        // A VPC without any may have an empty member.
        if let Some(record) = record.filter(|record| record.mode.is_some()) {
            let control = control(record, vpc.clone(), source, "/EncryptionControl");
            let controls = &mut self.topology.encryption_controls;
            controls.insert(vpc.clone(), Some(control));
        }
    }

    pub(super) fn add_encryption_controls(
        &mut self,
        controls: Vec<Observed<ec2::VpcEncryptionControl>>,
    ) {
        let mut listed = Vec::new();
        for Observed { record, source } in controls {
            if let Some(vpc) = &record.vpc_id {
                let vpc = self.id(vpc);
                listed.push(control(&record, vpc, source, ""));
            }
        }
        // One that was deleted does not count beside one that was made again.
        let is_gone = |control: &EncryptionControl| control.state.as_deref() == Some("deleted");
        listed.sort_by_key(is_gone);
        let mut known: BTreeMap<VpcId, Option<EncryptionControl>> = BTreeMap::new();
        for control in listed {
            match known.get(&control.vpc) {
                None => {
                    known.insert(control.vpc.clone(), Some(control));
                }
                Some(Some(earlier)) if agree(earlier, &control) || is_gone(&control) => {}
                Some(_) => {
                    self.report_contradiction(control.vpc.as_str(), control.source);
                    known.insert(control.vpc, None);
                }
            }
        }
        self.topology.encryption_controls.append(&mut known);
        self.topology.encryption_sought = self
            .calls
            .attempted_anywhere("ec2", "describe-vpc-encryption-controls");
    }
}

fn agree(one: &EncryptionControl, other: &EncryptionControl) -> bool {
    (&one.mode, &one.state, &one.exclusions) == (&other.mode, &other.state, &other.exclusions)
}

fn control(
    record: &ec2::VpcEncryptionControl,
    vpc: VpcId,
    source: Source,
    pointer: &'static str,
) -> EncryptionControl {
    let exclusions = record.resource_exclusions.as_ref();
    let exclusions = exclusions.map(|exclusions| {
        [
            ("InternetGateway", &exclusions.internet_gateway),
            (
                "EgressOnlyInternetGateway",
                &exclusions.egress_only_internet_gateway,
            ),
            ("NatGateway", &exclusions.nat_gateway),
            ("VirtualPrivateGateway", &exclusions.virtual_private_gateway),
            ("VpcPeering", &exclusions.vpc_peering),
            ("Lambda", &exclusions.lambda),
            ("VpcLattice", &exclusions.vpc_lattice),
            ("ElasticFileSystem", &exclusions.elastic_file_system),
            ("GlobalAccelerator", &exclusions.global_accelerator),
            ("ApiGatewayV2", &exclusions.api_gateway_v2),
        ]
    });
    let states = exclusions.into_iter().flatten();
    EncryptionControl {
        source,
        pointer,
        vpc,
        mode: record.mode.clone(),
        state: record.state.clone(),
        exclusions: states
            .filter_map(|(member, exclusion)| Some((member, exclusion.as_ref()?.state.clone()?)))
            .collect(),
    }
}
