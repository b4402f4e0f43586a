//! Names that AWS itself answers for, in public DNS as in every VPC.

/// A name whose owner can be read off it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AwsName<'a> {
    /// `{api}.execute-api.{region}.amazonaws.com`, or `{api}-{endpoint}.…`.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html>
    Api {
        api: &'a str,
        endpoint: Option<&'a str>,
    },
    /// `vpce-….vpce.amazonaws.com`.
    Endpoint,
    /// A name of a load balancer, and the zone if it is the name of one node.
    LoadBalancer {
        name: &'a str,
        zone: Option<&'a str>,
    },
}

impl<'a> AwsName<'a> {
    /// Reads a lower-case name without final dot; `None` if it is of none of these forms.
    pub(super) fn parse(name: &'a str) -> Option<Self> {
        let labels: Vec<&str> = without_aws_suffix(name)?.split('.').collect();
        match labels[..] {
            [label, "execute-api", _region] if !label.starts_with("d-") => Some(Self::api(label)),
            [.., "vpce"] => Some(Self::Endpoint),
            // Application (and classic) load balancers; `dualstack.` says nothing new.
            [_, _region, "elb"] | ["dualstack", _, _region, "elb"] => {
                Some(Self::LoadBalancer { name, zone: None })
            }
            [_, "elb", _region] | ["dualstack", _, "elb", _region] => {
                Some(Self::LoadBalancer { name, zone: None })
            }
            // <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#zonal-dns-affinity>
            [zone, _, "elb", _region] => Some(Self::LoadBalancer {
                name: name.split_once('.')?.1,
                zone: Some(zone),
            }),
            _ => None,
        }
    }

    fn api(label: &'a str) -> Self {
        match label.split_once('-') {
            Some((api, endpoint)) if endpoint.starts_with("vpce-") => Self::Api {
                api,
                endpoint: Some(endpoint),
            },
            _ => Self::Api {
                api: label,
                endpoint: None,
            },
        }
    }
}

/// Whether a name is that of a load balancer or of one of its nodes.
pub(in crate::reach) fn is_load_balancer_name(name: &str) -> bool {
    matches!(AwsName::parse(name), Some(AwsName::LoadBalancer { .. }))
}

/// Whether an endpoint name was put together by hand: names that AWS makes carry a hash after the
/// endpoint's id (`vpce-0a1-b2c3d4.execute-api…`), so that no such name exists without one.
pub(super) fn lacks_hash(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    first
        .strip_prefix("vpce-")
        .is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a name ends in a domain that no public DNS server will ever answer for: reserved by
/// RFC 6761, RFC 6762 and RFC 8375, or withheld by ICANN because so many networks use it.
/// `.example` is left out: hand-made snapshots use it for public names.
pub(in crate::reach) fn is_never_public(name: &str) -> bool {
    NEVER_PUBLIC.iter().any(|domain| {
        name.strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
    })
}

/// What stands before `.amazonaws.com` (`.cn`).
fn without_aws_suffix(name: &str) -> Option<&str> {
    name.strip_suffix(".cn")
        .unwrap_or(name)
        .strip_suffix(".amazonaws.com")
}

const NEVER_PUBLIC: &[&str] = &[
    "corp",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "private",
    "test",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_balancer_names_have_two_shapes() {
        for name in [
            "internal-orders-12.eu-west-1.elb.amazonaws.com",
            "dualstack.internal-orders-12.eu-west-1.elb.amazonaws.com",
            "mcp-e3a7.elb.us-west-2.amazonaws.com",
            "mcp-e3a7.elb.cn-north-1.amazonaws.com.cn",
        ] {
            let expected = Some(AwsName::LoadBalancer { name, zone: None });
            assert_eq!(AwsName::parse(name), expected);
        }
        assert_eq!(
            AwsName::parse("us-west-2a.mcp-e3a7.elb.us-west-2.amazonaws.com"),
            Some(AwsName::LoadBalancer {
                name: "mcp-e3a7.elb.us-west-2.amazonaws.com",
                zone: Some("us-west-2a"),
            })
        );
    }

    #[test]
    fn api_names_may_name_an_endpoint() {
        let api = |endpoint| {
            Some(AwsName::Api {
                api: "a1b2",
                endpoint,
            })
        };
        assert_eq!(
            AwsName::parse("a1b2.execute-api.eu-west-1.amazonaws.com"),
            api(None)
        );
        assert_eq!(
            AwsName::parse("a1b2-vpce-0c3.execute-api.eu-west-1.amazonaws.com"),
            api(Some("vpce-0c3"))
        );
        // The regional name of a custom domain is no API.
        assert_eq!(
            AwsName::parse("d-a1b2.execute-api.eu-west-1.amazonaws.com"),
            None
        );
    }

    #[test]
    fn other_names_are_not_aws_names() {
        for name in [
            "amazonaws.com",
            "elb.amazonaws.com",
            "app.example.com",
            "",
            "vpce",
        ] {
            assert_eq!(AwsName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn hand_built_endpoint_names_lack_the_hash() {
        let name = |label| format!("{label}.execute-api.eu-west-1.vpce.amazonaws.com");
        assert!(lacks_hash(&name("vpce-0dfca0c681036c346")));
        assert!(!lacks_hash(&name("vpce-0dfca0c681036c346-3eb9dae1")));
        assert!(!lacks_hash(&name(
            "vpce-0dfca0c681036c346-3eb9dae1-eu-west-1a"
        )));
        assert_eq!(AwsName::parse(&name("vpce-0")), Some(AwsName::Endpoint));
    }

    #[test]
    fn some_domains_are_never_public() {
        for name in ["a.internal", "a.b.local", "printer.home.arpa"] {
            assert!(is_never_public(name), "{name}");
        }
        for name in [
            "example.com",
            "internal.example.com",
            "mylocal",
            "a.notlocal",
            "local",
        ] {
            assert!(!is_never_public(name), "{name}");
        }
    }
}
