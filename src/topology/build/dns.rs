//! Hosted zones, the VPCs that see them, and their records.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, Source, route53};
use crate::topology::{HostedZone, Link, Record, RecordData, RecordType, Vpc, VpcId, ZoneId};

use super::Builder;
use super::coverage::vpc_of_key;
use super::read::{dns_name, sorted};

impl Builder {
    pub(super) fn add_hosted_zones(
        &mut self,
        listed: Vec<Observed<route53::HostedZone>>,
        details: Vec<Observed<route53::HostedZoneDetail>>,
        by_vpc: Vec<Observed<Keyed<route53::HostedZoneSummary>>>,
        records: Vec<Observed<Keyed<route53::ResourceRecordSet>>>,
    ) {
        let mut zones: BTreeMap<ZoneId, HostedZone> = BTreeMap::new();
        let (details, listed) = (self.settle(details), self.settle(listed));
        let lost = details.dropped.iter().map(|lost| lost.source);
        for source in lost.chain(listed.dropped.iter().map(|lost| lost.source)) {
            let scope = self.scope(source);
            self.coverage.doubt(None, scope, "list-hosted-zones");
        }
        for Observed { record, source } in details.records {
            let zone = self.zone(&record.hosted_zone, source);
            let vpcs = record.vpcs.iter().filter_map(|vpc| vpc.vpc_id.as_deref());
            let vpcs: Vec<VpcId> = self.ids(vpcs);
            let vpcs = vpcs.into_iter().map(|vpc| (vpc, source)).collect();
            zones.insert(zone.id.clone(), HostedZone { vpcs, ..zone });
        }
        for Observed { record, source } in listed.records {
            let zone = self.zone(&record, source);
            zones.entry(zone.id.clone()).or_insert(zone);
        }
        for Observed {
            record: Keyed { key, record },
            source,
        } in by_vpc
        {
            let id: ZoneId = self.id(record.zone_id());
            let vpc: VpcId = self.id(vpc_of_key(&key));
            let zone = zones.entry(id.clone()).or_insert_with(|| HostedZone {
                source,
                id,
                name: dns_name(record.name.as_deref().unwrap_or_default()),
                private: Some(true),
                vpcs: Vec::new(),
                records: None,
            });
            zone.private = Some(true);
            zone.vpcs.push((vpc, source));
        }
        let mut answers = self.answers(records, "route53", "list-resource-record-sets");
        for (id, mut zone) in zones {
            zone.vpcs.sort();
            zone.vpcs.dedup_by(|later, kept| later.0 == kept.0);
            let records = answers.take(id.as_str());
            zone.records = records.map(|found| self.records(found));
            for (vpc, _) in &zone.vpcs {
                self.topology.graph.link::<HostedZone, Vpc>(
                    id.shared(),
                    Link::AssociatedWith,
                    vpc.shared(),
                );
            }
            self.topology.graph.insert(zone);
        }
    }

    fn zone(&mut self, record: &route53::HostedZone, source: Source) -> HostedZone {
        HostedZone {
            source,
            id: self.id(record.zone_id()),
            name: dns_name(record.name.as_deref().unwrap_or_default()),
            private: record
                .config
                .as_ref()
                .and_then(|config| config.private_zone),
            vpcs: Vec::new(),
            records: None,
        }
    }

    /// Records by name and type.
    fn records(&mut self, found: Vec<Observed<route53::ResourceRecordSet>>) -> Vec<Record> {
        let mut records: Vec<Record> = found.into_iter().map(|one| self.record(one)).collect();
        let key = |record: &Record| (record.kind, record.set_identifier.clone());
        records.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| key(a).cmp(&key(b))));
        records
    }

    fn record(
        &mut self,
        Observed { record, source }: Observed<route53::ResourceRecordSet>,
    ) -> Record {
        let kind = match record.r#type.as_deref() {
            Some("A") => RecordType::A,
            Some("AAAA") => RecordType::Aaaa,
            Some("CNAME") => RecordType::Cname,
            Some("NS") => RecordType::Ns,
            _ => RecordType::Other,
        };
        Record {
            source,
            name: dns_name(&record.name),
            kind,
            data: self
                .record_data(kind, &record)
                .unwrap_or(RecordData::Unreadable),
            set_identifier: record.set_identifier,
            weight: record.weight,
            health_check: record.health_check_id,
        }
    }

    fn record_data(
        &mut self,
        kind: RecordType,
        record: &route53::ResourceRecordSet,
    ) -> Option<RecordData> {
        if let Some(alias) = &record.alias_target {
            let zone = alias.hosted_zone_id.as_deref().unwrap_or_default();
            let zone = zone.strip_prefix("/hostedzone/").unwrap_or(zone);
            return Some(RecordData::Alias {
                name: dns_name(alias.dns_name.as_deref()?),
                zone: self.id(zone),
            });
        }
        let mut values = record
            .resource_records
            .iter()
            .map(|one| one.value.as_deref());
        match kind {
            RecordType::A | RecordType::Aaaa => {
                let addresses: Option<Vec<_>> = values.map(|value| value?.parse().ok()).collect();
                let addresses = addresses.filter(|addresses| {
                    !addresses.is_empty()
                        && addresses.iter().all(|one: &std::net::IpAddr| {
                            one.is_ipv6() == (kind == RecordType::Aaaa)
                        })
                });
                addresses.map(|addresses| RecordData::Addresses(sorted(addresses)))
            }
            RecordType::Cname => {
                let name = dns_name(values.next()??);
                values.next().is_none().then_some(RecordData::Name(name))
            }
            RecordType::Ns | RecordType::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::topology;
    use super::*;
    use crate::topology::{Lookup, Topology};

    fn zones_of(topology: &Topology, vpc: &str) -> Option<Vec<String>> {
        let zones = topology.private_zones_of(&vpc.into()).found()?;
        Some(zones.iter().map(|zone| zone.id.to_string()).collect())
    }

    #[test]
    fn a_vpc_sees_the_zones_that_were_listed_for_it() {
        let topology = topology(&[
            (
                "route53.get-hosted-zone.Z1",
                json!({"HostedZone": {"Id": "/hostedzone/Z1", "Name": "Example.internal.",
                    "Config": {"PrivateZone": true}}, "VPCs": [{"VPCId": "vpc-1"}]}),
            ),
            (
                "route53.list-hosted-zones-by-vpc.vpc-1.eu-west-1",
                json!({"HostedZoneSummaries": [
                    {"HostedZoneId": "Z1", "Name": "example.internal."},
                    {"HostedZoneId": "Z2", "Name": "other.internal.", "Owner": {"OwningAccount": "9"}}]}),
            ),
        ]);
        assert_eq!(
            zones_of(&topology, "vpc-1"),
            Some(vec!["Z1".to_owned(), "Z2".to_owned()])
        );
        assert_eq!(zones_of(&topology, "vpc-2"), None, "nobody asked");
        let zone = topology
            .hosted_zone(&"Z2".into())
            .found()
            .expect("a zone of another account");
        assert_eq!((zone.private, zone.records.is_none()), (Some(true), true));
        assert!(matches!(
            topology.hosted_zone(&"Z3".into()),
            Lookup::Unknown(_)
        ));
        assert!(!topology.hosted_zones_observed());
    }

    #[test]
    fn records_keep_what_they_answer() {
        let topology = topology(&[
            (
                "route53.list-hosted-zones",
                json!({"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "a.example."}]}),
            ),
            (
                "route53.list-resource-record-sets.Z1",
                json!({"ResourceRecordSets": [
                    {"Name": "\\052.A.example.", "Type": "A", "ResourceRecords": [{"Value": "10.0.0.4"}]},
                    {"Name": "b.a.example.", "Type": "CNAME", "ResourceRecords": [{"Value": "C.example."}]},
                    {"Name": "c.a.example.", "Type": "A", "AliasTarget": {
                        "HostedZoneId": "/hostedzone/Z9", "DNSName": "dualstack.LB.elb.amazonaws.com."}},
                    {"Name": "d.a.example.", "Type": "A", "ResourceRecords": [{"Value": "::1"}]}]}),
            ),
        ]);
        assert!(topology.hosted_zones_observed());
        let zone = topology
            .hosted_zone(&"Z1".into())
            .found()
            .expect("the zone");
        let records = zone.records.as_deref().expect("the records");
        assert_eq!(records[0].name, "*.a.example");
        assert_eq!(
            records[0].data,
            RecordData::Addresses(vec!["10.0.0.4".parse().expect("an address")])
        );
        assert_eq!(records[1].data, RecordData::Name("c.example".to_owned()));
        let alias = RecordData::Alias {
            name: "dualstack.lb.elb.amazonaws.com".to_owned(),
            zone: "Z9".into(),
        };
        assert_eq!(records[2].data, alias);
        assert_eq!(records[3].data, RecordData::Unreadable);
    }
}
