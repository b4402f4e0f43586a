//! Amazon Route 53 Resolver: <https://docs.aws.amazon.com/Route53/latest/APIReference/>

use aws_sdk_route53resolver::Client;

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "list-firewall-configs" => {
            call!(capture, client.list_firewall_configs().set_next_token(next))
        }
        "list-firewall-domains" => call!(
            capture,
            client
                .list_firewall_domains()
                .set_firewall_domain_list_id(ask.key(0))
                .set_next_token(next)
        ),
        "list-firewall-rule-group-associations" => call!(
            capture,
            client
                .list_firewall_rule_group_associations()
                .set_next_token(next)
        ),
        "list-firewall-rules" => call!(
            capture,
            client
                .list_firewall_rules()
                .set_firewall_rule_group_id(ask.key(0))
                .set_next_token(next)
        ),
        "list-resolver-endpoint-ip-addresses" => call!(
            capture,
            client
                .list_resolver_endpoint_ip_addresses()
                .set_resolver_endpoint_id(ask.key(0))
                .set_next_token(next)
        ),
        "list-resolver-endpoints" => call!(
            capture,
            client.list_resolver_endpoints().set_next_token(next)
        ),
        "list-resolver-rule-associations" => call!(
            capture,
            client
                .list_resolver_rule_associations()
                .set_next_token(next)
        ),
        "list-resolver-rules" => call!(capture, client.list_resolver_rules().set_next_token(next)),
        _ => Err(unknown(ask)),
    }
}
