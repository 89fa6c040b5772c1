//! `/verify-email`, where the link of an email confirms an address or has one back.

use super::{
    card::narrow_card,
    form_input::PasswordInput,
    form_view::{ButtonKind, Form, button, hidden_username},
    link,
    page::{Done, Page, PageError},
    reset_password,
    visit::MaybeUser,
};
use crate::{
    auth::{
        self, AddressLink, ChangeStep, Confirmed, LinkKind, LinkProof, LiveSession, confirm_address, cookies,
        is_trusted_redirect, peek_address_link, tokens::CookieToken, tokens::OneTimeToken, undo_email_change,
    },
    forms::Fields,
    humanize,
};
use app::model::{AppError, Field, Password, Problem, RefusedForm};
use leptos::prelude::*;

/// Where a program wants to be led to afterwards.
const REDIRECT_TO: &str = "redirect-to";

const CONFIRM: &str = "Confirm your e‑mail address";
const SPENT: &str = "This link no longer works";
const DONE: &str = "Address confirmed";
const HALF_DONE: &str = "Almost done";
const UNDONE: &str = "The change is undone";
const UNDO: &str = "Undo the change of your address";

pub(super) async fn follow(visit: &MaybeUser, fields: &Fields) -> Result<Done, PageError> {
    let token = link::token(visit).ok_or(AppError::SpentLink)?;
    match fields.text("intent").as_str() {
        "undo" => undo(visit, &token).await,
        _ => confirm(visit, &token, fields).await,
    }
}

/// The redirect target of the link. Links that were mailed before it had its name are good for a day.
fn redirect_target(visit: &MaybeUser) -> Option<String> {
    visit.parameter(REDIRECT_TO).or_else(|| visit.parameter("way-on"))
}

async fn confirm(visit: &MaybeUser, token: &OneTimeToken, fields: &Fields) -> Result<Done, PageError> {
    // Who leaves it empty does not know it, and gets the account without it.
    let password = match fields.text(Field::Password.attribute()) {
        empty if empty.is_empty() => None,
        typed => Some(Password::parse(typed)?),
    };
    let browser = newcomer(visit);
    let proof = LinkProof::Form {
        password: password.as_ref(),
        browser: browser.as_ref(),
    };
    let confirmed = confirm_address(visit.auth(), token, proof, visit.live.as_deref(), &visit.client).await;
    let confirmed = confirmed.map_err(|error| match error {
        auth::Error::WrongPassword => AppError::field(Field::Password, Problem::Wrong).into(),
        other => PageError::from(other),
    })?;
    let settings = &visit.auth().settings;
    if browser.is_some() {
        visit.cookies.add(cookies::newcomer_removal(&settings.cookies));
    }
    let reset = match &confirmed {
        Confirmed::WithoutPassword(_, reset) => Some(reset),
        _ => None,
    };
    visit.cookies.add(cookies::link_cookie(reset, &settings.cookies));
    let redirect_to = fields.text(REDIRECT_TO);
    Ok(Done::Go(match confirmed {
        Confirmed::Change(ChangeStep::Half(_)) => "/verify-email?half".into(),
        // It stood in the address, where anybody can put anything.
        _ if reset.is_none() && !redirect_to.is_empty() && is_trusted_redirect(&redirect_to, settings) => redirect_to,
        _ => "/verify-email?done".into(),
    }))
}

async fn undo(visit: &MaybeUser, token: &OneTimeToken) -> Result<Done, PageError> {
    let reset = undo_email_change(visit.auth(), token, &visit.client).await?;
    let names = &visit.auth().settings.cookies;
    visit.cookies.add(cookies::link_cookie(Some(&reset), names));
    Ok(Done::Go("/verify-email?undone".into()))
}

/// What this browser has from a sign-up that waits for its email.
fn newcomer(visit: &MaybeUser) -> Option<CookieToken> {
    let cookie = visit.cookies.get(visit.auth().settings.cookies.newcomer)?;
    CookieToken::parse(cookie.value())
}

pub(super) async fn show(visit: &MaybeUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let (title, card) = match visit.uri().query() {
        // This browser was given a link to choose a password, because the account has none.
        Some("done") if reset_password::owner(visit).await?.is_some() => (DONE, done_without_password()),
        Some("done") => (DONE, done(visit.live.is_some())),
        Some("half") => (HALF_DONE, half_done()),
        Some("undone") => (UNDONE, undone()),
        _ => match address_link(visit).await? {
            None => (SPENT, spent(visit.live.as_deref())),
            Some(link) if link.kind == LinkKind::Undo => (UNDO, undoing(link, refused)),
            Some(link) => (CONFIRM, confirming(link, redirect_target(visit), refused)),
        },
    };
    Ok(Page::new(title, refused, card))
}

/// What the link is about that was opened last, unless it has expired or was used before.
async fn address_link(visit: &MaybeUser) -> Result<Option<AddressLink>, auth::Error> {
    let Some(token) = link::token(visit) else {
        return Ok(None);
    };
    let browser = newcomer(visit);
    let found = peek_address_link(visit.auth(), &token, browser.as_ref(), visit.live.as_deref()).await;
    link::unless_spent(found)
}

fn confirming(link: AddressLink, redirect_to: Option<String>, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("confirm", refused);
    let (question, label) = match link.kind {
        LinkKind::ToNewAddress => ("Your account will use this address from now on:", "Use this address"),
        LinkKind::ToPresentAddress => ("Your account is to use this address from now on:", "Approve the change"),
        _ => ("Is this your address?", "Confirm"),
    };
    let email = humanize::address(&link.email);
    let password = (link.kind == LinkKind::Verify && link.asks_for_password).then(|| {
        let hint = "If you didn’t choose one, or have forgotten it, leave this empty: you choose another one next, and everything that is signed in to this account is signed out.";
        let input = PasswordInput {
            required: false,
            ..PasswordInput::new("current-password", hint)
        };
        view! {
            {hidden_username(&email)}
            {form.password_input(Field::Password, "Password you chose for this account", input)}
        }
        .into_any()
    });
    let fields = view! {
        <input type="hidden" name=REDIRECT_TO value=redirect_to.unwrap_or_default() />
        {password}
        {button(label, ButtonKind::Primary)}
    };
    let body = view! {
        <p>{question}</p>
        <p><strong>{email}</strong></p>
        {in_place_of(link.present)}
        {form.around(fields.into_any())}
    };
    narrow_card(CONFIRM, body.into_any())
}

fn undoing(link: AddressLink, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("undo", refused);
    let body = view! {
        <p>"Your account will use this address again:"</p>
        <p><strong>{humanize::address(&link.email)}</strong></p>
        {in_place_of(link.present)}
        <p>"Every device will be signed out, and you can choose a new password."</p>
        {form.around(button("Undo the change", ButtonKind::Primary))}
    };
    narrow_card(UNDO, body.into_any())
}

/// The address the account has, where that is another.
fn in_place_of(present: Option<String>) -> Option<AnyView> {
    present.map(|present| view! { <p class="lead">"In place of "{humanize::address(&present)}"."</p> }.into_any())
}

/// Whoever is signed in with an address that is confirmed has nothing more to do; nobody else is told of any address.
fn spent(live: Option<&LiveSession>) -> AnyView {
    let confirmed = live.filter(|live| live.user.email_verified);
    let rest = match confirmed {
        Some(live) => format!("{} is confirmed already.", humanize::address(&live.user.email)),
        None => "If your address is still to be confirmed, sign in and you’ll get a new one.".to_owned(),
    };
    ending(
        SPENT,
        view! { <p>{format!("This link has expired or was already used. {rest}")}</p> }.into_any(),
        match confirmed {
            Some(_) => ("/todos", "Go to your todos"),
            None => ("/settings/email", "Go to your settings"),
        },
    )
}

fn done_without_password() -> AnyView {
    ending(
        DONE,
        view! { <p role="status">"Thank you. Nothing that others may have set for this account is left: no password, no other way to sign in, and no device that was signed in."</p> }.into_any(),
        ("/reset-password", "Choose a password"),
    )
}

fn done(is_signed_in: bool) -> AnyView {
    ending(
        DONE,
        view! { <p role="status">"Thank you. E-mails to you go there from now on."</p> }.into_any(),
        if is_signed_in {
            ("/todos", "Go to your todos")
        } else {
            ("/sign-in", "Sign in")
        },
    )
}

fn half_done() -> AnyView {
    ending(
        HALF_DONE,
        view! { <p role="status">"Thank you. The address changes once you have confirmed at the other address too; we’ve sent a link there."</p> }.into_any(),
        ("/settings/email", "Go to your settings"),
    )
}

fn undone() -> AnyView {
    ending(
        UNDONE,
        view! { <p role="status">"Your account has this address again, and every device was signed out. Whoever changed it knew your password, so choose another one now."</p> }.into_any(),
        ("/reset-password", "Choose a new password"),
    )
}

/// What has come of a link, and where one goes on.
fn ending(title: &'static str, what: AnyView, (href, label): (&'static str, &'static str)) -> AnyView {
    let body = view! {
        {what}
        <p class="actions"><a class="button button-primary" href=href>{label}</a></p>
    };
    narrow_card(title, body.into_any())
}
