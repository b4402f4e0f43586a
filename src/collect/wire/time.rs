//! Times as the AWS CLI prints them: `2026-11-20T09:00:00+00:00`, with six digits of a second
//! where there are any (`cli_timestamp_format = iso8601`, the default of version 2).

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A time that came as text, in ISO 8601 or as seconds since 1970.
pub(super) fn printed(text: &str) -> Option<String> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(print(time));
    }
    // Without an offset botocore takes a time for local, and prints it without one.
    if let Ok(time) = text.parse::<jiff::civil::DateTime>() {
        return Some(without_offset(time));
    }
    text.parse().ok().and_then(of_epoch)
}

/// Seconds since 1970, rounded to microseconds.
pub(super) fn of_epoch(seconds: f64) -> Option<String> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float that is out of range saturates, and jiff refuses it"
    )]
    let micros = (seconds * 1e6).round() as i64;
    Timestamp::from_microsecond(micros).ok().map(print)
}

fn print(time: Timestamp) -> String {
    let mut text = without_offset(time.to_zoned(TimeZone::UTC).datetime());
    text.push_str("+00:00");
    text
}

fn without_offset(time: jiff::civil::DateTime) -> String {
    let micros = time.subsec_nanosecond() / 1000;
    if micros == 0 {
        time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    } else {
        format!("{}.{micros:06}", time.strftime("%Y-%m-%dT%H:%M:%S"))
    }
}
