//! Which account and Region a file is of.

use crate::snapshot::{Call, Scope, Snapshot};

/// What is known of a file's account and Region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hint {
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
}

impl Hint {
    /// Reads the folders of a path.
    ///
    /// In the layout of a snapshot, `<account>/<region>/<call>.json`, the account may be any
    /// word. Elsewhere a folder counts only if it looks like an account id or a Region.
    pub(super) fn from_path(path: &str, call: Option<&Call>) -> Self {
        let mut folders: Vec<&str> = path.split('/').collect();
        folders.pop();
        let mut hint = Self {
            account: folders
                .iter()
                .rfind(|name| is_account(name))
                .map(|&name| name.to_owned()),
            region: folders
                .iter()
                .rfind(|name| is_region(name))
                .map(|&name| name.to_owned()),
        };
        if let ([account, region], Some(_)) = (folders.as_slice(), call)
            && hint.account.is_none()
            && is_region(region)
        {
            hint.account = Some((*account).to_owned());
        }
        if call.is_some_and(|call| is_global(&call.service)) {
            hint.region = Some(Scope::GLOBAL.to_owned());
        }
        hint
    }

    /// Fills in what the records of a file tell.
    pub(super) fn complete(&mut self, part: &Snapshot) {
        if self.account.is_some() && self.region.is_some() {
            return;
        }
        for told in told(part) {
            self.account = self.account.take().or(told.account);
            self.region = self.region.take().or(told.region);
        }
    }

    fn from_arn(arn: &str) -> Self {
        let mut parts = arn
            .split(':')
            .skip(3)
            .map(|part| Some(part).filter(|p| !p.is_empty()));
        let region = parts.next().flatten().map(str::to_owned);
        let account = parts.next().flatten().map(str::to_owned);
        Self { account, region }
    }

    fn from_owner(owner: Option<&String>, zone: Option<&String>) -> Self {
        Self {
            account: owner.cloned(),
            // A zone is its Region and a letter; local zones have longer names.
            region: zone
                .and_then(|zone| zone.strip_suffix(|c: char| c.is_ascii_lowercase()))
                .filter(|region| is_region(region))
                .map(str::to_owned),
        }
    }
}

/// What the first records of some tables tell. The owner of an interface or group is the
/// account that lists it; that of a subnet or VPC may be one that shares it.
fn told(part: &Snapshot) -> impl Iterator<Item = Hint> {
    let owned = [
        part.network_interfaces
            .first()
            .map(|r| Hint::from_owner(r.owner_id.as_ref(), r.availability_zone.as_ref())),
        part.security_groups
            .first()
            .map(|r| Hint::from_owner(r.owner_id.as_ref(), None)),
        part.subnets
            .first()
            .map(|r| Hint::from_owner(r.owner_id.as_ref(), r.availability_zone.as_ref())),
        part.vpcs
            .first()
            .map(|r| Hint::from_owner(r.owner_id.as_ref(), None)),
        part.route_tables
            .first()
            .map(|r| Hint::from_owner(r.owner_id.as_ref(), None)),
        part.network_acls
            .first()
            .map(|r| Hint::from_owner(r.owner_id.as_ref(), None)),
    ];
    let arns = [
        part.load_balancers.first().map(|r| &r.load_balancer_arn),
        part.target_groups.first().map(|r| &r.target_group_arn),
        part.listeners.first().map(|r| &r.listener_arn),
        part.certificates.first().map(|r| &r.certificate_arn),
        part.gateways.first().and_then(|r| r.gateway_arn.as_ref()),
        part.gateway_targets
            .first()
            .and_then(|r| r.gateway_arn.as_ref()),
        part.resource_gateways.first().and_then(|r| r.arn.as_ref()),
        part.resource_configurations
            .first()
            .and_then(|r| r.arn.as_ref()),
    ]
    .map(|arn| arn.map(|arn| Hint::from_arn(arn)));
    owned.into_iter().chain(arns).flatten()
}

/// Fills the blanks of files with the one account and the one Region that others tell.
pub(super) fn settle(hints: &[Hint]) -> Vec<Scope> {
    let account = only(hints.iter().filter_map(|hint| hint.account.as_deref()));
    let regions = hints.iter().filter_map(|hint| hint.region.as_deref());
    let region = only(regions.filter(|&region| region != Scope::GLOBAL));
    hints
        .iter()
        .map(|hint| {
            Scope::new(
                hint.account
                    .as_deref()
                    .or(account)
                    .unwrap_or(Scope::UNKNOWN),
                hint.region.as_deref().or(region).unwrap_or(Scope::UNKNOWN),
            )
        })
        .collect()
}

fn only<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

fn is_global(service: &str) -> bool {
    matches!(service, "route53" | "iam")
}

/// Whether a folder's name tells an account or a Region.
pub(super) fn is_scope(name: &str) -> bool {
    is_account(name) || is_region(name)
}

fn is_account(name: &str) -> bool {
    name.len() == 12 && name.bytes().all(|b| b.is_ascii_digit())
}

/// `us-east-1`, `us-gov-west-1`, `eu-isoe-west-1`, `global`.
fn is_region(name: &str) -> bool {
    if name == Scope::GLOBAL {
        return true;
    }
    let parts: Vec<&str> = name.split('-').collect();
    let [partition, words @ .., number] = parts.as_slice() else {
        return false;
    };
    partition.len() == 2
        && !words.is_empty()
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
        && [partition]
            .into_iter()
            .chain(words)
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(path: &str, call: Option<&Call>) -> (Option<String>, Option<String>) {
        let hint = Hint::from_path(path, call);
        (hint.account, hint.region)
    }

    fn some(account: &str, region: &str) -> (Option<String>, Option<String>) {
        (Some(account.to_owned()), Some(region.to_owned()))
    }

    #[test]
    fn folders_tell_account_and_region() {
        let vpcs = Call::new("ec2", "describe-vpcs", &[]);
        assert_eq!(
            hint("111122223333/us-west-2/ec2.describe-vpcs.json", Some(&vpcs)),
            some("111122223333", "us-west-2")
        );
        assert_eq!(
            hint("prod/us-gov-west-1/ec2.describe-vpcs.json", Some(&vpcs)),
            some("prod", "us-gov-west-1")
        );
        assert_eq!(
            hint("a/111122223333/b/eu-isoe-west-1/Vpcs.json", None),
            some("111122223333", "eu-isoe-west-1")
        );
        assert_eq!(
            hint("aws_configs/us-east-1/Vpcs.json", None),
            (None, Some("us-east-1".to_owned()))
        );
        assert_eq!(hint("ec2.describe-vpcs.json", Some(&vpcs)), (None, None));
    }

    #[test]
    fn route53_is_global() {
        let zones = Call::new("route53", "list-hosted-zones", &[]);
        assert_eq!(
            hint(
                "111122223333/us-west-2/route53.list-hosted-zones.json",
                Some(&zones)
            ),
            some("111122223333", "global")
        );
    }

    #[test]
    fn regions_are_told_from_other_words() {
        for region in [
            "us-east-1",
            "ap-southeast-2",
            "us-iso-east-1",
            "mx-central-1",
            "global",
        ] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "",
            "-",
            "us-1",
            "us--1",
            "us-east-",
            "use-east-1",
            "vpc-0a1",
            "us-East-1",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn arns_tell_both() {
        let told = Hint::from_arn("arn:aws:acm:us-west-2:111122223333:certificate/1");
        assert_eq!(
            (told.account, told.region),
            some("111122223333", "us-west-2")
        );
        assert_eq!(Hint::from_arn("arn:aws:s3:::bucket"), Hint::default());
        assert_eq!(Hint::from_arn("nonsense"), Hint::default());
    }

    #[test]
    fn one_known_scope_fills_the_blanks() {
        let known = Hint {
            account: Some("1".into()),
            region: Some("us-east-1".into()),
        };
        let blank = Hint::default();
        assert_eq!(
            settle(&[known.clone(), blank.clone()]),
            [Scope::new("1", "us-east-1"), Scope::new("1", "us-east-1")]
        );
        let other = Hint {
            account: Some("2".into()),
            region: Some("global".into()),
        };
        assert_eq!(
            settle(&[known, blank.clone(), other])[1],
            Scope::new("unknown", "us-east-1")
        );
        assert_eq!(settle(&[blank]), [Scope::default()]);
    }
}
