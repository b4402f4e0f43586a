//! Questions about roles.

use super::{GapReason, Lookup, Missing, Role, Scope, Simulated, Topology};

impl Topology {
    /// A role by its ARN. `None` if nobody asked about it.
    pub fn role(&self, arn: &str) -> Option<&Role> {
        let (account, name) = role_of(arn)?;
        self.roles
            .get(&(account.into(), name.to_owned()))
            .or_else(|| {
                let unknown = Scope::UNKNOWN;
                self.roles.get(&(unknown.into(), name.to_owned()))
            })
    }

    /// Whether anybody asked about any role.
    pub fn roles_sought(&self) -> bool {
        !self.roles.is_empty()
    }

    /// Whether a role of an account exists: `Found(())`, or `Absent` if AWS said so.
    pub fn role_exists(&self, account: &str, name: &str) -> Lookup<()> {
        let has_it = |account: &str| {
            let role = self.roles.get(&(account.into(), name.to_owned()));
            role.is_some_and(|role| role.trust.is_some())
        };
        if has_it(account) || has_it(Scope::UNKNOWN) {
            return Lookup::Found(());
        }
        let is_denial = self.gaps.iter().any(|gap| {
            let is_about =
                gap.call.operation == "get-role" && gap.call.key.iter().any(|key| key == name);
            let says_so = match &gap.reason {
                GapReason::Failed { message } => message.contains("NoSuchEntity"),
                _ => false,
            };
            let is_there = *gap.scope.account == *account || *gap.scope.account == *Scope::UNKNOWN;
            is_about && says_so && is_there
        });
        if is_denial {
            return Lookup::Absent;
        }
        Lookup::Unknown(Missing::new("iam", "get-role", format!("role {name}")))
    }

    /// What AWS says that principals may do, by their ARNs.
    pub fn simulations(&self) -> impl Iterator<Item = (&str, &[Simulated])> {
        let all = self.simulated.iter();
        all.map(|(arn, answers)| (arn.as_str(), answers.as_slice()))
    }
}

/// The account and the name of a role, of its ARN.
pub(super) fn role_of(arn: &str) -> Option<(&str, &str)> {
    let mut parts = arn.splitn(6, ':').skip(4);
    let (account, resource) = (parts.next()?, parts.next()?);
    let path = resource.strip_prefix("role/")?;
    Some((account, path.rsplit('/').next()?))
}
