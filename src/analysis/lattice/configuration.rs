use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::{PortSet, ResourceConfiguration, ResourceConfigurationId};

/// LAT002, LAT004 and LAT005: status, ports and type of the resource configuration.
///
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/resource-configuration.html>
pub(in crate::analysis) struct ResourceConfigurationUnfit;

impl Analyzer for ResourceConfigurationUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::LAT002, Rule::LAT004, Rule::LAT005]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::LAT002, inactive);
        findings.extend(case.report(Rule::LAT004, |fault| open_port(case, fault)));
        findings.extend(case.report(Rule::LAT005, |fault| replace(case, fault)));
        findings
    }
}

fn inactive(fault: &Fault<'_>) -> Fix {
    Fix {
        summary: "look up failureReason; a configuration that failed has to be made again".into(),
        aws_cli: vec![format!(
            "aws vpc-lattice get-resource-configuration --resource-configuration-identifier {}",
            quote(&fault.subject.id)
        )],
    }
}

/// The update replaces all ranges, so the present ones stay in the command.
fn open_port(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let port = case.port();
    let present = configuration(case, fault).and_then(|found| found.ports.as_ref());
    let wanted = PortSet::from(port..=port);
    let ranges = present.map_or_else(|| wanted.clone(), |ports| ports.union(&wanted));
    let ranges: Vec<String> = ranges
        .ranges()
        .iter()
        .map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}-{last}")
            }
        })
        .collect();
    Fix {
        summary: format!("add port {port} to the port ranges of the resource configuration"),
        aws_cli: vec![format!(
            "aws vpc-lattice update-resource-configuration \
             --resource-configuration-identifier {} --port-ranges {}",
            quote(&fault.subject.id),
            ranges.join(" ")
        )],
    }
}

fn replace(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let gateway = configuration(case, fault).and_then(|found| found.resource_gateway.as_ref());
    let host = case.host();
    let command = gateway.map(|gateway| {
        format!(
            "aws vpc-lattice create-resource-configuration --name gatepath-target --type SINGLE \
             --resource-gateway-identifier {} --port-ranges {} \
             --resource-configuration-definition {}",
            quote(gateway.as_str()),
            case.port(),
            quote(&format!(
                "dnsResource={{domainName={host},ipAddressType=IPV4}}"
            )),
        )
    });
    Fix {
        summary: format!(
            "make a resource configuration of type SINGLE with dnsResource {host} and name it in \
             the target"
        ),
        aws_cli: command.into_iter().collect(),
    }
}

fn configuration<'a>(case: &Case<'a>, fault: &Fault<'_>) -> Option<&'a ResourceConfiguration> {
    let id = ResourceConfigurationId::from(fault.subject.id.as_str());
    case.topology.resource_configuration(&id).found()
}
