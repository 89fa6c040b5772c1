use crate::{
    app::{PageState, set_response_status},
    components::{Editing, PageTitle, Protected, TodoBoard},
    functions::list_todos,
    model::{AppError, Field, RefusedForm, TodoFilter, TodoId},
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route, params::ParamsMap};

/// `/todos?filter=…`, for signed-in people. `edit` opens a todo's form and `before` an earlier
/// part of the list; both are for browsers without JavaScript.
pub struct TodosPage;

#[lazy_route]
impl LazyRoute for TodosPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <TodosView /> }.into_any()
    }
}

#[component]
fn TodosView() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| TodoFilter::parse(query.get_str("filter"))));
    // The first part only; what follows is the business of `use_todos`.
    let first_page = Resource::new(
        || (),
        move |()| {
            let (filter, before) = (filter.get_untracked(), query.read_untracked().get("before"));
            async move { list_todos(filter, before).await }
        },
    );
    let PageState { refused, .. } = expect_context();
    let refused = StoredValue::new(refused);
    view! {
        <PageTitle text=Signal::derive(move || {
            let title = match filter.get() {
                TodoFilter::All => "Todos",
                TodoFilter::Active => "Active todos",
                TodoFilter::Completed => "Completed todos",
            };
            if refused.with_value(Option::is_some) { format!("Error: {title}") } else { title.to_owned() }
        }) />
        <Protected>
            <div class="todos-page">
                <h1>"Todos"</h1>
                <Suspense fallback=|| view! { <p class="loading" role="status">"Loading your todos…"</p> }>
                    {move || Suspend::new(async move {
                        match first_page.await {
                            Ok(initial) => {
                                let refused = refused.get_value();
                                let editing = query.with_untracked(|query| editing(query, refused.as_ref()));
                                let refused = refused.filter(|form| form.value("intent") == Some("add"));
                                view! { <TodoBoard initial filter editing refused /> }.into_any()
                            }
                            Err(error) => view! { <Failure error /> }.into_any(),
                        }
                    })}
                </Suspense>
            </div>
        </Protected>
    }
}

/// The todo whose edit form to show: one that was sent back, or one the address names.
fn editing(query: &ParamsMap, refused: Option<&RefusedForm>) -> Option<Editing> {
    let renamed = refused.filter(|form| form.value("intent") == Some("rename"));
    if let Some(form) = renamed {
        let problem = form.error.problem_with(Field::Title).map_or_else(|| form.error.message(), |problem| problem.message());
        let typed = form.value("title").map(str::to_owned);
        return Some(Editing { id: TodoId::parse(form.value("id")?).ok()?, typed, problem: Some(problem) });
    }
    let id = TodoId::parse(query.get_str("edit")?).ok()?;
    Some(Editing { id, typed: None, problem: None })
}

#[component]
fn Failure(error: AppError) -> impl IntoView {
    set_response_status(&error);
    view! {
        <div class="form-alert" role="alert">
            <p>{error.message()}</p>
            <p><a href="/todos" rel="external">"Try again"</a></p>
        </div>
    }
}
