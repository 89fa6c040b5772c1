//! What one client may try, on whatever accounts.

use super::{WRONG, behind_a_proxy, how_many, limited, retry_after, sign_in_from, sign_up_from};
use crate::support::{App, PASSWORD, hours, on_each_database, on_each_database_with, seconds};
use app::model::EmailAddress;
use futures_util::future::join_all;
use server::{
    auth::{
        Client, Error,
        limits::{Limits, Rate, before_mail},
    },
    config::Config,
};

/// One guess on each of many accounts, one after the other from different addresses.
async fn spray(app: &App, addresses: &[&str]) -> Vec<u16> {
    let guest = app.guest();
    let mut statuses = Vec::new();
    for (at, address) in addresses.iter().enumerate() {
        let answer = sign_in_from(&guest, address, &format!("person{at}@example.com"), WRONG).await;
        statuses.push(answer.status);
    }
    statuses
}

#[tokio::test]
async fn one_password_on_many_accounts_is_tried_twenty_times_a_minute() {
    on_each_database_with(behind_a_proxy, async |app| {
        for _ in 0..2 {
            let statuses = spray(app, &["203.0.113.5"; 25]).await;
            assert_eq!(
                (how_many(&statuses[..20], 401), how_many(&statuses[20..], 429)),
                (20, 5)
            );
            assert_eq!(
                spray(app, &["203.0.113.6"]).await,
                [401],
                "another client is not concerned"
            );
            app.clock.advance(seconds(61));
        }
    })
    .await;
}

#[tokio::test]
async fn the_wait_lasts_until_the_end_of_the_window() {
    on_each_database_with(behind_a_proxy, async |app| {
        spray(app, &["203.0.113.5"; 20]).await;
        app.clock.advance(seconds(45));
        let refused = sign_in_from(&app.guest(), "203.0.113.5", "ada@example.com", WRONG).await;
        assert_eq!(retry_after(&refused), 15);
        app.clock.advance(seconds(15));
        let answer = sign_in_from(&app.guest(), "203.0.113.5", "ada@example.com", WRONG).await;
        assert_eq!(answer.status, 401);
    })
    .await;
}

#[tokio::test]
async fn of_fifty_requests_at_the_same_moment_twenty_go_on() {
    on_each_database_with(behind_a_proxy, async |app| {
        let guest = app.guest();
        let requests = (0..50).map(|at| {
            let guest = guest.clone();
            async move {
                let email = format!("person{at}@example.com");
                sign_in_from(&guest, "203.0.113.5", &email, WRONG).await.status
            }
        });
        let statuses = join_all(requests).await;
        assert_eq!((how_many(&statuses, 401), how_many(&statuses, 429)), (20, 30));
    })
    .await;
}

#[tokio::test]
async fn twenty_accounts_an_hour_are_made_from_one_address() {
    on_each_database_with(behind_a_proxy, async |app| {
        for at in 0..20 {
            let answer = sign_up_from(&app.guest(), "203.0.113.5", &format!("Person{at}"), PASSWORD).await;
            assert_eq!(answer.status, 200);
        }
        let refused = sign_up_from(&app.guest(), "203.0.113.5", "Ada", PASSWORD).await;
        assert_eq!(retry_after(&refused), 60 * 60);
        assert_eq!(
            sign_up_from(&app.guest(), "203.0.113.6", "Ada", PASSWORD).await.status,
            200
        );
        app.clock.advance(hours(1));
        assert_eq!(
            sign_up_from(&app.guest(), "203.0.113.5", "Bob", PASSWORD).await.status,
            200
        );
    })
    .await;
}

#[tokio::test]
async fn a_password_that_is_too_short_costs_nothing_and_counts_for_nothing() {
    on_each_database_with(limited, async |app| {
        for _ in 0..25 {
            let answer = app.guest().sign_up("Ada", "ada@example.com", "short").await;
            assert_eq!(answer.status, 422);
        }
        app.member("Ada").await;
    })
    .await;
}

#[tokio::test]
async fn an_ipv6_network_of_64_bits_is_one_client() {
    on_each_database_with(behind_a_proxy, async |app| {
        let neighbours: Vec<String> = (1..=20)
            .map(|host| format!("2001:db8:1:2:{host:x}::{host:x}"))
            .collect();
        let neighbours: Vec<&str> = neighbours.iter().map(String::as_str).collect();
        assert_eq!(how_many(&spray(app, &neighbours).await, 401), 20);
        let more = ["2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:3::1"];
        assert_eq!(spray(app, &more).await, [429, 401]);
    })
    .await;
}

#[tokio::test]
async fn an_ipv4_address_in_the_clothes_of_ipv6_is_the_same_client() {
    on_each_database_with(behind_a_proxy, async |app| {
        spray(app, &["203.0.113.5"; 20]).await;
        assert_eq!(
            spray(app, &["::ffff:203.0.113.5", "::ffff:203.0.113.6"]).await,
            [429, 401]
        );
    })
    .await;
}

#[tokio::test]
async fn the_operator_chooses_the_limits() {
    let chosen = |config: &mut Config| {
        behind_a_proxy(config);
        config.server.rate_limits = Some(Limits {
            sign_in: Rate::new(3, 10),
            account: 2,
            ..Limits::default()
        });
    };
    on_each_database_with(chosen, async |app| {
        assert_eq!(spray(app, &["203.0.113.5"; 4]).await, [401, 401, 401, 429]);
        app.clock.advance(seconds(10));
        assert_eq!(spray(app, &["203.0.113.5"; 2]).await, [401, 401]);
        let refused = sign_in_from(&app.guest(), "203.0.113.7", "person0@example.com", WRONG).await;
        assert_eq!(refused.status, 429);
    })
    .await;
}

#[tokio::test]
async fn without_limits_nothing_is_counted() {
    on_each_database(async |app| {
        for _ in 0..30 {
            assert_eq!(app.guest().sign_in("ada@example.com", WRONG).await.status, 401);
        }
        assert_eq!(app.count("select count(*) as rows from attempts").await, 0);
    })
    .await;
}

#[tokio::test]
async fn mails_are_limited_by_who_asks_and_by_who_gets_them() {
    on_each_database_with(limited, async |app| {
        let email = |name: String| EmailAddress::parse(&format!("{name}@example.com")).unwrap();
        let ask = async |from: &str, to: String| {
            let client = Client {
                ip_address: Some(from.to_owned()),
                ..Client::default()
            };
            match before_mail(&app.state.auth, &email(to), &client).await {
                Ok(()) => true,
                Err(Error::TooManyAttempts { .. }) => false,
                Err(error) => panic!("{error}"),
            }
        };
        for at in 0..8 {
            let may = ask(&format!("203.0.113.{at}"), "ada".into()).await;
            assert_eq!(may, at < 5, "mail {at} to one address");
        }
        for at in 0..22 {
            let may = ask("192.0.2.1", format!("person{at}")).await;
            assert_eq!(may, at < 20, "mail {at} for one client");
        }
    })
    .await;
}

/// Nobody learns from a stolen database who has been tried or where somebody was.
#[tokio::test]
async fn the_counts_name_nobody() {
    on_each_database_with(limited, async |app| {
        app.member("Ada").await;
        app.guest().sign_in("nobody@example.com", WRONG).await;
        assert!(app.count("select count(*) as rows from attempts").await > 2);
        let long = app
            .count("select count(*) as rows from attempts where length(bucket) <> 16")
            .await;
        assert_eq!(long, 0, "a bucket is more or less than a keyed hash");
    })
    .await;
}

/// A customer has a /56 or a /48 of IPv6, so a new /64 for each guess must not be a new client each time.
#[tokio::test]
async fn the_networks_around_an_ipv6_client_are_counted_too() {
    on_each_database_with(behind_a_proxy, async |app| {
        let addresses: Vec<String> = (0..90).map(|at| format!("2001:db8:0:{at:x}::1")).collect();
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        let statuses = spray(app, &addresses).await;
        assert_eq!(
            (how_many(&statuses, 401), how_many(&statuses[80..], 429)),
            (80, 10),
            "a /56 has four times as many"
        );
        assert_eq!(
            spray(app, &["2001:db8:0:ff00::1", "2001:db8:1::1"]).await,
            [401, 401],
            "its neighbours are not concerned"
        );
        app.clock.advance(seconds(61));
        let wide: Vec<String> = (0..330).map(|at| format!("2001:db8:7:{at:x}00::1")).collect();
        let wide: Vec<&str> = wide.iter().take(256).map(String::as_str).collect();
        let again: Vec<&str> = wide.iter().copied().take(74).collect();
        let statuses = [spray(app, &wide).await, spray(app, &again).await].concat();
        assert_eq!(
            (how_many(&statuses, 401), how_many(&statuses[320..], 429)),
            (320, 10),
            "a /48 sixteen times as many"
        );
    })
    .await;
}
