//! Hosted zones, the VPCs that see them, and their records.

use std::collections::BTreeMap;

use crate::snapshot::{Keyed, Observed, Source, route53};
use crate::topology::{HostedZone, Link, Record, RecordData, RecordType, Vpc, VpcId, ZoneId};

use super::Builder;
use super::coverage::vpc_of_key;
use super::read::dns_name;

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
            zone.records =
                records.map(|found| found.into_iter().map(|one| self.record(one)).collect());
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
                addresses.map(RecordData::Addresses)
            }
            RecordType::Cname => {
                let name = dns_name(values.next()??);
                values.next().is_none().then_some(RecordData::Name(name))
            }
            RecordType::Ns | RecordType::Other => None,
        }
    }
}
