//! How AWS Reachability Analyzer names the same fault.

use crate::analysis::Rule;

/// The explanation code of Reachability Analyzer that comes closest to a rule; it knows nothing of
/// AgentCore, VPC Lattice, names, certificates and policies.
///
/// <https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html>
pub(super) fn code_for(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::SG001 | Rule::SG002 | Rule::SG003 | Rule::SG004 | Rule::SG005 | Rule::VPCE003 => {
            "ENI_SG_RULES_MISMATCH"
        }
        Rule::SG006 => "SG_REFERENCES_NOT_PRESERVED",
        Rule::SG007 | Rule::LB008 => "ELBV2_SOURCE_ADDRESS_PRESERVATION",
        Rule::NACL001 | Rule::NACL002 | Rule::NACL003 | Rule::NACL004 => "SUBNET_ACL_RESTRICTION",
        Rule::RT001 | Rule::RT002 | Rule::RT004 => "NO_ROUTE_TO_DESTINATION",
        Rule::RT003 => "BAD_STATE_ROUTE",
        Rule::RT005 => "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
        Rule::RT006 => "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
        Rule::RT007 => "TGW_ROUTE_AZ_RESTRICTION",
        Rule::LB002 => "ELBV2_LISTENER_HAS_NO_TG",
        Rule::LB003 => "ELBV2_LISTENERS_MISMATCH",
        Rule::LB005 => "ELBV2_LISTENER_REQUIRES_TG_ACCEPT",
        Rule::LB006 => "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
        Rule::LB007 => "ELBV2_NO_TARGETS_IN_AZ",
        Rule::LB009 | Rule::VPCE001 => "BAD_STATE",
        Rule::DNS009 | Rule::RT009 => "NO_POSSIBLE_DESTINATION",
        Rule::DNS010 => "UNASSOCIATED_COMPONENT",
        Rule::IP002 => "AVAILABILITY_ZONE_CROSSED",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_rule_names_its_code() {
        for &rule in Rule::ALL {
            let page = rule.page();
            let section = page
                .split("## AWS explanation codes")
                .nth(1)
                .unwrap_or_default();
            let section = section.split("\n## ").next().unwrap_or_default();
            match code_for(rule) {
                Some(code) => assert!(section.contains(&format!("`{code}`")), "{rule}: {code}"),
                None => assert!(!section.contains("\n- `"), "{rule} has a code: {section}"),
            }
        }
    }
}
