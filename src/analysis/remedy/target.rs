//! Updates of a target: read what is there, change a part, write the whole back.

use serde_json::Value;

use crate::topology::{Credential, PrivateEndpoint, Signature, TargetConfig};

use super::edit::Edit;
use super::shell::{value, words};

/// What an update changes of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "members carry the names of the request")]
pub enum TargetPart {
    /// `credentialProviderConfigurations`: the gateway signs with its role.
    GatewayRole {
        service: String,
        region: Option<String>,
    },
    /// `listingMode` DEFAULT
    ListingDefault,
    /// `mcpServer.endpoint`
    McpEndpoint(String),
    /// No `credentialPrefix`
    NoPrefix,
    /// `credentialPrefix` without the blanks at its end
    PrefixTrimmed,
    /// `routingDomain`
    RoutingDomain(String),
}

/// The edit of two commands, one a line: `get-gateway-target … | jq … > target.json`, and
/// `update-gateway-target --cli-input-json file://target.json`.
pub(super) fn update(commands: &str) -> Option<Edit> {
    let (get, update) = commands.split_once('\n')?;
    let (get, filter) = get.split_once(" | jq ")?;
    let get = words(get)?;
    let update = words(update)?;
    let operation = |words: &[String]| words.get(2).cloned();
    if operation(&get)? != "get-gateway-target" || operation(&update)? != "update-gateway-target" {
        return None;
    }
    let filter = words(filter.strip_suffix(" > target.json")?)?;
    let (filter, _) = filter.first()?.split_once(" | with_entries(")?;
    let parts = filter.split(" | ").map(part);
    Some(Edit::Target {
        gateway: value(&get, "--gateway-identifier")?.into(),
        target: value(&get, "--target-id")?.into(),
        parts: parts.collect::<Option<_>>()?,
    })
}

fn part(filter: &str) -> Option<TargetPart> {
    const PREFIX: &str = ".credentialProviderConfigurations[0].credentialProvider\
        .apiKeyCredentialProvider.credentialPrefix";
    if filter.starts_with("del(") {
        let is_prefix = filter == format!("del({PREFIX})");
        return is_prefix.then_some(TargetPart::NoPrefix);
    }
    if let Some(change) = filter.strip_prefix(PREFIX) {
        return change
            .starts_with(" |= sub(")
            .then_some(TargetPart::PrefixTrimmed);
    }
    let (path, value) = filter.split_once(" = ")?;
    let value: Value = serde_json::from_str(value).ok()?;
    match path {
        ".credentialProviderConfigurations" => {
            let role = &value[0]["credentialProvider"]["iamCredentialProvider"];
            Some(TargetPart::GatewayRole {
                service: role["service"].as_str()?.to_owned(),
                region: role["region"].as_str().map(str::to_owned),
            })
        }
        ".privateEndpoint.managedVpcResource.routingDomain" => {
            Some(TargetPart::RoutingDomain(value.as_str()?.to_owned()))
        }
        ".targetConfiguration.mcp.mcpServer.endpoint" => {
            Some(TargetPart::McpEndpoint(value.as_str()?.to_owned()))
        }
        ".targetConfiguration.mcp.mcpServer.listingMode" if value == "DEFAULT" => {
            Some(TargetPart::ListingDefault)
        }
        _ => None,
    }
}

impl TargetPart {
    /// Changes the configuration; `None` if it has no such part.
    pub(super) fn change(&self, config: &mut TargetConfig) -> Option<()> {
        match self {
            Self::GatewayRole { service, region } => {
                config.credential = None;
                config.signature = Signature::GatewayRole {
                    service: service.clone(),
                    region: region.clone(),
                };
            }
            Self::ListingDefault => {
                config.lists_dynamically = false;
                config.unprobed = false;
            }
            Self::McpEndpoint(url) => config.url = url.parse(),
            Self::NoPrefix | Self::PrefixTrimmed => {
                let Some(Credential::ApiKey { prefix, .. }) = &mut config.credential else {
                    return None;
                };
                *prefix = prefix
                    .take()
                    .filter(|_| *self == Self::PrefixTrimmed)
                    .map(|text| text.trim_end().to_owned());
            }
            Self::RoutingDomain(name) => {
                let Some(PrivateEndpoint::Managed { routing_domain, .. }) =
                    &mut config.private_endpoint
                else {
                    return None;
                };
                *routing_domain = Some(name.to_ascii_lowercase());
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_two_commands() {
        let get = "aws bedrock-agentcore-control get-gateway-target --gateway-identifier gw-1 \
            --target-id T1 --query '{name:name}' | jq '.privateEndpoint.managedVpcResource\
            .routingDomain = \"lb.example\" | with_entries(select(.value != null))' > target.json";
        let put = "aws bedrock-agentcore-control update-gateway-target --gateway-identifier gw-1 \
            --target-id T1 --cli-input-json file://target.json";
        let edit = update(&format!("{get}\n{put}"));
        let expected = Edit::Target {
            gateway: "gw-1".into(),
            target: "T1".into(),
            parts: vec![TargetPart::RoutingDomain("lb.example".to_owned())],
        };
        assert_eq!(edit, Some(expected));
        assert_eq!(update(get), None);
        let other = get.replace("routingDomain", "vpcIdentifier");
        assert_eq!(update(&format!("{other}\n{put}")), None);
    }
}
