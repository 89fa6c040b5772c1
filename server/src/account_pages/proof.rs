//! The password, and a code where two-step verification is on, as a form asks for them: who is signed in proves to be
//! themselves.

use super::{
    form_view::Form,
    page::{PageError, wrong_password},
    visit::CurrentUser,
};
use crate::{auth::confirm_with_password, forms::Fields};
use app::model::{Field, FieldError, Password, Problem};
use leptos::prelude::*;

/// Takes the password, and the code where two-step verification is on, for a proof of who is asking.
pub(super) async fn confirm_by_form(visit: &CurrentUser, fields: &Fields) -> Result<(), PageError> {
    let (password, code) = (current_password(fields)?, fields.text(Field::Code.attribute()));
    if visit.live.has_two_factor && code.trim().is_empty() {
        return Err(FieldError::new(Field::Code, Problem::Missing).into());
    }
    confirm_with_password(visit.auth(), &visit.live, &password, Some(&code), &visit.client)
        .await
        .map_err(wrong_password)
}

/// The password in the field for the one in force.
pub(super) fn current_password(fields: &Fields) -> Result<Password, FieldError> {
    Password::parse(fields.text(Field::CurrentPassword.attribute())).map_err(|error| FieldError {
        field: Field::CurrentPassword,
        ..error
    })
}

/// The code that goes with the password, where signing in takes one.
pub(super) fn code_field(visit: &CurrentUser, form: &Form) -> Option<AnyView> {
    let is_asked = visit.live.has_two_factor;
    is_asked.then(|| form.code("Code", "From your app, or one of your recovery codes."))
}
