use time::{OffsetDateTime, UtcDateTime, format_description::FormatItem, macros::format_description};

const FORMAT: &[FormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A time in milliseconds since the Unix epoch as RFC 3339, in UTC and with exactly three digits after the
/// second. Fewer or more mean other times to some clients.
#[must_use]
pub fn rfc3339(millis: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).map(UtcDateTime::from);
    time.unwrap_or(UtcDateTime::UNIX_EPOCH)
        .format(FORMAT)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_always_three_digits() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_795_334_400_007), "2026-11-22T08:00:00.007Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999Z");
    }
}
