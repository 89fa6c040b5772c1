//! `/admin/people/new`: an account for somebody, who chooses the password by a link that is mailed.

use super::{
    administration::{admin_page, below_people},
    card::card,
    form_input::Input,
    form_view::{ButtonKind, Form, button},
    page::{Done, Page, PageError, both},
    paths::PEOPLE,
    person_change::{proof, prove},
    visit::CurrentUser,
};
use crate::{
    auth::{
        self,
        admin::{Actor, FirstPassword, NewPerson, create_person, find_person_by_email},
    },
    flash::Flash,
    forms::Fields,
};
use app::model::{EmailAddress, Field, PersonName, Problem, RefusedForm, Role};
use leptos::prelude::*;

pub(super) async fn create(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (name, email) = both(
        PersonName::parse(&fields.text("name")),
        EmailAddress::parse(&fields.text("email")),
    )?;
    let role = match fields.optional("administrator") {
        Some(_) => Role::Admin,
        None => Role::User,
    };
    prove(visit, fields).await?;
    let (auth, actor) = (visit.auth(), Actor::Admin(&visit.live, &visit.client));
    let person = NewPerson { name, email, role };
    match create_person(auth, actor, &person, FirstPassword::ByMail).await {
        Ok(user) => Ok(Done::say(Flash::PersonAdded, format!("{PEOPLE}/{}", user.id))),
        Err(auth::Error::Invalid(error)) if error.problem == Problem::Taken => {
            // Nobody has it, and it is taken, where somebody has just given it up and can have it back.
            match find_person_by_email(auth, actor, &person.email).await {
                Ok(user) => Ok(Done::say(Flash::PersonIsThere, format!("{PEOPLE}/{}", user.id))),
                Err(auth::Error::NotFound) => Err(error.into()),
                Err(error) => Err(error.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let form = Form::new("create", refused).about_another();
    let proof = proof(visit, &form).await?;
    let fields = view! {
        {form.text(Field::Name, "Name", Input::default())}
        {form.text(Field::Email, "E-mail address", Input { kind: "email", ..Input::default() })}
        {form.checkbox("administrator", "Administrator: sees and changes all accounts", false)}
        {proof}
        <p class="actions">
            {button("Add and send the link", ButtonKind::Primary)}
            <a class="button" href=PEOPLE>"Cancel"</a>
        </p>
    };
    let body = match visit.auth().settings.is_mail_on {
        true => card(
            "Who is it?",
            "We send them a link to choose a password. It works for three days, and opening it confirms the address.",
            form.around(fields.into_any()),
        ),
        false => card(
            "Not possible here",
            "E-mail is switched off, so no link would reach anybody. Add the account on the command line, by latchkey user create.",
            ().into_any(),
        ),
    };
    Ok(admin_page(visit, below_people(), "Add a person", refused, body))
}
