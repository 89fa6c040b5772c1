//! `/labels`: all labels, and the form for another one.

use super::{
    super::{
        form_view::{ButtonKind, Form, button},
        page::{Done, Page, PageError, both},
        visit::CurrentUser,
    },
    LABELS,
    list_view::{self, nothing, said},
    new_list::fields as name_and_colour,
};
use crate::{forms::Fields, todos};
use app::model::{Field, Label, LabelName, ListColour, RefusedForm};
use leptos::prelude::*;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    if fields.text("intent") != "create" {
        return list_view::act(visit, fields, LABELS).await;
    }
    let (name, colour) = both(
        LabelName::parse(&fields.text(Field::Name.attribute())),
        ListColour::parse(&fields.text(Field::Colour.attribute())),
    )?;
    todos::add_label(&visit.state.todos, &visit.live.user.id, &name, colour).await?;
    Ok(Done::Go(LABELS.to_owned()))
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let refused = refused.as_ref();
    let labels = todos::labels(&visit.state.todos, &visit.live.user.id).await?;
    let form = Form::new("create", refused);
    let fields = name_and_colour(&form, "", ListColour::Blue);
    let rows: Vec<AnyView> = labels.iter().map(row).collect();
    let list = match rows.is_empty() {
        true => {
            nothing("No labels yet. One todo can have several, and they bring together what lies in several lists.")
        }
        false => view! { <div class="todoapp card"><ul class="view-list labels-list">{rows}</ul></div> }.into_any(),
    };
    let content = view! {
        <div class="view-page todo-form">
            <h1>"Labels"</h1>
            {said(visit)}
            {list}
            <h2>"New label"</h2>
            <div class="card">
                {form.around(view! {
                    {fields}
                    <p class="actions">{button("Make the label", ButtonKind::Primary)}</p>
                }.into_any())}
            </div>
        </div>
    };
    Ok(Page::new("Labels", refused, content.into_any()))
}

fn row(label: &Label) -> AnyView {
    let edit = format!("{}/edit", label.path());
    let name = label.name.as_str().to_owned();
    view! {
        <li>
            <span class="mark" data-colour=label.colour.as_str()></span>
            <a class="view-todo" href=label.path()>
                <span dir="auto">{name.clone()}</span>
            </a>
            <a class="button button-small" href=edit aria-label=format!("Edit {name}")>"Edit"</a>
        </li>
    }
    .into_any()
}
