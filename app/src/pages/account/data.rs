use super::{
    kit::{Form, Look, button, card},
    settings,
};
use crate::model::{
    Field, RefusedForm,
    account::{DataPage, ImportPreview, ImportRow},
};
use leptos::prelude::*;

/// `/settings/data`
pub fn page(page: DataPage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let cards = match page.preview {
        Some(preview) => vec![confirm(preview, refused.as_ref())],
        None => vec![export(page.todos), upload(page.problem, refused.as_ref())],
    };
    settings::around("/settings/data", notice, cards)
}

fn export(todos: i64) -> AnyView {
    let body = view! {
        <div class="actions">{download("json", "Export JSON")} {download("csv", "Export CSV")}</div>
    };
    let todos = count(todos, "todo");
    card(
        "Export",
        &format!(
            "JSON has everything that is yours: profile, {todos}, sessions, passkeys by name and activity. CSV has the todos, for spreadsheets."
        ),
        body.into_any(),
    )
}

fn download(format: &'static str, label: &'static str) -> AnyView {
    view! {
        <form method="post" action="/settings/data/export">
            <input type="hidden" name="format" value=format />
            {button(label, Look::Plain)}
        </form>
    }
    .into_any()
}

fn upload(problem: Option<String>, refused: Option<&RefusedForm>) -> AnyView {
    let form = Form::new("preview", refused);
    let problem = problem.map(|problem| view! { <p class="field-error">{problem}</p> }.into_any());
    let fields = view! {
        {form.file(Field::File, "File", ".json,.csv,application/json,text/csv", "JSON or CSV in UTF-8, at most 1 MB and 5,000 todos.")}
        {problem}
        <p class="actions">{button("Preview", Look::Primary)}</p>
    };
    card(
        "Import",
        "An export from here, or any CSV with a column named title, content or task. You see what would be added before anything is.",
        form.with_file(fields.into_any()),
    )
}

fn confirm(preview: ImportPreview, refused: Option<&RefusedForm>) -> AnyView {
    let ImportPreview {
        new,
        present,
        first,
        faults,
        payload,
    } = preview;
    let form = Form::new("import", refused);
    let more = new.saturating_sub(first.len());
    let rows: Vec<AnyView> = first.into_iter().map(row).collect();
    let more = (more > 0).then(|| view! { <p class="row-detail">{format!("and {more} more")}</p> }.into_any());
    let wrong: Vec<AnyView> = faults
        .into_iter()
        .map(|fault| view! { <li>{fault}</li> }.into_any())
        .collect();
    let wrong = (!wrong.is_empty()).then(|| {
        view! {
            <div class="form-alert">
                <div>
                    <p>"These rows would be left out:"</p>
                    <ul>{wrong}</ul>
                </div>
            </div>
        }
        .into_any()
    });
    let send = (new > 0).then(|| button(&format!("Import {}", count_of(new, "todo")), Look::Primary));
    let fields = view! {
        <input type="hidden" name="import" value=payload />
        <ul class="rows">{rows}</ul>
        {more}
        {wrong}
        <p class="actions">
            {send}
            <a class="button" href="/settings/data" rel="external">"Cancel"</a>
        </p>
    };
    let mut summary = format!("{} would be added at the end of your list.", count_of(new, "todo"));
    if present > 0 {
        summary.push_str(&format!(
            " {present} of the file are there already and would be left alone."
        ));
    }
    card("Preview of your import", &summary, form.with_file(fields.into_any()))
}

fn row(row: ImportRow) -> AnyView {
    let state = row
        .completed
        .then(|| view! { <span class="badge">"Completed"</span> }.into_any());
    view! {
        <li class="row-item">
            <div class="row-text"><bdi>{row.title}</bdi></div>
            {state}
        </li>
    }
    .into_any()
}

fn count_of(count: usize, what: &str) -> String {
    self::count(i64::try_from(count).unwrap_or(i64::MAX), what)
}

/// "1 todo", "128 todos"
pub(super) fn count(count: i64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
