//! The layer over both databases next to sqlx itself, on the same pool.

use crate::fixture::Fixture;
use criterion::Criterion;
use server::{
    database::{Database, query},
    store::todos::TodoRow,
};

const LIST: &str = "
select id, title, completed, position, version, created_at, updated_at
from todos
where user_id = $1
order by position desc, id desc
limit 20";

#[expect(clippy::disallowed_methods, reason = "this is what ours is compared with")]
pub fn read(criterion: &mut Criterion, fixture: &Fixture) {
    let Fixture {
        runtime, state, person, ..
    } = fixture;
    let (database, id) = (&state.database, &person.data.user.id);
    let Database::Sqlite { readers, .. } = database else {
        unreachable!("the fixture is on SQLite")
    };
    let mut group = criterion.benchmark_group("statement of 20 rows");
    group.bench_function("ours", |bencher| {
        bencher.to_async(runtime).iter(async || {
            let rows: Vec<TodoRow> = query(LIST).bind(id).all(database).await.expect("the database answers");
            assert_eq!(rows.len(), 20);
        });
    });
    group.bench_function("reference", |bencher| {
        bencher.to_async(runtime).iter(async || {
            let rows: Vec<TodoRow> = sqlx::query_as(LIST)
                .bind(id)
                .fetch_all(readers)
                .await
                .expect("the database answers");
            assert_eq!(rows.len(), 20);
        });
    });
    group.finish();
}
