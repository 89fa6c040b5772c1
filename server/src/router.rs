//! Every route of the program on one page.
//!
//! Pages and server functions come from the interface's own route table and get the session in
//! front; what needs no session does not pay for one.

use crate::{
    account_pages,
    api::{self, health},
    client_errors, forms,
    middleware::{self, guard, rpc, session},
    navigation::parameter,
    preload,
    render::{page_context, render},
    security_contact,
    session_events::session_events,
    state::AppState,
};
use app::{App, backend::Caller, shell};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    http::{Extensions, Response, StatusCode, Uri, header},
    middleware::{from_fn, from_fn_with_state},
    response::{Html, IntoResponse},
    routing::{any, get, post},
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions};
use tower::ServiceBuilder;

/// Where the pages of most guides and templates are, and where the same page is here. Bookmarks, mails and links of
/// what stood at this address before go on working, and programs that look for an icon without reading a page find it.
const USUAL_ADDRESSES: [(&str, &str); 9] = [
    ("/favicon.ico", "/favicon.svg"),
    ("/login", "/sign-in"),
    ("/signin", "/sign-in"),
    ("/auth/login", "/sign-in"),
    ("/register", "/sign-up"),
    ("/signup", "/sign-up"),
    ("/auth/register", "/sign-up"),
    ("/auth/signup", "/sign-up"),
    ("/dashboard", "/todos"),
];

/// The whole service, with all its layers.
pub fn router(state: AppState) -> Router {
    let signed_in_parts = Router::new()
        .leptos_routes_with_context(&state, routes(), page_context(&state), shell)
        .route("/sign-up", post(forms::sign_up))
        .route("/sign-in", post(forms::sign_in))
        .route("/sign-out", post(forms::sign_out))
        .route("/todos", post(forms::todos))
        .route("/lists/{id}", get(list_page))
        .route("/lists/{id}", post(forms::todos))
        .route("/session-events", get(session_events))
        .route("/views", get(views))
        .merge(account_pages::router(&state))
        .fallback(not_found)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), session::identify))
                .layer(from_fn(guard::protect_pages))
                .layer(from_fn_with_state(state.clone(), preload::before_pages))
                .layer(from_fn(rpc::plain_answers)),
        );

    let open_parts = USUAL_ADDRESSES
        .into_iter()
        .fold(Router::new(), |router, (usual, ours)| {
            router.route(usual, any(async move |uri: Uri| lead_to(ours, &uri)))
        })
        .route("/theme", post(forms::theme))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route(security_contact::PATH, get(security_contact::show))
        .route(client_errors::PATH, post(client_errors::report));

    let all = open_parts
        .merge(api::router(&state))
        .merge(signed_in_parts)
        .layer(from_fn_with_state(state.clone(), site_files));
    middleware::around(all, &state).with_state(state)
}

/// The pages of the interface, but for the one route that stands for all others: which addresses those are is said
/// in `account_pages`, and what is on no list is not there.
fn routes() -> Vec<AxumRouteListing> {
    generate_route_list_with_exclusions(App, Some(vec!["/{area}/{*rest}".to_owned()]))
}

/// Leads to an address of ours for good, with what the address asks of it, such as `next`. A form keeps its method and body.
fn lead_to(page: &str, uri: &Uri) -> Response<Body> {
    let location = match uri.query() {
        Some(query) => format!("{page}?{query}"),
        None => page.to_owned(),
    };
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response()
}

/// Built files are answered before any route is looked at: they need no session and set no cookies.
async fn site_files(State(state): State<AppState>, request: Request, next: axum::middleware::Next) -> Response<Body> {
    match state
        .site
        .serve(request.method(), request.uri().path(), request.headers())
        .await
    {
        Some(response) => response,
        None => next.run(request).await,
    }
}

/// The views and lists beside a page of todos that is there already, as they are now.
async fn views(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    uri: Uri,
    extensions: Extensions,
) -> Response<Body> {
    match preload::lists_of(&state, &caller).await {
        Ok(lists) => {
            let path = parameter(&uri, "path").unwrap_or_default();
            let today = preload::today(&state, &extensions);
            Html(app::views_html(&lists, &path, today)).into_response()
        }
        Err(error) => forms::status_of(&error).into_response(),
    }
}

/// The page of a list that is not the inbox, which its own address leads to; or the one that says there is none.
async fn list_page(State(state): State<AppState>, request: Request) -> Response<Body> {
    let inbox = request
        .extensions()
        .get::<Caller>()
        .and_then(|caller| Some(&caller.session.as_ref()?.user.id));
    match inbox {
        Some(id) if request.uri().path() == format!("/lists/{id}") => lead_to("/todos", request.uri()),
        _ => render(&state, request).await,
    }
}

/// The page that says so, with status 404, for whatever no route answers.
async fn not_found(State(state): State<AppState>, request: Request) -> Response<Body> {
    render(&state, request).await.into_response()
}
