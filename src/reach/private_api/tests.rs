use super::*;
use crate::reach::Caller;
use crate::snapshot::{FileId, Source};
use crate::topology::{ApiMethod, ApiPath, ApiStage, Missing, Url, VpcId};

const PLAIN: &str = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/live/orders";
const ALLOW_ALL: &str =
    r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
const ALLOW_ENDPOINT: &str = r#"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/*\",\"Condition\":{\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}}}]}"#;

fn source() -> Source {
    Source::document(FileId::default())
}

fn endpoint() -> VpcEndpoint {
    VpcEndpoint {
        source: source(),
        id: EndpointId::from("vpce-1"),
        vpc: Some(VpcId::from("vpc-1")),
        owner: None,
        service: "com.amazonaws.eu-west-1.execute-api".to_owned(),
        kind: "Interface".to_owned(),
        state: Some("available".to_owned()),
        policy: Some(ALLOW_ALL.to_owned()),
        private_dns: false,
        subnets: Vec::new(),
        groups: Vec::new(),
        interfaces: Vec::new(),
        dns_names: Vec::new(),
    }
}

fn api() -> RestApi {
    let stage = |name: &str| ApiStage {
        source: source(),
        name: name.to_owned(),
        web_acl: None,
        deployment: None,
    };
    let path = |path: &str| ApiPath {
        source: source(),
        path: path.to_owned(),
        methods: vec![ApiMethod {
            name: "GET".to_owned(),
            authorization: Some("NONE".to_owned()),
            key_required: None,
            integration: None,
        }],
    };
    RestApi {
        source: source(),
        id: RestApiId::from("a1b2c3"),
        account: "111122223333".to_owned(),
        region: "eu-west-1".to_owned(),
        name: "orders".to_owned(),
        types: vec!["PRIVATE".to_owned()],
        endpoints: Vec::new(),
        policy: Some(ALLOW_ENDPOINT.to_owned()),
        default_endpoint_disabled: false,
        key_source: None,
        deployments: None,
        edits: Vec::new(),
        stages: Some(vec![stage("live"), stage("test")]),
        paths: Some(vec![
            path("/"),
            path("/orders"),
            path("/orders/{id}"),
            path("/v2/{proxy+}"),
        ]),
    }
}

fn url(text: &str) -> Url {
    let (scheme, rest) = text.split_once("://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    Url {
        scheme: scheme.to_owned(),
        host: host.to_owned(),
        port: 443,
        path: path.to_owned(),
    }
}

fn judge_url(endpoint: &VpcEndpoint, api: Lookup<&RestApi>, text: &str) -> EndpointTrace {
    judge_call(endpoint, api, text, Caller::Anonymous)
}

fn judge_call(
    endpoint: &VpcEndpoint,
    api: Lookup<&RestApi>,
    text: &str,
    caller: Caller<'_>,
) -> EndpointTrace {
    let call = Call {
        url: &url(text),
        subpaths: true,
        operations: &[],
        authority: crate::reach::certificate::Authority::Public,
        sources: &[],
        at: None,
        caller,
        has_key: None,
        target: source(),
    };
    judge(&Topology::default(), endpoint, api, &call)
}

/// The steps that do not pass: kind and cause.
fn faults(trace: &EndpointTrace) -> Vec<(StepKind, Option<Cause>)> {
    let fault = |step: &Step| match step.outcome {
        Outcome::Pass | Outcome::Skipped => None,
        Outcome::Fail(cause) | Outcome::Warn(cause) => Some((step.kind, Some(cause))),
        _ => Some((step.kind, None)),
    };
    assert!(trace.steps.iter().all(|step| !step.evidence.is_empty()));
    trace.steps.iter().filter_map(fault).collect()
}

fn faults_of(endpoint: &VpcEndpoint, api: &RestApi, text: &str) -> Vec<(StepKind, Option<Cause>)> {
    faults(&judge_url(endpoint, Lookup::Found(api), text))
}

#[test]
fn a_private_api_that_names_its_endpoint_is_reached() {
    let trace = judge_url(&endpoint(), Lookup::Found(&api()), PLAIN);
    assert_eq!(faults(&trace), []);
    assert_eq!(trace.verdict, Verdict::Reachable);
    let kinds: Vec<_> = trace.steps.iter().map(|step| step.kind.as_str()).collect();
    let expected = [
        "endpoint",
        "endpoint-policy",
        "api",
        "resource-policy",
        "api",
        "certificate",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn the_state_decides_without_case() {
    for (state, verdict) in [
        (Some("Available"), Verdict::Reachable),
        (Some("pendingAcceptance"), Verdict::Blocked),
        (Some("Partial"), Verdict::Unknown),
        (Some("sleeping"), Verdict::Unknown),
        (None, Verdict::Unknown),
    ] {
        let endpoint = VpcEndpoint {
            state: state.map(str::to_owned),
            ..endpoint()
        };
        let trace = judge_url(&endpoint, Lookup::Found(&api()), PLAIN);
        assert_eq!(trace.verdict, verdict, "{state:?}");
    }
}

#[test]
fn an_endpoint_of_another_service_or_region_does_not_lead_to_the_api() {
    for service in [
        "com.amazonaws.eu-west-1.logs",
        "com.amazonaws.us-east-1.execute-api",
    ] {
        let endpoint = VpcEndpoint {
            service: service.to_owned(),
            ..endpoint()
        };
        let expected = [(StepKind::Endpoint, Some(Cause::EndpointWrongService))];
        assert_eq!(faults_of(&endpoint, &api(), PLAIN), expected);
    }
}

#[test]
fn an_own_service_behind_an_endpoint_is_not_modelled() {
    let endpoint = VpcEndpoint {
        service: "com.amazonaws.vpce.eu-west-1.vpce-svc-1".to_owned(),
        ..endpoint()
    };
    let trace = judge_url(&endpoint, Lookup::Absent, "https://api.example.com/");
    assert_eq!(
        faults(&trace),
        [(StepKind::Endpoint, None), (StepKind::Certificate, None)]
    );
    assert_eq!(trace.verdict, Verdict::Unknown);
}

#[test]
fn the_name_of_the_endpoint_is_no_host_for_an_api() {
    let host = "https://vpce-1-ab.execute-api.eu-west-1.vpce.amazonaws.com/live";
    let trace = judge_url(&endpoint(), Lookup::Absent, host);
    assert_eq!(
        faults(&trace),
        [(StepKind::Api, Some(Cause::EndpointNameAsHost))]
    );
}

#[test]
fn a_custom_domain_on_the_endpoint_is_not_modelled() {
    let trace = judge_url(&endpoint(), Lookup::Absent, "https://api.example.com/live");
    assert_eq!(trace.verdict, Verdict::Unknown);
}

#[test]
fn an_api_that_was_not_observed_is_unknown() {
    let missing = Missing::new("apigateway", "get-rest-apis", "REST API a1b2c3");
    let trace = judge_url(&endpoint(), Lookup::Unknown(missing), PLAIN);
    assert_eq!(trace.verdict, Verdict::Unknown);
    let trace = judge_url(&endpoint(), Lookup::Absent, PLAIN);
    assert_eq!(trace.verdict, Verdict::Unknown);
}

#[test]
fn a_public_api_does_not_answer_through_an_endpoint() {
    let api = RestApi {
        types: vec!["REGIONAL".to_owned()],
        policy: None,
        ..api()
    };
    let expected = [(StepKind::Api, Some(Cause::EndpointWrongService))];
    assert_eq!(faults_of(&endpoint(), &api, PLAIN), expected);
}

#[test]
fn the_name_with_the_endpoint_needs_the_association() {
    let host = "https://a1b2c3-vpce-1.execute-api.eu-west-1.amazonaws.com/live";
    let associated = |ids: &[&str]| RestApi {
        endpoints: ids.iter().map(|&id| EndpointId::from(id)).collect(),
        ..api()
    };
    let not_associated = [(StepKind::Api, Some(Cause::ApiNotAssociated))];
    assert_eq!(
        faults_of(&endpoint(), &associated(&[]), host),
        not_associated
    );
    assert_eq!(
        faults_of(&endpoint(), &associated(&["vpce-2"]), host),
        not_associated
    );
    assert_eq!(
        faults_of(&endpoint(), &associated(&["vpce-2", "vpce-1"]), host),
        []
    );
    // Nothing says what happens at an endpoint that the name does not mean.
    let other = "https://a1b2c3-vpce-2.execute-api.eu-west-1.amazonaws.com/live";
    assert_eq!(
        faults_of(&endpoint(), &associated(&["vpce-2"]), other),
        [(StepKind::Api, None)]
    );
}

#[test]
fn a_disabled_default_endpoint_is_certain_for_the_plain_name_only() {
    let api = RestApi {
        default_endpoint_disabled: true,
        endpoints: vec![EndpointId::from("vpce-1")],
        ..api()
    };
    let disabled = [(StepKind::Api, Some(Cause::DefaultEndpointDisabled))];
    assert_eq!(faults_of(&endpoint(), &api, PLAIN), disabled);
    let host = "https://a1b2c3-vpce-1.execute-api.eu-west-1.amazonaws.com/live";
    assert_eq!(faults_of(&endpoint(), &api, host), [(StepKind::Api, None)]);
}

#[test]
fn both_policies_must_allow() {
    let strict = VpcEndpoint {
        policy: Some(ALLOW_ALL.replace("\"Resource\":\"*\"", "\"Resource\":\"arn:aws:s3:::x\"")),
        ..endpoint()
    };
    let denied = [(StepKind::EndpointPolicy, Some(Cause::PolicyDenies))];
    assert_eq!(faults_of(&strict, &api(), PLAIN), denied);

    let unseen = VpcEndpoint {
        policy: None,
        ..endpoint()
    };
    let unknown = [(StepKind::EndpointPolicy, None)];
    assert_eq!(faults_of(&unseen, &api(), PLAIN), unknown);

    let elsewhere = RestApi {
        policy: Some(ALLOW_ENDPOINT.replace("vpce-1", "vpce-9")),
        ..api()
    };
    let denied = [(StepKind::ResourcePolicy, Some(Cause::PolicyDenies))];
    assert_eq!(faults_of(&endpoint(), &elsewhere, PLAIN), denied);

    let silent = RestApi {
        policy: None,
        ..api()
    };
    let missing = [(StepKind::ResourcePolicy, Some(Cause::NoResourcePolicy))];
    assert_eq!(faults_of(&endpoint(), &silent, PLAIN), missing);
}

/// The API with methods that authorize calls like this, and a policy that names another endpoint or
/// a principal.
fn api_with(authorization: Option<&str>, policy: &str) -> RestApi {
    let mut api = api();
    for path in api.paths.iter_mut().flatten() {
        for method in &mut path.methods {
            method.authorization = authorization.map(str::to_owned);
        }
    }
    RestApi {
        policy: Some(policy.to_owned()),
        ..api
    }
}

/// What the resource policy makes of a call.
fn by_resource_policy(api: &RestApi, caller: Caller<'_>) -> Verdict {
    let trace = judge_call(&endpoint(), Lookup::Found(api), PLAIN, caller);
    let mut steps = trace.steps.iter();
    let step = steps.find(|step| step.kind == StepKind::ResourcePolicy);
    step.unwrap().outcome.verdict()
}

fn role<'a>(arn: &'a str, service: &'a str) -> Caller<'a> {
    Caller::Role {
        arn,
        service,
        region: "eu-west-1",
    }
}

#[test]
fn a_policy_that_is_silent_denies_only_where_nobody_else_may_allow() {
    let own = role("arn:aws:iam::111122223333:role/gateway", "execute-api");
    let other = role("arn:aws:iam::444455556666:role/gateway", "execute-api");
    let silent = ALLOW_ENDPOINT.replace("vpce-1", "vpce-9");
    let (denied, unknown) = (Verdict::Blocked, Verdict::Unknown);
    for (authorization, anonymous, own_role, other_role) in [
        (Some("NONE"), denied, denied, denied),
        (Some("COGNITO_USER_POOLS"), denied, denied, denied),
        (Some("CUSTOM"), unknown, unknown, unknown),
        (Some("AWS_IAM"), denied, unknown, denied),
        (Some("HOROSCOPE"), unknown, unknown, unknown),
        (None, unknown, unknown, unknown),
    ] {
        let api = api_with(authorization, &silent);
        for (caller, expected) in [
            (Caller::Anonymous, anonymous),
            (own, own_role),
            (other, other_role),
        ] {
            let answer = by_resource_policy(&api, caller);
            assert_eq!(answer, expected, "{authorization:?} {caller:?}");
        }
    }
    let strict = ALLOW_ALL.replace("Allow", "Deny");
    let api = api_with(Some("CUSTOM"), &strict);
    assert_eq!(by_resource_policy(&api, own), denied, "a deny always wins");
}

#[test]
fn a_role_is_known_to_methods_that_ask_for_a_signature() {
    let arn = "arn:aws:iam::111122223333:role/gateway";
    let (denied, unknown) = (Verdict::Blocked, Verdict::Unknown);
    let named = ALLOW_ALL.replace(
        "\"Principal\":\"*\"",
        &format!("\"Principal\":{{\"AWS\":\"{arn}\"}}"),
    );
    let iam = api_with(Some("AWS_IAM"), &named);
    assert_eq!(
        by_resource_policy(&iam, role(arn, "execute-api")),
        Verdict::Reachable
    );
    assert_eq!(by_resource_policy(&iam, role(arn, "lambda")), unknown);
    assert_eq!(by_resource_policy(&iam, Caller::Unknown), unknown);
    assert_eq!(by_resource_policy(&iam, Caller::Anonymous), denied);
    let open = api_with(Some("NONE"), &named);
    assert_eq!(by_resource_policy(&open, role(arn, "execute-api")), unknown);
    assert_eq!(by_resource_policy(&open, Caller::Anonymous), denied);
}

#[test]
fn the_endpoint_goes_by_the_signature_alone() {
    let arn = "arn:aws:iam::111122223333:role/gateway";
    let endpoint = VpcEndpoint {
        policy: Some(ALLOW_ALL.replace(
            "\"Resource\":\"*\"",
            &format!("\"Resource\":\"*\",\"Condition\":{{\"ArnEquals\":{{\"aws:PrincipalArn\":\"{arn}\"}}}}"),
        )),
        ..endpoint()
    };
    let fault = |caller| {
        let trace = judge_call(&endpoint, Lookup::Found(&api()), PLAIN, caller);
        faults(&trace)
    };
    assert_eq!(fault(role(arn, "execute-api")), []);
    let denied = [(StepKind::EndpointPolicy, Some(Cause::PolicyDenies))];
    assert_eq!(fault(Caller::Anonymous), denied);
    assert_eq!(fault(Caller::Unknown), [(StepKind::EndpointPolicy, None)]);
}

#[test]
fn stage_and_path_must_exist() {
    let host = "https://a1b2c3.execute-api.eu-west-1.amazonaws.com";
    let faults = |path: &str| faults_of(&endpoint(), &api(), &format!("{host}{path}"));
    for path in [
        "/live",
        "/test/",
        "/live/orders",
        "/live/orders/7",
        "/live/v2/a/b",
        "/live/v2",
    ] {
        assert_eq!(faults(path), [], "{path}");
    }
    for path in ["/", "/orders", "/live/customers", "/live/orders/7/lines"] {
        assert_eq!(
            faults(path),
            [(StepKind::Api, Some(Cause::NoStage))],
            "{path}"
        );
    }
}

#[test]
fn stages_and_resources_that_were_not_observed_are_unknown() {
    let stages = RestApi {
        stages: None,
        ..api()
    };
    assert_eq!(
        faults_of(&endpoint(), &stages, PLAIN),
        [(StepKind::Api, None)]
    );
    let paths = RestApi {
        paths: None,
        ..api()
    };
    assert_eq!(
        faults_of(&endpoint(), &paths, PLAIN),
        [(StepKind::Api, None)]
    );
    let stage_only = PLAIN.trim_end_matches("/orders");
    // Its methods may refuse what the target sends.
    assert_eq!(
        faults_of(&endpoint(), &paths, stage_only),
        [(StepKind::Api, None)]
    );
}
