//! Amazon Route 53: <https://docs.aws.amazon.com/Route53/latest/APIReference/>

use aws_sdk_route53::Client;
use aws_sdk_route53::types::{RrType, VpcRegion};

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "list-hosted-zones" => call!(capture, client.list_hosted_zones().set_marker(next)),
        "list-hosted-zones-by-vpc" => call!(
            capture,
            client
                .list_hosted_zones_by_vpc()
                .set_vpc_id(ask.key(0))
                .set_vpc_region(ask.detail().map(|region| VpcRegion::from(region.as_str())))
                .set_next_token(next)
        ),
        "get-hosted-zone" => call!(capture, client.get_hosted_zone().set_id(ask.key(0))),
        // A page starts at a record: by name, type and, where several share these, identifier.
        "list-resource-record-sets" => call!(
            capture,
            client
                .list_resource_record_sets()
                .set_hosted_zone_id(ask.key(0))
                .set_start_record_name(next)
                .set_start_record_type(ask.token(1).map(|kind| RrType::from(kind.as_str())))
                .set_start_record_identifier(ask.token(2))
        ),
        _ => Err(unknown(ask)),
    }
}
