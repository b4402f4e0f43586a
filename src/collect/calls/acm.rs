//! AWS Certificate Manager: <https://docs.aws.amazon.com/acm/latest/APIReference/>

use aws_sdk_acm::Client;
use aws_sdk_acm::types::{Filters, KeyAlgorithm};

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        // By default only RSA certificates of up to 2048 bits are listed.
        "list-certificates" => call!(
            capture,
            client
                .list_certificates()
                .includes(every_key())
                .set_next_token(next)
        ),
        "describe-certificate" => call!(
            capture,
            client
                .describe_certificate()
                .set_certificate_arn(ask.key(0))
        ),
        "get-certificate" => call!(
            capture,
            client.get_certificate().set_certificate_arn(ask.key(0))
        ),
        _ => Err(unknown(ask)),
    }
}

/// Certificates with keys of every kind.
fn every_key() -> Filters {
    let kinds = super::super::plan::KEY_TYPES.map(KeyAlgorithm::from);
    Filters::builder()
        .set_key_types(Some(kinds.to_vec()))
        .build()
}
