use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::reach::StepKind;
use crate::topology::{CertificateArn, ListenerArn};

/// TLS003, TLS004 and TLS010: the certificate must name the host of the URL, which is also the SNI.
///
/// <https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-vpc-egress.html>
pub(in crate::analysis) struct CertificateNames;

impl Analyzer for CertificateNames {
    fn rules(&self) -> &'static [Rule] {
        &[Rule::TLS003, Rule::TLS004, Rule::TLS010]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::TLS003, |_| request(case));
        findings.extend(case.report(Rule::TLS004, |fault| serve(case, fault)));
        findings.extend(case.report(Rule::TLS010, |_| own_name(case)));
        findings
    }
}

fn request(case: &Case<'_>) -> Fix {
    let host = case.host();
    Fix {
        summary: format!(
            "serve a certificate that names {host}, or use a host that the certificate names and \
             keep the present name as routing domain"
        ),
        aws_cli: vec![format!(
            "aws acm request-certificate --domain-name {} --validation-method DNS",
            quote(host)
        )],
    }
}

/// Adds a certificate of the account that covers the host, if one was observed.
fn serve(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    if fault.subject.kind == "listener" {
        return Fix {
            summary: "look again what the server sends: something else may answer in place of the \
                      listener, or the file is old"
                .into(),
            aws_cli: vec![format!(
                "aws elbv2 describe-listener-certificates --listener-arn {}",
                quote(&fault.subject.id)
            )],
        };
    }
    let listener = listener_of(case);
    let certificate = CertificateArn::from(fault.subject.id.as_str());
    let served = case.topology.certificate(&certificate).found();
    let other = served.and_then(|served| {
        let issued =
            case.topology.certificates().into_iter().filter(|other| {
                other.arn != served.arn && other.status.as_deref() == Some("ISSUED")
            });
        issued.into_iter().find(|other| {
            other
                .names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(case.host()))
        })
    });
    match (listener, other) {
        (Some(listener), Some(other)) => Fix {
            summary: format!("add the certificate for {} to the listener", case.host()),
            aws_cli: vec![format!(
                "aws elbv2 add-listener-certificates --listener-arn {} \
                 --certificates CertificateArn={}",
                quote(listener.as_str()),
                quote(other.arn.as_str())
            )],
        },
        _ => request(case),
    }
}

fn own_name(case: &Case<'_>) -> Fix {
    let host = case.host();
    Fix {
        summary: format!(
            "call the endpoint by a name of your own, with a public certificate for it, and keep \
             {host} as routing domain; or register the private authority in \
             certificateConfigurations"
        ),
        aws_cli: Vec::new(),
    }
}

/// The listener that the paths meet.
fn listener_of(case: &Case<'_>) -> Option<ListenerArn> {
    let steps = case
        .journey
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.steps);
    let mut listeners = steps.filter(|step| step.kind == StepKind::Listener);
    listeners
        .next()
        .map(|step| ListenerArn::from(step.subject.id.as_str()))
}
