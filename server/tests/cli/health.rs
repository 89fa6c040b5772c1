use crate::{
    database::in_each_place,
    support::{Shell, ask, mode},
};
use serde_json::Value;
use std::fs::{File, read_to_string};

#[tokio::test]
async fn a_running_server_is_healthy_and_a_stopped_one_is_not() {
    in_each_place(async |place| {
        let server = Shell::at(place).serve();
        let address = server.address.to_string();
        let shell = Shell::at(place).with("LISTEN", &address);
        for arguments in [&["health"][..], &["health", "--ready"]] {
            let said = shell.run(arguments);
            assert_eq!((said.code, said.out.as_str()), (0, "ok\n"), "{said:?}");
            assert_eq!(shell.run(&[arguments, &["--json"]].concat()).json()["ok"], true);
        }
        // As in a container, where it listens on every address.
        let everywhere = Shell::at(place).with("LISTEN", &address.replace("127.0.0.1", "0.0.0.0"));
        assert_eq!(everywhere.run(&["health"]).code, 0);
        server.stop();
        let said = shell.run(&["health"]);
        assert_eq!((said.code, said.out.as_str()), (1, ""));
        assert!(said.err.contains("latchkey serve"), "{said:?}");
        shell.run(&["health", "--json"]).error(1);
    })
    .await;
}

#[tokio::test]
async fn the_address_that_is_told_is_one_that_works() {
    in_each_place(async |place| {
        // The system has chosen the port.
        let server = Shell::at(place).serve();
        assert_eq!(server.url, format!("http://localhost:{}", server.address.port()));
        let listen = server.address.to_string();
        server.stop();
        let with_port = || Shell::at(place).with("LISTEN", &listen);
        let server = with_port().serve();
        assert_eq!(server.url, format!("http://localhost:{}", server.address.port()));
        let document = ask(server.address, "GET", "/api/openapi.json", None, &Value::Null).1;
        assert_eq!(document["servers"][0]["url"], server.url);
        server.stop();
        // It is another one when somebody says so, who may have a reason, or have forgotten something.
        for (proxies, is_warned) in [("", true), ("loopback", false)] {
            let log = place.folder.join("log");
            let shell = with_port()
                .with("BASE_URL", "http://localhost:1")
                .with("TRUSTED_PROXIES", proxies);
            let server = shell.serve_logging(File::create(&log).unwrap());
            assert_eq!(server.url, "http://localhost:1");
            server.stop();
            let said = read_to_string(&log).unwrap();
            assert_eq!(said.contains("but BASE_URL is http://localhost:1"), is_warned, "{said}");
        }
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
