//! NACL: network ACLs of both subnets, in both directions.

mod denied;

pub(super) use denied::NetworkAclDenies;
