//! A word on what was just done, for the page one is led to. It travels in a cookie that scripts cannot read, is shown
//! once, and is one of a closed set, so nobody can put words of their own into our pages.

use crate::{auth::ChangeStep, humanize, state::AppState};
use app::model::{Day, LabelId, ListId, TodoDetails, TodoId};
use tower_cookies::{
    Cookie, Cookies,
    cookie::{SameSite, time::Duration},
};

/// How long the next page may take to be opened.
pub(crate) const LIFETIME: Duration = Duration::minutes(1);

/// What was done, and how often where that is worth saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flash {
    Saved,
    /// What waited for a proof of who is asking waited too long, or was done before.
    NothingDone,
    LinkSent,
    EmailChangeCancelled,
    EmailChangeApproved,
    EmailChanged,
    /// By an administrator, and none were there.
    NoFactors,
    PasskeysRemoved,
    TwoFactorRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    /// So many todos.
    Imported(usize),
    DeletionMailed,
    DeletionCancelled,
    /// With so many todos.
    AccountDeleted {
        todos: u32,
    },
    Disabled,
    Enabled,
    RoleChanged,
    /// By an administrator of themself.
    NoAdministrator,
    PersonAdded,
    PersonIsThere,
    PersonDeleted,
    PasswordLinkSent,
    AddressConfirmed,
    /// By an administrator, so many.
    SessionsEnded(u64),
    PasswordChanged {
        ended: u32,
    },
    DeviceSignedOut,
    DevicesSignedOut {
        ended: u32,
    },
    TwoFactorOn,
    TwoFactorOff,
    /// To another list than the one it was typed on.
    TodoAdded(ListId),
    TodoCompleted(TodoId),
    /// It recurs, and is due again on this day.
    TodoCompletedUntil(TodoId, Day),
    TodoReopened(TodoId),
    TodoDeleted(TodoId),
    TodoRestored,
    /// A todo within its list.
    Moved,
    /// So many todos are gone for good.
    TrashEmptied(u64),
    ListDeleted(ListId),
    LabelDeleted(LabelId),
}

impl Flash {
    /// What showing a second factor has done for a change of address.
    pub(crate) fn approved(step: &ChangeStep) -> Self {
        match step {
            ChangeStep::Done(_) => Self::EmailChanged,
            ChangeStep::Half(_) => Self::EmailChangeApproved,
        }
    }

    /// That a todo was done, and when it is due again if it is.
    pub(crate) fn completed(done: &TodoDetails) -> Self {
        let id = done.todo.id;
        done.todo
            .next
            .map_or(Self::TodoCompleted(id), |day| Self::TodoCompletedUntil(id, day))
    }

    /// Everything that can be said, with its name and the number it comes with.
    fn parse(text: &str) -> Option<Self> {
        let (name, count) = text.split_once('.').unwrap_or((text, "0"));
        if let Some(flash) = Self::parse_about(name, count) {
            return Some(flash);
        }
        let count: u32 = count.parse().ok()?;
        Some(match name {
            "saved" => Self::Saved,
            "nothing-done" => Self::NothingDone,
            "link-sent" => Self::LinkSent,
            "email-change-cancelled" => Self::EmailChangeCancelled,
            "email-change-approved" => Self::EmailChangeApproved,
            "email-changed" => Self::EmailChanged,
            "no-factors" => Self::NoFactors,
            "passkeys-removed" => Self::PasskeysRemoved,
            "two-factor-removed" => Self::TwoFactorRemoved,
            "passkey-added" => Self::PasskeyAdded,
            "passkey-removed" => Self::PasskeyRemoved,
            "imported" => Self::Imported(count as usize),
            "deletion-mailed" => Self::DeletionMailed,
            "deletion-cancelled" => Self::DeletionCancelled,
            "account-deleted" => Self::AccountDeleted { todos: count },
            "disabled" => Self::Disabled,
            "enabled" => Self::Enabled,
            "role-changed" => Self::RoleChanged,
            "no-administrator" => Self::NoAdministrator,
            "person-added" => Self::PersonAdded,
            "person-is-there" => Self::PersonIsThere,
            "person-deleted" => Self::PersonDeleted,
            "password-link-sent" => Self::PasswordLinkSent,
            "address-confirmed" => Self::AddressConfirmed,
            "sessions-ended" => Self::SessionsEnded(count.into()),
            "password-changed" => Self::PasswordChanged { ended: count },
            "device-signed-out" => Self::DeviceSignedOut,
            "devices-signed-out" => Self::DevicesSignedOut { ended: count },
            "two-factor-on" => Self::TwoFactorOn,
            "two-factor-off" => Self::TwoFactorOff,
            "todo-restored" => Self::TodoRestored,
            "moved" => Self::Moved,
            "trash-emptied" => Self::TrashEmptied(count.into()),
            _ => return None,
        })
    }

    /// What is said of one todo or list, by its id.
    fn parse_about(name: &str, id: &str) -> Option<Self> {
        match name {
            "todo-completed" => TodoId::parse(id).ok().map(Self::TodoCompleted),
            "todo-completed-until" => {
                let (id, day) = id.split_once('.')?;
                Some(Self::TodoCompletedUntil(TodoId::parse(id).ok()?, Day::parse(day).ok()?))
            }
            "todo-reopened" => TodoId::parse(id).ok().map(Self::TodoReopened),
            "todo-deleted" => TodoId::parse(id).ok().map(Self::TodoDeleted),
            "todo-added" => ListId::parse(id).ok().map(Self::TodoAdded),
            "list-deleted" => ListId::parse(id).ok().map(Self::ListDeleted),
            "label-deleted" => LabelId::parse(id).ok().map(Self::LabelDeleted),
            _ => None,
        }
    }

    /// What takes it back: the name of a button in a form of a page of todos, and its value.
    pub(crate) fn undo(self) -> Option<(&'static str, String)> {
        match self {
            Self::TodoCompleted(id) | Self::TodoCompletedUntil(id, _) => Some(("reopen", id.to_string())),
            Self::TodoReopened(id) => Some(("complete", id.to_string())),
            Self::TodoDeleted(id) => Some(("restore", id.to_string())),
            Self::ListDeleted(id) => Some(("restore-list", id.to_string())),
            Self::LabelDeleted(id) => Some(("restore-label", id.to_string())),
            _ => None,
        }
    }

    fn to_text(self) -> String {
        match self {
            Self::Saved => "saved".into(),
            Self::NothingDone => "nothing-done".into(),
            Self::LinkSent => "link-sent".into(),
            Self::EmailChangeCancelled => "email-change-cancelled".into(),
            Self::EmailChangeApproved => "email-change-approved".into(),
            Self::EmailChanged => "email-changed".into(),
            Self::NoFactors => "no-factors".into(),
            Self::PasskeysRemoved => "passkeys-removed".into(),
            Self::TwoFactorRemoved => "two-factor-removed".into(),
            Self::PasskeyAdded => "passkey-added".into(),
            Self::PasskeyRemoved => "passkey-removed".into(),
            Self::Imported(count) => format!("imported.{count}"),
            Self::DeletionMailed => "deletion-mailed".into(),
            Self::DeletionCancelled => "deletion-cancelled".into(),
            Self::AccountDeleted { todos } => format!("account-deleted.{todos}"),
            Self::Disabled => "disabled".into(),
            Self::Enabled => "enabled".into(),
            Self::RoleChanged => "role-changed".into(),
            Self::NoAdministrator => "no-administrator".into(),
            Self::PersonAdded => "person-added".into(),
            Self::PersonIsThere => "person-is-there".into(),
            Self::PersonDeleted => "person-deleted".into(),
            Self::PasswordLinkSent => "password-link-sent".into(),
            Self::AddressConfirmed => "address-confirmed".into(),
            Self::SessionsEnded(count) => format!("sessions-ended.{count}"),
            Self::PasswordChanged { ended } => format!("password-changed.{ended}"),
            Self::DeviceSignedOut => "device-signed-out".into(),
            Self::DevicesSignedOut { ended } => format!("devices-signed-out.{ended}"),
            Self::TwoFactorOn => "two-factor-on".into(),
            Self::TwoFactorOff => "two-factor-off".into(),
            Self::TodoAdded(id) => format!("todo-added.{id}"),
            Self::TodoCompleted(id) => format!("todo-completed.{id}"),
            Self::TodoCompletedUntil(id, day) => format!("todo-completed-until.{id}.{}", day.to_iso()),
            Self::TodoReopened(id) => format!("todo-reopened.{id}"),
            Self::TodoDeleted(id) => format!("todo-deleted.{id}"),
            Self::TodoRestored => "todo-restored".into(),
            Self::Moved => "moved".into(),
            Self::TrashEmptied(count) => format!("trash-emptied.{count}"),
            Self::ListDeleted(id) => format!("list-deleted.{id}"),
            Self::LabelDeleted(id) => format!("label-deleted.{id}"),
        }
    }

    /// In words.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Saved => "Saved.".into(),
            Self::NothingDone => "Thank you. That had waited too long, so nothing was done; you can do it now.".into(),
            Self::LinkSent => "We’ve sent you a link. Open it to go on.".into(),
            Self::EmailChangeCancelled => "Cancelled. Your address stays as it is.".into(),
            Self::EmailChangeApproved => {
                "Approved. The change is made once the new address is confirmed by its link.".into()
            }
            Self::EmailChanged => "Your address was changed.".into(),
            Self::NoFactors => "There was nothing to remove.".into(),
            Self::PasskeysRemoved => "The passkeys are removed, and the person is signed out everywhere.".into(),
            Self::TwoFactorRemoved => {
                "Two-step verification is removed, and the person is signed out everywhere.".into()
            }
            Self::PasskeyAdded => "Passkey added. You can sign in with it from now on.".into(),
            Self::PasskeyRemoved => {
                "Passkey removed. Your device may still offer it; you can delete it there too.".into()
            }
            Self::Imported(1) => "1 todo was added.".into(),
            Self::Imported(count) => format!("{count} todos were added."),
            Self::DeletionMailed => {
                "We’ve sent you an e-mail to confirm. Nothing is deleted until you follow its link.".into()
            }
            Self::DeletionCancelled => "Cancelled. Your account stays as it is.".into(),
            Self::AccountDeleted { todos: 0 } => "Your account is deleted.".into(),
            Self::AccountDeleted { todos: 1 } => "Your account and 1 todo are deleted.".into(),
            Self::AccountDeleted { todos } => format!("Your account and {todos} todos are deleted."),
            Self::Disabled => "The account is disabled and signed out everywhere.".into(),
            Self::Enabled => "The account is enabled.".into(),
            Self::RoleChanged => "The role was changed.".into(),
            Self::NoAdministrator => "You are no longer an administrator.".into(),
            Self::PersonAdded => "The account was added, and a link to choose a password is on its way.".into(),
            Self::PersonIsThere => "This address has an account already. Here it is.".into(),
            Self::PersonDeleted => "The account was deleted with everything in it.".into(),
            Self::PasswordLinkSent => "A link to choose a password is on its way.".into(),
            Self::AddressConfirmed => "The address is confirmed.".into(),
            Self::SessionsEnded(1) => "1 device was signed out.".into(),
            Self::SessionsEnded(count) => format!("{count} devices were signed out."),
            Self::PasswordChanged { ended: 0 } => "Password changed.".into(),
            Self::PasswordChanged { ended } => format!("Password changed. {}", others_signed_out(ended)),
            Self::DeviceSignedOut => "That device is signed out.".into(),
            Self::DevicesSignedOut { ended } => others_signed_out(ended),
            Self::TwoFactorOn => "Two-step verification is on.".into(),
            Self::TwoFactorOff => "Two-step verification is off.".into(),
            Self::TodoAdded(_) => "Added to the list that was named.".into(),
            Self::TodoCompleted(_) => "Done.".into(),
            Self::TodoCompletedUntil(_, day) => format!("Done. Next: {}.", humanize::long_day(day)),
            Self::TodoReopened(_) => "It is to be done again.".into(),
            Self::TodoDeleted(_) => "Moved to the trash.".into(),
            Self::TodoRestored => "Restored.".into(),
            Self::Moved => "Moved within its list.".into(),
            Self::TrashEmptied(1) => "1 todo is deleted for good.".into(),
            Self::TrashEmptied(count) => format!("{count} todos are deleted for good."),
            Self::ListDeleted(_) => "The list was moved to the trash.".into(),
            Self::LabelDeleted(_) => "The label was deleted.".into(),
        }
    }
}

fn others_signed_out(count: u32) -> String {
    match count {
        0 => "No other device was signed in.".into(),
        1 => "1 other device was signed out.".into(),
        _ => format!("{count} other devices were signed out."),
    }
}

/// Says it on the next page.
pub(crate) fn cookie(state: &AppState, flash: Flash) -> Cookie<'static> {
    let mut cookie = empty(state);
    cookie.set_value(flash.to_text());
    cookie.set_max_age(LIFETIME);
    cookie
}

/// What the page before wanted to be said; it is said once.
pub(crate) fn take(state: &AppState, cookies: &Cookies) -> Option<Flash> {
    let mut removal = empty(state);
    let flash = Flash::parse(cookies.get(removal.name())?.value());
    removal.set_max_age(Duration::ZERO);
    cookies.add(removal);
    flash
}

fn empty(state: &AppState) -> Cookie<'static> {
    Cookie::build((state.auth.settings.cookies.flash, ""))
        .path("/")
        .http_only(true)
        .secure(state.auth.settings.cookies.is_secure)
        .same_site(SameSite::Lax)
        .build()
}
