//! What an account of a given size holds.

/// How many of everything one VPC gets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) interfaces: usize,
    pub(crate) nodes: usize,
    pub(crate) groups: usize,
    pub(crate) load_balancers: usize,
    pub(crate) apis: usize,
    pub(crate) targets: usize,
    pub(crate) resource_gateways: usize,
    pub(crate) gateways: usize,
    pub(crate) team_subnets: usize,
}

impl Plan {
    /// One plan per VPC.
    pub(crate) fn for_account(interfaces: usize) -> Vec<Self> {
        let vpcs = (interfaces / 5_000).max(1);
        (0..vpcs)
            .map(|number| {
                let share = interfaces / vpcs + usize::from(number < interfaces % vpcs);
                Self::for_vpc(share)
            })
            .collect()
    }

    fn for_vpc(interfaces: usize) -> Self {
        let targets = (interfaces / 100).max(3);
        Self {
            interfaces,
            nodes: (interfaces / 6).max(3),
            groups: interfaces / 12,
            load_balancers: (interfaces / 200).max(2),
            apis: (targets / 6).max(1),
            targets,
            resource_gateways: targets.div_ceil(5),
            gateways: targets.div_ceil(20),
            team_subnets: (interfaces / 250).clamp(2, 20),
        }
    }
}
