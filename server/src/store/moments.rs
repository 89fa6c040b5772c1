//! The latest moment that any table has written down. `latchkey doctor` asks for it: a clock that is behind it has been
//! set back, or was wrong then.

use crate::database::{Database, Error, query};
use sqlx::FromRow;

pub const STATEMENTS: &[&str] = &[NEWEST];

const NEWEST: &str = "
select max(moment) as newest
from (
    select max(created_at) as moment from audit_events
    union all
    select max(renewed_at) from sessions
    union all
    select max(updated_at) from users
) moments";

/// The latest moment that has been written down, in milliseconds since the Unix epoch: the clock has been there.
pub async fn find_newest_moment(database: &Database) -> Result<Option<i64>, Error> {
    #[derive(FromRow)]
    struct Newest {
        newest: Option<i64>,
    }
    let newest: Newest = query(NEWEST).one(database).await?;
    Ok(newest.newest)
}
