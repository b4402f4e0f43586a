//! The host names that lead to an API.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html>

/// The host of a URL, as API Gateway reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Host<'a> {
    /// `{api}.execute-api.{region}.amazonaws.com` or `{api}-{vpce}.execute-api.…`
    Api(ApiHost<'a>),
    /// `vpce-….vpce.amazonaws.com`
    EndpointName,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ApiHost<'a> {
    pub(super) api: &'a str,
    /// The endpoint in `{api}-{vpce}`.
    pub(super) endpoint: Option<&'a str>,
    pub(super) region: &'a str,
    /// `amazonaws.com` or `amazonaws.com.cn`
    pub(super) suffix: &'a str,
}

impl<'a> Host<'a> {
    /// Reads a host in lower case without a final dot.
    pub(super) fn parse(host: &'a str) -> Self {
        if host.ends_with(".vpce.amazonaws.com") || host.ends_with(".vpce.amazonaws.com.cn") {
            return Self::EndpointName;
        }
        ApiHost::parse(host).map_or(Self::Other, Self::Api)
    }
}

impl<'a> ApiHost<'a> {
    fn parse(host: &'a str) -> Option<Self> {
        let (label, rest) = host.split_once(".execute-api.")?;
        let (region, suffix) = rest.split_once('.')?;
        if label.contains('.') || !["amazonaws.com", "amazonaws.com.cn"].contains(&suffix) {
            return None;
        }
        let (api, endpoint) = match label.find("-vpce-") {
            Some(dash) => (label.get(..dash)?, Some(label.get(dash + 1..)?)),
            None => (label, None),
        };
        Some(Self {
            api,
            endpoint,
            region,
            suffix,
        })
    }

    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
    pub(super) fn partition(self) -> &'static str {
        if self.region.starts_with("cn-") {
            "aws-cn"
        } else if self.region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(host: &str) -> Option<(&str, Option<&str>, &str)> {
        match Host::parse(host) {
            Host::Api(host) => Some((host.api, host.endpoint, host.region)),
            _ => None,
        }
    }

    #[test]
    fn an_api_has_two_names() {
        let plain = api("a1b2c3.execute-api.eu-west-1.amazonaws.com");
        assert_eq!(plain, Some(("a1b2c3", None, "eu-west-1")));
        let endpoint = api("a1b2c3-vpce-0f1.execute-api.cn-north-1.amazonaws.com.cn");
        assert_eq!(endpoint, Some(("a1b2c3", Some("vpce-0f1"), "cn-north-1")));
    }

    #[test]
    fn other_names_are_not_apis() {
        for host in [
            "api.example.com",
            "a.b.execute-api.eu-west-1.amazonaws.com",
            "a1.execute-api.eu-west-1.example.com",
            "execute-api.eu-west-1.amazonaws.com",
        ] {
            assert_eq!(Host::parse(host), Host::Other, "{host}");
        }
        let name = "vpce-0f1-ab12.execute-api.eu-west-1.vpce.amazonaws.com";
        assert_eq!(Host::parse(name), Host::EndpointName);
    }
}
