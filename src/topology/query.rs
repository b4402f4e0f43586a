//! Questions that the later stages ask of the graph.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::snapshot::{Observation, Scope};

use super::graph::{Ownership, target_key};
use super::node::{
    Certificate, DnsControls, Gateway, HostedZone, IdentityProvider, Interface, Listener,
    LoadBalancer, NatGateway, NetworkAcl, NewConnections, Peering, PrefixList, ResourceAssociation,
    ResourceConfiguration, ResourceGateway, RestApi, RouteTable, SecurityGroup, Shares, Subnet,
    Target, TargetGroup, TransitAttachment, TransitGateway, TransitTable, Vpc, VpcEndpoint,
    VpcLink,
};
use super::{
    CertificateArn, Cidr, EndpointId, GatewayId, InterfaceId, Link, ListenerArn, LoadBalancerArn,
    Lookup, Missing, NatGatewayId, NetworkAclId, PeeringId, PrefixListId, ResourceConfigurationId,
    ResourceGatewayId, RestApiId, RouteTableId, SecurityGroupId, SubnetId, TargetGroupArn,
    TargetId, Topology, TransitAttachmentId, TransitGatewayId, TransitTableId, VpcId, ZoneId,
};

/// A resource by its id. `Unknown` names the call that would have told; an id that some other
/// resource refers to exists, so it is never `Absent`.
macro_rules! by_id {
    ($($(#[$doc:meta])* $name:ident($id:ty) -> $node:ty, $service:literal, $operation:literal, $noun:literal;)*) => {
        impl Topology {
            $($(#[$doc])*
            pub fn $name(&self, id: &$id) -> Lookup<&$node> {
                self.referred::<$node>(id.as_str(), $service, $operation, $noun)
            })*
        }
    };
}

by_id! {
    /// A VPC.
    vpc(VpcId) -> Vpc, "ec2", "describe-vpcs", "VPC";
    /// A subnet.
    subnet(SubnetId) -> Subnet, "ec2", "describe-subnets", "subnet";
    /// A network interface.
    interface(InterfaceId) -> Interface, "ec2", "describe-network-interfaces", "interface";
    /// A security group.
    security_group(SecurityGroupId) -> SecurityGroup, "ec2", "describe-security-groups", "security group";
    /// A network ACL.
    network_acl(NetworkAclId) -> NetworkAcl, "ec2", "describe-network-acls", "network ACL";
    /// A route table.
    route_table(RouteTableId) -> RouteTable, "ec2", "describe-route-tables", "route table";
    /// A peering connection.
    peering(PeeringId) -> Peering, "ec2", "describe-vpc-peering-connections", "peering connection";
    /// A NAT gateway.
    nat_gateway(NatGatewayId) -> NatGateway, "ec2", "describe-nat-gateways", "NAT gateway";
    /// A transit gateway.
    transit_gateway(TransitGatewayId) -> TransitGateway, "ec2", "describe-transit-gateways", "transit gateway";
    /// The attachment of a VPC to a transit gateway.
    transit_attachment(TransitAttachmentId) -> TransitAttachment, "ec2", "describe-transit-gateway-vpc-attachments", "attachment";
    /// A route table of a transit gateway; its routes may be unknown even so.
    transit_table(TransitTableId) -> TransitTable, "ec2", "search-transit-gateway-routes", "transit gateway route table";
    /// A prefix list; its entries may be unknown even so.
    prefix_list(PrefixListId) -> PrefixList, "ec2", "get-managed-prefix-list-entries", "prefix list";
    /// An interface endpoint.
    endpoint(EndpointId) -> VpcEndpoint, "ec2", "describe-vpc-endpoints", "VPC endpoint";
    /// A REST API.
    rest_api(RestApiId) -> RestApi, "apigateway", "get-rest-apis", "REST API";
    /// A load balancer.
    load_balancer(LoadBalancerArn) -> LoadBalancer, "elbv2", "describe-load-balancers", "load balancer";
    /// A listener.
    listener(ListenerArn) -> Listener, "elbv2", "describe-listeners", "listener";
    /// A target group.
    target_group(TargetGroupArn) -> TargetGroup, "elbv2", "describe-target-groups", "target group";
    /// A certificate.
    certificate(CertificateArn) -> Certificate, "acm", "describe-certificate", "certificate";
    /// A hosted zone.
    hosted_zone(ZoneId) -> HostedZone, "route53", "list-hosted-zones", "hosted zone";
    /// A gateway.
    gateway(GatewayId) -> Gateway, "bedrock-agentcore-control", "get-gateway", "gateway";
    /// A resource gateway.
    resource_gateway(ResourceGatewayId) -> ResourceGateway, "vpc-lattice", "get-resource-gateway", "resource gateway";
    /// A resource configuration.
    resource_configuration(ResourceConfigurationId) -> ResourceConfiguration, "vpc-lattice", "get-resource-configuration", "resource configuration";
}

impl Topology {
    /// Every gateway, by id.
    pub fn gateways(&self) -> Vec<&Gateway> {
        self.graph.all()
    }

    /// Every target, by gateway and id.
    pub fn targets(&self) -> Vec<&Target> {
        self.graph.all()
    }

    /// A target of a gateway.
    pub fn target(&self, gateway: &GatewayId, target: &TargetId) -> Option<&Target> {
        self.graph.get(&target_key(gateway, target))
    }

    /// Every resource gateway, by id.
    pub fn resource_gateways(&self) -> Vec<&ResourceGateway> {
        self.graph.all()
    }

    /// Every resource configuration, by id.
    pub fn resource_configurations(&self) -> Vec<&ResourceConfiguration> {
        self.graph.all()
    }

    /// Every association of a resource configuration with a service network, by id.
    pub fn resource_associations(&self) -> Vec<&ResourceAssociation> {
        self.graph.all()
    }

    /// Every hosted zone, by id.
    pub fn hosted_zones(&self) -> Vec<&HostedZone> {
        self.graph.all()
    }

    /// Every load balancer, by ARN.
    pub fn load_balancers(&self) -> Vec<&LoadBalancer> {
        self.graph.all()
    }

    /// The target groups that belong to a load balancer, by ARN.
    pub fn target_groups_of(&self, load_balancer: &LoadBalancerArn) -> Vec<&TargetGroup> {
        let mut groups = self.graph.all::<TargetGroup>();
        groups.retain(|group| group.load_balancers.contains(load_balancer));
        groups
    }

    /// Every certificate, by ARN.
    pub fn certificates(&self) -> Vec<&Certificate> {
        self.graph.all()
    }

    /// The REST APIs that list an endpoint as theirs, by id.
    pub fn rest_apis_of(&self, endpoint: &EndpointId) -> Vec<&RestApi> {
        let mut apis = self.graph.all::<RestApi>();
        apis.retain(|api| api.endpoints.contains(endpoint));
        apis
    }

    /// Every peering connection, by id.
    pub fn peerings(&self) -> Vec<&Peering> {
        self.graph.all()
    }

    /// Every NAT gateway, by id.
    pub fn nat_gateways(&self) -> Vec<&NatGateway> {
        self.graph.all()
    }

    /// Every VPC endpoint, by id.
    pub fn endpoints(&self) -> Vec<&VpcEndpoint> {
        self.graph.all()
    }

    /// Every VPC, by id.
    pub fn vpcs(&self) -> Vec<&Vpc> {
        self.graph.all()
    }

    /// Every subnet, by id.
    pub fn subnets(&self) -> Vec<&Subnet> {
        self.graph.all()
    }

    /// Every security group, by id.
    pub fn security_groups(&self) -> Vec<&SecurityGroup> {
        self.graph.all()
    }

    /// Every network ACL, by id.
    pub fn network_acls(&self) -> Vec<&NetworkAcl> {
        self.graph.all()
    }

    /// Every route table, by id.
    pub fn route_tables(&self) -> Vec<&RouteTable> {
        self.graph.all()
    }

    /// Every prefix list, by id.
    pub fn prefix_lists(&self) -> Vec<&PrefixList> {
        self.graph.all()
    }

    /// Every target group, by ARN.
    pub fn target_groups(&self) -> Vec<&TargetGroup> {
        self.graph.all()
    }

    /// Every interface, by id.
    pub fn interfaces(&self) -> Vec<&Interface> {
        self.graph.all()
    }

    /// The interfaces in a subnet that were observed, by id.
    pub fn interfaces_in(&self, subnet: &SubnetId) -> Vec<&Interface> {
        self.graph
            .leading_to::<Subnet, Interface>(subnet.as_str(), Link::InSubnet)
    }

    /// The interface of an instance, the first one by id. Absent if no interface is attached to it
    /// and the interfaces of the VPC were observed.
    pub fn interface_of_instance(&self, instance: &str, vpc: &VpcId) -> Lookup<&Interface> {
        match self
            .instances
            .get(instance)
            .and_then(|id| self.graph.get::<Interface>(id.as_str()))
        {
            Some(interface) => Lookup::Found(interface),
            None if self.interfaces_observed(vpc) => Lookup::Absent,
            None => Lookup::Unknown(Missing::new(
                "ec2",
                "describe-network-interfaces",
                format!("the interface of instance {instance}"),
            )),
        }
    }

    /// The interface that owns an address of a VPC: an address of its own or one of a block
    /// delegated to it. Absent if the interfaces of the VPC were observed and none owns it.
    pub fn interface_at(&self, vpc: &VpcId, address: IpAddr) -> Lookup<&Interface> {
        match self.graph.owner_of(vpc, address) {
            Ownership::Owned(interface) => return Lookup::Found(interface),
            Ownership::Disputed => {
                return Lookup::Unknown(Missing::new(
                    "ec2",
                    "describe-network-interfaces",
                    format!("which of several interfaces owns {address} in {vpc}"),
                ));
            }
            Ownership::Nobody => {}
        }
        match self.delegated_to(vpc, address) {
            Some(interface) => Lookup::Found(interface),
            None if self.interfaces_observed(vpc) => Lookup::Absent,
            None => Lookup::Unknown(Missing::new(
                "ec2",
                "describe-network-interfaces",
                format!("the interface that owns {address} in {vpc}"),
            )),
        }
    }

    /// The interface of a VPC with a block delegated to it that holds the address.
    fn delegated_to(&self, vpc: &VpcId, address: IpAddr) -> Option<&Interface> {
        let mut owners = self.delegates_of(address);
        let (_, id) = owners.find(|(own, _)| own == vpc)?;
        self.graph.get(id.as_str())
    }

    /// The interfaces with a block delegated to them that holds the address, with their VPCs; the
    /// smallest block first.
    fn delegates_of(&self, address: IpAddr) -> impl Iterator<Item = &(VpcId, InterfaceId)> {
        let lengths = self.delegated_lengths.iter().rev();
        let blocks = lengths.filter_map(move |&length| Cidr::around(address, length));
        blocks
            .filter_map(|block| self.delegated.get(&block))
            .flatten()
    }

    /// The interface behind a public address, the first one by id.
    pub fn interface_with_public(&self, address: IpAddr) -> Option<&Interface> {
        self.interface(self.public_addresses.get(&address)?).found()
    }

    /// The interfaces that own an address, by VPC: one in each VPC whose interfaces are all known.
    pub fn owners_of(&self, address: IpAddr) -> Vec<&Interface> {
        let mut owners = self.claimants_of(address);
        owners.retain(|interface| self.interfaces_observed(&interface.vpc));
        owners
    }

    /// The interfaces that own an address as far as they are known, by VPC.
    pub fn claimants_of(&self, address: IpAddr) -> Vec<&Interface> {
        let delegates = self.delegates_of(address).map(|(vpc, _)| vpc);
        let vpcs: BTreeSet<&VpcId> = self.graph.vpcs_with(address).chain(delegates).collect();
        let vpcs = vpcs.into_iter();
        vpcs.filter_map(|vpc| self.interface_at(vpc, address).found())
            .collect()
    }

    /// The peering connections between two VPCs, in any state, by id.
    pub fn peerings_between(&self, one: &VpcId, other: &VpcId) -> Vec<&Peering> {
        let mut peerings = self
            .graph
            .leading_to::<Vpc, Peering>(one.as_str(), Link::PeersWith);
        peerings.retain(|peering| {
            let sides = [&peering.requester, &peering.accepter];
            sides.iter().any(|side| side.vpc.as_ref() == Some(other))
        });
        peerings
    }

    /// The subnet of a VPC whose blocks hold an address.
    pub fn subnet_at(&self, vpc: &VpcId, address: IpAddr) -> Option<&Subnet> {
        let blocks = self.subnet_blocks.get(vpc)?;
        let (_, subnet) = blocks.iter().find(|(block, _)| block.holds(address))?;
        self.graph.get(subnet.as_str())
    }

    /// The network ACL of a subnet: the associated one.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html>
    pub fn network_acl_of(&self, subnet: &SubnetId) -> Lookup<&NetworkAcl> {
        match self
            .graph
            .following::<Subnet, NetworkAcl>(subnet.as_str(), Link::GuardedBy)[..]
        {
            [acl] => Lookup::Found(acl),
            _ => Lookup::Unknown(Missing::new(
                "ec2",
                "describe-network-acls",
                format!("the network ACL of {}", self.of_owner(subnet)),
            )),
        }
    }

    /// The route table of a subnet: the explicitly associated one, else the main table of its VPC.
    /// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html>
    pub fn route_table_of(&self, subnet: &SubnetId) -> Lookup<&RouteTable> {
        match self
            .graph
            .following::<Subnet, RouteTable>(subnet.as_str(), Link::RoutedBy)[..]
        {
            [table] => Lookup::Found(table),
            _ => Lookup::Unknown(Missing::new(
                "ec2",
                "describe-route-tables",
                format!("the route table of {}", self.of_owner(subnet)),
            )),
        }
    }

    /// The route tables of a VPC, by id.
    pub fn route_tables_in(&self, vpc: &VpcId) -> Vec<&RouteTable> {
        self.graph
            .leading_to::<Vpc, RouteTable>(vpc.as_str(), Link::InVpc)
    }

    /// The route table for what a gateway lets into a VPC, if there is one.
    pub fn edge_table_of(&self, vpc: &VpcId, gateway: &str) -> Lookup<&RouteTable> {
        let mut tables = self.route_tables_in(vpc).into_iter();
        let serves = |table: &&RouteTable| table.gateways.iter().any(|id| id == gateway);
        match tables.find(serves) {
            Some(table) => Lookup::Found(table),
            None if self.route_tables_observed(vpc) => Lookup::Absent,
            None => Lookup::Unknown(Missing::new(
                "ec2",
                "describe-route-tables",
                format!("the edge associations of {gateway}"),
            )),
        }
    }

    /// The default security group of a VPC.
    pub fn default_group_of(&self, vpc: &VpcId) -> Lookup<&SecurityGroup> {
        match self.default_groups.get(vpc) {
            Some(group) => self.security_group(group),
            None => Lookup::Unknown(Missing::new(
                "ec2",
                "describe-security-groups",
                format!("the default security group of {vpc}"),
            )),
        }
    }

    /// The interfaces of a load balancer, endpoint or NAT gateway are listed by the resource; this
    /// goes the other way: the load balancer whose node an interface is.
    pub fn load_balancer_of(&self, interface: &InterfaceId) -> Option<&LoadBalancer> {
        self.graph
            .leading_to::<Interface, _>(interface.as_str(), Link::Owns)
            .into_iter()
            .next()
    }

    /// The endpoint that an interface belongs to.
    pub fn endpoint_of(&self, interface: &InterfaceId) -> Option<&VpcEndpoint> {
        self.graph
            .leading_to::<Interface, _>(interface.as_str(), Link::Owns)
            .into_iter()
            .next()
    }

    /// The listeners of a load balancer, by ARN. Whether that is all of them tells
    /// [`LoadBalancer::listeners_observed`].
    pub fn listeners_of(&self, load_balancer: &LoadBalancerArn) -> Vec<&Listener> {
        self.graph
            .following::<LoadBalancer, Listener>(load_balancer.as_str(), Link::Listens)
    }

    /// The load balancer with a DNS name (lower case, no final dot). `dualstack.` and a zone
    /// (see [`Self::load_balancer_zone`]) may come first. Absent if the load balancers of the Region
    /// that the name tells were observed.
    pub fn load_balancer_named(&self, dns_name: &str) -> Lookup<&LoadBalancer> {
        let name = dns_name.strip_prefix("dualstack.").unwrap_or(dns_name);
        let zonal = || self.load_balancer_names.get(name.split_once('.')?.1);
        match self.load_balancer_names.get(name).or_else(zonal) {
            Some(arn) => self.load_balancer(arn),
            None if self.load_balancers_observed(name) => Lookup::Absent,
            None => Lookup::Unknown(Missing::new(
                "elbv2",
                "describe-load-balancers",
                format!("the load balancer {name}"),
            )),
        }
    }

    /// The zone in a zonal name of a load balancer (`<zone>.<name of the load balancer>`): such a
    /// name answers with the addresses of that zone only.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html>
    pub fn load_balancer_zone<'a>(&self, dns_name: &'a str) -> Option<&'a str> {
        if self.load_balancer_names.contains_key(dns_name) {
            return None;
        }
        let (zone, name) = dns_name.split_once('.')?;
        (zone != "dualstack" && self.load_balancer_names.contains_key(name)).then_some(zone)
    }

    /// The endpoint with a DNS name (lower case, no final dot), and the zone if the name is zonal.
    /// Absent if the endpoints of the Region that the name tells were observed.
    pub fn endpoint_named(&self, dns_name: &str) -> Lookup<(&VpcEndpoint, Option<&str>)> {
        if let Some(id) = self.endpoint_names.get(dns_name) {
            return self.endpoint(id).map(|endpoint| {
                let mut names = endpoint.dns_names.iter();
                let zone = names
                    .find(|entry| entry.name == dns_name)
                    .and_then(|entry| entry.zone.as_deref());
                (endpoint, zone)
            });
        }
        if self.endpoints_observed(dns_name) {
            return Lookup::Absent;
        }
        Lookup::Unknown(Missing::new(
            "ec2",
            "describe-vpc-endpoints",
            format!("the VPC endpoint {dns_name}"),
        ))
    }

    /// The private hosted zones that a VPC sees. Unknown if nobody listed them: zones of other
    /// accounts may be among them.
    /// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByVPC.html>
    pub fn private_zones_of(&self, vpc: &VpcId) -> Lookup<Vec<&HostedZone>> {
        if !self.zones_of_vpc_observed(vpc) {
            return Lookup::Unknown(Missing::new(
                "route53",
                "list-hosted-zones-by-vpc",
                format!("the private hosted zones of {vpc}"),
            ));
        }
        Lookup::Found(
            self.graph
                .leading_to::<Vpc, HostedZone>(vpc.as_str(), Link::AssociatedWith),
        )
    }

    /// How many connections were opened to a load balancer, the oldest period first; empty if no
    /// metric was supplied.
    pub fn new_connections(&self, balancer: &LoadBalancerArn) -> &[NewConnections] {
        let known = self.new_connections.get(balancer.as_str());
        known.map_or(&[], Vec::as_slice)
    }

    /// What other accounts share.
    pub fn shares(&self) -> &Shares {
        &self.shares
    }

    /// Whether everything that other accounts share with an account was listed.
    pub fn shares_listed(&self, home: &Scope) -> bool {
        let call = ("ram", "list-resources");
        let list = self
            .calls
            .observed(home, call.0, call.1, &["OTHER-ACCOUNTS"]);
        matches!(list, Observation::Complete(_))
    }

    /// A link of API Gateway to load balancers, by id.
    pub fn vpc_link(&self, id: &str) -> Lookup<&VpcLink> {
        match self.vpc_links.get(id) {
            Some(link) => Lookup::Found(link),
            None => {
                let what = format!("VPC link {id}");
                Lookup::Unknown(Missing::new("apigateway", "get-vpc-links", what))
            }
        }
    }

    /// Whether a credential provider was observed, be it one's own or of a vendor.
    pub fn knows_oauth2_provider(&self, arn: &str) -> bool {
        self.oauth2_known.contains(after_service(arn))
    }

    /// Whether anybody looked at credential providers, with whatever result.
    pub fn oauth2_providers_sought(&self) -> bool {
        let operation = "get-oauth2-credential-provider";
        self.calls
            .attempted_anywhere("bedrock-agentcore-control", operation)
    }

    /// Whether anybody asked identity providers what they publish, with whatever result.
    pub fn discovery_sought(&self) -> bool {
        self.calls.attempted_anywhere("openid", "get-configuration")
    }

    /// The identity provider of a credential provider of one's own, by ARN.
    ///
    /// Targets and credential providers disagree about the service in it: `bedrock-agentcore` here,
    /// `acps` there.
    pub fn oauth2_provider(&self, arn: &str) -> Option<&IdentityProvider> {
        self.oauth2_providers.get(after_service(arn))
    }

    /// What decides about the names of VPCs besides hosted zones.
    pub fn dns_controls(&self) -> &DnsControls {
        &self.dns_controls
    }

    fn referred<T: super::graph::Resource>(
        &self,
        id: &str,
        service: &'static str,
        operation: &'static str,
        noun: &str,
    ) -> Lookup<&T> {
        match self.graph.get::<T>(id) {
            Some(resource) => Lookup::Found(resource),
            None => Lookup::Unknown(Missing::new(service, operation, format!("{noun} {id}"))),
        }
    }
}

/// Region, account and resource of an ARN.
pub(super) fn after_service(arn: &str) -> &str {
    arn.splitn(4, ':').nth(3).unwrap_or(arn)
}
