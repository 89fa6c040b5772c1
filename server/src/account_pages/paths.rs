//! Where the pages of the account area are. They lead to each other by these names, so that none has to know another.

pub const SETTINGS: &str = "/settings";
pub const PROFILE: &str = "/settings/profile";
pub const EMAIL: &str = "/settings/email";
pub const PASSWORD: &str = "/settings/password";
pub const PASSWORD_ESTIMATE: &str = "/password-estimate";
pub const TWO_STEP: &str = "/settings/two-step";
pub const TWO_STEP_CODES: &str = "/settings/two-step/codes";
pub const PASSKEYS: &str = "/settings/passkeys";
pub const SESSIONS: &str = "/settings/sessions";
pub const ACTIVITY: &str = "/settings/activity";
pub const DATA: &str = "/settings/data";
pub const DATA_EXPORT: &str = "/settings/data/export";
pub const DELETE: &str = "/settings/delete";
pub const CONFIRM_DELETION: &str = "/settings/delete/confirm";
/// Where somebody is told that it is done, who has no account any more.
pub const DELETED: &str = "/account-deleted";
/// Where somebody confirms who they are.
pub const CONFIRM: &str = "/settings/confirm";
pub const ADMINISTRATION: &str = "/admin";
pub const PEOPLE: &str = "/admin/people";
pub const NEW_PERSON: &str = "/admin/people/new";
pub const PERSON: &str = "/admin/people/{id}";
pub const PERSON_CHANGE: &str = "/admin/people/{id}/{change}";
