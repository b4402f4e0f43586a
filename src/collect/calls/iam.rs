//! AWS IAM: <https://docs.aws.amazon.com/IAM/latest/APIReference/>

use aws_sdk_iam::Client;

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "get-policy" => call!(capture, client.get_policy().set_policy_arn(ask.key(0))),
        "get-policy-version" => call!(
            capture,
            client
                .get_policy_version()
                .set_policy_arn(ask.key(0))
                .set_version_id(ask.key(1))
        ),
        "get-role" => call!(capture, client.get_role().set_role_name(ask.key(0))),
        "get-role-policy" => call!(
            capture,
            client
                .get_role_policy()
                .set_role_name(ask.key(0))
                .set_policy_name(ask.key(1))
        ),
        "get-server-certificate" => call!(
            capture,
            client
                .get_server_certificate()
                .set_server_certificate_name(ask.key(0))
        ),
        "list-attached-role-policies" => call!(
            capture,
            client
                .list_attached_role_policies()
                .set_role_name(ask.key(0))
                .set_marker(next)
        ),
        "list-role-policies" => call!(
            capture,
            client
                .list_role_policies()
                .set_role_name(ask.key(0))
                .set_marker(next)
        ),
        _ => Err(unknown(ask)),
    }
}
