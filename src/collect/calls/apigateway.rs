//! Amazon API Gateway, REST APIs: <https://docs.aws.amazon.com/apigateway/latest/api/>

use aws_sdk_apigateway::Client;

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "get-rest-apis" => call!(
            capture,
            client.get_rest_apis().set_position(next).limit(500)
        ),
        "get-rest-api" => call!(capture, client.get_rest_api().set_rest_api_id(ask.key(0))),
        "get-stages" => call!(capture, client.get_stages().set_rest_api_id(ask.key(0))),
        "get-resources" => call!(
            capture,
            client
                .get_resources()
                .set_rest_api_id(ask.key(0))
                .embed("methods")
                .set_position(next)
                .limit(500)
        ),
        "get-deployments" => call!(
            capture,
            client
                .get_deployments()
                .set_rest_api_id(ask.key(0))
                .set_position(next)
                .limit(500)
        ),
        "get-domain-names" => call!(
            capture,
            client.get_domain_names().set_position(next).limit(500)
        ),
        "get-domain-name-access-associations" => call!(
            capture,
            client
                .get_domain_name_access_associations()
                .set_position(next)
                .limit(500)
        ),
        "get-base-path-mappings" => call!(
            capture,
            client
                .get_base_path_mappings()
                .set_domain_name(ask.key(0))
                .set_domain_name_id(ask.detail())
                .set_position(next)
                .limit(500)
        ),
        "get-vpc-links" => call!(
            capture,
            client.get_vpc_links().set_position(next).limit(500)
        ),
        _ => Err(unknown(ask)),
    }
}
