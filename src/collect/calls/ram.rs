//! AWS Resource Access Manager: <https://docs.aws.amazon.com/ram/latest/APIReference/>

use aws_sdk_ram::Client;
use aws_sdk_ram::types::{ResourceOwner, ResourceShareAssociationType};

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "get-permission" => call!(
            capture,
            client.get_permission().set_permission_arn(ask.key(0))
        ),
        "get-resource-share-associations" => call!(
            capture,
            client
                .get_resource_share_associations()
                .set_association_type(
                    ask.key(0)
                        .map(|kind| ResourceShareAssociationType::from(kind.as_str()))
                )
                .set_next_token(next)
        ),
        "get-resource-share-invitations" => call!(
            capture,
            client.get_resource_share_invitations().set_next_token(next)
        ),
        "list-resource-share-permissions" => call!(
            capture,
            client
                .list_resource_share_permissions()
                .set_resource_share_arn(ask.key(0))
                .set_next_token(next)
        ),
        "list-resources" => call!(
            capture,
            client
                .list_resources()
                .set_resource_owner(ask.key(0).map(|owner| ResourceOwner::from(owner.as_str())))
                .set_next_token(next)
        ),
        _ => Err(unknown(ask)),
    }
}
