//! From `--ca-bundle` and `--server-chain` to evidence.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::snapshot::{SuppliedFile, SuppliedRole, text::sanitize};

use super::args::{Certificates, Hosted};
use super::error::Error;

impl Certificates {
    /// Reads the files. Whatever is no file of certificates is an error, and so are two files for
    /// the same host.
    pub(super) fn read(&self) -> Result<Vec<SuppliedFile>, Error> {
        let mut files: Vec<SuppliedFile> = Vec::new();
        for (role, option, list) in [
            (SuppliedRole::CaBundle, "--ca-bundle", &self.ca_bundle),
            (
                SuppliedRole::ServerChain,
                "--server-chain",
                &self.server_chain,
            ),
        ] {
            for one in list {
                let file = read(role, one)?;
                let mut others = files.iter().filter(|other| other.role == role);
                if others.any(|other| other.host == file.host) {
                    let whom = file.host.as_deref().unwrap_or("every host");
                    let message = format!("{option} names two files for {whom}");
                    return Err(Error::usage(sanitize(&message))
                        .hint(format!("name each file with its host: {option} HOST=FILE")));
                }
                files.push(file);
            }
        }
        Ok(files)
    }
}

fn read(role: SuppliedRole, wanted: &Hosted) -> Result<SuppliedFile, Error> {
    let bytes = bytes(&wanted.file)?;
    let name = wanted.file.display().to_string();
    let name = sanitize(&name);
    let host = wanted.host.as_deref().map(ascii);
    SuppliedFile::read(role, host.as_deref(), &name, &bytes).map_err(|error| {
        let place = error
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        let reason = sanitize(&error.reason);
        Error::input(format!("{name}{place}: {reason}")).hint(error.remedy)
    })
}

/// A host as URLs name it: with A-labels.
fn ascii(host: &str) -> String {
    url::Host::parse(host).map_or_else(|_| host.to_owned(), |host| host.to_string())
}

/// No more than a bit more than any file may have.
fn bytes(file: &Path) -> Result<Vec<u8>, Error> {
    let wrong = |error| Error::file(file, &error);
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(wrong)?;
    opened.take(MOST).read_to_end(&mut bytes).map_err(wrong)?;
    Ok(bytes)
}

const MOST: u64 = (1 << 20) + 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart_as_in_urls() {
        assert_eq!(ascii("B\u{fc}cher.example"), "xn--bcher-kva.example");
        assert_eq!(ascii("10.0.0.7"), "10.0.0.7");
        assert_eq!(ascii("fd00::1"), "fd00::1");
    }
}
