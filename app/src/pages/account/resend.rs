use super::kit::Form;
use crate::{
    components::{
        piece::{Piece, element},
        reactive::{text, when},
    },
    model::account::SentLetter,
};
use leptos::prelude::*;
use std::time::Duration;

/// Where the letter went, and sending it once more. Without a script the button is there at once, and the server
/// says if it is too early.
pub fn resend(sent: SentLetter, form: &Form) -> AnyView {
    let left = RwSignal::new(sent.wait);
    Effect::new(move || {
        let ticking = set_interval_with_handle(
            move || left.update(|left| *left = left.saturating_sub(1)),
            Duration::from_secs(1),
        );
        if let Ok(ticking) = ticking {
            on_cleanup(move || ticking.clear());
        }
    });
    let label = text(move || match left.get() {
        0 => "Send it again".to_owned(),
        1 => "Send it again in 1 second".to_owned(),
        seconds => format!("Send it again in {seconds} seconds"),
    });
    let mailbox = sent.mailbox.map(|(name, address)| {
        view! { <a class="button" href=address rel="external noreferrer">{format!("Open {name}")}</a> }.into_any()
    });
    let here = sent.is_kept_here.then(|| {
        view! { <p class="done"><span>"This is a development server: "<a href="/dev/mail" rel="external">"read the letter here"</a>"."</span></p> }.into_any()
    });
    let again = sent.email.map(|email| {
        let button = element("button", &[("class", "button"), ("type", "submit")])
            .attr("aria-disabled", when(move || left.get() > 0, "true"))
            .child(label);
        let fields = view! {
            <input type="hidden" name="email" value=email.clone() />
            <p class="actions">
                {mailbox}
                {Piece::from(button)}
            </p>
        };
        view! {
            <p class="lead">"Sent to "<strong>{email}</strong>". It can take a minute; look among the spam too."</p>
            {form.around(fields.into_any())}
        }
        .into_any()
    });
    view! {
        {here}
        {again}
    }
    .into_any()
}
