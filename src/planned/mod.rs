//! What does not exist yet: requests, templates and plans, as the answers that the AWS CLI would
//! print once they are applied.
//!
//! A [`Plan`] is read from a file and laid over a [`Snapshot`]; everything behind it then judges
//! planned resources as it judges observed ones. What a file leaves open until it is applied is
//! named and makes the targets of that file undecided: it is never guessed.

mod cloudformation;
mod document;
mod elastic;
mod group;
mod lattice;
mod lay;
mod name;
mod request;
mod resource;
mod shape;
mod target;
mod terraform;
mod unknown;
mod vocabulary;
mod zone;

use std::collections::{BTreeMap, BTreeSet};

use resource::Resource;

pub use document::PlanError;
pub use lay::{Laid, PlannedTarget};

/// A file of planned resources.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What reports call the file.
    name: String,
    resources: Vec<Resource>,
    /// Resources that gatepath does not lay over, one sentence each, sorted.
    notes: BTreeSet<String>,
}

/// What a plan names that exists already, so that a collection may start there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Gateways by id or ARN.
    pub gateways: BTreeSet<String>,
    /// VPCs by id.
    pub vpcs: BTreeSet<String>,
    /// Host names that targets call.
    pub hosts: BTreeSet<String>,
    /// Resource configurations by id or ARN.
    pub configurations: BTreeSet<String>,
    /// Certificates by ARN.
    pub certificates: BTreeSet<String>,
}

impl Plan {
    /// Reads the input of `create-gateway-target` or `update-gateway-target`, a CloudFormation
    /// template (JSON or YAML), or what `terraform show -json` prints of a plan. Which of them it
    /// is, the content tells.
    ///
    /// `parameters` are those of a CloudFormation template; defaults stand in for the others.
    pub fn read(
        name: &str,
        bytes: &[u8],
        parameters: &BTreeMap<String, String>,
    ) -> Result<Self, PlanError> {
        document::read(name, bytes, parameters)
    }

    /// What it names that may exist already.
    pub fn named(&self) -> Named {
        let mut named = Named::default();
        for resource in &self.resources {
            resource.name(&mut named);
        }
        named
    }

    /// Whether it holds a gateway target at all.
    pub fn has_targets(&self) -> bool {
        let mut resources = self.resources.iter();
        resources.any(|resource| matches!(resource.kind, resource::Kind::Target { .. }))
    }

    /// Resources of the file that are not laid over, one sentence each, sorted.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(String::as_str)
    }
}
