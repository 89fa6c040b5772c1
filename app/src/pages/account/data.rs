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
        {form.file(Field::File, "File", ".json,.csv,.tsv,.txt,.md,.ics,.ndjson,.jsonl,application/json,text/*", "CSV, JSON, plain text or a calendar, at most 64 MB.")}
        {problem}
        <p class="actions">{button("Preview", Look::Primary)}</p>
    };
    card(
        "Import",
        "An export from here, or from Todoist, TickTick, Google Tasks, Microsoft To Do, Trello, Excel and many others. You see what would be added before anything is.",
        form.with_file(fields.into_any()),
    )
}

fn confirm(preview: ImportPreview, refused: Option<&RefusedForm>) -> AnyView {
    let ImportPreview {
        origin,
        new,
        completed,
        present,
        first,
        remarks,
        faults,
        problem,
        id,
    } = preview;
    let form = Form::new("import", refused);
    let more = new.saturating_sub(first.len());
    let rows: Vec<AnyView> = first.into_iter().map(row).collect();
    let rows = (!rows.is_empty()).then(|| view! { <ul class="rows">{rows}</ul> }.into_any());
    let more = (more > 0).then(|| view! { <p class="row-detail">{format!("and {more} more")}</p> }.into_any());
    let remarks = list(remarks, "Good to know:", "remarks");
    let wrong = list(faults, "These rows would be left out:", "form-alert");
    let can_import = new > 0 && problem.is_none();
    let send = can_import.then(|| button(&format!("Import {}", count_of(new, "todo")), Look::Primary));
    let problem = problem.map(|problem| view! { <p class="field-error">{problem}</p> }.into_any());
    let fields = view! {
        <input type="hidden" name="import" value=id />
        {rows}
        {more}
        {remarks}
        {wrong}
        {problem}
        <p class="actions">
            {send}
            <a class="button" href="/settings/data" rel="external">"Cancel"</a>
        </p>
    };
    let states = match (new - completed, completed) {
        (_, 0) => "none of them completed".to_owned(),
        (0, _) => "all of them completed".to_owned(),
        (open, completed) => format!("{open} open, {completed} completed"),
    };
    let mut summary = format!(
        "{origin} {} would be added at the end of your list",
        count_of(new, "todo")
    );
    summary.push_str(&if new > 0 {
        format!(": {states}.")
    } else {
        ".".to_owned()
    });
    if present > 0 {
        summary.push_str(&format!(
            " {present} of the file are there already and would be left alone."
        ));
    }
    card("Preview of your import", &summary, form.with_file(fields.into_any()))
}

/// Sentences below a line that says what they are.
fn list(sentences: Vec<String>, about: &'static str, class: &'static str) -> Option<AnyView> {
    if sentences.is_empty() {
        return None;
    }
    let sentence = |sentence: String| view! { <li><bdi>{sentence}</bdi></li> }.into_any();
    let sentences: Vec<AnyView> = sentences.into_iter().map(sentence).collect();
    let list = view! {
        <div class=class>
            <div>
                <p>{about}</p>
                <ul>{sentences}</ul>
            </div>
        </div>
    };
    Some(list.into_any())
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
