use crate::{
    database::in_each_place,
    support::{Shell, mode},
};

#[tokio::test]
async fn a_running_server_is_healthy_and_a_stopped_one_is_not() {
    in_each_place(async |place| {
        let server = Shell::at(place).serve();
        let address = server.address.to_string();
        let shell = Shell::at(place).with("LISTEN", &address);
        for arguments in [&["health"][..], &["health", "--ready"]] {
            let said = shell.run(arguments);
            assert_eq!((said.code, said.out.as_str()), (0, "ok\n"), "{said:?}");
        }
        // As in a container, where it listens on every address.
        let everywhere = Shell::at(place).with("LISTEN", &address.replace("127.0.0.1", "0.0.0.0"));
        assert_eq!(everywhere.run(&["health"]).code, 0);
        server.stop();
        let said = shell.run(&["health"]);
        assert_eq!((said.code, said.out.as_str()), (1, ""));
        assert!(said.err.contains("latchkey serve"), "{said:?}");
    })
    .await;
}

/// Behind a proxy that speaks TLS, which a check from the same machine does not go through.
#[tokio::test]
async fn a_server_with_tls_in_front_is_asked_directly() {
    in_each_place(async |place| {
        let with_tls = || {
            Shell::at(place)
                .with("ENVIRONMENT", "production")
                .with("RATE_LIMITS", "on")
                .with("BASE_URL", "https://todo.example")
                .with("TRUSTED_PROXIES", "loopback")
        };
        let server = with_tls().serve();
        let said = with_tls().with("LISTEN", &server.address.to_string()).run(&["health"]);
        assert_eq!(said.code, 0, "{said:?}");
    })
    .await;
}

#[tokio::test]
async fn what_a_server_writes_is_private() {
    in_each_place(async |place| {
        let shell = Shell::in_folder(&place.folder).without("AUTH_SECRET");
        let server = shell.serve();
        let data = shell.data();
        for (file, rights) in [
            ("", 0o700),
            ("auth-secret", 0o600),
            ("latchkey.db", 0o600),
            ("latchkey.db-wal", 0o600),
        ] {
            assert_eq!(mode(&data.join(file)), rights, "{file}");
        }
        server.stop();
    })
    .await;
}
