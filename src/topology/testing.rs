//! Topologies put together by hand, for tests of the later stages.

use jiff::Timestamp;

use super::node::{
    Certificate, DnsControls, HostedZone, Interface, Listener, LoadBalancer, RestApi, TargetGroup,
    Vpc, VpcEndpoint,
};
use super::{Link, Topology, VpcId};

macro_rules! adders {
    ($($name:ident($type:ty);)*) => {
        impl Topology {
            $(pub(crate) fn $name(&mut self, resource: $type) {
                self.graph.insert(resource);
            })*
        }
    };
}

adders! {
    add_certificate(Certificate);
    add_rest_api(RestApi);
    add_target_group(TargetGroup);
    add_vpc(Vpc);
}

impl Topology {
    pub(crate) fn add_interface(&mut self, interface: Interface) {
        for address in &interface.addresses {
            self.graph
                .own_address(&interface.vpc, *address, &interface.id);
        }
        self.graph.insert(interface);
    }

    pub(crate) fn add_zone(&mut self, zone: HostedZone) {
        let (id, vpcs) = (zone.id.clone(), zone.vpcs.clone());
        self.graph.insert(zone);
        for (vpc, _) in vpcs {
            self.graph
                .link::<HostedZone, Vpc>(id.shared(), Link::AssociatedWith, vpc.shared());
        }
    }

    pub(crate) fn add_load_balancer(&mut self, load_balancer: LoadBalancer) {
        let (name, arn) = (load_balancer.dns_name.clone(), load_balancer.arn.clone());
        self.load_balancer_names.insert(name, arn);
        self.graph.insert(load_balancer);
    }

    pub(crate) fn add_listener(&mut self, listener: Listener) {
        let (arn, owner) = (listener.arn.clone(), listener.load_balancer.clone());
        self.graph.insert(listener);
        self.graph
            .link::<LoadBalancer, Listener>(owner.shared(), Link::Listens, arn.shared());
    }

    pub(crate) fn add_endpoint(&mut self, endpoint: VpcEndpoint) {
        for entry in &endpoint.dns_names {
            let (name, id) = (entry.name.clone(), endpoint.id.clone());
            self.endpoint_names.insert(name, id);
        }
        self.graph.insert(endpoint);
    }

    /// Makes the lists of a Region and of the VPCs complete, so that the rest is absent.
    pub(crate) fn observe_all(&mut self, region: &str, vpcs: &[VpcId]) {
        self.observed.interfaces.extend(vpcs.iter().cloned());
        self.observed.zones_of_vpc.extend(vpcs.iter().cloned());
        self.observed.load_balancers.insert(region.to_owned());
        self.observed.endpoints.insert(region.to_owned());
        self.observed.hosted_zones = true;
    }

    pub(crate) fn forget_zones_of(&mut self, vpc: &VpcId) {
        self.observed.zones_of_vpc.remove(vpc);
    }

    pub(crate) fn forget_lists(&mut self) {
        self.observed = super::Observed::default();
    }

    pub(crate) fn capture_at(&mut self, at: Timestamp) {
        self.captured_at = Some(at);
    }

    pub(crate) fn control_dns(&mut self, controls: DnsControls) {
        self.dns_controls = controls;
    }
}
