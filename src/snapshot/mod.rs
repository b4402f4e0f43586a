//! Evidence: recorded AWS configuration, where each record came from, and what is missing.
//!
//! A snapshot is a directory (or a `.tar.gz` of one) with one file per API answer, in exactly the
//! shape that the AWS CLI prints:
//!
//! ```text
//! manifest.json                                          what was tried; optional
//! <account>/<region>/<service>.<operation>.json          ec2.describe-vpcs.json
//! <account>/<region>/<service>.<operation>.<key>.json    elbv2.describe-rules.arn%3Aaws….json
//! <account>/global/…                                     route53, iam
//! ```
//!
//! Records keep AWS's nouns and members. Nothing is interpreted here: enumerations stay text,
//! addresses stay text, ids are opaque; whatever AWS leaves out stays `None`, never a default.

mod calls;
mod de;
mod evidence;
mod gap;
mod load;
mod manifest;
mod overlay;
pub mod pem;
mod provenance;
mod redact;
mod save;
mod supplied;
mod tables;
mod x509;

pub mod acm;
pub mod agentcore;
pub mod apigateway;
pub mod cloudtrail;
pub mod cloudwatch;
pub mod ec2;
pub mod elbv2;
pub mod iam;
pub mod identity;
pub mod lattice;
pub mod logs;
pub mod ram;
pub mod route53;
pub mod route53resolver;
pub mod text;

pub use calls::{Calls, Observation};
pub use evidence::EvidenceReader;
pub use gap::{Gap, GapId, GapReason};
pub use load::{LoadError, LoadOptions, Problem};
pub use manifest::{Manifest, ManifestCall, Tool};
pub use overlay::PlannedAnswer;
pub use pem::PemError;
pub use provenance::{Call, File, FileId, Keyed, Observed, Scope, Source};
pub use redact::{RedactError, RedactOptions, redact};
pub use save::SnapshotWriter;
pub use supplied::{SuppliedFile, SuppliedRole};
pub use tables::Snapshot;
pub use x509::{Digest, KeyKind, KeyUsage, Name, NameConstraints, San, Subtree, X509};
