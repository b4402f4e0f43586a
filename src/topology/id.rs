//! Identifiers. They are opaque strings: AWS never promised their syntax, so nothing here checks it.

use std::fmt;
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier as AWS writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The shared text of the identifier.
            pub fn shared(&self) -> &Arc<str> {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(Arc::from(id))
            }
        }

        impl From<Arc<str>> for $name {
            fn from(id: Arc<str>) -> Self {
                Self(id)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// `vpc-…`
    VpcId
    /// `subnet-…`
    SubnetId
    /// `eni-…`
    InterfaceId
    /// `sg-…`
    SecurityGroupId
    /// `acl-…`
    NetworkAclId
    /// `rtb-…`
    RouteTableId
    /// `pcx-…`
    PeeringId
    /// `vpce-…`
    EndpointId
    /// `pl-…`
    PrefixListId
    /// `nat-…`
    NatGatewayId
    /// `tgw-…`
    TransitGatewayId
    /// `tgw-attach-…`
    TransitAttachmentId
    /// `tgw-rtb-…`
    TransitTableId
    /// ARN of a load balancer
    LoadBalancerArn
    /// ARN of a listener
    ListenerArn
    /// ARN of a target group
    TargetGroupArn
    /// ARN of an ACM or IAM server certificate
    CertificateArn
    /// Id of a REST API
    RestApiId
    /// Id of a hosted zone, without the `/hostedzone/` prefix
    ZoneId
    /// Id of an AgentCore gateway
    GatewayId
    /// Id of a gateway target
    TargetId
    /// `rgw-…`
    ResourceGatewayId
    /// `rcfg-…`
    ResourceConfigurationId
}
