//! Which hosts can have a public certificate at all.

use std::net::IpAddr;

use crate::reach::resolver::{is_load_balancer_name, is_never_public};

/// Whether some public authority may issue a certificate for a host (lower case, no final dot).
///
/// None does for names of load balancers (they are Amazon's), for private domains and for private
/// addresses: <https://cabforum.org/working-groups/server/baseline-requirements/requirements/>.
pub fn host_can_have_public_certificate(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(address) => is_global(address),
        Err(_) => host.contains('.') && !is_never_public(host) && !is_load_balancer_name(host),
    }
}

/// Whether an address may be reached from everywhere, as far as certificates are concerned.
fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || shared)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_hosts_never_get_a_public_certificate() {
        for host in [
            "internal-orders-12.eu-west-1.elb.amazonaws.com",
            "mcp-e3a7.elb.us-west-2.amazonaws.com",
            "orders.corp.internal",
            "10.1.2.3",
            "100.64.0.1",
            "fd00::1",
            "orders",
        ] {
            assert!(!host_can_have_public_certificate(host), "{host}");
        }
        for host in [
            "orders.example.com",
            "internal.example.com",
            "a1b2.execute-api.eu-west-1.amazonaws.com",
            "vpce-0a1-b2.execute-api.eu-west-1.vpce.amazonaws.com",
            "8.8.8.8",
        ] {
            assert!(host_can_have_public_certificate(host), "{host}");
        }
    }
}
