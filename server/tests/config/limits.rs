//! How often something may be tried.

use crate::{SECRET, config, faults, variables};
use server::auth::limits::{Limits, Rate};

#[test]
fn limits_are_on_off_or_some_of_ones_own() {
    let limits = |given: &str| config(&[&format!("--rate-limits={given}")]).server.rate_limits;
    let usual = Limits::default();
    assert_eq!((limits("on"), limits("off")), (Some(usual), None));
    assert_eq!(usual.sign_in, Rate::new(20, 60));
    let account = Limits { account: 3, ..usual };
    assert_eq!(limits("account=3"), Some(account));
    let all = Limits {
        sign_in: Rate::new(30, 60),
        sign_up: Rate::new(1, 24 * 60 * 60),
        mail: Rate::new(7, 90),
        account: 100,
    };
    assert_eq!(
        limits("sign-in=30/1m, sign-up=1/1d,mail=7/1m 30s,account=100"),
        Some(all)
    );
}

#[test]
fn a_limit_that_makes_no_sense_is_refused() {
    for wrong in [
        "",
        "yes",
        "sign-in",
        "sign-in=",
        "sign-in=20",
        "sign-in=0/1m",
        "sign-in=-1/1m",
        "sign-in=20/0s",
        "sign-in=20/2d",
        "sign-in=20/soon",
        "sign-in=99999999999/1m",
        "account=0",
        "account=101",
        "account=5/1m",
        "sign-out=5/1m",
        "account=5,",
        "on,account=5",
    ] {
        let faults = faults(&[&format!("--rate-limits={wrong}")]);
        assert!(variables(&faults).contains(&"RATE_LIMITS"), "{wrong:?} was accepted");
    }
}

#[test]
fn production_has_limits() {
    let flags = |limits: &str| {
        [
            "--environment=production".to_owned(),
            "--base-url=https://todo.example".to_owned(),
            format!("--auth-secret={SECRET}"),
            format!("--rate-limits={limits}"),
        ]
    };
    assert_eq!(
        variables(&faults(&flags("off").each_ref().map(String::as_str))),
        ["RATE_LIMITS"]
    );
    for limits in ["on", "sign-in=1000/1s"] {
        assert!(
            config(&flags(limits).each_ref().map(String::as_str))
                .server
                .rate_limits
                .is_some()
        );
    }
}
