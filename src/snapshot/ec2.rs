//! Records of `ec2`, API version 2016-11-15.
//!
//! Member names and meanings: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html>.

mod access;
mod endpoint;
mod interface;
mod route;
mod transit_gateway;
mod vpc;

pub use access::*;
pub use endpoint::*;
pub use interface::*;
pub use route::*;
pub use transit_gateway::*;
pub use vpc::*;
