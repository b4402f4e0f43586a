//! Amazon Bedrock AgentCore, control plane:
//! <https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/>

use aws_sdk_bedrockagentcorecontrol::Client;

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "list-gateways" => call!(capture, client.list_gateways().set_next_token(next)),
        "get-gateway" => call!(
            capture,
            client.get_gateway().set_gateway_identifier(ask.key(0))
        ),
        "list-gateway-targets" => call!(
            capture,
            client
                .list_gateway_targets()
                .set_gateway_identifier(ask.key(0))
                .set_next_token(next)
        ),
        "get-gateway-target" => call!(
            capture,
            client
                .get_gateway_target()
                .set_gateway_identifier(ask.key(0))
                .set_target_id(ask.key(1))
        ),
        "get-oauth2-credential-provider" => call!(
            capture,
            client.get_oauth2_credential_provider().set_name(ask.key(0))
        ),
        _ => Err(unknown(ask)),
    }
}
