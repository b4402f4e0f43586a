//! Rule groups of DNS Firewall and the names that they are about.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::snapshot::{Keyed, Observed, Source, route53resolver as records};
use crate::topology::{FirewallDomains, FirewallRule};

use super::super::Builder;
use super::super::answers::Answers;
use super::super::read::dns_name;

/// Names of a domain list and where each was observed; `None` if they were not.
struct Domains(Option<Arc<[(String, Source)]>>);

/// Rules of groups, by the id of the group: many VPCs share the same, and lists may be long.
pub(super) struct FirewallParts {
    answers: Answers<records::FirewallRule>,
    taken: BTreeMap<String, Option<Arc<[FirewallRule]>>>,
    domains: Answers<String>,
    lists: BTreeMap<String, Domains>,
}

impl Builder {
    pub(super) fn firewall_parts(
        &mut self,
        rules: Vec<Observed<Keyed<records::FirewallRule>>>,
        domains: Vec<Observed<Keyed<String>>>,
    ) -> FirewallParts {
        let service = "route53resolver";
        FirewallParts {
            answers: self.answers(rules, service, "list-firewall-rules"),
            taken: BTreeMap::new(),
            domains: self.answers(domains, service, "list-firewall-domains"),
            lists: BTreeMap::new(),
        }
    }
}

impl FirewallParts {
    /// The rules of a group by priority; `None` if they were not observed.
    pub(super) fn rules_of(&mut self, group: &str) -> Option<Arc<[FirewallRule]>> {
        if let Some(known) = self.taken.get(group) {
            return known.clone();
        }
        let found = self.answers.take(group);
        let rules = found.map(|found| {
            let mut rules: Vec<FirewallRule> =
                found.into_iter().map(|rule| self.rule(rule)).collect();
            rules.sort_by(|a, b| (a.priority, &a.name).cmp(&(b.priority, &b.name)));
            Arc::from(rules)
        });
        self.taken.insert(group.to_owned(), rules.clone());
        rules
    }

    fn rule(
        &mut self,
        Observed { record, source }: Observed<records::FirewallRule>,
    ) -> FirewallRule {
        let redirection = record.firewall_domain_redirection_action.as_deref();
        FirewallRule {
            source,
            name: record.name,
            priority: record.priority,
            action: record.action,
            response: record.block_response,
            query_type: record.qtype,
            trusts_redirection: redirection == Some("TRUST_REDIRECTION_DOMAIN"),
            domains: match record.firewall_domain_list_id {
                Some(id) => match self.list(&id) {
                    Some(names) => FirewallDomains::Listed(names),
                    None => FirewallDomains::Unlisted(id),
                },
                None => FirewallDomains::Recognized,
            },
        }
    }

    /// A list of domains. Nobody can read those that AWS manages: for them it answers with none.
    /// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-managed-domain-lists.html>
    fn list(&mut self, id: &str) -> Option<Arc<[(String, Source)]>> {
        if let Some(Domains(known)) = self.lists.get(id) {
            return known.clone();
        }
        let names = self.domains.take(id).map(|found| {
            let names = found.into_iter();
            let names = names.map(|one| (dns_name(&one.record), one.source));
            let mut names: Vec<(String, Source)> = names.collect();
            names.sort();
            Arc::from(names)
        });
        let names = names.filter(|names: &Arc<[_]>| !names.is_empty());
        self.lists.insert(id.to_owned(), Domains(names.clone()));
        names
    }
}
