//! One flow instead of a whole target: may this interface talk to that address?

use std::net::{IpAddr, SocketAddr};

use crate::reach::resolver::{self, Family, HostRole, Question};
use crate::reach::{Leg, Origin, Outcome, Resolution, Trace, Verdict, walk};
use crate::topology::{
    DnsResolution, Interface, InterfaceId, Lookup, PortSet, Protocol, Topology, VpcId,
};

use super::{Rule, blockers, rule_for};

/// A question about one flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowQuestion {
    /// Who sends.
    pub from: Sender,
    /// Where to.
    pub to: Destination,
    /// By which protocol.
    pub protocol: Protocol,
    /// The ports that the sender may use.
    pub source_ports: PortSet,
}

/// The near end of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// An interface; the first of its addresses that fits sends.
    Interface(InterfaceId),
    /// An address that exactly one interface owns.
    Address(IpAddr),
}

impl From<&str> for Sender {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(address) => Self::Address(address),
            Err(_) => Self::Interface(InterfaceId::from(text)),
        }
    }
}

impl std::fmt::Display for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Interface(interface) => interface.fmt(f),
            Self::Address(address) => address.fmt(f),
        }
    }
}

impl Sender {
    /// The interface, or why it cannot be told.
    pub(super) fn find<'a>(&self, topology: &'a Topology) -> Result<&'a Interface, String> {
        let address = match self {
            Self::Address(address) => *address,
            Self::Interface(id) => {
                return match topology.interface(id) {
                    Lookup::Found(interface) => Ok(interface),
                    Lookup::Absent => Err(format!("there is no {id}")),
                    Lookup::Unknown(missing) => Err(missing.to_string()),
                };
            }
        };
        let mut owners = topology.owners_of(address);
        if owners.is_empty() {
            // VPCs whose interfaces are known only in part.
            owners = topology.claimants_of(address);
        }
        match owners[..] {
            [interface] => Ok(interface),
            [] => Err(format!(
                "no interface with the address {address} was observed"
            )),
            [first, second, ..] => Err(format!(
                "{address} is an address of {} and of {}: name one of them",
                first.id, second.id
            )),
        }
    }

    /// The address of the interface that sends to `destination`, if it has one of that family.
    fn address(&self, interface: &Interface, destination: IpAddr) -> Option<IpAddr> {
        let fits = |own: &IpAddr| own.is_ipv4() == destination.is_ipv4();
        match self {
            Self::Address(address) => Some(*address).filter(fits),
            Self::Interface(_) => interface.addresses.iter().copied().find(fits),
        }
    }

    /// The addresses that it can talk to: IPv4 if it has such an address.
    fn family(&self, interface: &Interface) -> Family {
        let has_v4 = match self {
            Self::Address(address) => address.is_ipv4(),
            Self::Interface(_) => interface.addresses.iter().any(IpAddr::is_ipv4),
        };
        if has_v4 { Family::V4 } else { Family::V6 }
    }
}

/// The other end of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// A name (lower case, A-labels) or an address.
    pub host: String,
    /// The port; meaningless for protocols without ports.
    pub port: u16,
}

/// A text that is no [`Destination`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected ADDRESS:PORT, HOST:PORT or a URL, found {0:?}")]
pub struct DestinationError(String);

impl std::str::FromStr for Destination {
    type Err = DestinationError;

    /// Reads `10.0.3.7:443`, `[fd00::7]:443`, `mcp.example.com:443` or `https://mcp.example.com/x`.
    /// A bare address has port 0, for protocols without ports.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || DestinationError(text.to_owned());
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self {
                host: address.ip().to_string(),
                port: address.port(),
            });
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self {
                host: address.to_string(),
                port: 0,
            });
        }
        let (host, port) = if text.contains("://") {
            let url = url::Url::parse(text).map_err(|_| error())?;
            let host = url.host_str().ok_or_else(error)?;
            (
                host.to_owned(),
                url.port_or_known_default().ok_or_else(error)?,
            )
        } else {
            let (host, port) = text.rsplit_once(':').ok_or_else(error)?;
            (host.to_owned(), port.parse().map_err(|_| error())?)
        };
        match url::Host::parse(&host).map_err(|_| error())? {
            url::Host::Domain(name) => {
                let host = name.trim_end_matches('.').to_owned();
                Ok(Self { host, port })
            }
            // `10.1` and `0x0a000001` are addresses to a browser, and mistakes here.
            url::Host::Ipv4(_) if host.parse::<IpAddr>().is_err() => Err(error()),
            url::Host::Ipv4(address) => Ok(Self {
                host: address.to_string(),
                port,
            }),
            url::Host::Ipv6(address) => Ok(Self {
                host: address.to_string(),
                port,
            }),
        }
    }
}

impl std::fmt::Display for Destination {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.host.contains(':'), self.port) {
            (_, 0) => f.write_str(&self.host),
            (true, port) => write!(f, "[{}]:{port}", self.host),
            (false, port) => write!(f, "{}:{port}", self.host),
        }
    }
}

/// What was found out about a flow.
#[derive(Clone, Debug)]
pub struct FlowAnswer {
    /// The name and its walks together.
    pub verdict: Verdict,
    /// Why there is nothing to show, if so.
    pub reason: Option<String>,
    /// How the name was resolved; without steps for an address.
    pub resolution: Resolution,
    /// One walk per address, by address.
    pub traces: Vec<(IpAddr, Trace)>,
    /// The rules that stop it, each once, in the order of the table.
    pub blockers: Vec<Rule>,
}

impl FlowQuestion {
    /// Walks the flow to every address of its destination, and back.
    pub fn answer(&self, topology: &Topology) -> FlowAnswer {
        let interface = match self.from.find(topology) {
            Ok(interface) => interface,
            Err(reason) => return FlowAnswer::undecided(reason),
        };
        let resolution = self.resolve(topology, interface);
        let mut traces = Vec::new();
        for answer in &resolution.answers {
            let address = answer.address;
            let Some(own) = self.from.address(interface, address) else {
                let family = if address.is_ipv4() { "IPv4" } else { "IPv6" };
                return FlowAnswer::undecided(format!("{} has no {family} address", self.from));
            };
            let origin = Origin::interface(interface, own);
            let flow = origin.flow_to(
                address,
                self.to.port,
                self.protocol,
                self.source_ports.clone(),
            );
            traces.push((address, walk(topology, &origin, &flow, Leg::ToEndpoint)));
        }
        FlowAnswer::over(resolution, traces)
    }

    fn resolve(&self, topology: &Topology, interface: &Interface) -> Resolution {
        let asker = Asker {
            vpc: &interface.vpc,
            zone: interface.zone.as_deref(),
            family: self.from.family(interface),
        };
        self.to.resolve(topology, asker)
    }
}

/// On whose behalf a destination is looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker<'a> {
    pub(super) vpc: &'a VpcId,
    pub(super) zone: Option<&'a str>,
    pub(super) family: Family,
}

impl Destination {
    /// The addresses, as an interface finds them that asks the resolver of its VPC.
    pub(super) fn resolve(&self, topology: &Topology, asker: Asker<'_>) -> Resolution {
        if let Ok(address) = self.host.parse::<IpAddr>() {
            return Resolution {
                host: self.host.clone(),
                answers: vec![crate::reach::Answer {
                    address,
                    evidence: Vec::new(),
                }],
                complete: true,
                ..Resolution::default()
            };
        }
        let zones: Vec<String> = asker.zone.into_iter().map(ToOwned::to_owned).collect();
        resolver::resolve(
            topology,
            &Question {
                host: &self.host,
                vpc: Some(asker.vpc),
                dns_resolution: Some(DnsResolution::InVpc),
                observed_at: None,
                named_at: None,
                role: HostRole::UrlHost,
                family: asker.family,
                zones: &zones,
            },
        )
    }
}

impl FlowAnswer {
    /// Nothing could be walked.
    fn undecided(reason: String) -> Self {
        Self {
            verdict: Verdict::Unknown,
            reason: Some(reason),
            resolution: Resolution::default(),
            traces: Vec::new(),
            blockers: Vec::new(),
        }
    }

    fn over(resolution: Resolution, traces: Vec<(IpAddr, Trace)>) -> Self {
        let name = Verdict::all(resolution.steps.iter().map(|step| step.outcome.verdict()));
        let walks = Verdict::over(traces.iter().map(|(_, trace)| trace.verdict()));
        let unspecified = IpAddr::from([0, 0, 0, 0]);
        let named = resolution
            .steps
            .iter()
            .filter(|step| matches!(step.outcome, Outcome::Fail(_) | Outcome::Partial { .. }));
        let mut rules: Vec<Rule> = named
            .filter_map(|step| rule_for(Leg::ToEndpoint, step, unspecified))
            .chain(
                traces
                    .iter()
                    .flat_map(|(address, trace)| blockers(trace, *address)),
            )
            .collect();
        rules.sort_unstable();
        rules.dedup();
        Self {
            verdict: Verdict::all([name, walks]),
            reason: None,
            resolution,
            traces,
            blockers: rules,
        }
    }

    /// The ports that are open to every address.
    pub fn open(&self) -> PortSet {
        let sets = self.traces.iter().map(|(_, trace)| trace.open.clone());
        sets.reduce(|all, one| all.intersection(&one))
            .unwrap_or_default()
    }

    /// The ports that are certainly stopped on the way to some address.
    pub fn blocked(&self) -> PortSet {
        let sets = self.traces.iter().map(|(_, trace)| trace.blocked.clone());
        sets.reduce(|all, one| all.union(&one)).unwrap_or_default()
    }

    /// The others.
    pub fn undecided_ports(&self) -> PortSet {
        let sets = self.traces.iter().map(|(_, trace)| trace.undecided.clone());
        let undecided = sets.reduce(|all, one| all.union(&one)).unwrap_or_default();
        undecided.difference(&self.blocked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let to: Destination = text.parse().ok()?;
        Some(format!("{} {}", to.host, to.port))
    }

    #[test]
    fn destinations_are_addresses_names_and_urls() {
        assert_eq!(read("10.0.3.7:443").as_deref(), Some("10.0.3.7 443"));
        assert_eq!(read("[fd00::7]:80").as_deref(), Some("fd00::7 80"));
        assert_eq!(
            read("MCP.Example.com.:8443").as_deref(),
            Some("mcp.example.com 8443")
        );
        assert_eq!(
            read("https://b\u{fc}cher.example/x").as_deref(),
            Some("xn--bcher-kva.example 443")
        );
        assert_eq!(read("10.0.3.7").as_deref(), Some("10.0.3.7 0"));
    }

    #[test]
    fn what_is_ambiguous_is_refused() {
        for text in [
            "",
            "example.com",
            "10.1:443",
            "a b:1",
            "host:99999",
            "https://",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_interface_that_nobody_saw_leaves_the_flow_undecided() {
        let question = FlowQuestion {
            from: Sender::from("eni-1"),
            to: "10.0.0.1:443".parse().unwrap(),
            protocol: Protocol::TCP,
            source_ports: PortSet::ephemeral(),
        };
        let answer = question.answer(&Topology::default());
        assert_eq!(answer.verdict, Verdict::Unknown);
        assert!(answer.reason.unwrap().contains("eni-1 was not observed"));
    }
}
