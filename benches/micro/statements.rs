//! The layer over both databases, with its pool, next to sqlx itself on one connection.

use crate::fixture::Fixture;
use benches::now;
use criterion::Criterion;
use server::{database::query, store::todos::TodoRow};
use sqlx::{Connection, SqliteConnection};

const LIST: &str = "
select id, list_id, title, notes, due_date, due_time, priority, completed, completed_at, position, version, change, created_at,
    updated_at, deleted_at
from todos
where user_id = $1 and deleted_at is null
order by position desc, id desc
limit 20";

#[expect(clippy::disallowed_methods, reason = "this is what ours is compared with")]
pub fn read(criterion: &mut Criterion, fixture: &Fixture) {
    let Fixture {
        runtime,
        state,
        person,
        folder,
    } = fixture;
    let (database, id) = (&state.database, &person.data.user.id);
    let file = format!("sqlite:{}", folder.path().join("latchkey.db").display());
    let mut connection = runtime
        .block_on(SqliteConnection::connect(&file))
        .expect("the file is there");
    let mut group = criterion.benchmark_group("statement of 20 rows");
    group.bench_function("ours", |bencher| {
        bencher.to_async(runtime).iter(async || {
            let rows: Vec<TodoRow> = query(LIST).bind(id).all(database).await.expect("the database answers");
            assert_eq!(rows.len(), 20);
        });
    });
    group.bench_function("reference", |bencher| {
        bencher.iter_custom(|times| {
            runtime.block_on(async {
                let started = now();
                for _ in 0..times {
                    let rows: Vec<TodoRow> = sqlx::query_as(LIST)
                        .bind(id)
                        .fetch_all(&mut connection)
                        .await
                        .expect("the database answers");
                    assert_eq!(rows.len(), 20);
                }
                started.elapsed()
            })
        });
    });
    group.finish();
}
