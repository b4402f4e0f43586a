use crate::analysis::analyzer::{Analyzer, Case};
use crate::analysis::command::quote;
use crate::analysis::fault::Fault;
use crate::analysis::{Finding, Fix, Rule};
use crate::topology::{
    Certificate, CertificateKind, ListenerArn, LoadBalancer, LoadBalancerArn, LoadBalancerKind,
};

/// LB003, LB004, LB005, LB011 and LB012: the listener on the port of the URL, its protocol and its
/// rules.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html>
pub(in crate::analysis) struct ListenerUnfit;

impl Analyzer for ListenerUnfit {
    fn rules(&self) -> &'static [Rule] {
        &[
            Rule::LB003,
            Rule::LB004,
            Rule::LB005,
            Rule::LB011,
            Rule::LB012,
        ]
    }

    fn analyze(&self, case: &Case<'_>) -> Vec<Finding> {
        let mut findings = case.report(Rule::LB003, |fault| listen(case, fault));
        findings.extend(case.report(Rule::LB004, |fault| speak_tls(case, fault)));
        findings.extend(case.report(Rule::LB005, |fault| match_host(case, fault)));
        findings.extend(case.report(Rule::LB011, ask_no_certificate));
        findings.extend(case.report(Rule::LB012, |_| Fix {
            summary: "let a rule with a lower number forward the gateway's requests, and keep the redirect or \
                      login for people"
                .into(),
            aws_cli: Vec::new(),
        }));
        findings
    }
}

/// Other clients of the listener lose their proof of identity, too.
fn ask_no_certificate(fault: &Fault<'_>) -> Fix {
    Fix {
        summary: "give the gateway a listener of its own that demands no client certificate; the command turns \
                  it off for everybody"
            .into(),
        aws_cli: vec![format!(
            "aws elbv2 modify-listener --listener-arn {} --mutual-authentication Mode=off",
            quote(&fault.subject.id)
        )],
    }
}

/// A listener needs a certificate and a target group; the command is complete only where there is
/// no choice.
fn listen(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let arn = LoadBalancerArn::from(fault.subject.id.as_str());
    let port = port_of(case, &arn);
    let balancer = case.topology.load_balancer(&arn).found();
    let command = balancer.and_then(|balancer| {
        let certificate = public_certificate(case)?;
        let groups = case.topology.target_groups_of(&arn);
        let [group] = groups[..] else { return None };
        Some(format!(
            "aws elbv2 create-listener --load-balancer-arn {} --protocol {} --port {port} \
             --certificates CertificateArn={} --default-actions {}",
            quote(arn.as_str()),
            tls(balancer),
            quote(certificate.arn.as_str()),
            quote(&format!("Type=forward,TargetGroupArn={}", group.arn)),
        ))
    });
    Fix {
        summary: format!(
            "add a TLS listener on port {port}, or use the port that the load balancer listens on"
        ),
        aws_cli: command.into_iter().collect(),
    }
}

/// The port that requests come to: that of the URL, or, behind a Network Load Balancer, the one that
/// the load balancer is registered with.
fn port_of(case: &Case<'_>, arn: &LoadBalancerArn) -> u16 {
    let mut endpoints = case.journey.endpoints.iter();
    if endpoints.any(|endpoint| endpoint.subject.id == arn.as_str()) {
        return case.port();
    }
    let fronts = case.journey.endpoints.iter();
    let groups = fronts.flat_map(|endpoint| {
        let arn = LoadBalancerArn::from(endpoint.subject.id.as_str());
        case.topology.target_groups_of(&arn)
    });
    let mut targets = groups.flat_map(|group| group.targets.iter().flatten());
    let own = targets.find(|target| target.to_string() == arn.as_str());
    own.and_then(|target| target.port)
        .unwrap_or_else(|| case.port())
}

fn speak_tls(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let listener = ListenerArn::from(fault.subject.id.as_str());
    let listener = case.topology.listener(&listener).found();
    let balancer =
        listener.and_then(|listener| case.topology.load_balancer(&listener.load_balancer).found());
    let command = listener.zip(balancer).zip(public_certificate(case)).map(
        |((listener, balancer), certificate)| {
            format!(
                "aws elbv2 modify-listener --listener-arn {} --protocol {} \
                 --certificates CertificateArn={}",
                quote(listener.arn.as_str()),
                tls(balancer),
                quote(certificate.arn.as_str()),
            )
        },
    );
    Fix {
        summary: format!(
            "let the listener terminate TLS with a certificate for {}: the gateway calls https only",
            case.host()
        ),
        aws_cli: command.into_iter().collect(),
    }
}

fn match_host(case: &Case<'_>, fault: &Fault<'_>) -> Fix {
    let host = case.host();
    let command = fault.subject.id.contains(":listener-rule/").then(|| {
        format!(
            "aws elbv2 modify-rule --rule-arn {} --conditions {}",
            quote(&fault.subject.id),
            quote(&format!(
                "Field=host-header,HostHeaderConfig={{Values=[{host}]}}"
            ))
        )
    });
    Fix {
        summary: format!(
            "add a rule that forwards requests for {host}: rules see the host of the URL, not the \
             routing domain"
        ),
        aws_cli: command.into_iter().collect(),
    }
}

fn tls(balancer: &LoadBalancer) -> &'static str {
    match balancer.kind {
        LoadBalancerKind::Network => "TLS",
        LoadBalancerKind::Application | LoadBalancerKind::Other => "HTTPS",
    }
}

/// An issued certificate of Amazon's authority that names the host.
fn public_certificate<'a>(case: &Case<'a>) -> Option<&'a Certificate> {
    case.topology
        .certificates()
        .into_iter()
        .find(|certificate| {
            certificate.kind == CertificateKind::AmazonIssued
                && certificate.status.as_deref() == Some("ISSUED")
                && certificate
                    .names
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(case.host()))
        })
}
