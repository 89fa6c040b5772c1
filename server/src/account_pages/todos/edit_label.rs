//! `/labels/{name}/edit`: the name and the colour of a label, and deleting it.

use super::{
    super::{
        card::danger_card,
        form_view::{ButtonKind, Form, button},
        page::{Done, Page, PageError, both},
        visit::CurrentUser,
    },
    LABELS,
    label::named,
    new_list::fields as name_and_colour,
};
use crate::{
    flash::Flash,
    forms::Fields,
    todos::{self, Expected},
};
use app::model::{AppError, Field, LabelName, LabelPatch, ListColour, RefusedForm};
use leptos::prelude::*;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (todos, owner, label) = (&visit.state.todos, &visit.live.user.id, named(visit).await?);
    match fields.text("intent").as_str() {
        "save" => {
            let (name, colour) = both(
                LabelName::parse(&fields.text(Field::Name.attribute())),
                ListColour::parse(&fields.text(Field::Colour.attribute())),
            )?;
            let patch = LabelPatch {
                name: Some(name),
                colour: Some(colour),
            };
            let label = todos::edit_label(todos, owner, &label.id, &patch, &Expected::Any).await?;
            Ok(Done::say(Flash::Saved, label.path()))
        }
        "remove" => {
            todos::remove_label(todos, owner, &label.id, &Expected::Any).await?;
            Ok(Done::say(Flash::LabelDeleted(label.id), LABELS))
        }
        _ => Err(AppError::Malformed.into()),
    }
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let label = named(visit).await?;
    let form = Form::new("save", refused);
    let fields = name_and_colour(&form, label.name.as_str(), label.colour);
    let delete = Form::new("remove", refused).alone("Delete the label", ButtonKind::Danger);
    let content = view! {
        <div class="view-page todo-form">
            <p class="view-note"><a href=label.path() dir="auto">{label.name.as_str().to_owned()}</a></p>
            <h1>"Edit label"</h1>
            <div class="card">
                {form.around(view! {
                    {fields}
                    <p class="actions">{button("Save", ButtonKind::Primary)}</p>
                }.into_any())}
            </div>
            {danger_card("Delete this label", "It is taken off all todos, which stay.", delete)}
        </div>
    };
    Ok(Page::new("Edit label", refused, content.into_any()))
}
