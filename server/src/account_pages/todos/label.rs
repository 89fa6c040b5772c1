//! `/labels/{name}`: what is to do under a label, of all lists, in the order in which it was added.

use super::{
    super::{
        page::{Done, Page, PageError},
        visit::CurrentUser,
    },
    LABELS,
    list_view::{self, Part, nothing, rows, skipped, today, view_page},
};
use crate::{forms::Fields, todos};
use app::model::{AppError, Label, LabelName, RefusedForm, TodoDetails};
use leptos::prelude::*;
use percent_encoding::percent_decode_str;

pub(in super::super) async fn act(visit: &CurrentUser, fields: &Fields) -> Result<Done, PageError> {
    let path = named(visit).await?.path();
    list_view::act(visit, fields, &path).await
}

/// The label in the address, of its page or of the one where it is changed.
pub(super) async fn named(visit: &CurrentUser) -> Result<Label, PageError> {
    let path = visit.uri().path().trim_start_matches(LABELS).trim_start_matches('/');
    let name = percent_decode_str(path.strip_suffix("/edit").unwrap_or(path)).decode_utf8();
    let name = name.ok().and_then(|name| LabelName::parse(&name).ok());
    let name = name.ok_or(AppError::NotFound)?;
    Ok(todos::find_label_named(&visit.state.todos, &visit.live.user.id, &name).await?)
}

pub(in super::super) async fn show(visit: &CurrentUser, refused: Option<RefusedForm>) -> Result<Page, PageError> {
    let label = named(visit).await?;
    let skipped = skipped(visit);
    let found = todos::todos_with_label(&visit.state.todos, &visit.live.user.id, &label.id, skipped).await?;
    let part = Part::behind(skipped, found);
    let listed: Vec<&TodoDetails> = part.todos.iter().collect();
    let body = match listed.is_empty() {
        true => vec![nothing(
            "Nothing is to do under this label. Give it to a todo on its page, or by @ and its name in a new one.",
        )],
        false => vec![rows(visit, &listed, today(visit)?), part.links(&label.path())],
    };
    let edit = view! { <a class="list-edit" href=format!("{}/edit", label.path())>"Edit label"</a> };
    let name = label.name.as_str();
    Ok(view_page(visit, name, refused.as_ref(), Some(edit.into_any()), body))
}
