//! Times: ISO 8601 text, or seconds since 1970 as version 1 of the AWS CLI prints them.

use std::fmt;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserializer, Serializer, de};

pub(in crate::snapshot) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    deserializer.deserialize_any(Time)
}

#[expect(clippy::ref_option, reason = "serde hands fields over by reference")]
pub(in crate::snapshot) fn serialize<S: Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        None => serializer.serialize_none(),
        Some(time) => serializer.collect_str(time),
    }
}

struct Time;

impl de::Visitor<'_> for Time {
    type Value = Option<Timestamp>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time such as \"2026-09-01T10:00:00Z\", or seconds since 1970")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        if let Ok(time) = text.parse() {
            return Ok(Some(time));
        }
        // Without an offset it is UTC: that is what AWS means.
        text.parse::<DateTime>()
            .and_then(|time| TimeZone::UTC.to_timestamp(time))
            .map(Some)
            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Self::Value, E> {
        Timestamp::from_second(seconds)
            .map(Some)
            .map_err(|_| E::invalid_value(de::Unexpected::Signed(seconds), &self))
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Self::Value, E> {
        match i64::try_from(seconds) {
            Ok(seconds) => self.visit_i64(seconds),
            Err(_) => Err(E::invalid_value(de::Unexpected::Unsigned(seconds), &self)),
        }
    }

    fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Self::Value, E> {
        SignedDuration::try_from_secs_f64(seconds)
            .and_then(Timestamp::from_duration)
            .map(Some)
            .map_err(|_| E::invalid_value(de::Unexpected::Float(seconds), &self))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Deserialize, Serialize)]
    struct Record {
        #[serde(default, with = "super")]
        at: Option<Timestamp>,
    }

    fn read(json: &str) -> Result<Option<String>, String> {
        serde_json::from_str::<Record>(json)
            .map(|record| record.at.map(|at| at.to_string()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn text_and_numbers_are_times() {
        let expected = Ok(Some("2026-09-01T10:00:00Z".to_owned()));
        for json in [
            r#"{"at": "2026-09-01T10:00:00Z"}"#,
            r#"{"at": "2026-09-01T12:00:00+02:00"}"#,
            r#"{"at": "2026-09-01 10:00:00+00:00"}"#,
            r#"{"at": "2026-09-01T10:00:00"}"#,
            r#"{"at": 1788256800}"#,
            r#"{"at": 1788256800.0}"#,
        ] {
            assert_eq!(read(json), expected, "{json}");
        }
        assert_eq!(
            read(r#"{"at": 1788256800.25}"#),
            Ok(Some("2026-09-01T10:00:00.25Z".to_owned()))
        );
    }

    #[test]
    fn no_time_is_none() {
        assert_eq!(read("{}"), Ok(None));
        assert_eq!(read(r#"{"at": null}"#), Ok(None));
    }

    #[test]
    fn nonsense_is_an_error() {
        for json in [
            r#"{"at": "yesterday"}"#,
            r#"{"at": 1e300}"#,
            r#"{"at": 18446744073709551615}"#,
            r#"{"at": {}}"#,
        ] {
            let error = read(json).expect_err(json);
            assert!(error.contains("a time such as"), "{error}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let record = Record {
            at: Some("2026-09-01T10:00:00.25Z".parse().unwrap()),
        };
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(json, r#"{"at":"2026-09-01T10:00:00.25Z"}"#);
        assert_eq!(read(&json), Ok(Some("2026-09-01T10:00:00.25Z".to_owned())));
    }
}
