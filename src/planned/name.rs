//! Identifiers of what does not exist yet.

/// The id of a planned resource. It tells the address in the file, so that people recognize it.
pub(super) fn id(address: &str) -> String {
    format!("planned:{}", word(address))
}

/// The ARN of a planned load balancer.
pub(super) fn load_balancer(address: &str, kind: &str) -> String {
    let word = word(address);
    let kind = if kind == "network" { "net" } else { "app" };
    format!("arn:aws:elasticloadbalancing:::loadbalancer/{kind}/{word}/planned")
}

/// The name that a planned load balancer gets.
pub(super) fn load_balancer_host(address: &str) -> String {
    format!(
        "internal-{}.planned.elb.amazonaws.com",
        word(address).to_ascii_lowercase()
    )
}

/// The ARN of a planned listener, target group or the like.
pub(super) fn elastic(noun: &str, address: &str) -> String {
    format!(
        "arn:aws:elasticloadbalancing:::{noun}/{}/planned",
        word(address)
    )
}

/// Only what identifiers and host names may hold.
pub(super) fn word(address: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    address.chars().map(plain).collect()
}
