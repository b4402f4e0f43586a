//! Elastic Load Balancing: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/>

use aws_sdk_elasticloadbalancingv2::Client;

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "describe-load-balancers" => {
            call!(capture, client.describe_load_balancers().set_marker(next))
        }
        "describe-load-balancer-attributes" => call!(
            capture,
            client
                .describe_load_balancer_attributes()
                .set_load_balancer_arn(ask.key(0))
        ),
        "describe-listeners" => call!(
            capture,
            client
                .describe_listeners()
                .set_load_balancer_arn(ask.key(0))
                .set_marker(next)
        ),
        "describe-listener-attributes" => call!(
            capture,
            client
                .describe_listener_attributes()
                .set_listener_arn(ask.key(0))
        ),
        "describe-listener-certificates" => call!(
            capture,
            client
                .describe_listener_certificates()
                .set_listener_arn(ask.key(0))
                .set_marker(next)
        ),
        "describe-rules" => call!(
            capture,
            client
                .describe_rules()
                .set_listener_arn(ask.key(0))
                .set_marker(next)
        ),
        "describe-target-groups" => {
            call!(capture, client.describe_target_groups().set_marker(next))
        }
        "describe-target-group-attributes" => call!(
            capture,
            client
                .describe_target_group_attributes()
                .set_target_group_arn(ask.key(0))
        ),
        "describe-target-health" => call!(
            capture,
            client
                .describe_target_health()
                .set_target_group_arn(ask.key(0))
        ),
        _ => Err(unknown(ask)),
    }
}
