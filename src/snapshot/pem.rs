//! PEM files of certificates, which somebody supplies: strict, so that mistakes are told.
//! <https://www.rfc-editor.org/rfc/rfc7468>

use std::fmt;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::snapshot::X509;

/// Why a text is no file of certificates. It never holds a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemError {
    /// The line, from 1; `None` if it is about all of the text.
    pub line: Option<usize>,
    /// One clause.
    pub reason: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// The certificates of a PEM text, in order. Text outside of them is allowed, as tools write it.
pub fn certificates(bytes: &[u8]) -> Result<Vec<X509>, PemError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.is_empty() {
        return Err(whole("the file is empty", SHOW));
    }
    if bytes.len() > LARGEST {
        return Err(whole("the file is larger than 1 MiB", SHOW));
    }
    if bytes.starts_with(&[0x30, 0x80]) || bytes.starts_with(&[0x30, 0x82]) {
        return Err(whole("the file is DER or PKCS #12, not PEM", FROM_DER));
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(whole("the file is not text, so it is not PEM", FROM_DER));
    };
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim_end();
        if let Some(label) = boundary(line, "-----BEGIN ") {
            if open.is_some() {
                return Err(at(number, "a block begins inside of another", WHOLE));
            }
            admit(label, number)?;
            open = Some((number, format!("{line}\n")));
        } else if let Some(label) = boundary(line, "-----END ") {
            let Some((start, mut block)) = open.take() else {
                return Err(at(number, "a block ends that did not begin", WHOLE));
            };
            if label != "CERTIFICATE" {
                return Err(at(number, "a certificate ends as something else", WHOLE));
            }
            block.push_str(line);
            block.push('\n');
            found.push(certificate(&block, start)?);
            if found.len() > MOST {
                return Err(at(start, "more than 100 certificates", SHOW));
            }
        } else if let Some((_, block)) = &mut open {
            block.push_str(line.trim());
            block.push('\n');
        }
    }
    if let Some((start, _)) = open {
        return Err(at(start, "the certificate does not end", WHOLE));
    }
    if found.is_empty() {
        return Err(whole("no certificate in PEM format", SHOW));
    }
    Ok(found)
}

/// The label of the line that begins or ends a block.
fn boundary<'a>(line: &'a str, lead: &str) -> Option<&'a str> {
    line.trim_start().strip_prefix(lead)?.strip_suffix("-----")
}

/// Only certificates are wanted; keys must not even be read.
fn admit(label: &str, line: usize) -> Result<(), PemError> {
    if label == "CERTIFICATE" {
        return Ok(());
    }
    if label.ends_with("PRIVATE KEY") {
        return Err(at(line, "a private key; it was not read", KEY));
    }
    let what = match label {
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => "a request, not a certificate",
        "PUBLIC KEY" => "a public key, not a certificate",
        "PKCS7" | "CMS" => "a PKCS #7 container, not a certificate",
        "X509 CRL" => "a revocation list, not a certificate",
        "TRUSTED CERTIFICATE" => "a certificate with trust settings of OpenSSL",
        _ => "a block that is no certificate",
    };
    Err(at(line, what, SHOW))
}

fn certificate(block: &str, line: usize) -> Result<X509, PemError> {
    let der = CertificateDer::from_pem_slice(block.as_bytes())
        .map_err(|_| at(line, "the certificate is not valid base64", WHOLE))?;
    X509::read(&der).map_err(|reason| at(line, &reason, WHOLE))
}

fn whole(reason: &str, remedy: &str) -> PemError {
    PemError {
        line: None,
        reason: reason.to_owned(),
        remedy: remedy.to_owned(),
    }
}

fn at(line: usize, reason: &str, remedy: &str) -> PemError {
    PemError {
        line: Some(line),
        ..whole(reason, remedy)
    }
}

const FROM_DER: &str = "convert it: openssl x509 -inform der -in FILE -out FILE.pem\n\
                        or, of a PKCS #12 file: openssl pkcs12 -in FILE -nokeys -out FILE.pem";
const KEY: &str = "keep only the certificates: openssl x509 -in FILE -out certificate.pem\n\
                   and take care of who has seen that file";
const SHOW: &str = "a file of certificates in PEM: openssl s_client -showcerts -connect HOST:443 \
                    -servername HOST </dev/null >chain.pem";
const WHOLE: &str = "copy the certificate again, from its BEGIN line to its END line";

/// Bytes of a file, far more than any chain has.
const LARGEST: usize = 1 << 20;
/// Certificates of a file.
const MOST: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn pem() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let names = vec!["a.example".to_owned()];
        let params = rcgen::CertificateParams::new(names).unwrap();
        params.self_signed(&key).unwrap().pem()
    }

    fn refused(text: &[u8]) -> PemError {
        certificates(text).unwrap_err()
    }

    #[test]
    fn text_around_certificates_is_allowed() {
        let shown = format!(
            "CONNECTED(00000003)\n 0 s:CN=a\n{}   i:CN=b\n{}---\n",
            pem(),
            pem()
        );
        assert_eq!(certificates(shown.as_bytes()).unwrap().len(), 2);
        let windows = format!("\u{feff}{}", pem().replace('\n', "\r\n"));
        assert_eq!(certificates(windows.as_bytes()).unwrap().len(), 1);
    }

    #[test]
    fn keys_are_refused_and_never_told() {
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"] {
            let text = format!(
                "{}-----BEGIN {label}-----\nU0VDUkVU\n-----END {label}-----\n",
                pem()
            );
            let error = refused(text.as_bytes());
            assert!(error.reason.contains("private key"), "{error}");
            assert!(error.line.is_some_and(|line| line > 5));
            assert!(!format!("{error:?}").contains("U0VDUkVU"));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let good = pem();
        let lines: Vec<&str> = good.lines().collect();
        let cut = lines[..4].join("\n");
        for (text, line, reason) in [
            (String::new(), None, "empty"),
            ("hello".to_owned(), None, "no certificate"),
            (cut.clone(), Some(1), "does not end"),
            (format!("{cut}\n{good}"), Some(5), "inside of another"),
            (good.replacen("MII", "!!!", 1), Some(1), "base64"),
            (
                "x\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".to_owned(),
                Some(2),
                "no X.509",
            ),
            (
                "-----END CERTIFICATE-----".to_owned(),
                Some(1),
                "did not begin",
            ),
            (
                good.replace("CERTIFICATE", "X509 CRL"),
                Some(1),
                "revocation",
            ),
        ] {
            let error = refused(text.as_bytes());
            assert_eq!(error.line, line, "{error}");
            assert!(error.reason.contains(reason), "{error}");
        }
        let der = CertificateDer::from_pem_slice(good.as_bytes()).unwrap();
        assert!(refused(&der).reason.contains("DER"));
        assert!(refused(&[0xff, 0xfe, 0, 1]).reason.contains("not text"));
        let large = vec![b'a'; LARGEST + 1];
        assert!(refused(&large).reason.contains("1 MiB"));
    }
}
