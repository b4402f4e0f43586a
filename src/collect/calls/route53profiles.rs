//! Amazon Route 53 Profiles: <https://docs.aws.amazon.com/Route53/latest/APIReference/>

use aws_sdk_route53profiles::Client;

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "list-profile-associations" => call!(
            capture,
            client.list_profile_associations().set_next_token(next)
        ),
        "list-profile-resource-associations" => call!(
            capture,
            client
                .list_profile_resource_associations()
                .set_profile_id(ask.key(0))
                .set_next_token(next)
        ),
        _ => Err(unknown(ask)),
    }
}
