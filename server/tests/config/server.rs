//! The public origin, the addresses to listen on, and whom the server trusts.

use crate::{SECRET, config, faults, read, variables};
use tempfile::tempdir;

#[test]
fn without_an_origin_development_is_where_it_listens() {
    let https = ["--base-url=https://todo.example", "--listen=127.0.0.1:4000"];
    for (flags, base_url, bound) in [
        (
            &["--listen=127.0.0.1:4000"][..],
            "http://localhost:4000",
            "http://localhost:4321",
        ),
        (
            &["--listen=0.0.0.0:4000"],
            "http://localhost:4000",
            "http://localhost:4321",
        ),
        (
            &["--listen=[::1]:4000"],
            "http://localhost:4000",
            "http://localhost:4321",
        ),
        (
            &["--listen=192.168.1.5:4000"],
            "http://192.168.1.5:4000",
            "http://localhost:4321",
        ),
        // The system chooses the port when it starts.
        (
            &["--listen=127.0.0.1:0"],
            "http://localhost:3000",
            "http://localhost:4321",
        ),
        (&https, "https://todo.example", "https://todo.example"),
    ] {
        let config = config(&[flags, &["--jwt-algorithm=EdDSA"]].concat());
        assert_eq!(config.server.base_url, base_url, "{flags:?}");
        assert_eq!(config.sessions.jwt_audience.as_deref(), Some(base_url), "{flags:?}");
        let config = config.listening_on("127.0.0.1:4321".parse().unwrap());
        assert_eq!(config.server.base_url, bound, "{flags:?}");
        assert_eq!(config.sessions.jwt_audience.as_deref(), Some(bound), "{flags:?}");
    }
    let secret = format!("--auth-secret={SECRET}");
    let production = config(&["--environment=production", "--listen=127.0.0.1:4000", &secret]);
    assert_eq!(production.server.base_url, "http://localhost:3000");
}

#[test]
fn the_public_origin_is_kept_as_a_browser_writes_it() {
    for (given, kept, is_https) in [
        ("https://todo.example", "https://todo.example", true),
        ("https://todo.example/", "https://todo.example", true),
        ("https://TODO.Example:443", "https://todo.example", true),
        ("http://localhost:80/", "http://localhost", false),
        ("http://localhost:8080", "http://localhost:8080", false),
        ("https://tödo.example", "https://xn--tdo-sna.example", true),
        ("HTTPS://todo.example:8443", "https://todo.example:8443", true),
    ] {
        let config = config(&[&format!("--base-url={given}")]);
        assert_eq!(
            (&*config.server.base_url, config.server.is_https()),
            (kept, is_https),
            "for {given}"
        );
    }
}

#[test]
fn what_is_more_or_less_than_an_origin_is_refused() {
    for wrong in [
        "",
        "todo.example",
        "localhost:3000",
        "https://",
        "https://todo.example/app",
        "https://todo.example?x=1",
        "https://todo.example#top",
        "https://me:pw@todo.example",
        "https://:pw@todo.example",
        "ftp://todo.example",
        "javascript:alert(1)",
        "file:///",
        "https://todo example",
        "//todo.example",
        "null",
        "*",
    ] {
        assert_eq!(
            variables(&faults(&[&format!("--base-url={wrong}")])),
            ["BASE_URL"],
            "{wrong:?} was accepted"
        );
    }
}

#[test]
fn production_may_be_plain_behind_localhost_and_must_be_https_elsewhere() {
    let flags = |base_url: &str| {
        [
            "--environment=production".to_owned(),
            format!("--base-url={base_url}"),
            format!("--auth-secret={SECRET}"),
        ]
    };
    let is_accepted = |base_url: &str| {
        let folder = tempdir().unwrap();
        let flags = flags(base_url);
        read(folder.path(), &flags.each_ref().map(String::as_str)).is_ok()
    };
    for base_url in [
        "https://todo.example",
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "http://[::1]:3000",
        "http://app.localhost",
    ] {
        assert!(is_accepted(base_url), "{base_url} was refused");
    }
    for base_url in [
        "http://todo.example",
        "http://192.168.0.1",
        "http://localhost.evil.test",
        "http://127.0.0.1.evil.test",
        "http://0.0.0.0",
    ] {
        assert!(!is_accepted(base_url), "{base_url} was accepted");
    }
}

#[test]
fn the_address_of_cargo_leptos_counts_where_no_other_is_given() {
    assert_eq!(
        config(&["--leptos-site-addr=127.0.0.1:4000"]).server.listen.port(),
        4000
    );
    assert_eq!(
        config(&["--leptos-site-addr=127.0.0.1:4000", "--listen=[::1]:5000"])
            .server
            .listen
            .to_string(),
        "[::1]:5000"
    );
    assert_eq!(config(&["--listen=0.0.0.0:0"]).server.listen.port(), 0);
}

#[test]
fn metrics_have_an_address_of_their_own_or_none() {
    assert_eq!(config(&[]).server.metrics_listen, None);
    assert_eq!(config(&["--metrics-listen="]).server.metrics_listen, None);
    let chosen = config(&["--metrics-listen=127.0.0.1:9464"]).server.metrics_listen;
    assert_eq!(chosen.map(|address| address.port()), Some(9464));
    for wrong in ["9464", "localhost:9464", "127.0.0.1", "0.0.0.0:3000"] {
        let faults = faults(&[&format!("--metrics-listen={wrong}")]);
        assert_eq!(variables(&faults), ["METRICS_LISTEN"], "{wrong:?}");
    }
}

#[test]
fn origins_may_begin_with_one_label_of_any_name() {
    for flag in ["--trusted-origins", "--cors-origins"] {
        let good = config(&[&format!("{flag}=https://*.example.com, https://app.example:8443")]);
        assert_eq!(
            good.server.trusted_origins,
            ["https://*.example.com", "https://app.example:8443"]
        );
        for wrong in [
            "*",
            "https://*",
            "*.example.com",
            "https://*.com",
            "https://a.*.example.com",
            "https://*.*.example.com",
            "https://a*.example.com",
            "https://*.example.com/",
            "https://app.example/",
            "null",
        ] {
            let faults = faults(&[&format!("{flag}={wrong}")]);
            assert_eq!(faults.len(), 1, "{wrong}");
            assert!(faults[0].problem.contains(wrong) && faults[0].fix.contains("one label"));
        }
    }
}

#[test]
fn proxies_are_addresses_networks_and_loopback() {
    for (given, kept) in [
        ("", ""),
        ("192.0.2.1", "192.0.2.1/32"),
        ("2001:db8::1", "2001:db8::1/128"),
        ("10.0.0.0/8, fd00::/8", "10.0.0.0/8 fd00::/8"),
        ("loopback", "127.0.0.0/8 ::1/128"),
        ("::ffff:192.0.2.1,::ffff:10.0.0.0/104", "192.0.2.1/32 10.0.0.0/8"),
    ] {
        let proxies = config(&[&format!("--trusted-proxies={given}")]).server.trusted_proxies;
        let proxies: Vec<String> = proxies.iter().map(ToString::to_string).collect();
        assert_eq!(proxies.join(" "), kept, "for {given:?}");
    }
}

#[test]
fn what_is_no_proxy_or_everybody_is_refused() {
    for wrong in [
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0",
        "*",
        "all",
        "0.0.0.0/0",
        "::/0",
        "::ffff:0.0.0.0/96",
        "::ffff:10.0.0.0/8",
        "10.0.0.1:80",
    ] {
        let faults = faults(&[&format!("--trusted-proxies=loopback,{wrong}")]);
        assert_eq!(variables(&faults), ["TRUSTED_PROXIES"], "{wrong:?} was accepted");
        assert!(faults[0].problem.contains(wrong));
    }
}

#[test]
fn what_browsers_are_told_of_https_can_be_less() {
    for (given, told) in [
        ("preload", Some("max-age=63072000; includeSubDomains; preload")),
        ("subdomains", Some("max-age=63072000; includeSubDomains")),
        ("host", Some("max-age=63072000")),
        ("off", None),
    ] {
        assert_eq!(config(&[&format!("--hsts={given}")]).server.transport_security, told);
    }
    assert!(config(&[]).server.transport_security.unwrap().ends_with("preload"));
    assert_eq!(variables(&faults(&["--hsts=max-age=0"])), ["HSTS"]);
}

#[test]
fn contacts_are_addresses_of_mail_and_pages() {
    let contacts = |given: &str| {
        config(&[&format!("--security-contact={given}")])
            .server
            .security_contacts
    };
    assert!(contacts("").is_empty());
    assert_eq!(
        contacts("security@todo.example, mailto:a@b.example,https://todo.example/security"),
        [
            "mailto:security@todo.example",
            "mailto:a@b.example",
            "https://todo.example/security"
        ]
    );
    for wrong in [
        "security",
        "http://todo.example",
        "javascript:alert(1)",
        "a@b\nContact: x",
        "https://a b",
    ] {
        assert_eq!(
            variables(&faults(&[&format!("--security-contact={wrong}")])),
            ["SECURITY_CONTACT"],
            "{wrong:?}"
        );
    }
}
