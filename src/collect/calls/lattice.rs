//! Amazon VPC Lattice: <https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/>

use aws_sdk_vpclattice::Client;

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "list-resource-gateways" => call!(
            capture,
            client.list_resource_gateways().set_next_token(next)
        ),
        "get-resource-gateway" => call!(
            capture,
            client
                .get_resource_gateway()
                .set_resource_gateway_identifier(ask.key(0))
        ),
        "list-resource-configurations" => call!(
            capture,
            client.list_resource_configurations().set_next_token(next)
        ),
        "get-resource-configuration" => call!(
            capture,
            client
                .get_resource_configuration()
                .set_resource_configuration_identifier(ask.key(0))
        ),
        "list-resource-endpoint-associations" => call!(
            capture,
            client
                .list_resource_endpoint_associations()
                .set_resource_configuration_identifier(ask.key(0))
                .set_next_token(next)
        ),
        "list-service-network-resource-associations" => call!(
            capture,
            client
                .list_service_network_resource_associations()
                .set_resource_configuration_identifier(ask.key(0))
                .set_next_token(next)
        ),
        "get-service-network-resource-association" => call!(
            capture,
            client
                .get_service_network_resource_association()
                .set_service_network_resource_association_identifier(ask.key(0))
        ),
        "list-tags-for-resource" => call!(
            capture,
            client.list_tags_for_resource().set_resource_arn(ask.key(0))
        ),
        _ => Err(unknown(ask)),
    }
}
