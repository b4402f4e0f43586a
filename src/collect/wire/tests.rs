use serde_json::{Value, json};

use super::*;

fn read(service: &str, name: &str, body: &str) -> Result<Value, String> {
    decode(&operation(service, name).unwrap(), body.as_bytes())
}

#[test]
fn ec2_answers_get_the_names_and_types_of_the_cli() {
    let body = r#"<?xml version="1.0" encoding="UTF-8"?>
        <DescribeNetworkAclsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
          <requestId>1</requestId>
          <networkAclSet><item>
            <networkAclId>acl-1</networkAclId>
            <default>true</default>
            <entrySet><item>
              <ruleNumber>100</ruleNumber>
              <protocol>6</protocol>
              <cidrBlock>10.0.0.0/8</cidrBlock>
              <portRange><from>443</from><to>443</to></portRange>
            </item></entrySet>
            <associationSet/>
          </item></networkAclSet>
        </DescribeNetworkAclsResponse>"#;
    let answer = read("ec2", "describe-network-acls", body).unwrap();
    let entry = json!({"RuleNumber": 100, "Protocol": "6", "CidrBlock": "10.0.0.0/8",
                       "PortRange": {"From": 443, "To": 443}});
    let acl = json!({"NetworkAclId": "acl-1", "IsDefault": true, "Entries": [entry],
                     "Associations": []});
    assert_eq!(answer, json!({"NetworkAcls": [acl]}));
}

#[test]
fn query_answers_are_unwrapped() {
    let body = "<DescribeListenersResponse><DescribeListenersResult><Listeners><member>
        <ListenerArn>l-1</ListenerArn><Port>443</Port></member></Listeners>
        </DescribeListenersResult><ResponseMetadata/></DescribeListenersResponse>";
    let answer = read("elbv2", "describe-listeners", body).unwrap();
    assert_eq!(
        answer,
        json!({"Listeners": [{"ListenerArn": "l-1", "Port": 443}]})
    );
}

#[test]
fn times_are_printed_in_one_form() {
    for (service, name, body, pointer, printed) in [
        (
            "acm",
            "describe-certificate",
            r#"{"Certificate": {"NotAfter": 1795737599.0}}"#,
            "/Certificate/NotAfter",
            "2026-11-26T23:59:59+00:00",
        ),
        (
            "vpc-lattice",
            "get-resource-gateway",
            r#"{"createdAt": "2026-09-08T13:21:09.330218Z"}"#,
            "/createdAt",
            "2026-09-08T13:21:09.330218+00:00",
        ),
        (
            "ec2",
            "describe-nat-gateways",
            "<DescribeNatGatewaysResponse><natGatewaySet><item><createTime>2026-01-02T03:04:05.000Z\
             </createTime></item></natGatewaySet></DescribeNatGatewaysResponse>",
            "/NatGateways/0/CreateTime",
            "2026-01-02T03:04:05+00:00",
        ),
    ] {
        let answer = read(service, name, body).unwrap();
        assert_eq!(answer.pointer(pointer), Some(&printed.into()), "{service}");
    }
}

#[test]
fn json_members_get_the_names_of_the_cli() {
    let body = r#"{"item": [{"id": "a", "name": null, "unknown": 1}]}"#;
    assert_eq!(
        read("apigateway", "get-rest-apis", body).unwrap(),
        json!({"items": [{"id": "a"}]})
    );
}

#[test]
fn policies_of_roles_are_opened() {
    let body = "<GetRoleResponse><GetRoleResult><Role><RoleName>r</RoleName>
        <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument>
        </Role></GetRoleResult></GetRoleResponse>";
    let answer = read("iam", "get-role", body).unwrap();
    assert_eq!(
        answer["Role"]["AssumeRolePolicyDocument"],
        json!({"Version": "2012-10-17"})
    );
}

#[test]
fn what_is_no_answer_is_refused() {
    for (service, name, body) in [
        ("ec2", "describe-vpcs", ""),
        ("ec2", "describe-vpcs", "<html><body>404</body></html>"),
        ("ec2", "describe-vpcs", "<DescribeVpcsResponse><vpcSet>"),
        ("ec2", "describe-vpcs", "<Response><Errors/></Response>"),
        ("elbv2", "describe-rules", "<DescribeRulesResponse/>"),
        ("acm", "list-certificates", "<html/>"),
        (
            "acm",
            "list-certificates",
            r#"{"CertificateSummaryList": 7}"#,
        ),
        ("acm", "list-certificates", "[]"),
        (
            "ec2",
            "describe-network-acls",
            "<DescribeNetworkAclsResponse><networkAclSet><item><default>maybe</default></item>\
             </networkAclSet></DescribeNetworkAclsResponse>",
        ),
    ] {
        assert!(
            read(service, name, body).is_err(),
            "{service} {name} {body}"
        );
    }
}
