//! Snapshots that are broken, odd or meant to harm: an error or a gap, never a panic.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use gatepath::snapshot::{
    EvidenceReader, GapReason, LoadError, LoadOptions, Observation, Scope, Snapshot,
};
use serde_json::{Value, json};

mod properties;

const FOLDER: &str = "111122223333/us-west-2";

/// A target as `get-gateway-target` prints it.
const TARGET: &str = r#"{
  "gatewayArn": "arn:aws:bedrock-agentcore:us-west-2:111122223333:gateway/vpcegress-gw-a1b2c3d4e5",
  "targetId": "TGT0000009",
  "createdAt": "2026-09-01T10:00:00Z",
  "updatedAt": 1788257400.125,
  "status": "READY",
  "statusReasons": [],
  "name": "ecs-mcp-server",
  "targetConfiguration": {"mcp": {"mcpServer": {"endpoint": "https://mcp.example.internal/mcp"}}},
  "credentialProviderConfigurations": [],
  "privateEndpoint": {
    "managedVpcResource": {
      "vpcIdentifier": "vpc-0a1b2c3d4e5f60718",
      "subnetIds": ["subnet-0aaa1111bbb222233", "subnet-0ccc3333ddd444455"],
      "endpointIpAddressType": "IPV4",
      "securityGroupIds": ["sg-0e3333aaaa2222bbb"],
      "routingDomain": "internal-web-1.us-west-2.elb.amazonaws.com",
      "tags": {"team": "desk"}
    }
  },
  "privateEndpointManagedResources": [
    {"domain": "mcp.example.internal", "resourceGatewayArn": "arn:aws:vpc-lattice:us-west-2:111122223333:resourcegateway/rgw-00000000000000001"}
  ],
  "certificateConfigurations": [{"s3": {"uri": "s3://corp-pki/ca.pem"}}]
}"#;

const INTERFACES: &str = r#"{
  "NetworkInterfaces": [
    {"NetworkInterfaceId": "eni-0aaa", "OwnerId": "111122223333", "SubnetId": "subnet-0aaa",
     "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.1.10"}],
     "Groups": [{"GroupId": "sg-0e33", "GroupName": "rg"}], "TagSet": [], "SourceDestCheck": true}
  ]
}"#;

const NAMES: [(&str, &str); 2] = [
    ("ec2.describe-network-interfaces.json", INTERFACES),
    (
        "bedrock-agentcore-control.get-gateway-target.vpcegress-gw-a1b2c3d4e5.TGT0000009.json",
        TARGET,
    ),
];

/// Bytes of the file that is large: as many as the interfaces of a large account take.
const LARGE: usize = 100_000_000;

const INCOMPLETE: LoadOptions = LoadOptions {
    allow_incomplete: true,
};

fn load(files: &[(&str, &[u8])], options: &LoadOptions) -> Result<Snapshot, LoadError> {
    let files = files
        .iter()
        .map(|&(name, bytes)| (format!("{FOLDER}/{name}"), bytes.to_owned()));
    Snapshot::from_files(files, options)
}

fn strict(name: &str, bytes: &[u8]) -> Result<Snapshot, LoadError> {
    load(&[(name, bytes)], &LoadOptions::default())
}

/// The folders of the scenarios that hold a snapshot.
#[expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files has failed"
)]
fn scenarios() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios");
    let mut found: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("snapshot"))
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn a_file_cut_anywhere_names_the_line() {
    for (name, text) in NAMES {
        for end in 0..text.len() {
            let error = strict(name, &text.as_bytes()[..end])
                .unwrap_err()
                .to_string();
            let place = error.lines().nth(1).unwrap().trim();
            let (file, rest) = place.split_once(".json:").unwrap();
            assert!(file.starts_with(FOLDER), "{error}");
            let mut numbers = rest.splitn(3, ':').map(str::parse::<usize>);
            let (line, column) = (numbers.next().unwrap(), numbers.next().unwrap());
            let lines = text[..end].matches('\n').count() + 1;
            assert!((1..=lines).contains(&line.unwrap()), "byte {end}: {error}");
            assert!(column.is_ok(), "byte {end}: {error}");

            let snapshot = load(&[(name, &text.as_bytes()[..end])], &INCOMPLETE).unwrap();
            assert_eq!(snapshot.record_count(), 0, "byte {end}");
            let reason = &snapshot.gaps[0].reason;
            assert!(
                matches!(reason, GapReason::Malformed { .. }),
                "byte {end}: {reason}"
            );
        }
        assert_eq!(strict(name, text.as_bytes()).unwrap().record_count(), 1);
    }
}

#[test]
fn every_value_may_be_of_a_wrong_type() {
    for (name, text) in NAMES {
        let document: Value = serde_json::from_str(text).unwrap();
        let mut pointers = vec![String::new()];
        list_pointers(&document, "", &mut pointers);
        for pointer in pointers {
            for wrong in [
                json!(null),
                json!(true),
                json!(-1),
                json!(0.5),
                json!("x"),
                json!([[]]),
                json!({"a": {}}),
            ] {
                let mut changed = document.clone();
                *changed.pointer_mut(&pointer).unwrap() = wrong.clone();
                let bytes = serde_json::to_vec(&changed).unwrap();
                if let Err(error) = strict(name, &bytes) {
                    assert!(
                        matches!(error, LoadError::Files { .. }),
                        "{pointer} {wrong}: {error}"
                    );
                }
                load(&[(name, &bytes)], &INCOMPLETE).expect("bad files are gaps");
            }
        }
    }
}

fn list_pointers(value: &Value, at: &str, pointers: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Array(list) => list
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), v)).collect(),
        _ => Vec::new(),
    };
    for (token, value) in below {
        let pointer = format!("{at}/{token}");
        list_pointers(value, &pointer, pointers);
        pointers.push(pointer);
    }
}

#[test]
fn unknown_members_and_words_are_ignored() {
    for (name, text) in NAMES {
        let mut document: Value = serde_json::from_str(text).unwrap();
        let plain = strict(name, text.as_bytes()).unwrap();
        add_members(&mut document);
        let snapshot = strict(name, &serde_json::to_vec(&document).unwrap()).unwrap();
        assert_eq!(
            format!("{:?}", plain.network_interfaces),
            format!("{:?}", snapshot.network_interfaces)
        );
        assert_eq!(plain.gateway_targets.len(), snapshot.gateway_targets.len());
    }
    let text = INTERFACES.replace(
        "\"SourceDestCheck\": true",
        "\"InterfaceType\": \"of_next_year\"",
    );
    let snapshot = strict(NAMES[0].0, text.as_bytes()).unwrap();
    assert_eq!(
        snapshot.network_interfaces[0].interface_type.as_deref(),
        Some("of_next_year")
    );
}

fn add_members(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(add_members),
        Value::Object(map) => {
            map.values_mut().for_each(add_members);
            // A map of tags takes any name, but only text.
            if !map.contains_key("team") {
                map.insert("NewIn2027".to_owned(), json!([{"deep": [1, {"er": null}]}]));
            }
        }
        _ => {}
    }
}

#[test]
fn both_records_of_one_id_are_kept() {
    let twice = INTERFACES.replace(
        "\"NetworkInterfaces\": [",
        "\"NetworkInterfaces\": [{\"NetworkInterfaceId\": \"eni-0aaa\", \"SubnetId\": \"subnet-9\"},",
    );
    let snapshot = strict(NAMES[0].0, twice.as_bytes()).unwrap();
    let found: Vec<_> = snapshot
        .network_interfaces
        .iter()
        .map(|r| {
            (
                r.network_interface_id.as_str(),
                r.subnet_id.as_deref(),
                r.source.pointer(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "eni-0aaa",
                Some("subnet-9"),
                "/NetworkInterfaces/0".to_owned()
            ),
            (
                "eni-0aaa",
                Some("subnet-0aaa"),
                "/NetworkInterfaces/1".to_owned()
            ),
        ]
    );
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}0{}", open.repeat(200_000), close.repeat(200_000));
        for member in ["Ignored", "NetworkInterfaces", "NextToken"] {
            let text = format!("{{\"{member}\": {deep}, \"NetworkInterfaces2\": 1}}");
            for name in [
                "ec2.describe-network-interfaces.json",
                "any.json",
                NAMES[1].0,
            ] {
                let loaded = load(&[(name, text.as_bytes())], &INCOMPLETE).unwrap();
                assert_eq!(loaded.record_count(), 0);
            }
        }
        let text = format!("{{\"a\": {deep}}}");
        let reader = EvidenceReader::from_files([("a.json".to_owned(), text.into_bytes())]);
        let wanted = [(
            "a.json".to_owned(),
            ["/a", "/a/a/a", "/b"].map(str::to_owned).into(),
        )];
        assert!(reader.read(&wanted.into()).unwrap()["a.json"].is_empty());
    }
}

#[test]
fn nothing_steers_the_terminal() {
    let hostile = "\u{1b}[2J\u{1b}]0;owned\u{7}\r\n\u{9b}31m\u{202e}";
    let id = serde_json::to_string(&format!("eni-{hostile}")).unwrap();
    let text = format!(
        "{{\"NetworkInterfaces\": [{{\"NetworkInterfaceId\": {id}, \"TagSet\": [{{\"Key\": {id}, \"Value\": {id}}}]}}]}}"
    );
    let snapshot = strict(NAMES[0].0, text.as_bytes()).unwrap();
    // The record is evidence and keeps what AWS said.
    assert!(
        snapshot.network_interfaces[0]
            .network_interface_id
            .ends_with(hostile)
    );

    let wrong = format!("{{\"NetworkInterfaces\": {id}}}");
    let errors = [
        strict(NAMES[0].0, wrong.as_bytes())
            .unwrap_err()
            .to_string(),
        strict(&format!("{hostile}.json"), b"{")
            .unwrap_err()
            .to_string(),
        Snapshot::load(Path::new(hostile), &INCOMPLETE)
            .unwrap_err()
            .to_string(),
        Snapshot::from_files(
            [(
                "manifest.json".to_owned(),
                format!("{{\"schema_version\": {id}}}").into_bytes(),
            )],
            &INCOMPLETE,
        )
        .unwrap_err()
        .to_string(),
    ];
    let denied = format!("{{\"Error\": {{\"Code\": \"AccessDenied\", \"Message\": {id}}}}}");
    let gaps = load(
        &[
            (NAMES[0].0, denied.as_bytes()),
            ("x.json", b"{\"Vpcs\": 1}"),
        ],
        &INCOMPLETE,
    )
    .unwrap()
    .gaps;
    let reasons = gaps.iter().map(|gap| gap.reason.to_string());
    for text in errors.into_iter().chain(reasons) {
        let lines = text.replace('\n', "");
        assert!(
            !lines.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{text:?}"
        );
    }
}

#[test]
fn a_large_file_loads() {
    let mut text = String::with_capacity(LARGE + 2_000);
    text.push_str("{\n    \"NetworkInterfaces\": [\n");
    let mut count = 0_usize;
    while text.len() < LARGE {
        let separator = if count == 0 { "" } else { ",\n" };
        let (a, b) = (count / 250 % 250, count % 250);
        write!(
            text,
            r#"{separator}        {{
            "AvailabilityZone": "us-west-2a",
            "Description": "ELB app/orders-{count}/365a38bd5e096169",
            "Groups": [{{"GroupName": "orders", "GroupId": "sg-{count:017x}"}}],
            "InterfaceType": "interface",
            "Ipv6Addresses": [],
            "MacAddress": "02:11:22:33:44:55",
            "NetworkInterfaceId": "eni-{count:017x}",
            "OwnerId": "111122223333",
            "PrivateDnsName": "ip-10-0-{a}-{b}.us-west-2.compute.internal",
            "PrivateIpAddress": "10.0.{a}.{b}",
            "PrivateIpAddresses": [{{"Primary": true, "PrivateIpAddress": "10.0.{a}.{b}"}}],
            "RequesterManaged": true,
            "SourceDestCheck": true,
            "Status": "in-use",
            "SubnetId": "subnet-0aaa1111bbb222233",
            "TagSet": [{{"Key": "Name", "Value": "orders-{count}"}}],
            "VpcId": "vpc-0a1b2c3d4e5f60718"
        }}"#
        )
        .unwrap();
        count += 1;
    }
    text.push_str("\n    ]\n}\n");

    let folder = tempfile::tempdir().unwrap();
    let path = format!("{FOLDER}/ec2.describe-network-interfaces.json");
    let file = folder.path().join(&path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, &text).unwrap();

    let snapshot = Snapshot::load(folder.path(), &LoadOptions::default()).unwrap();
    assert_eq!(snapshot.network_interfaces.len(), count);
    let last = snapshot.network_interfaces.last().unwrap();
    let pointer = format!("{}/PrivateIpAddress", last.source.pointer());
    let wanted = [(path.clone(), [pointer.clone()].into())].into();
    let found = EvidenceReader::open(folder.path())
        .unwrap()
        .read(&wanted)
        .unwrap();
    assert_eq!(
        found[&path][&pointer].as_str(),
        last.private_ip_address.as_deref()
    );
}

#[test]
fn a_file_of_three_gigabytes_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("Vpcs.json")).unwrap();
    // The file has no content: it takes no space where files may be sparse.
    if file.set_len(3 << 30).is_err() {
        return;
    }
    let error = Snapshot::load(folder.path(), &LoadOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("more than the 2 GiB that one answer may have"),
        "{error}"
    );
    let snapshot = Snapshot::load(folder.path(), &INCOMPLETE).unwrap();
    assert!(matches!(
        snapshot.gaps[0].reason,
        GapReason::Unreadable { .. }
    ));
}

#[test]
fn what_is_no_snapshot_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let valid = archive(&[("a/Vpcs.json", b"{\"Vpcs\": []}")]);
    let cases = [
        (folder.path().join("missing"), "cannot open the snapshot"),
        (write("one.json", b"{}"), "not a single file"),
        (write("text.tar.gz", b"not gzip"), "cannot read the archive"),
        (write("empty.tgz", b""), "cannot read the archive"),
        (
            write("cut.tar.gz", &valid[..valid.len() / 2]),
            "cannot read the archive",
        ),
        (
            write("odd.tar.gz", &gzip(b"no tar at all")),
            "cannot read the archive",
        ),
        (
            write("nothing.tar.gz", &archive(&[("a/readme.md", b"hi")])),
            "no evidence in",
        ),
    ];
    for (path, expected) in cases {
        let error = Snapshot::load(&path, &INCOMPLETE).unwrap_err().to_string();
        assert!(error.contains(expected), "{}: {error}", path.display());
    }
    let empty = tempfile::tempdir().unwrap();
    let error = Snapshot::load(empty.path(), &INCOMPLETE)
        .unwrap_err()
        .to_string();
    assert!(error.contains("no evidence in"), "{error}");
}

#[cfg(unix)]
#[test]
fn links_and_odd_names_are_not_followed() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _, os::unix::fs::symlink};

    let outside = tempfile::tempdir().unwrap();
    fs::write(
        outside.path().join("secret.json"),
        "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}",
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    symlink(
        outside.path().join("secret.json"),
        folder.path().join("Vpcs.json"),
    )
    .unwrap();
    symlink(outside.path(), folder.path().join("linked")).unwrap();
    symlink(folder.path(), folder.path().join("loop")).unwrap();
    fs::write(folder.path().join(OsStr::from_bytes(b"\xff.json")), "{}").unwrap();
    fs::write(folder.path().join(".hidden.json"), "nonsense").unwrap();

    let error = Snapshot::load(folder.path(), &LoadOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("Vpcs.json: unreadable: not a regular file"),
        "{error}"
    );
    assert!(
        error.contains("the name of the file is not UTF-8"),
        "{error}"
    );
    let snapshot = Snapshot::load(folder.path(), &INCOMPLETE).unwrap();
    assert_eq!((snapshot.record_count(), snapshot.gaps.len()), (0, 2));

    let wanted = |path: &str| [(path.to_owned(), [String::new()].into())].into();
    let reader = EvidenceReader::open(folder.path()).unwrap();
    for path in ["Vpcs.json", "../secret.json", "/etc/hostname"] {
        assert!(reader.read(&wanted(path)).unwrap().is_empty(), "{path}");
    }
}

#[test]
fn an_archive_is_the_same_as_its_directory() {
    for folder in &scenarios() {
        let directory = Snapshot::load(folder, &INCOMPLETE).unwrap();
        let mut files = Vec::new();
        list_files(folder, "", &mut files);
        // Archives keep files in any order.
        files.reverse();
        for prefix in ["", "./", "evidence-2026/", "./evidence-2026/"] {
            let named: Vec<(String, &[u8])> = files
                .iter()
                .map(|(path, bytes)| (format!("{prefix}{path}"), bytes.as_slice()))
                .collect();
            let named: Vec<(&str, &[u8])> = named
                .iter()
                .map(|(path, bytes)| (path.as_str(), *bytes))
                .collect();
            let packed = tempfile::Builder::new()
                .suffix(".tar.gz")
                .tempfile()
                .unwrap();
            fs::write(packed.path(), archive(&named)).unwrap();
            let archived = Snapshot::load(packed.path(), &INCOMPLETE).unwrap();
            assert_eq!(
                format!("{directory:?}"),
                format!("{archived:?}"),
                "{}",
                folder.display()
            );

            let wanted = [(directory.files[0].path.clone(), [String::new()].into())].into();
            assert_eq!(
                EvidenceReader::open(folder).unwrap().read(&wanted).unwrap(),
                EvidenceReader::open(packed.path())
                    .unwrap()
                    .read(&wanted)
                    .unwrap()
            );
        }
    }
}

#[test]
fn scenarios_load_without_a_fault() {
    for folder in scenarios() {
        let snapshot = Snapshot::load(&folder, &LoadOptions::default())
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        assert!(snapshot.record_count() > 0, "{}", folder.display());
        for file in &snapshot.files {
            let call = file
                .call
                .as_ref()
                .unwrap_or_else(|| panic!("{} names no call", file.path));
            assert_eq!(
                file.path.rsplit('/').next(),
                Some(call.file_name().as_str())
            );
            assert_ne!(&*file.scope.account, Scope::UNKNOWN, "{}", file.path);
            let key: Vec<&str> = call.key.iter().map(String::as_str).collect();
            let observed =
                snapshot
                    .calls
                    .observed(&file.scope, &call.service, &call.operation, &key);
            assert_ne!(observed, Observation::Never, "{}", file.path);
        }
    }
}

#[test]
fn archives_cannot_reach_outside() {
    let vpcs = b"{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}";
    let mut builder = tar::Builder::new(Vec::new());
    let mut add = |name: &[u8], kind: tar::EntryType, link: Option<&str>, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        // `set_path` would refuse what a hostile archive has.
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        if let Some(link) = link {
            header.set_link_name(link).unwrap();
        }
        header.set_cksum();
        builder.append(&header, bytes).unwrap();
    };
    add(b"../up.json", tar::EntryType::Regular, None, vpcs);
    add(b"a/../../up.json", tar::EntryType::Regular, None, vpcs);
    add(b"/abs.json", tar::EntryType::Regular, None, vpcs);
    add(b"\xff.json", tar::EntryType::Regular, None, vpcs);
    add(
        b"link.json",
        tar::EntryType::Symlink,
        Some("/etc/hostname"),
        b"",
    );
    add(
        b"hard.json",
        tar::EntryType::Link,
        Some("/etc/hostname"),
        b"",
    );
    add(b"pipe.json", tar::EntryType::Fifo, None, b"");
    add(
        b"us-west-2/Subnets.json",
        tar::EntryType::Regular,
        None,
        b"{\"Subnets\": []}",
    );
    let packed = tempfile::Builder::new().suffix(".tgz").tempfile().unwrap();
    fs::write(packed.path(), gzip(&builder.into_inner().unwrap())).unwrap();

    let snapshot = Snapshot::load(packed.path(), &LoadOptions::default()).unwrap();
    let paths: Vec<_> = snapshot
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    // A Region's folder says something and stays.
    assert_eq!(paths, ["us-west-2/Subnets.json"]);
    assert_eq!(&*snapshot.files[0].scope.region, "us-west-2");
}

#[test]
fn a_header_that_lies_is_an_error() {
    let mut header = tar::Header::new_gnu();
    header.set_path("Vpcs.json").unwrap();
    header.set_size(1 << 33);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend_from_slice(&[b' '; 512]);
    let packed = tempfile::Builder::new().suffix(".tgz").tempfile().unwrap();
    fs::write(packed.path(), gzip(&bytes)).unwrap();
    let error = Snapshot::load(packed.path(), &INCOMPLETE).unwrap_err();
    assert!(matches!(error, LoadError::Archive { .. }), "{error}");
}

#[expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files has failed"
)]
fn list_files(folder: &Path, at: &str, files: &mut Vec<(String, Vec<u8>)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{at}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            list_files(&entry.path(), &format!("{path}/"), files);
        } else {
            files.push((path, fs::read(entry.path()).unwrap()));
        }
    }
}

#[expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files has failed"
)]
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        builder.append_data(&mut header, path, *bytes).unwrap();
    }
    gzip(&builder.into_inner().unwrap())
}

#[expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files has failed"
)]
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}
