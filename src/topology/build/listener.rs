//! Listeners, their certificates and rules.

use std::collections::BTreeSet;

use crate::snapshot::{Keyed, Observed, elbv2};
use crate::topology::{
    Action, Certificate, CertificateArn, Condition, Link, Listener, ListenerRule, LoadBalancer,
    PatternList, TargetGroup,
};

use super::Builder;
use super::read::{port, sorted};

impl Builder {
    pub(super) fn add_listeners(
        &mut self,
        listeners: Vec<Observed<elbv2::Listener>>,
        certificates: Vec<Observed<Keyed<elbv2::Certificate>>>,
        rules: Vec<Observed<Keyed<elbv2::Rule>>>,
    ) {
        let mut certificates =
            self.answers(certificates, "elbv2", "describe-listener-certificates");
        let mut rules = self.answers(rules, "elbv2", "describe-rules");
        let settled = self.settle(listeners);
        let lost = settled.dropped.into_iter();
        self.odd_listeners
            .extend(lost.filter_map(|lost| lost.record.load_balancer_arn));
        for Observed { record, source } in settled.records {
            let Some(balancer) = &record.load_balancer_arn else {
                continue;
            };
            let Some(port) = port(record.port) else {
                self.odd_listeners.insert(balancer.clone());
                continue;
            };
            let certificates = certificates.take(&record.listener_arn);
            let default_certificate = self.default_certificate(&record, certificates.as_deref());
            let rules = rules.take(&record.listener_arn).map(|rules| {
                let is_default = |rule: &Observed<elbv2::Rule>| {
                    rule.is_default == Some(true) || rule.priority.as_deref() == Some("default")
                };
                rules.into_iter().partition::<Vec<_>, _>(is_default)
            });
            let (default_rules, rules) = rules.unzip();
            // Some answers name the default action only in the default rule.
            let default_actions = if record.default_actions.is_empty() {
                let defaults = default_rules.into_iter().flatten();
                defaults.flat_map(|rule| rule.record.actions).collect()
            } else {
                record.default_actions
            };
            let listener = Listener {
                source,
                arn: self.id(&record.listener_arn),
                load_balancer: self.id(balancer),
                port,
                protocol: record.protocol.unwrap_or_default(),
                sni_certificates: certificates.map(|found| {
                    let others = found.iter().filter(|one| one.is_default != Some(true));
                    let others = others.filter_map(|one| {
                        let arn = self.id::<CertificateArn>(one.certificate_arn.as_deref()?);
                        (Some(&arn) != default_certificate.as_ref()).then_some((arn, one.source))
                    });
                    sorted(others)
                }),
                default_certificate,
                default_actions: self.actions(default_actions),
                rules: rules.and_then(|rules| self.listener_rules(rules)),
                client_certificates: record.mutual_authentication.and_then(|mutual| mutual.mode),
            };
            self.link_listener(&listener);
            self.topology.graph.insert(listener);
        }
    }

    fn default_certificate(
        &mut self,
        record: &elbv2::Listener,
        all: Option<&[Observed<elbv2::Certificate>]>,
    ) -> Option<CertificateArn> {
        let marked = all
            .into_iter()
            .flatten()
            .find(|one| one.is_default == Some(true));
        let own = record.certificates.first();
        let arn = own
            .or_else(|| Some(&marked?.record))?
            .certificate_arn
            .as_deref()?;
        Some(self.id(arn))
    }

    fn link_listener(&mut self, listener: &Listener) {
        let graph = &mut self.topology.graph;
        let arn = listener.arn.shared();
        graph.link::<LoadBalancer, Listener>(listener.load_balancer.shared(), Link::Listens, arn);
        let others = listener
            .sni_certificates
            .iter()
            .flatten()
            .map(|(arn, _)| arn);
        for certificate in listener.default_certificate.iter().chain(others) {
            graph.link::<Listener, Certificate>(arn, Link::Certifies, certificate.shared());
        }
        let rules = listener
            .rules
            .iter()
            .flatten()
            .flat_map(|rule| &rule.actions);
        let actions = listener.default_actions.iter().chain(rules);
        let groups = actions.filter_map(|action| match action {
            Action::Forward(groups) => Some(groups),
            _ => None,
        });
        let groups: BTreeSet<_> = groups.flatten().map(|(group, _)| group).collect();
        for group in groups {
            graph.link::<Listener, TargetGroup>(arn, Link::ForwardsTo, group.shared());
        }
    }

    /// Rules by priority; `None` if a priority cannot be read: then the order is not known.
    fn listener_rules(&mut self, rules: Vec<Observed<elbv2::Rule>>) -> Option<Vec<ListenerRule>> {
        let mut sorted = Vec::with_capacity(rules.len());
        for Observed { record, source } in rules {
            sorted.push(ListenerRule {
                source,
                arn: record.rule_arn,
                priority: record.priority?.parse().ok()?,
                conditions: record.conditions.into_iter().map(condition).collect(),
                actions: self.actions(record.actions),
                rewrites: !record.transforms.is_empty(),
            });
        }
        sorted.sort_by(|a, b| (a.priority, &a.arn).cmp(&(b.priority, &b.arn)));
        Some(sorted)
    }

    /// Actions by order; the last one answers the request.
    fn actions(&mut self, mut actions: Vec<elbv2::Action>) -> Vec<Action> {
        actions.sort_by_key(|action| action.order.unwrap_or(i64::MAX));
        actions
            .into_iter()
            .map(|action| self.action(action))
            .collect()
    }

    fn action(&mut self, action: elbv2::Action) -> Action {
        let kind = action.r#type.unwrap_or_default();
        match kind.as_str() {
            "forward" => {
                let groups = action.forward_config.unwrap_or_default().target_groups;
                let weighted = groups.iter().filter_map(|group| {
                    let weight = group.weight.and_then(|weight| weight.try_into().ok());
                    Some((
                        self.id(group.target_group_arn.as_deref()?),
                        weight.unwrap_or(1),
                    ))
                });
                let mut groups = sorted(weighted);
                if let (true, Some(only)) = (groups.is_empty(), &action.target_group_arn) {
                    groups.push((self.id(only), 1));
                }
                Action::Forward(groups)
            }
            "fixed-response" => Action::FixedResponse {
                status: action
                    .fixed_response_config
                    .and_then(|response| response.status_code),
            },
            "redirect" => Action::Redirect,
            "authenticate-oidc" | "authenticate-cognito" => Action::Authenticate(kind),
            _ => Action::Other(kind),
        }
    }
}

/// A condition; its values stand in `Values`, in the `…Config` member, or in both.
fn condition(condition: elbv2::RuleCondition) -> Condition {
    let patterns = |config: Option<elbv2::PatternConfig>| {
        let config = config.unwrap_or_default();
        PatternList {
            wildcards: united(condition.values.clone(), config.values),
            regexes: united(condition.regex_values.clone(), config.regex_values),
        }
    };
    let field = condition.field.clone().unwrap_or_default();
    match field.as_str() {
        "host-header" => Condition::Host(patterns(condition.host_header_config)),
        "path-pattern" => Condition::Path(patterns(condition.path_pattern_config)),
        "http-request-method" => {
            let config = condition.http_request_method_config.unwrap_or_default();
            Condition::Method(united(condition.values, config.values))
        }
        "source-ip" => {
            let config = condition.source_ip_config.unwrap_or_default();
            let values = united(condition.values, config.values);
            match values.iter().map(|value| value.parse()).collect() {
                Ok(blocks) => Condition::Source(blocks),
                Err(_) => Condition::Other { field, values },
            }
        }
        _ => {
            let header = condition.http_header_config.unwrap_or_default();
            let query = condition.query_string_config.unwrap_or_default();
            let pairs = query.values.into_iter().map(|pair| {
                let value = pair.value.unwrap_or_default();
                pair.key
                    .map_or_else(|| value.clone(), |key| format!("{key}={value}"))
            });
            let configured = [header.values, header.regex_values];
            let configured = configured.into_iter().flatten().chain(pairs).collect();
            Condition::Other {
                field,
                values: united(condition.values, configured),
            }
        }
    }
}

/// The values of two lists, each once, in order.
fn united(mut values: Vec<String>, more: Vec<String>) -> Vec<String> {
    for value in more {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::topology;
    use super::*;

    const BALANCER: &str =
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/api/0a1b";
    const ARN: &str =
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/api/0a1b/0c1d";

    fn file(operation: &str) -> String {
        format!(
            "elbv2.{operation}.{}",
            ARN.replace(':', "%3A").replace('/', "%2F")
        )
    }

    fn listener(members: Value, answers: &[(String, Value)]) -> Listener {
        let mut listener = json!({"ListenerArn": ARN, "LoadBalancerArn": BALANCER, "Port": 443});
        if let (Value::Object(own), Value::Object(members)) = (&mut listener, members) {
            own.extend(members);
        }
        let listeners = json!({"Listeners": [listener]});
        let mut all = vec![("elbv2.describe-listeners", listeners)];
        all.extend(
            answers
                .iter()
                .map(|(name, answer)| (name.as_str(), answer.clone())),
        );
        topology(&all)
            .listener(&ARN.into())
            .found()
            .expect("the listener")
            .clone()
    }

    #[test]
    fn rules_stand_by_priority_without_the_default() {
        let rule = |priority: &str, conditions: Value| {
            json!({"RuleArn": format!("r{priority}"),
            "Priority": priority, "IsDefault": priority == "default", "Conditions": conditions,
            "Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}]})
        };
        let rules = json!({"Rules": [
            rule("default", json!([])),
            rule("10", json!([{"Field": "path-pattern", "Values": ["/v1/*"]}])),
            rule("9", json!([{"Field": "host-header", "Values": ["a.example"],
                "HostHeaderConfig": {"Values": ["a.example"], "RegexValues": ["^b"]}}]))]});
        let listener = listener(json!({}), &[(file("describe-rules"), rules)]);
        let rules = listener.rules.expect("the rules");
        assert_eq!(
            rules.iter().map(|rule| rule.priority).collect::<Vec<_>>(),
            [9, 10]
        );
        let host = PatternList {
            wildcards: vec!["a.example".to_owned()],
            regexes: vec!["^b".to_owned()],
        };
        assert_eq!(rules[0].conditions, [Condition::Host(host)]);
        let not_found = Action::FixedResponse {
            status: Some("404".to_owned()),
        };
        assert_eq!(
            listener.default_actions,
            [not_found],
            "told by the default rule only"
        );
    }

    #[test]
    fn actions_stand_by_order_and_keep_their_weights() {
        let listener = listener(
            json!({"DefaultActions": [
                {"Type": "forward", "Order": 2, "TargetGroupArn": "tg-1", "ForwardConfig": {"TargetGroups": [
                    {"TargetGroupArn": "tg-1", "Weight": 0}, {"TargetGroupArn": "tg-2"}]}},
                {"Type": "authenticate-oidc", "Order": 1}]}),
            &[],
        );
        let expected = [
            Action::Authenticate("authenticate-oidc".to_owned()),
            Action::Forward(vec![("tg-1".into(), 0), ("tg-2".into(), 1)]),
        ];
        assert_eq!(listener.default_actions, expected);
        assert!(listener.rules.is_none(), "nobody looked");
    }

    #[test]
    fn the_default_certificate_is_not_among_those_for_sni() {
        let certificates = json!({"Certificates": [
            {"CertificateArn": "c1", "IsDefault": true}, {"CertificateArn": "c1", "IsDefault": false},
            {"CertificateArn": "c2", "IsDefault": false}]});
        let answers = [(file("describe-listener-certificates"), certificates)];
        let listener = listener(json!({}), &answers);
        assert_eq!(listener.default_certificate, Some("c1".into()));
        let others = listener.sni_certificates.expect("the certificates");
        assert_eq!(
            others
                .iter()
                .map(|(arn, _)| arn.as_str())
                .collect::<Vec<_>>(),
            ["c2"]
        );
    }
}
