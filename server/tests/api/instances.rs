//! Several instances on one database: what one does, the others know.

use crate::{
    account_pages::{
        session_events::Events,
        sessions::{FIREFOX, device},
    },
    support::{App, eddsa, on_each_database, on_each_database_with},
};
use futures_util::future::join_all;
use server::{
    auth::{
        keys::{KeyRing, retire, rotate},
        session_events::SessionEvents,
    },
    database::Database,
};
use std::time::Duration;
use tokio::time::sleep;

/// An SQLite file has one server.
fn has_instances(app: &App) -> bool {
    app.config.data.database_url.0.starts_with("postgres")
}

async fn is_soon(what: &str, mut check: impl AsyncFnMut() -> bool) {
    for _ in 0..250 {
        if check().await {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} does not come");
}

/// Waits until so many instances hear what the others say.
async fn are_listening(app: &App, instances: i64) {
    const LISTENING: &str = "select count(*) as rows from pg_stat_activity where datname = current_database() and application_name = 'latchkey changes' and query like 'LISTEN%'";
    is_soon("the connection", async || app.count(LISTENING).await == instances).await;
}

async fn cut_the_channel(app: &App) {
    app.run("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'latchkey changes'")
        .await;
}

#[tokio::test]
async fn a_session_that_ended_at_one_instance_opens_nothing_at_another() {
    on_each_database(async |app| {
        let another = app.another(|_| {}, |_| {}).await;
        let ada = app.member("Ada").await;
        let tab = ada.stolen_copy();
        assert!(tab.at(&another).is_signed_in().await);
        ada.sign_out().await;
        assert!(!tab.at(&another).is_signed_in().await);
    })
    .await;
}

#[tokio::test]
async fn pages_at_other_instances_hear_at_once_that_their_session_has_ended() {
    on_each_database(async |app| {
        if !has_instances(app) {
            return;
        }
        let another = app.another(|_| {}, |_| {}).await;
        are_listening(app, 2).await;
        let (ada, eve) = (app.member("Ada").await, app.member("Eve").await);
        let phone = device(app, FIREFOX).await;
        let mut of_phone = Events::opened(&another, &phone).await;
        let mut of_ada = Events::opened(&another, &ada).await;
        let mut of_eve = Events::opened(&another, &eve).await;
        phone.stolen_copy().sign_out().await;
        of_phone.assert_ended("another instance").await;
        assert!(of_ada.is_silent().await && of_eve.is_silent().await);
    })
    .await;
}

/// What is said while nobody can hear it is made up for by looking.
#[tokio::test]
async fn a_cut_of_the_channel_is_made_up_for() {
    on_each_database(async |app| {
        if !has_instances(app) {
            return;
        }
        let another = app.another(|_| {}, |_| {}).await;
        let ada = app.member("Ada").await;
        for _ in 0..3 {
            are_listening(app, 2).await;
            let phone = device(app, FIREFOX).await;
            let mut events = Events::opened(&another, &phone).await;
            cut_the_channel(app).await;
            phone.stolen_copy().sign_out().await;
            events.assert_ended("another instance").await;
        }
        assert!(ada.is_signed_in().await);
    })
    .await;
}

/// As for as long as no word comes through.
#[tokio::test]
async fn an_ending_nobody_has_told_of_is_noticed_at_the_next_look() {
    on_each_database(async |app| {
        let often = |state: &mut server::state::AppState| {
            state.auth.session_events = SessionEvents::looking_every(Duration::from_millis(200));
        };
        let another = app.another(|_| {}, often).await;
        let ada = app.member("Ada").await;
        let mut events = Events::opened(&another, &ada).await;
        app.run("delete from sessions").await;
        events.assert_ended("nobody").await;
    })
    .await;
}

/// A change that did not happen is told to nobody.
#[tokio::test]
async fn what_is_undone_is_not_announced() {
    on_each_database(async |app| {
        let Some(mut changes) = app.state.database.changes() else {
            return;
        };
        assert_eq!(changes.next().await, server::database::Heard::Beginning);
        let change = |user_id: &str| server::database::Change::SessionsEnded {
            user_id: user_id.to_owned(),
        };
        for (user_id, is_kept) in [("one", false), ("two", true)] {
            let mut transaction = app.state.database.begin().await.unwrap();
            transaction.announce(&change(user_id)).await.unwrap();
            if is_kept {
                transaction.commit().await.unwrap();
            }
        }
        assert_eq!(changes.next().await, server::database::Heard::Change(change("two")));
    })
    .await;
}

#[tokio::test]
async fn a_change_of_the_keys_reaches_every_instance_at_once() {
    on_each_database_with(eddsa, async |app| {
        if !has_instances(app) {
            return;
        }
        let another = app.another(|_| {}, |_| {}).await;
        are_listening(app, 2).await;
        let auth = &app.state.auth;
        app.clock.advance(Duration::from_secs(1));
        let new = rotate(&auth.database, &auth.settings.secrets, app.clock.now())
            .await
            .unwrap();
        let knows_it = |instance: &App| instance.state.auth.keys.verifier(&new, app.clock.now()).is_some();
        for instance in [app, &another] {
            is_soon("the new key", async || knows_it(instance)).await;
        }
        retire(&auth.database, &auth.keys, &new, app.clock.now()).await.unwrap();
        for instance in [app, &another] {
            is_soon("the end of the key", async || !knows_it(instance)).await;
        }
    })
    .await;
}

/// Each would sign with its own, and what one has signed would open nothing at the others.
#[tokio::test]
async fn instances_that_start_at_the_same_moment_agree_on_the_first_key() {
    on_each_database(async |app| {
        let start = async || {
            let database = Database::open(&app.config.data.database_url.0).await.unwrap();
            let (secrets, now) = (&app.state.auth.settings.secrets, app.clock.now());
            let ring = KeyRing::of_database(&database, secrets, app.config.sessions.jwt_lifetime, now)
                .await
                .unwrap();
            database.close().await;
            ring.signer(now).id.clone()
        };
        let signers = join_all((0..6).map(|_| start())).await;
        assert!(signers.iter().all(|id| *id == signers[0]), "{signers:?}");
        assert_eq!(app.count("select count(*) as rows from signing_keys").await, 1);
    })
    .await;
}
