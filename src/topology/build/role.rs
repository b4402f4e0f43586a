//! Roles and their policies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::snapshot::{Call, GapReason, Keyed, Observation, Observed, Scope, Source, iam};
use crate::topology::role::role_of;
use crate::topology::{Boundary, Missing, PolicyText, Role, Simulated};

use super::Builder;

/// The answers about roles.
pub(super) struct RoleRecords {
    pub(super) roles: Vec<Observed<iam::Role>>,
    pub(super) own_names: Vec<Observed<Keyed<String>>>,
    pub(super) own: Vec<Observed<Keyed<iam::RolePolicy>>>,
    pub(super) attached: Vec<Observed<Keyed<iam::AttachedPolicy>>>,
    pub(super) managed: Vec<Observed<iam::Policy>>,
    pub(super) versions: Vec<Observed<Keyed<iam::PolicyVersion>>>,
    pub(super) simulated: Vec<Observed<Keyed<iam::EvaluationResult>>>,
}

/// Policies by what names them; `None` where two answers differ.
type Policies<K> = BTreeMap<K, Option<PolicyText>>;

impl Builder {
    pub(super) fn add_roles(&mut self, records: RoleRecords) {
        let names = self.roles_asked_about(&records);
        let own = self.own_policies(records.own);
        let managed = self.managed_policies(records.managed, records.versions);
        let mut own_names = self.answers(records.own_names, "iam", "list-role-policies");
        let mut attached = self.answers(records.attached, "iam", "list-attached-role-policies");
        let simulated = self.simulations(records.simulated);
        let mut described: BTreeMap<(Arc<str>, String), (iam::Role, Source)> = BTreeMap::new();
        for Observed { record, source } in self.settle(records.roles).records {
            let account = self.scope(source).account;
            described.insert((account, record.role_name.clone()), (record, source));
        }
        for (account, name) in names {
            let described = described.remove(&(account.clone(), name.clone()));
            let mut role = Role {
                name: name.clone(),
                trust: None,
                boundary: None,
                policies: Vec::new(),
                missing: Vec::new(),
                policies_sought: self.policies_sought(&account, &name),
                simulation_lost: self.simulation_lost(&account, &name),
                simulated: Vec::new(),
            };
            if let Some((record, source)) = described {
                let boundary = record.permissions_boundary;
                let arn = boundary.and_then(|boundary| boundary.permissions_boundary_arn);
                role.boundary = arn.map(|arn| Boundary {
                    policy: managed.get(&arn).cloned().flatten(),
                    arn,
                });
                role.trust = record
                    .assume_role_policy_document
                    .map(|document| PolicyText {
                        source,
                        part: "/AssumeRolePolicyDocument",
                        name: name.clone(),
                        text: text_of(document),
                    });
            }
            let lack = |operation, what| Missing::new("iam", operation, what);
            match own_names.take(&name) {
                None => role.missing.push(lack(
                    "list-role-policies",
                    format!("the policies of role {name}"),
                )),
                Some(listed) => {
                    for Observed { record: policy, .. } in listed {
                        match own.get(&(name.clone(), policy.clone())) {
                            Some(Some(text)) => role.policies.push(text.clone()),
                            _ => role.missing.push(lack(
                                "get-role-policy",
                                format!("policy {policy} of role {name}"),
                            )),
                        }
                    }
                }
            }
            match attached.take(&name) {
                None => role.missing.push(lack(
                    "list-attached-role-policies",
                    format!("the managed policies of role {name}"),
                )),
                Some(listed) => {
                    for Observed { record: policy, .. } in listed {
                        let arn = policy.policy_arn.unwrap_or_default();
                        match managed.get(&arn) {
                            Some(Some(text)) => role.policies.push(text.clone()),
                            _ => role
                                .missing
                                .push(lack("get-policy-version", format!("policy {arn}"))),
                        }
                    }
                }
            }
            // A policy that no list was observed of still says what it says.
            for ((of, _), text) in &own {
                role.policies.extend(
                    text.iter()
                        .filter(|text| *of == name && !role.policies.contains(text))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
            }
            role.policies
                .sort_by(|a, b| (&a.name, a.source).cmp(&(&b.name, b.source)));
            let mut answers = simulated.iter().filter(|(arn, _)| {
                role_of(arn).is_some_and(|(of, own)| {
                    own == name && (*of == *account || &*account == Scope::UNKNOWN)
                })
            });
            if let Some((_, answers)) = answers.next() {
                role.simulated.clone_from(answers);
            }
            self.topology.roles.insert((account, name), role);
        }
        self.topology.simulated = simulated;
    }

    fn simulation_lost(&self, account: &Arc<str>, role: &str) -> bool {
        self.calls.iter().any(|(scope, call, observation)| {
            let is_about = call
                .key
                .first()
                .and_then(|arn| role_of(arn))
                .is_some_and(|(_, name)| name == role);
            scope.account == *account
                && call.operation == "simulate-principal-policy"
                && is_about
                && !matches!(observation, Observation::Complete(_))
        })
    }

    fn policies_sought(&self, account: &Arc<str>, role: &str) -> bool {
        self.calls.iter().any(|(scope, call, _)| {
            if self.was_denied(scope, call) {
                return false;
            }
            let is_about_policies = matches!(
                call.operation.as_str(),
                "get-role-policy" | "list-role-policies" | "list-attached-role-policies"
            );
            scope.account == *account
                && call.service == "iam"
                && is_about_policies
                && call.key.first().is_some_and(|key| key == role)
        })
    }

    /// Whether AWS refused the call. Roles are not on the way of packets: whoever may not look at
    /// them is told so by a gap, and still gets a verdict on the way.
    fn was_denied(&self, scope: &Scope, call: &Call) -> bool {
        let mut gaps = self.gaps.iter();
        gaps.any(|gap| {
            gap.scope == *scope
                && gap.call == *call
                && matches!(gap.reason, GapReason::Denied { .. })
        })
    }

    /// The roles that any answer is about, by account and name.
    fn roles_asked_about(&self, records: &RoleRecords) -> BTreeSet<(Arc<str>, String)> {
        let mut names = BTreeSet::new();
        for (scope, call, _) in self.calls.iter() {
            let is_about_role = matches!(
                call.operation.as_str(),
                "get-role"
                    | "get-role-policy"
                    | "list-role-policies"
                    | "list-attached-role-policies"
            );
            if call.service == "iam"
                && is_about_role
                && !self.was_denied(scope, call)
                && let Some(name) = call.key.first()
            {
                names.insert((scope.account.clone(), name.clone()));
            }
        }
        for observed in &records.simulated {
            if let Some((account, name)) = role_of(&observed.record.key) {
                let scope = self.scope(observed.source);
                let account = match &*scope.account {
                    Scope::UNKNOWN => scope.account.clone(),
                    _ => account.into(),
                };
                names.insert((account, name.to_owned()));
            }
        }
        names
    }

    fn own_policies(
        &mut self,
        records: Vec<Observed<Keyed<iam::RolePolicy>>>,
    ) -> Policies<(String, String)> {
        let mut policies = Policies::new();
        for Observed { record, source } in records {
            let record = record.record;
            let Some(document) = record.policy_document else {
                continue;
            };
            let text = PolicyText {
                source,
                part: "/PolicyDocument",
                name: record.policy_name.clone(),
                text: text_of(document),
            };
            self.keep_if_agreed(&mut policies, (record.role_name, record.policy_name), text);
        }
        policies
    }

    /// The versions in force.
    fn managed_policies(
        &mut self,
        policies: Vec<Observed<iam::Policy>>,
        versions: Vec<Observed<Keyed<iam::PolicyVersion>>>,
    ) -> Policies<String> {
        let defaults: BTreeMap<String, Option<String>> = self
            .settle(policies)
            .records
            .into_iter()
            .map(|observed| (observed.record.arn, observed.record.default_version_id))
            .collect();
        let mut texts = Policies::new();
        for Observed { record, source } in versions {
            let Keyed { key, record } = record;
            let is_default = match defaults.get(&*key) {
                Some(Some(default)) => record.version_id.as_ref() == Some(default),
                _ => record.is_default_version == Some(true),
            };
            let Some(document) = record.document.filter(|_| is_default) else {
                continue;
            };
            let text = PolicyText {
                source,
                part: "/Document",
                name: key.to_string(),
                text: text_of(document),
            };
            self.keep_if_agreed(&mut texts, key.to_string(), text);
        }
        texts
    }

    fn keep_if_agreed<K: Ord>(&mut self, policies: &mut Policies<K>, key: K, new: PolicyText) {
        let known = policies.get(&key);
        let differs = match known {
            None => false,
            Some(known) => known.as_ref().is_none_or(|known| known.text != new.text),
        };
        if differs {
            self.report_contradiction(&new.name, new.source);
            policies.insert(key, None);
        } else {
            policies.entry(key).or_insert(Some(new));
        }
    }

    fn simulations(
        &mut self,
        records: Vec<Observed<Keyed<iam::EvaluationResult>>>,
    ) -> BTreeMap<String, Vec<Simulated>> {
        let mut arns: Vec<String> = records
            .iter()
            .map(|one| one.record.key.to_string())
            .collect();
        arns.sort();
        arns.dedup();
        let mut answers = self.answers(records, "iam", "simulate-principal-policy");
        let mut found = BTreeMap::new();
        for arn in arns {
            let Some(told) = answers.take(&arn) else {
                continue;
            };
            let told = told.into_iter().filter_map(|Observed { record, source }| {
                Some(Simulated {
                    source,
                    action: record.eval_action_name?,
                    resource: record.eval_resource_name.unwrap_or_else(|| "*".to_owned()),
                    is_allowed: record.eval_decision.as_deref()? == "allowed",
                })
            });
            let mut told: Vec<Simulated> = told.collect();
            told.sort_by(|a, b| {
                (&a.action, &a.resource, a.is_allowed).cmp(&(&b.action, &b.resource, b.is_allowed))
            });
            found.insert(arn, told);
        }
        found
    }
}

/// A policy as text. The AWS CLI prints an object; the API itself sends URL-encoded text.
fn text_of(document: Value) -> String {
    match document {
        Value::String(text) => match text.starts_with('%') {
            true => percent_decode_str(&text).decode_utf8_lossy().into_owned(),
            false => text,
        },
        document => document.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn policies_come_as_objects_and_as_encoded_text() {
        let document = json!({"Statement": []});
        let encoded = json!("%7B%22Statement%22%3A%5B%5D%7D");
        assert_eq!(text_of(document), r#"{"Statement":[]}"#);
        assert_eq!(text_of(encoded), r#"{"Statement":[]}"#);
    }
}
