//! Members of the sets, and how answers name them.

use jmespath::Variable;
use serde_json::Value;

use crate::snapshot::Scope;

use super::plan::{Column, From, Kind, Lead};

/// A resource that calls ask about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    /// The account and Region that can tell about it.
    pub(super) scope: Scope,
    /// Its identifiers, as a request names them.
    pub(super) key: Vec<String>,
    /// What a request needs beyond the key.
    pub(super) detail: Option<String>,
}

/// A row of an answer: a member, if the tests are passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) tests: Vec<String>,
    pub(super) member: Member,
}

impl Lead {
    /// The rows of an answer about `asked`. A row without an identifier counts for nothing.
    pub(super) fn rows(&self, asked: &Member, answer: &Value) -> Vec<Found> {
        let rows = match self.from {
            From::Query(query) => query_rows(query, answer),
            From::Urls => hosts(answer)
                .into_iter()
                .map(|host| vec![Some(host)])
                .collect(),
        };
        let found = rows.into_iter().filter_map(|row| self.found(asked, row));
        found.collect()
    }

    fn found(&self, asked: &Member, row: Vec<Option<String>>) -> Option<Found> {
        let mut key = if self.to.extends() {
            asked.key.clone()
        } else {
            Vec::new()
        };
        let (mut tests, mut detail) = (Vec::new(), None);
        let (mut account, mut region) = (None, None);
        for (column, value) in self.columns.iter().zip(row) {
            match (column, value) {
                (Column::Key, None) => return None,
                (Column::Key, Some(value)) => key.push(self.to.identifier(&value)),
                (_, None) => {}
                (Column::Test, Some(value)) => tests.push(value),
                (Column::Detail, value) => detail = value,
                (Column::Account, value) => account = value,
                (Column::Region, value) => region = value,
                (Column::Owner, Some(arn)) => {
                    let mut parts = arn.split(':').skip(3).map(str::to_owned);
                    region = parts.next().filter(|part| !part.is_empty());
                    account = parts.next().filter(|part| !part.is_empty());
                }
            }
        }
        // They become parts of host names and paths.
        if ![&account, &region]
            .into_iter()
            .flatten()
            .all(|word| is_plain(word))
        {
            return None;
        }
        let account = account.unwrap_or_else(|| asked.scope.account.to_string());
        let region = region.unwrap_or_else(|| asked.scope.region.to_string());
        let region = if self.to.is_global() {
            Scope::GLOBAL
        } else {
            &region
        };
        let member = Member {
            scope: Scope::new(&account, region),
            key,
            detail,
        };
        Some(Found { tests, member })
    }
}

fn is_plain(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

impl Kind {
    /// An identifier as requests and file names give it.
    pub(super) fn identifier(self, text: &str) -> String {
        if self == Self::Name {
            normal_name(text)
        } else if self.is_named_by_last_segment() {
            text.rsplit('/').next().unwrap_or(text).to_owned()
        } else {
            text.to_owned()
        }
    }
}

/// A host name without regard to case, escapes of `*` and a dot at the end.
pub(super) fn normal_name(name: &str) -> String {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.replace("\\052", "*")
}

/// What a query finds: a list of rows, each a list of texts.
fn query_rows(query: &str, answer: &Value) -> Vec<Vec<Option<String>>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let row = |row: &Value| row.as_array().map(|row| row.iter().map(text).collect());
    let found = search(query, answer).unwrap_or(Value::Null);
    let rows = found.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().filter_map(row).collect()
}

/// Applies a JMESPath query. An answer that a query does not fit leads nowhere.
fn search(query: &str, answer: &Value) -> Option<Value> {
    let expression = jmespath::compile(query).ok()?;
    let data = Variable::from_serializable(answer).ok()?;
    let found = expression.search(data).ok()?;
    serde_json::to_value(found).ok()
}

/// The hosts of every URL in every text: also of those inside documents that stand in a text.
fn hosts(answer: &Value) -> Vec<String> {
    match answer {
        Value::String(text) => [hosts_of(text), hosts_with_defaults(text)].concat(),
        Value::Array(items) => items.iter().flat_map(hosts).collect(),
        Value::Object(members) => members.values().flat_map(hosts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// The hosts of the servers of an OpenAPI document whose URLs hold variables, with their defaults.
/// <https://spec.openapis.org/oas/v3.0.3#server-variable-object>
fn hosts_with_defaults(text: &str) -> Vec<String> {
    if !text.contains("\"servers\"") || !text.contains("\"variables\"") {
        return Vec::new();
    }
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let servers = document["servers"].as_array().into_iter().flatten();
    let urls = servers.filter_map(|server| {
        let mut url = server["url"].as_str()?.to_owned();
        for (name, variable) in server["variables"].as_object()? {
            url = url.replace(&format!("{{{name}}}"), variable["default"].as_str()?);
        }
        Some(url)
    });
    urls.flat_map(|url| hosts_of(&url)).collect()
}

fn hosts_of(text: &str) -> Vec<String> {
    let starts = text.match_indices("://").map(|(at, mark)| at + mark.len());
    let hosts = starts.map(|at| {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !"-._*".contains(c));
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    hosts.filter(|host| !host.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collect::plan::{Row, TABLE};

    fn rows(operation: &str, to: Kind, answer: &Value) -> Vec<Found> {
        let asked = Member {
            scope: Scope::new("111122223333", "eu-west-1"),
            key: vec!["asked".to_owned()],
            detail: None,
        };
        let row = TABLE.iter().find(|row| row.operation == operation).unwrap();
        let leads = row.leads.iter().filter(|lead| lead.to == to);
        leads.flat_map(|lead| lead.rows(&asked, answer)).collect()
    }

    fn keys(found: &[Found]) -> Vec<String> {
        found
            .iter()
            .map(|found| found.member.key.join(" "))
            .collect()
    }

    #[test]
    fn every_query_is_one() {
        for (row, lead) in TABLE
            .iter()
            .flat_map(|row: &Row| row.leads.iter().map(move |lead| (row, lead)))
        {
            if let From::Query(query) = lead.from {
                assert!(jmespath::compile(query).is_ok(), "{row}: {query}");
                assert!(
                    !query.contains(['$', '`', '"']),
                    "{row}: a shell reads {query}"
                );
            }
            assert!(lead.columns.contains(&Column::Key), "{row}");
        }
    }

    #[test]
    fn a_peering_leads_to_the_other_vpc_where_it_is() {
        let answer = json!({"VpcPeeringConnections": [{
            "RequesterVpcInfo": {"VpcId": "vpc-1", "OwnerId": "111122223333", "Region": "eu-west-1"},
            "AccepterVpcInfo": {"VpcId": "vpc-2", "OwnerId": "444455556666", "Region": "us-west-2"},
        }]});
        let found = rows("describe-vpc-peering-connections", Kind::Vpc, &answer);
        assert_eq!(found[0].tests, ["vpc-1"]);
        assert_eq!(found[0].member.key, ["vpc-2"]);
        assert_eq!(
            found[0].member.scope,
            Scope::new("444455556666", "us-west-2")
        );
        assert_eq!(found[1].member.key, ["vpc-1"]);
    }

    #[test]
    fn a_region_that_is_none_leads_nowhere() {
        for region in ["../..", "evil.example.com#", "eu-west-1/x"] {
            let answer = json!({"VpcPeeringConnections": [{
                "RequesterVpcInfo": {"VpcId": "vpc-1"},
                "AccepterVpcInfo": {"VpcId": "vpc-2", "OwnerId": "444455556666", "Region": region},
            }]});
            let found = rows("describe-vpc-peering-connections", Kind::Vpc, &answer);
            assert_eq!(keys(&found), ["vpc-1"], "{region}");
        }
    }

    #[test]
    fn targets_are_named_with_their_gateway() {
        let answer = json!({"items": [{"targetId": "T1", "name": "orders"}, {"name": "no id"}]});
        let found = rows("list-gateway-targets", Kind::Target, &answer);
        assert_eq!(keys(&found), ["asked T1"]);
        assert_eq!(found[0].tests, ["T1", "orders"]);
    }

    #[test]
    fn a_target_names_hosts_in_documents_too() {
        let document = r#"{"servers": [{"url": "https://Orders.example.com:8443/v1"}]}"#;
        let answer = json!({
            "targetConfiguration": {"mcp": {"openApiSchema": {"inlinePayload": document}}},
            "privateEndpoint": {"managedVpcResource": {"routingDomain": "internal-lb.example.com."}},
        });
        let found = rows("get-gateway-target", Kind::Name, &answer);
        assert_eq!(
            keys(&found),
            ["internal-lb.example.com", "orders.example.com"]
        );
    }

    #[test]
    fn variables_of_a_server_have_defaults() {
        let document = r#"{"servers": [{"url": "https://{env}.orders.example.com",
            "variables": {"env": {"default": "prod"}}}]}"#;
        assert_eq!(hosts_with_defaults(document), ["prod.orders.example.com"]);
        assert_eq!(hosts_with_defaults("{\"servers\": \"variables\""), [""; 0]);
    }

    #[test]
    fn a_resource_gateway_is_asked_where_its_arn_says() {
        let arn = "arn:aws:vpc-lattice:eu-west-2:444455556666:resourcegateway/rgw-1";
        let answer = json!({"privateEndpointManagedResources": [{"resourceGatewayArn": arn}]});
        let found = rows("get-gateway-target", Kind::ResourceGateway, &answer);
        assert_eq!(keys(&found), ["rgw-1"]);
        assert_eq!(
            found[0].member.scope,
            Scope::new("444455556666", "eu-west-2")
        );
    }

    #[test]
    fn certificates_of_listeners_are_told_apart_by_their_service() {
        let answer = json!({"Listeners": [
            {"ListenerArn": "l-1", "Protocol": "TLS", "Certificates": [
                {"CertificateArn": "arn:aws:acm:eu-west-1:1:certificate/a"},
                {"CertificateArn": "arn:aws:iam::1:server-certificate/dir/b"},
            ]},
            {"ListenerArn": "l-2", "Protocol": "TCP"},
        ]});
        let of = |kind| keys(&rows("describe-listeners", kind, &answer));
        assert_eq!(
            of(Kind::Certificate),
            ["arn:aws:acm:eu-west-1:1:certificate/a"]
        );
        assert_eq!(of(Kind::ServerCertificate), ["b"]);
        assert_eq!(of(Kind::TlsListener), ["l-1"]);
        assert_eq!(of(Kind::Listener), ["l-1", "l-2"]);
    }

    #[test]
    fn prefix_lists_are_found_in_both_directions() {
        let answer = json!({"SecurityGroups": [
            {"IpPermissions": [{"PrefixListIds": [{"PrefixListId": "pl-1"}]}], "IpPermissionsEgress": []},
            {"IpPermissionsEgress": [{"PrefixListIds": [{"PrefixListId": "pl-2"}]}]},
        ]});
        assert_eq!(
            keys(&rows("describe-security-groups", Kind::PrefixList, &answer)),
            ["pl-1", "pl-2"]
        );
    }
}
