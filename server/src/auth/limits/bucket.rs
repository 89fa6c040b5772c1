//! Under what something is counted: keyed hashes, so that the database tells nobody's address.

use crate::{auth::KeySource, store::attempts::Bucket};

/// A keyed hash, of which 128 bits are plenty: two buckets with the same one would only share a count.
pub(super) fn bucket(secret: &KeySource, parts: &[&str]) -> Bucket {
    // No part holds a line break, so different parts make different texts.
    let hash = secret.hmac("attempts", parts.join("\n").as_bytes());
    let mut bucket = Bucket::default();
    bucket.copy_from_slice(&hash[..16]);
    bucket
}
