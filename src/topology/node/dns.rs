//! Hosted zones: `aws route53 …`.

#![expect(
    missing_docs,
    reason = "members carry AWS's own names; the types say where they come from"
)]

use std::net::IpAddr;

use crate::snapshot::Source;
use crate::topology::{VpcId, ZoneId};

/// A hosted zone.
#[derive(Clone, Debug)]
pub struct HostedZone {
    pub source: Source,
    pub id: ZoneId,
    /// Lower case, without the final dot.
    pub name: String,
    /// Whether the zone is private; `None` if no answer said so.
    pub private: Option<bool>,
    /// VPCs that are known to see this private zone, each with where that was observed.
    pub vpcs: Vec<(VpcId, Source)>,
    /// `None` if the records were not observed.
    pub records: Option<Vec<Record>>,
}

/// One record set.
#[derive(Clone, Debug)]
pub struct Record {
    pub source: Source,
    /// Lower case, without the final dot; a wildcard starts with `*.`.
    pub name: String,
    pub kind: RecordType,
    pub data: RecordData,
    /// `SetIdentifier`: present for every routing policy other than simple.
    pub set_identifier: Option<String>,
    pub weight: Option<i64>,
    pub health_check: Option<String>,
}

/// The record types that decide which address a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordType {
    A,
    Aaaa,
    Cname,
    /// Below the apex of its zone: the name and all names below it are answered elsewhere.
    Ns,
    Other,
}

/// What a record set answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordData {
    Addresses(Vec<IpAddr>),
    /// Target of a CNAME, lower case, without the final dot.
    Name(String),
    /// Target of an alias, lower case, without the final dot, and its zone.
    Alias {
        name: String,
        zone: ZoneId,
    },
    /// Values that are no addresses or names.
    Unreadable,
}
