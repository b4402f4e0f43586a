//! Certificates of load balancers.

use serde_json::json;

use super::{ACCOUNT, REGION, World};

const LIST: &str = "acm.list-certificates";

/// Adds a public certificate for these names; the ARN.
pub(crate) fn add(world: &mut World, names: &[String], load_balancer: &str) -> String {
    let id = world.random.uuid();
    let arn = format!("arn:aws:acm:{REGION}:{ACCOUNT}:certificate/{id}");
    let first = &names[0];
    world.answers.push(
        LIST,
        &[],
        &json!({
            "CertificateArn": arn, "DomainName": first, "SubjectAlternativeNameSummaries": names,
            "HasAdditionalSubjectAlternativeNames": false, "Status": "ISSUED",
            "Type": "AMAZON_ISSUED", "KeyAlgorithm": "RSA_2048",
            "KeyUsages": ["DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT"],
            "ExtendedKeyUsages": ["TLS_WEB_SERVER_AUTHENTICATION", "TLS_WEB_CLIENT_AUTHENTICATION"],
            "InUse": true, "RenewalEligibility": "ELIGIBLE",
            "NotBefore": "2026-05-18T00:00:00+00:00", "NotAfter": "2031-06-17T23:59:59+00:00",
        }),
    );
    let validations: Vec<_> = names
        .iter()
        .map(|name| {
            let bare = name.trim_start_matches("*.");
            json!({
                "DomainName": name, "ValidationDomain": name, "ValidationStatus": "SUCCESS",
                "ValidationMethod": "DNS",
                "ResourceRecord": {
                    "Name": format!("_{}.{bare}.", world.random.hex(32)), "Type": "CNAME",
                    "Value": format!("_{}.xlfgrmvvlj.acm-validations.aws.", world.random.hex(32)),
                },
            })
        })
        .collect();
    world.answers.document(
        "acm.describe-certificate",
        &[&arn],
        &json!({ "Certificate": {
            "CertificateArn": arn, "DomainName": first, "SubjectAlternativeNames": names,
            "DomainValidationOptions": validations,
            "Serial": world.random.octets(16), "Subject": format!("CN={first}"), "Issuer": "Amazon",
            "CreatedAt": "2026-05-18T09:12:40.105000+00:00",
            "IssuedAt": "2026-05-18T09:13:22.871000+00:00", "Status": "ISSUED",
            "NotBefore": "2026-05-18T00:00:00+00:00", "NotAfter": "2031-06-17T23:59:59+00:00",
            "KeyAlgorithm": "RSA_2048", "SignatureAlgorithm": "SHA256WITHRSA",
            "InUseBy": [load_balancer], "Type": "AMAZON_ISSUED",
            "KeyUsages": [{ "Name": "DIGITAL_SIGNATURE" }, { "Name": "KEY_ENCIPHERMENT" }],
            "ExtendedKeyUsages": [
                { "Name": "TLS_WEB_SERVER_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.1" },
                { "Name": "TLS_WEB_CLIENT_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.2" },
            ],
            "RenewalEligibility": "ELIGIBLE",
            "Options": { "CertificateTransparencyLoggingPreference": "ENABLED" },
        }}),
    );
    arn
}
