//! Where the pages of the account area are. They lead to each other by these names, so that none has to know another.

pub(super) const SETTINGS: &str = "/settings";
pub(super) const PROFILE: &str = "/settings/profile";
pub(super) const EMAIL: &str = "/settings/email";
pub(super) const PASSWORD: &str = "/settings/password";
pub(super) const PASSWORD_ESTIMATE: &str = "/password-estimate";
pub(super) const TWO_STEP: &str = "/settings/two-step";
pub(super) const TWO_STEP_CODES: &str = "/settings/two-step/codes";
pub(super) const PASSKEYS: &str = "/settings/passkeys";
pub(super) const SESSIONS: &str = "/settings/sessions";
pub(super) const ACTIVITY: &str = "/settings/activity";
pub(super) const DATA: &str = "/settings/data";
pub(super) const DATA_EXPORT: &str = "/settings/data/export";
pub(super) const DELETE: &str = "/settings/delete";
pub(super) const CONFIRM_DELETION: &str = "/settings/delete/confirm";
/// Where somebody is told that it is done, who has no account any more.
pub(super) const DELETED: &str = "/account-deleted";
/// Where somebody confirms who they are.
pub(super) const CONFIRM: &str = "/settings/confirm";
pub(super) const ADMINISTRATION: &str = "/admin";
pub(super) const PEOPLE: &str = "/admin/people";
pub(super) const NEW_PERSON: &str = "/admin/people/new";
pub(super) const PERSON: &str = "/admin/people/{id}";
pub(super) const PERSON_CHANGE: &str = "/admin/people/{id}/{change}";
