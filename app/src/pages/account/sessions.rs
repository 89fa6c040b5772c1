use super::{
    kit::{self, Form, Look, button, card},
    settings,
};
use crate::model::{
    RefusedForm,
    account::{SessionLine, SessionsPage},
};
use leptos::prelude::*;

/// `/settings/sessions`
pub fn page(page: SessionsPage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let refused = refused.as_ref();
    let is_alone = page.others.is_empty();
    let badge = view! { <span class="badge">"This device"</span> }.into_any();
    let this = row(page.this, badge, ().into_any());
    let others: Vec<AnyView> = page.others.into_iter().map(|line| other(line, refused)).collect();
    let list = view! {
        <ul class="rows">{this} {others}</ul>
        {is_alone.then(|| view! { <p class="card-description">"You’re only signed in here."</p> }.into_any())}
        {kit::unlisted(page.unlisted)}
        {(!is_alone).then(|| alone("end-others", "Sign out all other devices", Look::Plain, refused))}
    };
    let devices = card(
        "Where you’re signed in",
        "A device that is signed out here needs the password to come back. If you don’t know one of these, change your password too.",
        list.into_any(),
    );
    let everywhere = card(
        "Everywhere",
        "Signs out every device, this one too.",
        alone("end-everywhere", "Sign out everywhere", Look::Danger, refused),
    );
    settings::around("/settings/sessions", notice, vec![devices, everywhere])
}

fn row(line: SessionLine, badge: AnyView, form: AnyView) -> AnyView {
    view! {
        <li class="row-item">
            <div class="row-text">
                <p>{line.device} " " {badge}</p>
                <p class="row-detail">{line.detail}</p>
            </div>
            {form}
        </li>
    }
    .into_any()
}

/// A session that can be ended. What went wrong is said in its row alone.
fn other(line: SessionLine, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("end", refused.filter(|form| form.value("session") == Some(&line.id)));
    let fields = view! {
        <input type="hidden" name="session" value=line.id.clone() />
        <button class="button" type="submit">
            "Sign out"
            <span class="visually-hidden">{format!(" {}", line.device)}</span>
        </button>
    };
    let form = form.around(fields.into_any());
    row(line, ().into_any(), form)
}

/// A form with nothing but its button.
fn alone(intent: &'static str, label: &str, look: Look, refused: Option<&RefusedForm>) -> AnyView {
    Form::new(intent, refused).around(view! { <p class="actions">{button(label, look)}</p> }.into_any())
}
