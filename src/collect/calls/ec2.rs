//! Amazon EC2: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/>

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, VpcAttributeName};

use super::{Ask, Capture, Failure, call, unknown};

pub(super) async fn send(client: &Client, ask: &Ask<'_>, capture: &Capture) -> Result<(), Failure> {
    let next = ask.token(0);
    match ask.call.operation.as_str() {
        "describe-availability-zones" => call!(capture, client.describe_availability_zones()),
        "describe-dhcp-options" => {
            call!(capture, client.describe_dhcp_options().set_next_token(next))
        }
        "describe-egress-only-internet-gateways" => call!(
            capture,
            client
                .describe_egress_only_internet_gateways()
                .set_next_token(next)
        ),
        "describe-flow-logs" => call!(capture, client.describe_flow_logs().set_next_token(next)),
        "describe-internet-gateways" => call!(
            capture,
            client.describe_internet_gateways().set_next_token(next)
        ),
        "describe-managed-prefix-lists" => call!(
            capture,
            client.describe_managed_prefix_lists().set_next_token(next)
        ),
        "describe-security-group-vpc-associations" => call!(
            capture,
            client
                .describe_security_group_vpc_associations()
                .set_next_token(next)
        ),
        "describe-vpc-attribute" => {
            let attribute = ask.key(1).map(|name| VpcAttributeName::from(name.as_str()));
            call!(
                capture,
                client
                    .describe_vpc_attribute()
                    .set_vpc_id(ask.key(0))
                    .set_attribute(attribute)
            )
        }
        "describe-vpc-block-public-access-exclusions" => call!(
            capture,
            client
                .describe_vpc_block_public_access_exclusions()
                .set_next_token(next)
        ),
        "describe-vpc-block-public-access-options" => {
            call!(capture, client.describe_vpc_block_public_access_options())
        }
        "describe-vpc-encryption-controls" => call!(
            capture,
            client
                .describe_vpc_encryption_controls()
                .set_next_token(next)
        ),
        "describe-vpc-endpoints" => {
            call!(
                capture,
                client.describe_vpc_endpoints().set_next_token(next)
            )
        }
        "describe-vpc-peering-connections" => call!(
            capture,
            client
                .describe_vpc_peering_connections()
                .set_next_token(next)
        ),
        "describe-vpcs" => call!(capture, client.describe_vpcs().set_next_token(next)),
        "describe-vpn-gateways" => call!(capture, client.describe_vpn_gateways()),
        "get-managed-prefix-list-entries" => call!(
            capture,
            client
                .get_managed_prefix_list_entries()
                .set_prefix_list_id(ask.key(0))
                .set_next_token(next)
        ),
        "get-managed-resource-visibility" => {
            call!(capture, client.get_managed_resource_visibility())
        }
        _ => inside_vpcs(client, ask, capture, next).await,
    }
}

/// What is inside VPCs: of one VPC, if the call names one.
async fn inside_vpcs(
    client: &Client,
    ask: &Ask<'_>,
    capture: &Capture,
    next: Option<String>,
) -> Result<(), Failure> {
    match ask.call.operation.as_str() {
        "describe-nat-gateways" => call!(
            capture,
            client
                .describe_nat_gateways()
                .set_filter(of_vpc(ask))
                .set_next_token(next)
        ),
        "describe-network-acls" => call!(
            capture,
            client
                .describe_network_acls()
                .set_filters(of_vpc(ask))
                .set_next_token(next)
        ),
        // Without this member interfaces that services manage are left out.
        "describe-network-interfaces" => call!(
            capture,
            client
                .describe_network_interfaces()
                .set_filters(of_vpc(ask))
                .include_managed_resources(true)
                .set_next_token(next)
        ),
        "describe-route-tables" => call!(
            capture,
            client
                .describe_route_tables()
                .set_filters(of_vpc(ask))
                .set_next_token(next)
        ),
        "describe-security-groups" => call!(
            capture,
            client
                .describe_security_groups()
                .set_filters(of_vpc(ask))
                .set_next_token(next)
        ),
        "describe-subnets" => call!(
            capture,
            client
                .describe_subnets()
                .set_filters(of_vpc(ask))
                .set_next_token(next)
        ),
        _ => transit(client, ask, capture, next).await,
    }
}

/// Transit gateways.
async fn transit(
    client: &Client,
    ask: &Ask<'_>,
    capture: &Capture,
    next: Option<String>,
) -> Result<(), Failure> {
    match ask.call.operation.as_str() {
        "describe-transit-gateway-attachments" => call!(
            capture,
            client
                .describe_transit_gateway_attachments()
                .set_next_token(next)
        ),
        "describe-transit-gateway-peering-attachments" => call!(
            capture,
            client
                .describe_transit_gateway_peering_attachments()
                .set_next_token(next)
        ),
        "describe-transit-gateway-route-tables" => call!(
            capture,
            client
                .describe_transit_gateway_route_tables()
                .set_next_token(next)
        ),
        "describe-transit-gateway-vpc-attachments" => call!(
            capture,
            client
                .describe_transit_gateway_vpc_attachments()
                .set_next_token(next)
        ),
        "describe-transit-gateways" => {
            call!(
                capture,
                client.describe_transit_gateways().set_next_token(next)
            )
        }
        "get-transit-gateway-route-table-associations" => call!(
            capture,
            client
                .get_transit_gateway_route_table_associations()
                .set_transit_gateway_route_table_id(ask.key(0))
                .set_next_token(next)
        ),
        "get-transit-gateway-route-table-propagations" => call!(
            capture,
            client
                .get_transit_gateway_route_table_propagations()
                .set_transit_gateway_route_table_id(ask.key(0))
                .set_next_token(next)
        ),
        // A search needs a filter; every route is of one of these types.
        "search-transit-gateway-routes" => call!(
            capture,
            client
                .search_transit_gateway_routes()
                .set_transit_gateway_route_table_id(ask.key(0))
                .filters(filter("type", &["static", "propagated"]))
                .set_next_token(next)
        ),
        _ => Err(unknown(ask)),
    }
}

/// The filter for the VPC that the call names, if it names one.
fn of_vpc(ask: &Ask<'_>) -> Option<Vec<Filter>> {
    let vpc = ask.key(0)?;
    Some(vec![filter("vpc-id", &[&vpc])])
}

fn filter(name: &str, values: &[&str]) -> Filter {
    let values = values.iter().map(|&value| value.to_owned()).collect();
    Filter::builder()
        .name(name)
        .set_values(Some(values))
        .build()
}
