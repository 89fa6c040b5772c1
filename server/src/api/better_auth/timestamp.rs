use tower_cookies::cookie::time::OffsetDateTime;

/// A time (milliseconds since the Unix epoch) as Better Auth writes it: ISO 8601 in UTC with exactly three digits
/// after the second. Its client makes a date of such a text, and reads the digits as a whole number of
/// milliseconds: six of them would be minutes late.
pub fn timestamp(millis: i64) -> String {
    let time =
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.millisecond()
    )
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn there_are_always_three_digits_and_a_z() {
        assert_eq!(timestamp(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(timestamp(1_767_225_600_007), "2026-01-01T00:00:00.007Z");
        assert_eq!(timestamp(1_709_164_799_999), "2024-02-28T23:59:59.999Z");
    }
}
