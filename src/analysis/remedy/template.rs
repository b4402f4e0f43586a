//! Edits as Terraform and as CloudFormation.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::topology::{Direction, Peer, RouteTarget};

use super::Edit;

/// The resource that makes the edit, in Terraform.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each edit")]
pub(super) fn terraform(edit: &Edit) -> Option<String> {
    let (kind, members): (&str, Vec<(&str, Value)>) = match edit {
        Edit::Permission {
            group,
            direction,
            transport,
            ports,
            peer,
        } => {
            let kind = match direction {
                Direction::Inbound => "aws_vpc_security_group_ingress_rule",
                Direction::Outbound => "aws_vpc_security_group_egress_rule",
            };
            let peer = match peer {
                Peer::Group { id, .. } => ("referenced_security_group_id", json!(id.as_str())),
                Peer::Cidr(cidr) if cidr.is_ipv6() => ("cidr_ipv6", json!(block(*cidr))),
                Peer::Cidr(cidr) => ("cidr_ipv4", json!(block(*cidr))),
                Peer::PrefixList(id) => ("prefix_list_id", json!(id.as_str())),
                Peer::Unreadable(_) => return None,
            };
            let members = vec![
                ("security_group_id", json!(group.as_str())),
                ("ip_protocol", json!(transport.as_str())),
                ("from_port", json!(ports.0)),
                ("to_port", json!(ports.1)),
                peer,
            ];
            (kind, members)
        }
        Edit::AclEntry {
            acl,
            direction,
            number,
            cidr,
            ports,
        } => {
            let cidr_name = if cidr.is_ipv6() {
                "ipv6_cidr_block"
            } else {
                "cidr_block"
            };
            let members = vec![
                ("network_acl_id", json!(acl.as_str())),
                ("rule_number", json!(number)),
                ("egress", json!(*direction == Direction::Outbound)),
                ("protocol", json!("tcp")),
                ("rule_action", json!("allow")),
                (cidr_name, json!(block(*cidr))),
                ("from_port", json!(ports.0)),
                ("to_port", json!(ports.1)),
            ];
            ("aws_network_acl_rule", members)
        }
        Edit::Route {
            table,
            destination,
            target,
            ..
        } => {
            let target = match target {
                RouteTarget::Peering(id) => ("vpc_peering_connection_id", json!(id.as_str())),
                RouteTarget::NatGateway(id) => ("nat_gateway_id", json!(id.as_str())),
                RouteTarget::TransitGateway(id) => ("transit_gateway_id", json!(id.as_str())),
                _ => return None,
            };
            let name = if destination.is_ipv6() {
                "destination_ipv6_cidr_block"
            } else {
                "destination_cidr_block"
            };
            let members = vec![
                ("route_table_id", json!(table.as_str())),
                (name, json!(block(*destination))),
                target,
            ];
            ("aws_route", members)
        }
        Edit::AcceptPeering { peering } => (
            "aws_vpc_peering_connection_accepter",
            vec![
                ("vpc_peering_connection_id", json!(peering.as_str())),
                ("auto_accept", json!(true)),
            ],
        ),
        Edit::EndpointPolicy { endpoint, policy } => (
            "aws_vpc_endpoint_policy",
            vec![
                ("vpc_endpoint_id", json!(endpoint.as_str())),
                ("policy", json!(policy)),
            ],
        ),
        Edit::ZoneVpc { zone, vpc } => (
            "aws_route53_zone_association",
            vec![
                ("zone_id", json!(zone.as_str())),
                ("vpc_id", json!(vpc.as_str())),
            ],
        ),
        Edit::Alias {
            zone,
            name,
            target,
            target_zone,
        } => {
            // A nested block, which no list of members holds.
            return Some(format!(
                "resource \"aws_route53_record\" \"gatepath\" {{\n  zone_id = {}\n  name    = {}\n  \
                 type    = \"A\"\n\n  alias {{\n    name                   = {}\n    zone_id                = \
                 {}\n    evaluate_target_health = false\n  }}\n}}",
                hcl(&json!(zone.as_str())),
                hcl(&json!(name)),
                hcl(&json!(target)),
                hcl(&json!(target_zone.as_str())),
            ));
        }
        Edit::ListenerCertificate {
            listener,
            certificate,
        } => (
            "aws_lb_listener_certificate",
            vec![
                ("listener_arn", json!(listener.as_str())),
                ("certificate_arn", json!(certificate.as_str())),
            ],
        ),
        Edit::ApiPolicy { api, policy } => (
            "aws_api_gateway_rest_api_policy",
            vec![
                ("rest_api_id", json!(api.as_str())),
                ("policy", json!(policy)),
            ],
        ),
        // These change a member of a resource that Terraform already has.
        _ => return None,
    };
    let width = members
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    let mut out = format!("resource \"{kind}\" \"gatepath\" {{\n");
    for (name, value) in members {
        // Writing to a `String` cannot fail.
        let _ = writeln!(out, "  {name:width$} = {}", hcl(&value));
    }
    out.push('}');
    Some(out)
}

/// A JSON text is one of Terraform, but for what starts an interpolation.
fn hcl(value: &Value) -> String {
    value.to_string().replace("${", "$${").replace("%{", "%%{")
}

/// The resource that makes the edit, in CloudFormation.
pub(super) fn cloudformation(edit: &Edit) -> Option<String> {
    let (kind, properties): (&str, Value) = match edit {
        Edit::Permission {
            group,
            direction,
            transport,
            ports,
            peer,
        } => {
            let (kind, side) = match direction {
                Direction::Inbound => ("AWS::EC2::SecurityGroupIngress", "Source"),
                Direction::Outbound => ("AWS::EC2::SecurityGroupEgress", "Destination"),
            };
            let (name, value) = match peer {
                Peer::Group { id, .. } => (format!("{side}SecurityGroupId"), id.to_string()),
                Peer::Cidr(cidr) if cidr.is_ipv6() => ("CidrIpv6".to_owned(), block(*cidr)),
                Peer::Cidr(cidr) => ("CidrIp".to_owned(), block(*cidr)),
                Peer::PrefixList(id) => (format!("{side}PrefixListId"), id.to_string()),
                Peer::Unreadable(_) => return None,
            };
            let properties = json!({"GroupId": group.as_str(), "IpProtocol": transport.as_str(), "FromPort": ports.0,
                "ToPort": ports.1, name: value});
            (kind, properties)
        }
        Edit::AclEntry {
            acl,
            direction,
            number,
            cidr,
            ports,
        } => {
            let name = if cidr.is_ipv6() {
                "Ipv6CidrBlock"
            } else {
                "CidrBlock"
            };
            let properties = json!({"NetworkAclId": acl.as_str(), "RuleNumber": number, "Protocol": 6,
                "RuleAction": "allow", "Egress": *direction == Direction::Outbound, name: block(*cidr),
                "PortRange": {"From": ports.0, "To": ports.1}});
            ("AWS::EC2::NetworkAclEntry", properties)
        }
        Edit::Route {
            table,
            destination,
            target,
            ..
        } => {
            let (name, id) = match target {
                RouteTarget::Peering(id) => ("VpcPeeringConnectionId", id.to_string()),
                RouteTarget::NatGateway(id) => ("NatGatewayId", id.to_string()),
                RouteTarget::TransitGateway(id) => ("TransitGatewayId", id.to_string()),
                _ => return None,
            };
            let side = if destination.is_ipv6() {
                "DestinationIpv6CidrBlock"
            } else {
                "DestinationCidrBlock"
            };
            (
                "AWS::EC2::Route",
                json!({"RouteTableId": table.as_str(), side: block(*destination), name: id}),
            )
        }
        Edit::Alias {
            zone,
            name,
            target,
            target_zone,
        } => (
            "AWS::Route53::RecordSet",
            json!({"HostedZoneId": zone.as_str(), "Name": name, "Type": "A", "AliasTarget": {
                "DNSName": target, "HostedZoneId": target_zone.as_str(), "EvaluateTargetHealth": false}}),
        ),
        Edit::ListenerCertificate {
            listener,
            certificate,
        } => (
            "AWS::ElasticLoadBalancingV2::ListenerCertificate",
            json!({"ListenerArn": listener.as_str(), "Certificates": [{"CertificateArn": certificate.as_str()}]}),
        ),
        _ => return None,
    };
    let mut out = format!("GatepathFix:\n  Type: {kind}\n  Properties:\n");
    for (name, value) in properties.as_object()? {
        let _ = writeln!(out, "    {name}: {value}");
    }
    Some(out.trim_end().to_owned())
}

/// A block with its length, also for one address.
fn block(cidr: crate::topology::Cidr) -> String {
    crate::analysis::command::block(cidr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_reads_the_same_in_both_languages() {
        let edit = Edit::of(
            "aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions \
             'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=sg-2}]'",
        )
        .unwrap();
        assert_eq!(
            terraform(&edit).unwrap(),
            "resource \"aws_vpc_security_group_egress_rule\" \"gatepath\" {\n  \
             security_group_id            = \"sg-1\"\n  \
             ip_protocol                  = \"tcp\"\n  \
             from_port                    = 443\n  \
             to_port                      = 443\n  \
             referenced_security_group_id = \"sg-2\"\n}"
        );
        assert_eq!(
            cloudformation(&edit).unwrap(),
            "GatepathFix:\n  Type: AWS::EC2::SecurityGroupEgress\n  Properties:\n    \
             DestinationSecurityGroupId: \"sg-2\"\n    FromPort: 443\n    GroupId: \"sg-1\"\n    \
             IpProtocol: \"tcp\"\n    ToPort: 443"
        );
    }

    #[test]
    fn an_alias_is_a_record() {
        let batch = r#"{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"Name":"a.example","Type":"A","AliasTarget":{"HostedZoneId":"Z2","DNSName":"lb.elb.amazonaws.com","EvaluateTargetHealth":false}}}]}"#;
        let command = format!(
            "aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch '{batch}'"
        );
        let edit = Edit::of(&command).unwrap();
        let terraform = terraform(&edit).unwrap();
        assert!(
            terraform
                .starts_with("resource \"aws_route53_record\" \"gatepath\" {\n  zone_id = \"Z1\"")
        );
        assert!(
            terraform
                .contains("  alias {\n    name                   = \"lb.elb.amazonaws.com\"\n")
        );
        assert!(
            cloudformation(&edit)
                .unwrap()
                .contains("Type: AWS::Route53::RecordSet")
        );
        let delete = command.replace("UPSERT", "DELETE");
        assert_eq!(Edit::of(&delete), None);
    }

    #[test]
    fn a_hostile_id_starts_no_interpolation() {
        let edit = Edit::of(
            "aws ec2 authorize-security-group-egress --group-id '${file(\"x\")}' --ip-permissions \
             'IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{CidrIp=10.0.0.0/8}]'",
        )
        .unwrap();
        assert!(terraform(&edit).unwrap().contains(r#""$${file(\"x\")}""#));
    }
}
