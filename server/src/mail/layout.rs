//! How emails look: one column that mail clients of any age can show, light and dark, and the same in plain text.

use super::{Message, templates::EmailContent};
use std::fmt::Write;

/// The colours of the style sheet, written out: mail clients know no variables.
const STYLE: &str = "
body{margin:0;padding:0;background:#f7f7f8;color:#18181b}
.button{background:#4f46e5;color:#ffffff}
@media (prefers-color-scheme:dark){
body,.canvas{background:#0e0e12!important;color:#f4f4f5!important}
.card{background:#17171d!important;border-color:#2c2c36!important}
.quiet,.quiet a{color:#b4b4bd!important}
.button{background:#5b5eea!important}
}";

const FONT: &str = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

pub(super) fn lay_out(base_url: &str, to: &str, words: &EmailContent) -> Message {
    Message {
        to: to.to_owned(),
        subject: words.subject.clone(),
        text: text(base_url, words),
        html: html(base_url, words),
    }
}

fn text(base_url: &str, words: &EmailContent) -> String {
    let mut text = words.paragraphs.join("\n\n");
    if let Some((label, link)) = &words.action {
        let _ = write!(text, "\n\n{label}:\n{link}");
    }
    for line in &words.closing {
        let _ = write!(text, "\n\n{line}");
    }
    let _ = write!(text, "\n\n-- \nLatchkey · {base_url}\n");
    text
}

fn html(base_url: &str, words: &EmailContent) -> String {
    let mut body = String::new();
    let paragraph = |text: &str| {
        format!(
            r#"<p style="margin:0 0 16px;{FONT};font-size:16px;line-height:24px">{}</p>"#,
            escape(text)
        )
    };
    for text in &words.paragraphs {
        body.push_str(&paragraph(text));
    }
    if let Some((label, link)) = &words.action {
        let (label, link) = (escape(label), escape(link));
        let _ = write!(
            body,
            r#"<p style="margin:24px 0"><a class="button" href="{link}" style="display:inline-block;padding:12px 24px;border-radius:8px;{FONT};font-size:16px;line-height:20px;font-weight:600;text-decoration:none">{label}</a></p><p class="quiet" style="margin:0 0 16px;{FONT};font-size:13px;line-height:20px;color:#52525b;word-break:break-all">If the button doesn’t work, open this address:<br><a href="{link}" style="color:#52525b">{link}</a></p>"#
        );
    }
    for line in &words.closing {
        let _ = write!(
            body,
            r#"<p class="quiet" style="margin:0 0 12px;{FONT};font-size:14px;line-height:20px;color:#52525b">{}</p>"#,
            escape(line)
        );
    }
    let (title, heading, site) = (escape(&words.subject), escape(&words.heading), escape(base_url));
    format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>{title}</title><style>{STYLE}</style></head><body><table role="presentation" class="canvas" width="100%" cellpadding="0" cellspacing="0" style="background:#f7f7f8"><tr><td align="center" style="padding:32px 16px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px"><tr><td style="padding:0 0 16px;{FONT};font-size:18px;font-weight:700">Latchkey</td></tr><tr><td class="card" style="padding:32px;background:#ffffff;border:1px solid #e2e2e8;border-radius:12px"><h1 style="margin:0 0 16px;{FONT};font-size:22px;line-height:30px">{heading}</h1>{body}</td></tr><tr><td class="quiet" style="padding:16px 0;{FONT};font-size:13px;color:#52525b"><a href="{site}" style="color:#52525b">{site}</a></td></tr></table></td></tr></table></body></html>"#
    )
}

/// Text in HTML, between tags or in an attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> EmailContent {
        EmailContent {
            subject: "A subject".into(),
            heading: "A heading".into(),
            paragraphs: vec![format!("Hello {name},")],
            action: Some(("Go".into(), "https://todo.example/x?a=1&b=2".into())),
            closing: vec!["Bye.".into()],
        }
    }

    #[test]
    fn a_name_cannot_become_markup() {
        let message = lay_out(
            "https://todo.example",
            "ada@example.com",
            &words(r#"<img src=x onerror="1">"#),
        );
        assert!(message.html.contains("&lt;img src=x onerror=&quot;1&quot;&gt;"));
        assert!(!message.html.contains("<img"));
    }

    #[test]
    fn the_text_part_says_the_same() {
        let message = lay_out("https://todo.example", "ada@example.com", &words("Ada"));
        assert_eq!(
            message.text,
            "Hello Ada,\n\nGo:\nhttps://todo.example/x?a=1&b=2\n\nBye.\n\n-- \nLatchkey · https://todo.example\n"
        );
    }
}
