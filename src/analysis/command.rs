//! AWS CLI commands, complete and safe to paste.

use crate::topology::{Cidr, SecurityGroupId};

use super::analyzer::Case;

/// An argument for a POSIX shell: quoted unless it is plainly safe.
///
/// Names and ids come from AWS and are not trusted: nothing in them may end the quotes.
pub(super) fn quote(argument: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !argument.is_empty() && argument.chars().all(safe) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

/// The peer of a security group permission.
pub(super) enum GrantTo {
    /// Interfaces that carry a group.
    Group(SecurityGroupId),
    /// Addresses.
    Cidr(Cidr),
}

/// The value of `--ip-permissions` for one TCP port and one peer.
pub(super) fn permission(port: u16, to: &GrantTo) -> String {
    let peer = match to {
        GrantTo::Group(group) => format!("UserIdGroupPairs=[{{GroupId={group}}}]"),
        GrantTo::Cidr(cidr) if cidr.is_ipv6() => {
            format!("Ipv6Ranges=[{{CidrIpv6={}}}]", block(*cidr))
        }
        GrantTo::Cidr(cidr) => format!("IpRanges=[{{CidrIp={}}}]", block(*cidr)),
    };
    quote(&format!(
        "IpProtocol=tcp,FromPort={port},ToPort={port},{peer}"
    ))
}

/// A block in the notation that the API wants: with its prefix length even for one address.
pub(super) fn block(cidr: Cidr) -> String {
    format!("{}/{}", cidr.first(), cidr.prefix_len())
}

impl Case<'_> {
    /// Changes the target and keeps the rest of it: `update-gateway-target` replaces the whole
    /// target, so the command starts from what is there. `edit` is a jq filter.
    ///
    /// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
    pub(super) fn update_target(&self, edit: &str) -> Vec<String> {
        let (gateway, target) = (
            quote(self.gateway.id.as_str()),
            quote(self.target.id.as_str()),
        );
        let select = "{name:name,description:description,targetConfiguration:targetConfiguration,\
            credentialProviderConfigurations:credentialProviderConfigurations,\
            metadataConfiguration:metadataConfiguration,privateEndpoint:privateEndpoint,\
            certificateConfigurations:certificateConfigurations}";
        let keep = "with_entries(select(.value != null and .value != []))";
        let identify = format!("--gateway-identifier {gateway} --target-id {target}");
        vec![
            format!(
                "aws bedrock-agentcore-control get-gateway-target {identify} --query {} \
                 | jq {} > target.json",
                quote(select),
                quote(&format!("{edit} | {keep}")),
            ),
            format!(
                "aws bedrock-agentcore-control update-gateway-target {identify} \
                 --cli-input-json file://target.json"
            ),
        ]
    }

    /// Changes the gateway and keeps the rest of it, as [`Case::update_target`] does.
    pub(super) fn update_gateway(&self, edit: &str) -> Vec<String> {
        let gateway = quote(self.gateway.id.as_str());
        let members = [
            "name",
            "description",
            "roleArn",
            "protocolType",
            "protocolConfiguration",
            "authorizerType",
            "authorizerConfiguration",
            "kmsKeyArn",
            "interceptorConfigurations",
            "policyEngineConfiguration",
            "exceptionLevel",
        ];
        let select: Vec<String> = members
            .iter()
            .map(|name| format!("{name}:{name}"))
            .collect();
        let keep = "with_entries(select(.value != null and .value != []))";
        vec![
            format!(
                "aws bedrock-agentcore-control get-gateway --gateway-identifier {gateway} \
                 --query {} | jq {} > gateway.json",
                quote(&format!("{{{}}}", select.join(","))),
                quote(&format!("{edit} | {keep}")),
            ),
            format!(
                "aws bedrock-agentcore-control update-gateway --gateway-identifier {gateway} \
                 --cli-input-json file://gateway.json"
            ),
        ]
    }
}

/// A JSON string literal, for jq filters.
pub(super) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_cannot_leave_its_quotes() {
        assert_eq!(quote("sg-0a1"), "sg-0a1");
        assert_eq!(quote("x'; rm -rf ~ #"), r"'x'\''; rm -rf ~ #'");
        assert_eq!(quote(""), "''");
    }

    #[test]
    fn a_permission_is_as_narrow_as_can_be() {
        let group = SecurityGroupId::from("sg-0a1");
        assert_eq!(
            permission(443, &GrantTo::Group(group)),
            "'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{GroupId=sg-0a1}]'"
        );
        assert_eq!(
            permission(80, &GrantTo::Cidr("10.0.3.7".parse().unwrap())),
            "'IpProtocol=tcp,FromPort=80,ToPort=80,IpRanges=[{CidrIp=10.0.3.7/32}]'"
        );
    }
}
