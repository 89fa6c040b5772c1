//! Whether somebody has an account is told to nobody: not by an answer, and not by how long it takes.
//!
//! Times are compared between two kinds of requests that take turns in the same run, so a busy machine is busy for
//! both; nothing here says how fast an answer has to be.

use crate::support::{App, PASSWORD, on_each_database, on_each_database_with};
use server::config::Config;
use std::time::Instant;

const TURNS: usize = 150;
/// The median of the differences may be so much, in seconds, or a fiftieth of the median.
const TOLERANCE: f64 = 0.002;

fn median(numbers: impl IntoIterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Whether two kinds of requests that took turns differ by no more than the tolerance, or than what their own spread
/// explains: three standard errors of the median of their differences.
fn are_equal(pairs: &[(f64, f64)]) -> (bool, f64, f64) {
    let differences: Vec<f64> = pairs.iter().map(|(known, unknown)| known - unknown).collect();
    let middle = median(differences.iter().copied());
    let deviation = 1.4826 * median(differences.iter().map(|difference| (difference - middle).abs()));
    let standard_error = 1.2533 * deviation / (pairs.len() as f64).sqrt();
    let fiftieth = median(pairs.iter().map(|(known, _)| *known)) / 50.0;
    let tolerance = TOLERANCE.max(fiftieth).max(3.0 * standard_error);
    (middle.abs() <= tolerance, middle, tolerance)
}

/// Two kinds of requests take turns, each as often first; in two of three runs they have to be as good as equal.
async fn assert_as_fast(known: impl AsyncFn(usize), unknown: impl AsyncFn(usize)) {
    let mut verdicts = Vec::new();
    for run in 0..3 {
        let mut pairs = Vec::new();
        for turn in 0..TURNS {
            let turn = run * TURNS + turn;
            pairs.push(if turn.is_multiple_of(2) {
                let first = time(known(turn)).await;
                (first, time(unknown(turn)).await)
            } else {
                let first = time(unknown(turn)).await;
                (time(known(turn)).await, first)
            });
        }
        verdicts.push(are_equal(&pairs));
        if verdicts.iter().filter(|(is_equal, ..)| *is_equal).count() == 2 {
            return;
        }
    }
    panic!("known and unknown addresses differ: {verdicts:?}");
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch, not the time")]
async fn time(work: impl Future<Output = ()>) -> f64 {
    let start = Instant::now();
    work.await;
    start.elapsed().as_secs_f64()
}

async fn sign_in(app: &App, email: &str) {
    let answer = app.guest().sign_in(email, "not the password").await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn signing_in_takes_as_long_for_an_unknown_address() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        assert_as_fast(
            async |_| sign_in(app, "ada@example.com").await,
            async |_| sign_in(app, "eve@example.com").await,
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn asking_for_a_link_takes_as_long_for_an_unknown_address() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let ask = async |email: &str| {
            let fields = [("intent", "send"), ("email", email)];
            let answer = app.guest().post_form("/forgot-password", &fields).await;
            assert_eq!(answer.status, 303);
        };
        assert_as_fast(
            async |_| ask("ada@example.com").await,
            async |_| ask("eve@example.com").await,
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn signing_up_takes_as_long_for_a_known_address() {
    let verification = |config: &mut Config| config.sessions.require_email_verification = true;
    on_each_database_with(verification, async |app| {
        let sign_up = async |email: &str| {
            let fields = [("name", "Ada"), ("email", email), ("password", PASSWORD)];
            let answer = app.guest().post_form("/sign-up", &fields).await;
            assert_eq!((answer.status, answer.location()), (303, "/check-mail"));
        };
        sign_up("ada@example.com").await;
        let link = app.link_to("ada@example.com").await;
        let confirmed = app.guest().get(&format!("/api/auth{link}")).await;
        assert_eq!(confirmed.status, 200, "{confirmed:?}");
        assert_as_fast(
            async |_| sign_up("ada@example.com").await,
            async |turn| sign_up(&format!("nobody-{turn}@example.com")).await,
        )
        .await;
    })
    .await;
}

/// Statuses, headers, cookies and bodies but for what is different each time.
#[tokio::test]
async fn answers_are_the_same_for_known_and_unknown_addresses() {
    on_each_database(async |app| {
        let _ada = app.member("ada").await;
        let guest = app.guest();
        for (path, field) in [("/sign-in", "password"), ("/forgot-password", "intent")] {
            let mut answers = Vec::new();
            for email in ["ada@example.com", "eve@example.com"] {
                let answer = guest
                    .post_form(path, &[(field, "send it please"), ("email", email)])
                    .await;
                let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
                names.sort();
                let cookies: Vec<String> = answer.cookies().iter().map(|cookie| cookie.name().to_owned()).collect();
                answers.push((answer.status, names, cookies, answer.body.len()));
            }
            assert_eq!(answers[0], answers[1], "{path}");
        }
    })
    .await;
}

/// A hash that came from Better Auth takes another while than ours; as long as there is one, all take as long.
#[tokio::test]
async fn signing_in_takes_as_long_for_a_hash_of_better_auth() {
    on_each_database(async |app| {
        for name in ["ada", "bob"] {
            app.member(name).await;
        }
        app.run(
            "update credentials set password_hash = '00112233445566778899aabbccddeeff:73122e887cfc14f91396cdef78dfe4b9dec28d459037601c4904cedba5a637ab97b39b40c236df5d42881d0109ca8cf0f85e39dbaba2911c190915bd8f30fe85'
            where user_id = (select id from users where email = 'bob@example.com')",
        )
        .await;
        let mut times: [Vec<f64>; 3] = Default::default();
        for turn in 0..9 {
            for at in 0..3 {
                let at = (at + turn) % 3;
                let email = ["ada@example.com", "bob@example.com", "eve@example.com"][at];
                times[at].push(time(sign_in(app, email)).await);
            }
            // Failures make the next attempt wait.
            app.run("delete from attempts").await;
        }
        let medians = times.map(median);
        let (least, most) = (medians.into_iter().fold(f64::MAX, f64::min), medians.into_iter().fold(0.0, f64::max));
        // What its hash costs alone is a hundred times what ours costs here, so a busy machine does not matter.
        assert!(most < least * 3.0, "of ours, of Better Auth, of nobody: {medians:?}");
    })
    .await;
}
