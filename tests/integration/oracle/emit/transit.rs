//! Transit gateways, each in the account and Region that owns it; attachments in those of the VPC.

use serde_json::{Value, json};

use super::super::model::{Kind, TransitHop, TransitRoute};
use super::{Files, SCOPES, each, subnet_id, vpc_id};

pub(super) fn add(files: &mut Files<'_>) {
    let transit = &files.net.transit;
    for (i, gateway) in transit.gateways.iter().enumerate() {
        let record = json!({
            "TransitGatewayId": format!("tgw-{i}"),
            "OwnerId": SCOPES[gateway.scope].0,
            "State": "available",
            "Options": {"SecurityGroupReferencingSupport": enabled(gateway.references)},
        });
        let (call, member) = ("describe-transit-gateways", "TransitGateways");
        files.add_to(gateway.scope, call, member, Some(record));
    }
    attachments(files);
    peerings(files);
    tables(files);
}

fn attachments(files: &mut Files<'_>) {
    let (call, member) = (
        "describe-transit-gateway-vpc-attachments",
        "TransitGatewayVpcAttachments",
    );
    for vpc in 0..files.net.vpcs.len() {
        if files.net.sees(vpc, Kind::Attachments) {
            files.add_to(files.net.vpcs[vpc].scope, call, member, None);
        }
    }
    for (i, attachment) in files.net.transit.attachments.iter().enumerate() {
        let record = json!({
            "TransitGatewayAttachmentId": attachment_id(i),
            "TransitGatewayId": format!("tgw-{}", attachment.gateway),
            "VpcId": vpc_id(attachment.vpc),
            "VpcOwnerId": SCOPES[files.net.vpcs[attachment.vpc].scope].0,
            "State": attachment.state,
            "SubnetIds": each(&attachment.subnets, |&subnet| json!(subnet_id(subnet))),
            "Options": {
                "SecurityGroupReferencingSupport": enabled(attachment.references),
                "Ipv6Support": enabled(attachment.ipv6),
                "ApplianceModeSupport": enabled(attachment.appliance),
            },
        });
        files.add(
            attachment.vpc,
            Some(Kind::Attachments),
            call,
            member,
            record,
        );
        interfaces(files, i);
        associate(
            files,
            (attachment.gateway, attachment.table),
            &attachment_id(i),
            ("vpc", vpc_id(attachment.vpc)),
        );
    }
}

/// The transit gateway's own interfaces. Nobody asks about their addresses.
fn interfaces(files: &mut Files<'_>, i: usize) {
    let attachment = &files.net.transit.attachments[i];
    for &subnet in &attachment.subnets {
        let first = files.net.subnets[subnet].blocks[0].first;
        let offset = 13 + u128::try_from(attachment.gateway).expect("a number in range");
        let address = first.plus(offset).text();
        let record = json!({
            "NetworkInterfaceId": format!("eni-tgw-{i}-{subnet}"),
            "SubnetId": subnet_id(subnet),
            "VpcId": vpc_id(attachment.vpc),
            "InterfaceType": "transit_gateway",
            "PrivateIpAddress": address,
            "PrivateIpAddresses": [{"PrivateIpAddress": address, "Primary": true}],
            "Ipv6Addresses": [],
            "Groups": [],
        });
        let (call, member) = ("describe-network-interfaces", "NetworkInterfaces");
        files.add(attachment.vpc, Some(Kind::Interfaces), call, member, record);
    }
}

fn peerings(files: &mut Files<'_>) {
    for (i, peering) in files.net.transit.peerings.iter().enumerate() {
        let scope = |(gateway, _): (usize, _)| files.net.transit.gateways[gateway].scope;
        let info = |side: (usize, Option<usize>)| {
            let (account, region) = SCOPES[scope(side)];
            json!({"TransitGatewayId": format!("tgw-{}", side.0), "OwnerId": account, "Region": region})
        };
        let record = json!({
            "TransitGatewayAttachmentId": peering_id(i),
            "RequesterTgwInfo": info(peering.sides[0]),
            "AccepterTgwInfo": info(peering.sides[1]),
            "State": peering.state,
        });
        let (call, member) = (
            "describe-transit-gateway-peering-attachments",
            "TransitGatewayPeeringAttachments",
        );
        files.add_to(scope(peering.sides[0]), call, member, Some(record));
        for (side, other) in [(0, 1), (1, 0)] {
            let resource = format!("tgw-{}", peering.sides[other].0);
            associate(
                files,
                peering.sides[side],
                &peering_id(i),
                ("peering", resource),
            );
        }
    }
}

/// The attachment as the owner of the transit gateway sees it.
fn associate(
    files: &mut Files<'_>,
    (gateway, table): (usize, Option<usize>),
    id: &str,
    (kind, resource): (&str, String),
) {
    let scope = files.net.transit.gateways[gateway].scope;
    if files.net.hidden.contains(&(scope, Kind::TransitTables)) {
        return;
    }
    let mut record = json!({
        "TransitGatewayAttachmentId": id,
        "TransitGatewayId": format!("tgw-{gateway}"),
        "TransitGatewayOwnerId": SCOPES[scope].0,
        "ResourceType": kind,
        "ResourceId": resource,
        "State": "available",
    });
    if let Some(table) = table {
        record["Association"] = json!({
            "TransitGatewayRouteTableId": table_id(table), "State": "associated"});
    }
    let (call, member) = (
        "describe-transit-gateway-attachments",
        "TransitGatewayAttachments",
    );
    files.add_to(scope, call, member, Some(record));
}

fn tables(files: &mut Files<'_>) {
    for (i, table) in files.net.transit.tables.iter().enumerate() {
        let scope = files.net.transit.gateways[table.gateway].scope;
        if files.net.hidden.contains(&(scope, Kind::TransitTables)) {
            continue;
        }
        let record = json!({
            "TransitGatewayRouteTableId": table_id(i),
            "TransitGatewayId": format!("tgw-{}", table.gateway),
            "State": "available",
        });
        let (call, member) = (
            "describe-transit-gateway-route-tables",
            "TransitGatewayRouteTables",
        );
        files.add_to(scope, call, member, Some(record));
        if table.observed {
            let call = format!("search-transit-gateway-routes.{}", table_id(i));
            files.add_to(scope, call.as_str(), "Routes", None);
            for route in &table.routes {
                files.add_to(scope, call.as_str(), "Routes", Some(transit_route(route)));
            }
        }
    }
}

fn transit_route(route: &TransitRoute) -> Value {
    let (id, kind) = match route.hop {
        TransitHop::Attachment(i) => (attachment_id(i), "vpc"),
        TransitHop::Peering(i) => (peering_id(i), "peering"),
        TransitHop::Vpn => ("tgw-attach-vpn".to_owned(), "vpn"),
    };
    let mut record = json!({
        "DestinationCidrBlock": route.to.text(),
        "Type": if route.propagated { "propagated" } else { "static" },
        "State": route.state,
    });
    if route.state != "blackhole" {
        record["TransitGatewayAttachments"] =
            json!([{"TransitGatewayAttachmentId": id, "ResourceType": kind}]);
    }
    record
}

fn enabled(setting: bool) -> &'static str {
    if setting { "enable" } else { "disable" }
}

fn attachment_id(index: usize) -> String {
    format!("tgw-attach-{index}")
}

fn peering_id(index: usize) -> String {
    format!("tgw-attach-p{index}")
}

fn table_id(index: usize) -> String {
    format!("tgw-rtb-{index}")
}
