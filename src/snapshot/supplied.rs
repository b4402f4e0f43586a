//! Certificates that no API tells and somebody supplies: what a server sends, and the private
//! authority that is registered.

use serde_json::json;

use crate::snapshot::{File, Observed, PemError, Snapshot, Source, X509, pem};

use super::provenance::Shape;

/// What the certificates of a supplied file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuppliedRole {
    /// The private authority that `certificateConfigurations` name.
    CaBundle,
    /// What a server sends in its handshake, its own certificate first.
    ServerChain,
}

/// A file of certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppliedFile {
    /// What they are.
    pub role: SuppliedRole,
    /// The host that they are about, in lower case; `None` for every host.
    pub host: Option<String>,
    /// What reports call the file.
    pub name: String,
    /// How many bytes it has.
    pub size: usize,
    /// Its certificates, in order; at least one. Before the file is part of a snapshot they are of
    /// no file.
    pub certificates: Vec<Observed<X509>>,
}

impl SuppliedFile {
    /// Reads a file in PEM.
    pub fn read(
        role: SuppliedRole,
        host: Option<&str>,
        name: &str,
        bytes: &[u8],
    ) -> Result<Self, PemError> {
        let certificates = pem::certificates(bytes)?;
        let of_none = Source::at(super::FileId::default(), &CERTIFICATES);
        let place = |(index, record)| Observed {
            record,
            source: of_none.element(index),
        };
        Ok(Self {
            role,
            host: host.map(str::to_lowercase),
            name: name.to_owned(),
            size: bytes.len(),
            certificates: (0..).zip(certificates).map(place).collect(),
        })
    }

    /// The file as evidence is quoted from: its name, and a JSON document of what stands in it.
    pub fn evidence(&self) -> (String, Vec<u8>) {
        let certificates = self.certificates.iter().map(|one| one.describe());
        let certificates: Vec<_> = certificates.collect();
        let document = json!({ "certificates": certificates });
        (self.name.clone(), document.to_string().into_bytes())
    }
}

impl Snapshot {
    /// Adds files that somebody supplied beside what AWS told.
    pub fn supply(&mut self, files: impl IntoIterator<Item = SuppliedFile>) {
        for mut supplied in files {
            let file = self.add_file(File {
                path: supplied.name.clone(),
                ..File::default()
            });
            for certificate in &mut supplied.certificates {
                certificate.source.set_file(file);
            }
            let source = Source::document(file);
            self.supplied.push(Observed {
                record: supplied,
                source,
            });
        }
    }
}

static CERTIFICATES: Shape = Shape {
    member: "certificates",
    inner: "",
};

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::snapshot::EvidenceReader;

    #[test]
    fn evidence_is_quoted_from_where_records_point() {
        let key = rcgen::KeyPair::generate().unwrap();
        let params = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        let role = SuppliedRole::ServerChain;
        let text = format!("{pem}{pem}");
        let file = SuppliedFile::read(role, Some("A.example"), "chain.pem", text.as_bytes());
        let file = file.unwrap();
        let reader = EvidenceReader::from_files([file.evidence()]);
        let mut snapshot = Snapshot::default();
        snapshot.supply([file]);
        let supplied = &snapshot.supplied[0];
        let second = &supplied.certificates[1];
        assert_eq!(supplied.host.as_deref(), Some("a.example"));
        assert_eq!(snapshot.file(second.source.file()).path, "chain.pem");
        let pointer = format!("{}/names/0", second.source.pointer());
        assert_eq!(pointer, "/certificates/1/names/0");
        let wanted = BTreeMap::from([("chain.pem".to_owned(), BTreeSet::from([pointer.clone()]))]);
        let found = reader.read(&wanted).unwrap();
        assert_eq!(found["chain.pem"][&pointer], "a.example");
    }
}
