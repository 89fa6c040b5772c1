//! `/lists/new`: a name and a colour make a list.

use super::super::{
    form_input::Input,
    form_view::{ButtonKind, Form, button},
    page::{Done, Page, PageError, both},
    visit::CurrentUser,
};
use crate::{flash::Flash, forms::Fields, todos};
use app::model::{Field, ListColour, ListName, NewList, RefusedForm};
use leptos::prelude::*;

pub(in super::super) async fn create(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (name, colour) = both(
        ListName::parse(&fields.text(Field::Name.attribute())),
        ListColour::parse(&fields.text(Field::Colour.attribute())),
    )?;
    let list = todos::add_list(&visit.state.todos, &visit.live.user.id, &NewList { name, colour }).await?;
    Ok(Done::say(Flash::Saved, list.path()))
}

#[expect(clippy::unused_async, reason = "every page is shown in the same way")]
pub(in super::super) async fn show(_: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let form = Form::new("create", refused);
    let fields = fields(&form, "", ListColour::Blue);
    let content = view! {
        <div class="view-page todo-form">
            <h1>"New list"</h1>
            <div class="card">
                {form.around(view! {
                    {fields}
                    <p class="actions">{button("Make the list", ButtonKind::Primary)}</p>
                }.into_any())}
            </div>
        </div>
    };
    Ok(Page::new("New list", refused, content.into_any()))
}

/// The name and the colour of a list.
pub(super) fn fields(form: &Form, name: &str, colour: ListColour) -> AnyView {
    let input = Input {
        stored: name.to_owned(),
        autofocus: true,
        ..Input::default()
    };
    let chosen = form.value(Field::Colour, colour.as_str());
    let choice = |colour: ListColour| {
        view! {
            <label title=colour.label()>
                <input
                    type="radio"
                    name=Field::Colour.attribute()
                    value=colour.as_str()
                    aria-label=colour.label()
                    checked=chosen == colour.as_str()
                />
                <span class="mark" data-colour=colour.as_str()></span>
            </label>
        }
    };
    view! {
        {form.text(Field::Name, "Name", input)}
        <fieldset class="colours">
            <legend>"Colour"</legend>
            {ListColour::EVERY.map(choice)}
        </fieldset>
    }
    .into_any()
}
