use super::*;

fn redacted(files: &[(&str, &str)], manifest: &mut Manifest) -> BTreeMap<String, String> {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let files = redact(files, manifest, &RedactOptions::default()).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    files
        .into_iter()
        .map(|(path, bytes)| (path, text(bytes)))
        .collect()
}

#[test]
fn unknown_places_tell_nothing() {
    let text = r#"{"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333", "NewSetting": "Acme",
        "Nested": {"acme.com": ["Jane", 7, true, 111122223333]}, "State": "jane@acme.com"}]}"#;
    let files = redacted(
        &[
            ("111122223333/us-west-2/ec2.describe-vpcs.json", text),
            (
                "111122223333/us-west-2/acme-notes.json",
                r#"{"Owner": "Acme"}"#,
            ),
            ("README.md", "Acme"),
            (".hidden/x.json", "{}"),
        ],
        &mut Manifest::default(),
    );
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        [
            "100000000001/us-west-2/ec2.describe-vpcs.json",
            "100000000001/us-west-2/name1.json"
        ]
    );
    let all = format!("{files:?}").to_lowercase();
    for word in ["acme", "jane", "111122223333"] {
        assert!(!all.contains(word), "{word}: {all}");
    }
    assert!(all.contains("vpc-1") && all.contains("true"));
}

#[test]
fn a_malformed_file_becomes_a_gap() {
    let mut manifest = Manifest {
        schema_version: Manifest::SCHEMA_VERSION.to_owned(),
        calls: vec![ManifestCall {
            account: "111122223333".to_owned(),
            region: "us-west-2".to_owned(),
            service: "ec2".to_owned(),
            operation: "describe-vpcs".to_owned(),
            status: "ok".to_owned(),
            ..Default::default()
        }],
        ..Default::default()
    };
    let denied = "An error occurred (AccessDenied) when calling the ListHostedZones operation: \
        User: arn:aws:iam::111122223333:user/jane is not authorized to perform: route53:ListHostedZones";
    let files = redacted(
        &[
            (
                "111122223333/us-west-2/ec2.describe-vpcs.json",
                "{\"Vpcs\": [{\"acme",
            ),
            (
                "111122223333/us-west-2/ec2.describe-subnets.json",
                "{\"Subnets\": [{\"SubnetId\": 7}]}",
            ),
            ("111122223333/us-west-2/acme.json", "acme"),
            ("111122223333/global/route53.list-hosted-zones.json", denied),
        ],
        &mut manifest,
    );
    assert_eq!(files.len(), 0);
    let calls: Vec<_> = manifest
        .calls
        .iter()
        .map(|call| (call.operation.as_str(), call.status.as_str()))
        .collect();
    assert_eq!(
        calls,
        [
            ("list-hosted-zones", "denied"),
            ("", "failed"),
            ("describe-subnets", "failed"),
            ("describe-vpcs", "failed"),
        ]
    );
    assert_eq!(
        manifest.calls[0].action.as_deref(),
        Some("route53:ListHostedZones")
    );
    let all = format!("{manifest:?}");
    for word in ["acme", "jane", "111122223333"] {
        assert!(!all.contains(word), "{word}: {all}");
    }
}

#[test]
fn certificates_are_left_out() {
    let path = "111122223333/us-west-2/acm.get-certificate.arn%3Aaws%3Aacm%3Aus-west-2%3A111122223333%3Acertificate%2Fc1.json";
    let mut manifest = Manifest::default();
    let files = redacted(&[(path, r#"{"Certificate": "-----BEGIN"}"#)], &mut manifest);
    assert_eq!(files.len(), 0);
    assert_eq!(manifest.calls[0].operation, "get-certificate");
    assert_eq!(manifest.calls[0].status, "failed");
}

#[test]
fn the_same_files_give_the_same_result() {
    let files = [
        (
            "b/Vpcs.json",
            r#"{"Vpcs": [{"VpcId": "vpc-1", "Tags": [{"Key": "team", "Value": "orders"}]}]}"#,
        ),
        (
            "a/Subnets.json",
            r#"{"Subnets": [{"SubnetId": "subnet-1", "Tags": [{"Key": "Name", "Value": "claims"}]}]}"#,
        ),
    ];
    let first = redacted(&files, &mut Manifest::default());
    let other = redacted(&[files[1], files[0]], &mut Manifest::default());
    assert_eq!(first, other);
}
