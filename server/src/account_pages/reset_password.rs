//! `/reset-password`, after the link of an email has been opened: another password, for whoever has forgotten theirs.

use super::{
    card::narrow_card,
    factors::factor_list,
    form_input::Input,
    form_view::{ButtonKind, Form, button, hidden_username},
    link,
    page::{Done, Page, PageError},
    visit::MaybeUser,
};
use crate::{
    auth::{
        self, Factors, FactorsAtReset, UserRow, cookies, factors_of, owner_of_reset_link, require_confirmed,
        reset_password,
    },
    forms::Fields,
    humanize,
};
use app::model::{AppError, Field, Password, RefusedForm};
use leptos::prelude::*;

/// Where one is told that the password was changed.
const DONE: &str = "/reset-password?done";

const TITLE: &str = "Choose a new password";
const DONE_TITLE: &str = "Password changed";
const SPENT_TITLE: &str = "This link no longer works";

pub(super) async fn reset(visit: &MaybeUser, fields: &Fields) -> Result<Done, PageError> {
    let token = link::token(visit).ok_or(AppError::SpentLink)?;
    let password = Password::parse(fields.text("password"))?;
    let code = fields.text("code");
    let factors = match (code.trim(), fields.optional("keep")) {
        ("", None) => FactorsAtReset::Remove,
        ("", Some(_)) => FactorsAtReset::KeepFor(visit.live.as_deref()),
        (code, _) => FactorsAtReset::KeepByCode(code),
    };
    reset_password(visit.auth(), &token, &password, factors, &visit.client).await?;
    let names = &visit.auth().settings.cookies;
    visit.cookies.add(cookies::link_cookie(None, names));
    // The session this browser may have had has ended with all others.
    visit.forget_session();
    Ok(Done::Go(DONE.into()))
}

pub(super) async fn show(visit: &MaybeUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let (title, card) = match visit.uri().query() {
        Some("done") => (DONE_TITLE, done()),
        _ => match owner(visit).await? {
            Some(user) => {
                let factors = factors_of(visit.auth(), &user.id).await?;
                (TITLE, choose(visit, &user, &factors, refused))
            }
            None => (SPENT_TITLE, spent()),
        },
    };
    Ok(Page::new(title, refused, card))
}

/// Whose password it is, unless the link has expired or was used before.
pub(super) async fn owner(visit: &MaybeUser) -> Result<Option<UserRow>, auth::Error> {
    let Some(token) = link::token(visit) else {
        return Ok(None);
    };
    link::unless_spent(owner_of_reset_link(visit.auth(), &token).await)
}

fn choose(visit: &MaybeUser, user: &UserRow, factors: &Factors, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("reset", refused);
    let email = humanize::address(&user.email);
    let others = factor_list(factors, &user.time_zone).map(|list| {
        view! {
            <p>"These open your account too:"</p>
            {list}
            {keeping(visit, user, factors, &form)}
        }
        .into_any()
    });
    let fields = view! {
        {hidden_username(&email)}
        {form.new_password("New password", visit.auth().settings.password_min_length)}
        {others}
        {button("Save the new password", ButtonKind::Primary)}
    };
    let body = view! {
        <p>"For " <strong>{email}</strong> ". Every device will be signed out."</p>
        {form.around(fields.into_any())}
    };
    narrow_card(TITLE, body.into_any())
}

/// How what opens the account besides the password can be kept.
fn keeping(visit: &MaybeUser, user: &UserRow, factors: &Factors, form: &Form) -> AnyView {
    let owner = visit.live.as_ref().filter(|live| live.user.id == user.id);
    let is_known = owner.is_some_and(|live| require_confirmed(visit.auth(), live).is_ok());
    match (user.email_verified, is_known) {
        (false, _) => view! {
            <p class="lead">"Your address was never confirmed, so nothing shows that these are yours: they will be removed."</p>
        }
        .into_any(),
        (true, true) => view! {
            <p class="lead">"They will be removed, so that nobody else who has added one gets in. Keep them if you know each of them."</p>
            {form.checkbox("keep", "Keep them", false)}
        }
        .into_any(),
        (true, false) => keeping_by_proof(factors, form),
    }
}

fn keeping_by_proof(factors: &Factors, form: &Form) -> AnyView {
    let sign_in = (!factors.passkeys.is_empty()).then(|| {
        view! {
            <p class="lead">
                "To keep them, "
                <a href="/sign-in?next=/reset-password">"sign in with your passkey"</a>
                " first; you come back here."
            </p>
        }
        .into_any()
    });
    let code = factors.two_step.map(|_| {
        let input = Input {
            autocomplete: "one-time-code",
            hint: "From your app, or a recovery code. Leave it empty to have them removed.".into(),
            required: false,
            ..Input::default()
        };
        form.text(Field::Code, "Code, to keep them", input)
    });
    view! {
        <p class="lead">"They will be removed, so that nobody else who has added one gets in, unless you show one of them."</p>
        {sign_in}
        {code}
    }
    .into_any()
}

fn spent() -> AnyView {
    let body = view! {
        <p>"This link has expired or was already used."</p>
        <p class="actions"><a class="button button-primary" href="/forgot-password?again">"Send a new one"</a></p>
    };
    narrow_card(SPENT_TITLE, body.into_any())
}

fn done() -> AnyView {
    let body = view! {
        <p role="status">"Every device was signed out. Sign in with your new password."</p>
        <p class="actions"><a class="button button-primary" href="/sign-in">"Sign in"</a></p>
    };
    narrow_card(DONE_TITLE, body.into_any())
}
