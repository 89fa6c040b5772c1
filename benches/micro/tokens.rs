//! Session JWTs and access tokens next to the HMAC in them, and a refresh next to a durable insert.

use crate::fixture::Fixture;
use aws_lc_rs::hmac;
use benches::{Result, now};
use criterion::Criterion;
use server::auth::{
    Client, jwt,
    refresh::{self, Rotation},
};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{hint::black_box, time::Duration};

/// Each of them waits for the disk.
const SLOW_SAMPLES: usize = 20;

pub fn verify(criterion: &mut Criterion, fixture: &Fixture) {
    let (auth, token) = (&fixture.state.auth, &fixture.person.session_jwt);
    let (signed, _) = token.rsplit_once('.').expect("a JWT has three parts");
    let key = key();
    let signature = hmac::sign(&key, signed.as_bytes());
    let mut group = criterion.benchmark_group("token verify");
    group.bench_function("ours", |bencher| {
        bencher.iter(|| {
            jwt::verify_session(&auth.settings, black_box(token), auth.clock.now()).expect("the token is in force")
        });
    });
    group.bench_function("reference", |bencher| {
        bencher.iter(|| {
            hmac::verify(&key, black_box(signed.as_bytes()), signature.as_ref()).expect("the signature is right");
        });
    });
    group.finish();
}

pub fn issue(criterion: &mut Criterion, fixture: &Fixture) {
    let auth = &fixture.state.auth;
    let token = fixture.person.access_token(auth).expect("the key signs");
    let (signed, _) = token.rsplit_once('.').expect("a JWT has three parts");
    let key = key();
    let mut group = criterion.benchmark_group("token issue");
    group.bench_function("ours", |bencher| {
        bencher.iter(|| black_box(&fixture.person).access_token(auth).expect("the key signs"));
    });
    group.bench_function("reference", |bencher| {
        bencher.iter(|| hmac::sign(&key, black_box(signed.as_bytes())));
    });
    group.finish();
}

pub fn refresh(criterion: &mut Criterion, fixture: &Fixture) {
    let Fixture {
        runtime,
        state,
        person,
        folder,
    } = fixture;
    let pool = runtime
        .block_on(bare_table(&folder.path().join("bare.db")))
        .expect("a table can be made");
    let mut group = criterion.benchmark_group("refresh");
    group.sample_size(SLOW_SAMPLES);
    // A token is good once; each use takes the one that the use before has given.
    let client = Client::default();
    let mut token = person.refresh_token.clone();
    group.bench_function("ours", |bencher| {
        bencher.iter_custom(|times| {
            let started = now();
            for _ in 0..times {
                let renewed = refresh::refresh(&state.auth, &token, Rotation::Strict, &client);
                let session = runtime.block_on(renewed).expect("the database answers");
                token = session.expect("the token is unused").refresh_token;
            }
            started.elapsed()
        });
    });
    group.bench_function("reference", |bencher| {
        bencher.iter_custom(|times| runtime.block_on(insert(&pool, times)).expect("the database answers"));
    });
    group.finish();
}

#[expect(clippy::disallowed_methods, reason = "this is what ours is compared with")]
async fn bare_table(file: &std::path::Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    sqlx::query("create table tokens (id integer primary key, content text not null)")
        .execute(&pool)
        .await?;
    Ok(pool)
}

#[expect(clippy::disallowed_methods, reason = "this is what ours is compared with")]
async fn insert(pool: &SqlitePool, times: u64) -> Result<Duration> {
    let started = now();
    for _ in 0..times {
        sqlx::query("insert into tokens (content) values ($1)")
            .bind("as long as the hash of a token, and so on")
            .execute(pool)
            .await?;
    }
    Ok(started.elapsed())
}

fn key() -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &[7; 32])
}
