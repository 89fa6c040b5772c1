//! `/lists/{id}/edit`: the name and the colour of a list, and deleting it.

use super::{
    super::{
        card::danger_card,
        form_view::{ButtonKind, Form, button},
        page::{Done, Page, PageError, both},
        visit::CurrentUser,
    },
    new_list::fields as list_fields,
};
use crate::{
    flash::Flash,
    forms::Fields,
    todos::{self, Expected},
};
use app::model::{AppError, Field, List, ListColour, ListId, ListName, ListPatch, RefusedForm};
use leptos::prelude::*;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let (todos, owner) = (&visit.state.todos, &visit.live.user.id);
    let list = named(visit).await?;
    match fields.text("intent").as_str() {
        "save" => {
            let (name, colour) = both(
                ListName::parse(&fields.text(Field::Name.attribute())),
                ListColour::parse(&fields.text(Field::Colour.attribute())),
            )?;
            let patch = ListPatch {
                name: Some(name),
                colour: Some(colour),
                ..ListPatch::default()
            };
            let list = todos::edit_list(todos, owner, &list.id, &patch, &Expected::Any).await?;
            Ok(Done::say(Flash::Saved, list.path()))
        }
        "remove" => {
            todos::remove_list(todos, owner, &list.id, &Expected::Any).await?;
            Ok(Done::say(Flash::ListDeleted(list.id), "/todos/trash"))
        }
        _ => Err(AppError::Malformed.into()),
    }
}

/// The list in the address; the inbox has nothing to change.
async fn named(visit: &CurrentUser) -> Result<List, PageError> {
    let path = visit.uri().path();
    let id = path.strip_prefix("/lists/").and_then(|rest| rest.strip_suffix("/edit"));
    let id = id.and_then(|raw| ListId::parse(raw).ok()).ok_or(AppError::NotFound)?;
    let list = todos::find_list(&visit.state.todos, &visit.live.user.id, &id).await?;
    match list.is_inbox {
        true => Err(AppError::NotFound.into()),
        false => Ok(list),
    }
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let list = named(visit).await?;
    let form = Form::new("save", refused);
    let fields = list_fields(&form, list.name.as_str(), list.colour);
    let delete = Form::new("remove", refused).alone("Move to the trash", ButtonKind::Danger);
    let todos = list.counts.total();
    let description = match todos {
        0 => "The list is empty. It can be restored for 30 days.".to_owned(),
        1 => "The list and the one todo in it can be restored for 30 days.".to_owned(),
        _ => format!("The list and its {todos} todos can be restored for 30 days."),
    };
    let content = view! {
        <div class="view-page todo-form">
            <p class="view-note"><a href=list.path() dir="auto">{list.name.as_str().to_owned()}</a></p>
            <h1>"Edit list"</h1>
            <div class="card">
                {form.around(view! {
                    {fields}
                    <p class="actions">{button("Save", ButtonKind::Primary)}</p>
                }.into_any())}
            </div>
            {danger_card("Delete this list", &description, delete)}
        </div>
    };
    Ok(Page::new("Edit list", refused, content.into_any()))
}
