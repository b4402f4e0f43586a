//! What other accounts share.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, ram};
use crate::topology::{ShareInvitation, SharePermission, SharedResource, Shares};

use super::Builder;

impl Builder {
    pub(super) fn add_shares(
        &mut self,
        invitations: Vec<Observed<ram::Invitation>>,
        resources: Vec<Observed<Keyed<ram::Resource>>>,
        summaries: Vec<Observed<Keyed<ram::PermissionSummary>>>,
        permissions: Vec<Observed<ram::Permission>>,
    ) {
        let mut shares = Shares::default();
        for Observed { record, source } in invitations {
            let held = record.resource_share_associations.into_iter();
            let held = held.filter(|one| one.association_type.as_deref() != Some("PRINCIPAL"));
            let mut resources: Vec<String> = held.filter_map(|one| one.associated_entity).collect();
            resources.sort();
            shares.invitations.push(ShareInvitation {
                source,
                arn: record.resource_share_invitation_arn,
                sender: record.sender_account_id,
                status: record.status,
                resources,
            });
        }
        shares.invitations.sort_by(|a, b| a.arn.cmp(&b.arn));
        for Observed { record, source } in resources {
            let Keyed { key, record } = record;
            let Some(arn) = record.arn.filter(|_| *key == *"OTHER-ACCOUNTS") else {
                continue;
            };
            let resource = SharedResource {
                source,
                share: record.resource_share_arn,
                status: record.status,
            };
            // Several shares may hold it: one that works counts.
            let known = shares
                .resources
                .entry(arn)
                .or_insert_with(|| resource.clone());
            if known.status.as_deref() != Some("AVAILABLE") {
                *known = resource;
            }
        }
        let statements: BTreeMap<String, (_, Option<String>)> = permissions
            .into_iter()
            .map(|one| (one.record.arn, (one.source, one.record.permission)))
            .collect();
        for Observed { record, source } in summaries {
            let Keyed { key, record } = record;
            let arn = record.arn.unwrap_or_default();
            let known = statements.get(&arn);
            shares
                .permissions
                .entry(key.to_string())
                .or_default()
                .push(SharePermission {
                    source: known.map_or(source, |(source, _)| *source),
                    name: record.name.unwrap_or(arn),
                    statement: known.and_then(|(_, statement)| statement.clone()),
                });
        }
        for list in shares.permissions.values_mut() {
            list.sort_by(|a, b| a.name.cmp(&b.name));
        }
        self.topology.shares = shares;
    }
}
