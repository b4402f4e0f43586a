//! A small account: one VPC with two zones of one Region, and what a test adds to it.

use std::net::IpAddr;

use crate::reach::resolver::{Family, HostRole, Question, resolve};
use crate::reach::{Cause, Outcome, Resolution, Unknown};
use crate::snapshot::{FileId, Source};
use crate::topology::{
    DnsResolution, DnsServers, EndpointDnsName, HostedZone, Interface, InterfaceId, LoadBalancer,
    LoadBalancerKind, Record, RecordData, RecordType, RestApi, Topology, Vpc, VpcEndpoint, VpcId,
};

pub(super) const REGION: &str = "eu-west-1";
pub(super) const VPC: &str = "vpc-1";
pub(super) const NLB: &str = "mcp-e3a7.elb.eu-west-1.amazonaws.com";
pub(super) const ALB: &str = "internal-orders-12.eu-west-1.elb.amazonaws.com";
pub(super) const ENDPOINT: &str = "vpce-0a1-b2.execute-api.eu-west-1.vpce.amazonaws.com";

/// The account.
pub(super) struct World {
    pub(super) topology: Topology,
}

impl World {
    /// A VPC with a resolver, an internal NLB (10.0.1.5, 10.0.2.5), an internal ALB (10.0.1.6,
    /// 10.0.2.6) and an execute-api endpoint without private DNS (10.0.1.7, 10.0.2.7).
    pub(super) fn new() -> Self {
        let mut world = Self::with_vpc(|_| {});
        world.load_balancer(NLB, LoadBalancerKind::Network, 5, |_| {});
        world.load_balancer(ALB, LoadBalancerKind::Application, 6, |_| {});
        world.endpoint(|_| {});
        world
    }

    pub(super) fn with_vpc(change: impl FnOnce(&mut Vpc)) -> Self {
        let mut vpc = Vpc {
            source: source(),
            id: VPC.into(),
            name: None,
            owner: None,
            cidrs: vec!["10.0.0.0/16".parse().unwrap()],
            dns_support: Some((true, source())),
            dns_hostnames: Some((true, source())),
            dns_servers: DnsServers::AmazonProvided,
            public_access_mode: None,
        };
        change(&mut vpc);
        let mut topology = Topology::default();
        topology.observe_all(REGION, std::slice::from_ref(&vpc.id));
        topology.add_vpc(vpc);
        Self { topology }
    }

    /// A private zone of the VPC.
    pub(super) fn zone(&mut self, name: &str, records: Vec<Record>) {
        self.add_zone(name, Some(true), &[VPC], Some(records));
    }

    pub(super) fn add_zone(
        &mut self,
        name: &str,
        private: Option<bool>,
        vpcs: &[&str],
        records: Option<Vec<Record>>,
    ) {
        let id = format!("Z-{name}-{private:?}-{}", vpcs.concat());
        self.topology.add_zone(HostedZone {
            source: source(),
            id: id.as_str().into(),
            name: name.to_owned(),
            private,
            vpcs: vpcs.iter().map(|&vpc| (vpc.into(), source())).collect(),
            records,
        });
    }

    pub(super) fn load_balancer(
        &mut self,
        dns_name: &str,
        kind: LoadBalancerKind,
        host: u8,
        change: impl FnOnce(&mut LoadBalancer),
    ) {
        let mut load_balancer = LoadBalancer {
            source: source(),
            arn: format!("arn:{dns_name}").as_str().into(),
            name: dns_name.split('.').next().unwrap().to_owned(),
            dns_name: dns_name.to_owned(),
            kind,
            scheme: Some("internal".to_owned()),
            state: None,
            state_reason: None,
            vpc: Some(VPC.into()),
            canonical_zone: None,
            zones: vec![
                ("eu-west-1a".to_owned(), "subnet-1".into()),
                ("eu-west-1b".to_owned(), "subnet-2".into()),
            ],
            groups: Vec::new(),
            interfaces: self.interfaces(host),
            cross_zone: Some((false, source())),
            idle_timeout: None,
            enforces_groups_on_private_link: None,
            listeners_observed: true,
        };
        change(&mut load_balancer);
        self.topology.add_load_balancer(load_balancer);
    }

    /// The endpoint `vpce-0a1`.
    pub(super) fn endpoint(&mut self, change: impl FnOnce(&mut VpcEndpoint)) {
        let name = |infix: &str, zone: Option<&str>| EndpointDnsName {
            name: format!("vpce-0a1-b2{infix}.execute-api.{REGION}.vpce.amazonaws.com"),
            zone: zone.map(str::to_owned),
        };
        let mut endpoint = VpcEndpoint {
            source: source(),
            id: "vpce-0a1".into(),
            vpc: Some(VPC.into()),
            owner: None,
            service: format!("com.amazonaws.{REGION}.execute-api"),
            kind: "Interface".to_owned(),
            state: Some("available".to_owned()),
            policy: None,
            private_dns: false,
            subnets: vec!["subnet-1".into(), "subnet-2".into()],
            groups: Vec::new(),
            interfaces: self.interfaces(7),
            dns_names: vec![
                name("", None),
                name("-eu-west-1a", Some("eu-west-1a")),
                name("-eu-west-1b", Some("eu-west-1b")),
            ],
        };
        change(&mut endpoint);
        self.topology.add_endpoint(endpoint);
    }

    pub(super) fn api(&mut self, id: &str, kind: &str, endpoints: &[&str]) {
        self.topology.add_rest_api(RestApi {
            source: source(),
            id: id.into(),
            account: "111122223333".to_owned(),
            region: REGION.to_owned(),
            name: "orders".to_owned(),
            types: vec![kind.to_owned()],
            endpoints: endpoints.iter().map(|&id| id.into()).collect(),
            policy: None,
            default_endpoint_disabled: false,
            key_source: None,
            deployments: None,
            edits: Vec::new(),
            stages: None,
            paths: None,
        });
    }

    /// One interface per zone: `10.0.1.HOST`, `10.0.2.HOST`.
    fn interfaces(&mut self, host: u8) -> Vec<InterfaceId> {
        let zones = [(1, "eu-west-1a"), (2, "eu-west-1b")];
        let interface = |(net, zone): (u8, &str)| {
            let id: InterfaceId = format!("eni-{net}-{host}").as_str().into();
            self.topology.add_interface(Interface {
                source: source(),
                id: id.clone(),
                vpc: VPC.into(),
                subnet: format!("subnet-{net}").as_str().into(),
                zone: Some(zone.to_owned()),
                addresses: vec![IpAddr::from([10, 0, net, host])],
                prefixes: Vec::new(),
                public_address: Some(IpAddr::from([203, 0, 113, net])),
                associations: Vec::new(),
                groups: Vec::new(),
                kind: "interface".to_owned(),
                description: String::new(),
                requester: None,
                instance: None,
                lattice_managed: false,
                source_dest_check: Some(true),
            });
            id
        };
        zones.map(interface).into()
    }

    /// Asks the VPC, as a resource configuration for IPv4.
    pub(super) fn ask(&self, host: &str) -> Resolution {
        self.ask_as(host, |_| {})
    }

    pub(super) fn ask_publicly(&self, host: &str) -> Resolution {
        self.ask_as(host, |question| {
            question.dns_resolution = Some(DnsResolution::Public);
        })
    }

    pub(super) fn ask_as(&self, host: &str, change: impl FnOnce(&mut Question<'_>)) -> Resolution {
        let vpc = VpcId::from(VPC);
        let zones = ["eu-west-1a".to_owned(), "eu-west-1b".to_owned()];
        let mut question = Question {
            host,
            named_at: None,
            vpc: Some(&vpc),
            dns_resolution: Some(DnsResolution::InVpc),
            observed_at: None,
            role: HostRole::ResourceConfiguration,
            family: Family::V4,
            zones: &zones,
        };
        change(&mut question);
        resolve(&self.topology, &question)
    }
}

/// A resolution in short.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Addresses, and the reservations.
    Answers(Vec<String>, Vec<Cause>),
    Fails(Vec<Cause>),
    /// Nothing fails, something is not known: the last octets of answers so far, the reasons.
    Unknown(Vec<String>),
}

pub(super) fn asked(resolution: &Resolution) -> Asked {
    let steps = &resolution.steps;
    let fails: Vec<_> = steps
        .iter()
        .filter_map(|step| match step.outcome {
            Outcome::Fail(cause) => Some(cause),
            _ => None,
        })
        .collect();
    if !fails.is_empty() {
        return Asked::Fails(fails);
    }
    let unknown: Vec<_> = steps
        .iter()
        .filter_map(|step| match &step.outcome {
            Outcome::Unknown(Unknown::Missing(missing)) => Some(missing.operation.to_owned()),
            Outcome::Unknown(why) => Some(why.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(unknown.is_empty(), resolution.complete);
    if !unknown.is_empty() {
        return Asked::Unknown(unknown);
    }
    let warned = steps.iter().filter_map(|step| match step.outcome {
        Outcome::Warn(cause) => Some(cause),
        _ => None,
    });
    let answers = resolution.answers.iter();
    Asked::Answers(
        answers.map(|answer| answer.address.to_string()).collect(),
        warned.collect(),
    )
}

impl Asked {
    pub(super) fn answers(addresses: &[&str]) -> Self {
        Self::warned(addresses, &[])
    }

    pub(super) fn warned(addresses: &[&str], causes: &[Cause]) -> Self {
        let addresses = addresses.iter().map(|&address| address.to_owned());
        Self::Answers(addresses.collect(), causes.to_vec())
    }

    pub(super) fn fails(cause: Cause) -> Self {
        Self::Fails(vec![cause])
    }

    pub(super) fn unknown(why: &str) -> Self {
        Self::Unknown(vec![why.to_owned()])
    }
}

pub(super) fn a(name: &str, address: &str) -> Record {
    let address: IpAddr = address.parse().unwrap();
    let kind = if address.is_ipv4() {
        RecordType::A
    } else {
        RecordType::Aaaa
    };
    record(name, kind, RecordData::Addresses(vec![address]))
}

pub(super) fn cname(name: &str, target: &str) -> Record {
    record(name, RecordType::Cname, RecordData::Name(target.to_owned()))
}

pub(super) fn alias(name: &str, target: &str) -> Record {
    let data = RecordData::Alias {
        name: target.to_owned(),
        zone: "Z32O12XQLNTSW2".into(),
    };
    record(name, RecordType::A, data)
}

pub(super) fn record(name: &str, kind: RecordType, data: RecordData) -> Record {
    Record {
        source: source(),
        name: name.to_owned(),
        kind,
        data,
        set_identifier: None,
        weight: None,
        health_check: None,
    }
}

pub(super) fn source() -> Source {
    Source::document(FileId::default())
}
