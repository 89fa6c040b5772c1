use super::kit::{self, Form, Look, button, card};
use crate::model::{
    RefusedForm,
    account::{FactorLine, PeoplePage, PersonEvent, PersonLine, PersonPage, PersonSession},
};
use leptos::prelude::*;

/// `/admin?search=…&before=…`
pub fn people(page: PeoplePage) -> AnyView {
    let list = if page.people.is_empty() {
        view! { <p class="card empty">"Nobody is like that."</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = page.people.into_iter().map(line).collect();
        view! { <ul class="card rows">{rows}</ul> }.into_any()
    };
    view! {
        <div class="narrow">
            <h1>"People"</h1>
            <form class="search" method="get" action="/admin" role="search">
                <div class="field">
                    <label for="search">"Name or e-mail address"</label>
                    <input id="search" name="search" type="search" value=page.search autocomplete="off" autocapitalize="none" spellcheck="false" />
                </div>
                {button("Search", Look::Plain)}
            </form>
            {list}
            {more(page.next, "More people")}
        </div>
    }
    .into_any()
}

fn line(person: PersonLine) -> AnyView {
    let href = format!("/admin/people/{}", person.id);
    view! {
        <li class="row-item">
            <div class="row-text">
                <a href=href rel="external">{person.email}</a>
                <p class="row-detail"><bdi>{person.name}</bdi>" · "{person.detail}</p>
            </div>
            {badges(person.is_admin, person.is_active)}
        </li>
    }
    .into_any()
}

fn badges(is_admin: bool, is_active: bool) -> AnyView {
    let admin = is_admin.then(|| view! { <span class="badge">"Administrator"</span> }.into_any());
    let disabled = (!is_active).then(|| view! { <span class="badge badge-danger">"Disabled"</span> }.into_any());
    view! { <span class="badges">{admin}{disabled}</span> }.into_any()
}

fn more(href: Option<String>, label: &'static str) -> AnyView {
    href.map(|href| view! { <p><a class="button" href=href rel="external">{label}</a></p> }.into_any())
        .into_any()
}

/// `/admin/people/:id`
pub fn person(page: PersonPage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let refused = refused.as_ref();
    let alerts: Vec<AnyView> = ["role", "active", "remove-factors", "end-session", "end-sessions"]
        .map(|intent| Form::new(intent, refused).alert())
        .into();
    let verified = if page.email_verified {
        "address confirmed"
    } else {
        "address not confirmed"
    };
    let PersonLine {
        name,
        email,
        is_admin,
        is_active,
        detail,
        ..
    } = page.person;
    view! {
        <div class="narrow">
            <p><a href="/admin" rel="external">"All people"</a></p>
            <h1>{email}</h1>
            <p class="lead"><bdi>{name}</bdi>" · "{detail}" · "{verified}" "{badges(is_admin, is_active)}</p>
            {kit::done(notice)}
            {alerts}
            {powers(is_admin, is_active)}
            {factors(page.factors, page.has_passkeys, page.has_two_step)}
            {sessions(page.sessions, page.unlisted_sessions)}
            {events(page.events, page.earlier)}
        </div>
    }
    .into_any()
}

fn powers(is_admin: bool, is_active: bool) -> AnyView {
    let role = match is_admin {
        true => act("role", "role", "user", "Make a member", Look::Plain),
        false => act("role", "role", "admin", "Make an administrator", Look::Plain),
    };
    let active = match is_active {
        true => act("active", "active", "no", "Disable account", Look::Danger),
        false => act("active", "active", "yes", "Enable account", Look::Plain),
    };
    card(
        "Account",
        "Who is disabled is signed out everywhere at once and cannot sign in. Administrators see these pages.",
        view! { <div class="actions">{role}{active}</div> }.into_any(),
    )
}

fn factors(lines: Vec<FactorLine>, has_passkeys: bool, has_two_step: bool) -> AnyView {
    if lines.is_empty() {
        return card("Ways to sign in", "A password, and nothing besides.", ().into_any());
    }
    let remove = |which, label| act("remove-factors", "which", which, label, Look::Danger);
    let passkeys = has_passkeys.then(|| remove("passkeys", "Remove passkeys"));
    let two_step = has_two_step.then(|| remove("two-step", "Turn off two-step verification"));
    card(
        "Ways to sign in",
        "Besides the password. What is removed here signs the person out everywhere, and they are told by mail.",
        view! { {kit::factors(lines)} <div class="actions">{passkeys}{two_step}</div> }.into_any(),
    )
}

fn act(intent: &'static str, name: &'static str, value: &str, label: &str, look: Look) -> AnyView {
    Form::new(intent, None).action(name, value, label, label.to_owned(), look)
}

fn sessions(sessions: Vec<PersonSession>, unlisted: u32) -> AnyView {
    if sessions.is_empty() {
        return card("Sessions", "Signed in nowhere.", ().into_any());
    }
    let rows: Vec<AnyView> = sessions.into_iter().map(session).collect();
    let all = act("end-sessions", "all", "yes", "Sign out everywhere", Look::Plain);
    card(
        "Sessions",
        "What is signed out here opens nothing from the next request on.",
        view! { <ul class="rows">{rows}</ul> {kit::unlisted(unlisted)} <div class="actions">{all}</div> }.into_any(),
    )
}

fn session(session: PersonSession) -> AnyView {
    let spoken = format!("Sign out {}", session.device);
    let end = Form::new("end-session", None).action("session", &session.id, "Sign out", spoken, Look::Plain);
    view! {
        <li class="row-item">
            <div class="row-text">
                <p>{session.device}</p>
                <p class="row-detail">{session.detail}</p>
            </div>
            {end}
        </li>
    }
    .into_any()
}

fn events(events: Vec<PersonEvent>, earlier: Option<String>) -> AnyView {
    let rows: Vec<AnyView> = events.into_iter().map(event).collect();
    card(
        "Activity",
        "",
        view! { <ul class="rows">{rows}</ul> {more(earlier, "Earlier activity")} }.into_any(),
    )
}

fn event(event: PersonEvent) -> AnyView {
    view! {
        <li class="row-item">
            <div class="row-text">
                <p>{event.what}</p>
                <p class="row-detail">{event.detail}</p>
            </div>
        </li>
    }
    .into_any()
}
