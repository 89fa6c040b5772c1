//! `/admin/people/{id}/{change}`: what an administrator can do about somebody's account. Each says first what comes of
//! it, asks for a fresh proof where the last is too old, and is done by its button alone.

use super::{
    administration::{admin_page, below_people},
    card::{card, danger_card},
    data::count_todos,
    delete::gone,
    form_input::Input,
    form_view::{ButtonKind, Form, button, hidden_username},
    page::{Done, Page, PageError},
    paths::{self, PEOPLE},
    proof::{code_field, confirm_by_form},
    sessions::leave,
    visit::CurrentUser,
};
use crate::{
    auth::{
        UserRow, Which,
        admin::{
            Actor, confirm_email_of, delete_person, end_sessions_of, find_person, is_last_admin, remove_factors_of,
            send_password_link, set_active, set_role,
        },
        passkeys::list_passkeys,
        require_confirmed,
    },
    flash::Flash,
    forms::Fields,
    humanize,
};
use app::model::{AppError, EmailAddress, Field, FieldError, NextPath, Problem, RefusedForm, Role};
use leptos::prelude::*;

/// Over what comes of a change.
const EFFECT: &str = "What it does";

/// What can be done about an account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    ConfirmAddress,
    SendPasswordLink,
    MakeAdministrator,
    MakeMember,
    Disable,
    Enable,
    RemovePasskeys,
    TurnOffTwoStep,
    SignOut,
    Delete,
}

impl Change {
    const ALL: [Self; 10] = [
        Self::ConfirmAddress,
        Self::SendPasswordLink,
        Self::MakeAdministrator,
        Self::MakeMember,
        Self::Disable,
        Self::Enable,
        Self::RemovePasskeys,
        Self::TurnOffTwoStep,
        Self::SignOut,
        Self::Delete,
    ];

    /// In the address of its page, and on its button and the way to it.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::ConfirmAddress => ("confirm-address", "Confirm address"),
            Self::SendPasswordLink => ("send-password-link", "Send a password link"),
            Self::MakeAdministrator => ("make-administrator", "Make an administrator"),
            Self::MakeMember => ("make-member", "Make a member"),
            Self::Disable => ("disable", "Disable account"),
            Self::Enable => ("enable", "Enable account"),
            Self::RemovePasskeys => ("remove-passkeys", "Remove passkeys"),
            Self::TurnOffTwoStep => ("turn-off-two-step", "Turn off two-step verification"),
            Self::SignOut => ("sign-out", "Sign out everywhere"),
            Self::Delete => ("delete", "Delete account"),
        }
    }

    /// Where it is explained, and done.
    pub(super) fn address(self, id: &str) -> String {
        format!("{PEOPLE}/{id}/{}", self.names().0)
    }

    pub(super) fn label(self) -> &'static str {
        self.names().1
    }

    pub(super) fn is_dangerous(self) -> bool {
        matches!(
            self,
            Self::Disable | Self::RemovePasskeys | Self::TurnOffTwoStep | Self::Delete
        )
    }

    /// Whether there would be one administrator less.
    fn takes_administrator(self) -> bool {
        matches!(self, Self::MakeMember | Self::Disable | Self::Delete)
    }

    /// What comes of it.
    fn consequences(self, is_oneself: bool, address: &str) -> String {
        match (self, is_oneself) {
            (Self::ConfirmAddress, _) => {
                format!("You confirm that {address} belongs to them. From then on they get an e-mail about whatever happens to the account.")
            }
            (Self::SendPasswordLink, _) => format!(
                "A link to choose a new password goes to {address}. It works once, within half an hour. The present password stays until a new one is chosen; then every device is signed out."
            ),
            (Self::MakeAdministrator, _) => {
                "They will see these pages, and can change and delete every account, including yours. This takes effect at once.".into()
            }
            (Self::MakeMember, true) => {
                "You will no longer see these pages. Only another administrator can make you one again.".into()
            }
            (Self::MakeMember, false) => "They will no longer see these pages. This takes effect at once.".into(),
            (Self::Disable, true) => {
                "You are signed out everywhere at once and cannot sign in until another administrator enables the account.".into()
            }
            (Self::Disable, false) => {
                "They are signed out everywhere at once and cannot sign in. Everything in the account stays.".into()
            }
            (Self::Enable, _) => "They can sign in again, as before.".into(),
            (Self::RemovePasskeys, _) => {
                "All passkeys of the account are removed, and every device is signed out. The password still works. The owner is told by e-mail.".into()
            }
            (Self::TurnOffTwoStep, _) => {
                "The authenticator app and all recovery codes stop working, and every device is signed out. The password alone opens the account. The owner is told by e-mail. Make sure that it is really the owner who asks.".into()
            }
            (Self::SignOut, true) => "Every device is signed out, this one too.".into(),
            (Self::SignOut, false) => "Every device is signed out at once and needs the password to come back.".into(),
            (Self::Delete, _) => {
                "The account is deleted with everything in it. This cannot be undone. The owner is told by e-mail.".into()
            }
        }
    }
}

/// Whom a page is about, and what it does; nothing where there is no such change.
fn subject(visit: &CurrentUser) -> Result<(&str, Change), AppError> {
    let path = visit.uri().path();
    let (rest, change) = path.rsplit_once('/').ok_or(AppError::NotFound)?;
    let (_, id) = rest.rsplit_once('/').ok_or(AppError::NotFound)?;
    let change = Change::ALL.into_iter().find(|known| known.names().0 == change);
    Ok((id, change.ok_or(AppError::NotFound)?))
}

pub(super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (id, change) = subject(visit)?;
    let (auth, actor) = (visit.auth(), Actor::Admin(&visit.live, &visit.client));
    if change == Change::Delete {
        require_address(visit, id, fields).await?;
    }
    prove(visit, fields).await?;
    let flash = match change {
        Change::ConfirmAddress => {
            confirm_email_of(auth, actor, id).await?;
            Flash::AddressConfirmed
        }
        Change::SendPasswordLink => {
            send_password_link(auth, actor, id).await?;
            Flash::PasswordLinkSent
        }
        Change::MakeAdministrator => {
            set_role(auth, actor, id, Role::Admin).await?;
            Flash::RoleChanged
        }
        Change::MakeMember => {
            set_role(auth, actor, id, Role::User).await?;
            Flash::RoleChanged
        }
        Change::Disable => {
            set_active(auth, actor, id, false).await?;
            Flash::Disabled
        }
        Change::Enable => {
            set_active(auth, actor, id, true).await?;
            Flash::Enabled
        }
        Change::RemovePasskeys => match remove_factors_of(auth, actor, id, Which::Passkeys).await?.is_none() {
            true => Flash::NoFactors,
            false => Flash::PasskeysRemoved,
        },
        Change::TurnOffTwoStep => match remove_factors_of(auth, actor, id, Which::TwoStep).await?.is_none() {
            true => Flash::NoFactors,
            false => Flash::TwoFactorRemoved,
        },
        Change::SignOut => Flash::SessionsEnded(end_sessions_of(auth, actor, id).await?),
        Change::Delete if id == visit.live.user.id => {
            let todos = count_todos(visit).await?;
            delete_person(auth, actor, id).await?;
            return Ok(gone(visit, todos));
        }
        Change::Delete => {
            delete_person(auth, actor, id).await?;
            Flash::PersonDeleted
        }
    };
    let is_oneself = id == visit.live.user.id;
    Ok(match change {
        Change::MakeMember if is_oneself => Done::say(Flash::NoAdministrator, paths::PROFILE),
        Change::Disable | Change::SignOut if is_oneself => leave(visit),
        Change::Delete => Done::say(flash, PEOPLE),
        _ => Done::say(flash, format!("{PEOPLE}/{id}")),
    })
}

/// Whoever deletes somebody has typed their address.
async fn require_address(visit: &CurrentUser, id: &str, fields: &Fields) -> Result<(), PageError> {
    let user = find_person(visit.auth(), Actor::Admin(&visit.live, &visit.client), id).await?;
    let typed = EmailAddress::parse(&fields.text(Field::Email.attribute()))?;
    match typed.as_str() == user.email {
        true => Ok(()),
        false => Err(FieldError::new(Field::Email, Problem::Wrong).into()),
    }
}

/// Takes the password that the form has asked for. Without one the use case asks whether the last proof is still good.
pub(super) async fn prove(visit: &CurrentUser, fields: &Fields) -> Result<(), PageError> {
    if fields.optional(Field::CurrentPassword.attribute()).is_none() {
        return Ok(());
    }
    confirm_by_form(visit, fields).await
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let ((id, change), refused) = (subject(visit)?, refused.as_ref());
    let (auth, actor) = (visit.auth(), Actor::Admin(&visit.live, &visit.client));
    let user = find_person(auth, actor, id).await?;
    let is_oneself = user.id == visit.live.user.id;
    let address = humanize::address(&user.email);
    let is_last = change.takes_administrator() && is_last_admin(auth, actor, &user).await?;
    let body = if is_last {
        // It is whoever looks at the page.
        let reason = "You are the last administrator, and one has to stay. Make somebody else an administrator first.";
        let back = view! { <p class="actions"><a class="button" href=format!("{PEOPLE}/{id}")>"Back"</a></p> };
        view! { {Form::new("act", refused).alert()} {card("Not possible now", reason, back.into_any())} }.into_any()
    } else {
        let consequences = change.consequences(is_oneself, &address);
        let form = form(visit, &user, change, refused).await?;
        match change.is_dangerous() {
            true => danger_card(EFFECT, &consequences, form),
            false => card(EFFECT, &consequences, form),
        }
    };
    let mut trail = below_people();
    trail.push((format!("{PEOPLE}/{id}"), user.name.clone()));
    let heading = heading(change, &user);
    let body = view! {
        <p class="lead">{address}</p>
        {body}
    };
    Ok(admin_page(visit, trail, &heading, refused, body.into_any()))
}

fn heading(change: Change, user: &UserRow) -> String {
    format!("{}: {}", change.label(), user.name)
}

/// What the page is for, in words.
pub(super) async fn describe(visit: &CurrentUser) -> Result<String, PageError> {
    let (id, change) = subject(visit)?;
    let actor = Actor::Admin(&visit.live, &visit.client);
    Ok(heading(change, &find_person(visit.auth(), actor, id).await?))
}

async fn form(
    visit: &CurrentUser,
    user: &UserRow,
    change: Change,
    refused: Option<&RefusedForm>,
) -> Result<AnyView, PageError> {
    let form = Form::new("act", refused).about_another();
    let typed = (change == Change::Delete).then(|| {
        let input = Input {
            kind: "email",
            hint: format!("Type {} to show that you mean it.", humanize::address(&user.email)),
            ..Input::default()
        };
        form.text(Field::Email, "Their e-mail address", input)
    });
    let proof = proof(visit, &form).await?;
    let kind = match change.is_dangerous() {
        true => ButtonKind::Danger,
        false => ButtonKind::Primary,
    };
    let fields = view! {
        {typed}
        {proof}
        <p class="actions">
            {button(change.label(), kind)}
            <a class="button" href=format!("{PEOPLE}/{}", user.id)>"Cancel"</a>
        </p>
    };
    Ok(form.around(fields.into_any()))
}

/// What an administrator has to show who has not done so lately.
pub(super) async fn proof(visit: &CurrentUser, form: &Form) -> Result<Option<AnyView>, PageError> {
    if require_confirmed(visit.auth(), &visit.live).is_ok() {
        return Ok(None);
    }
    let admin = &visit.live.user;
    let has_passkey = !list_passkeys(visit.auth(), &admin.id).await?.is_empty();
    let confirm = NextPath::parse(Some(visit.uri().path())).append_to(paths::CONFIRM);
    let passkey = has_passkey.then(|| view! { <p><a href=confirm>"Use a passkey instead"</a></p> });
    let proof = view! {
        {hidden_username(&admin.email)}
        {form.password(Field::CurrentPassword, "Your password", "current-password", "To show that it is still you.")}
        {code_field(visit, form)}
        {passkey}
    };
    Ok(Some(proof.into_any()))
}
