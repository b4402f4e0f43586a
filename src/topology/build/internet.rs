//! Internet gateways and VPC Block Public Access.

use crate::snapshot::{Observed, Scope, ec2};
use crate::topology::{InternetGateway, PublicAccessExclusion, PublicAccessOptions, VpcId};

use super::Builder;
use super::read::last_segment;

impl Builder {
    pub(super) fn add_internet_gateways(
        &mut self,
        gateways: Vec<Observed<ec2::InternetGateway>>,
        egress_only: Vec<Observed<ec2::EgressOnlyInternetGateway>>,
    ) {
        for Observed { record, source } in self.settle(gateways).records {
            let gateway = InternetGateway {
                source,
                id: record.internet_gateway_id,
                attachments: self.attachments_of(record.attachments),
            };
            self.topology.graph.insert(gateway);
        }
        for Observed { record, source } in self.settle(egress_only).records {
            let gateway = InternetGateway {
                source,
                id: record.egress_only_internet_gateway_id,
                attachments: self.attachments_of(record.attachments),
            };
            self.topology.graph.insert(gateway);
        }
    }

    fn attachments_of(
        &mut self,
        attachments: Vec<ec2::GatewayAttachment>,
    ) -> Vec<(VpcId, Option<String>)> {
        let attachments = attachments.into_iter();
        attachments
            .filter_map(|attachment| Some((self.id(&attachment.vpc_id?), attachment.state)))
            .collect()
    }

    pub(super) fn add_public_access(
        &mut self,
        options: Vec<Observed<ec2::VpcBlockPublicAccessOptions>>,
        exclusions: Vec<Observed<ec2::VpcBlockPublicAccessExclusion>>,
    ) {
        for Observed { record, source } in options {
            let answered = self.scope(source);
            let scope = Scope::new(
                record
                    .aws_account_id
                    .as_deref()
                    .unwrap_or(&answered.account),
                record.aws_region.as_deref().unwrap_or(&answered.region),
            );
            let options = PublicAccessOptions {
                source,
                mode: record.internet_gateway_block_mode,
                state: record.state,
                exclusions_allowed: record.exclusions_allowed.as_deref() != Some("not-allowed"),
            };
            let told = |options: &PublicAccessOptions| {
                let allowed = options.exclusions_allowed;
                (options.mode.clone(), options.state.clone(), allowed)
            };
            let known = self.topology.public_access_options.entry(scope);
            let known = known.or_insert_with(|| Some(options.clone()));
            let agrees = known.as_ref().map(told) == Some(told(&options));
            if !agrees {
                *known = None;
                self.report_contradiction("VPC Block Public Access", source);
            }
        }
        for Observed { record, source } in self.settle(exclusions).records {
            let Some(arn) = &record.resource_arn else {
                continue;
            };
            let exclusion = PublicAccessExclusion {
                source,
                scope: self.scope(source),
                resource: last_segment(arn).to_owned(),
                id: record.exclusion_id,
                mode: record.internet_gateway_exclusion_mode,
                state: record.state,
            };
            self.topology
                .public_access_exclusions
                .entry(exclusion.resource.clone())
                .or_default()
                .push(exclusion);
        }
        self.topology.public_access_sought = self
            .calls
            .attempted_anywhere("ec2", "describe-vpc-block-public-access-options");
        for exclusions in self.topology.public_access_exclusions.values_mut() {
            exclusions.sort_by(|a, b| (&a.id, a.source).cmp(&(&b.id, b.source)));
        }
    }
}
