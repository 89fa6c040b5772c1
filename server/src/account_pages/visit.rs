//! Who is at a page of the account area, and how they are answered: with the page, with the way on when a form is done,
//! and with the page again when it is refused.

use super::{
    page::{Done, Page, PageError},
    paths, pending,
};
use crate::{
    auth::{Auth, Client, LiveSession, cookies::removal_cookies, role_of},
    error_page::error_page,
    flash::{self, Flash},
    for_client::answer,
    forms::{Fields, status_of},
    middleware::session::Principal,
    navigation::{next_of, parameter, see_other},
    preload::is_visit,
    problem::set_retry_after,
    render::render,
    state::AppState,
};
use app::{
    backend::{Caller, StaticPage},
    model::{AppError, NextPath, RefusedForm, Role},
};
use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{Method, Request, Response, Uri, request::Parts},
};
use std::{convert::Infallible, ops::Deref, sync::Arc};
use tower_cookies::Cookies;

/// Somebody at a page, and what they have sent but for a form's fields.
#[derive(Clone)]
pub(super) struct Visit<Live> {
    pub live: Live,
    pub state: AppState,
    pub client: Client,
    pub caller: Caller,
    pub cookies: Cookies,
    pub request: Request<()>,
}

/// Whoever it is, signed in or not.
pub(super) type MaybeUser = Visit<Option<Arc<LiveSession>>>;

/// Somebody signed in. Who is not is led to the sign-in page, and back.
pub(super) type CurrentUser = Visit<Arc<LiveSession>>;

/// An administrator. Who is not signed in is led to the sign-in page; for everybody else there is nothing at the address.
pub(super) struct Admin(pub CurrentUser);

impl Deref for Admin {
    type Target = CurrentUser;

    fn deref(&self) -> &CurrentUser {
        &self.0
    }
}

impl FromRequestParts<AppState> for MaybeUser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let extensions = &parts.extensions;
        Ok(Self {
            live: Principal::session_of(extensions).map(|current| Arc::clone(&current.live)),
            state: state.clone(),
            client: extensions.get::<Client>().cloned().unwrap_or_default(),
            caller: extensions.get::<Caller>().cloned().unwrap_or_default(),
            cookies: extensions.get::<Cookies>().cloned().unwrap_or_default(),
            request: Request::from_parts(parts.clone(), ()),
        })
    }
}

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        let Ok(visit) = MaybeUser::from_request_parts(parts, state).await;
        match visit.live {
            Some(live) => Ok(Self {
                live,
                state: visit.state,
                client: visit.client,
                caller: visit.caller,
                cookies: visit.cookies,
                request: visit.request,
            }),
            None => Err(see_other(&visit.here().sign_in_url())),
        }
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Self::Rejection> {
        match CurrentUser::from_request_parts(parts, state).await {
            Ok(visit) if role_of(&visit.live.user) == Role::Admin => Ok(Self(visit)),
            Err(sign_in) => Err(sign_in),
            Ok(_) => {
                let request = Request::from_parts(parts.clone(), Body::empty());
                Err(render(state, request).await)
            }
        }
    }
}

impl<Live> Visit<Live> {
    pub(super) fn auth(&self) -> &Auth {
        &self.state.auth
    }

    pub(super) fn uri(&self) -> &Uri {
        self.request.uri()
    }

    /// What waits for a confirmation, as the address says.
    pub(super) fn pending_action(&self) -> Option<String> {
        self.parameter("action")
    }

    /// The same visitor at the page with this path.
    pub(super) fn at(&self, path: &str) -> Self
    where
        Live: Clone,
    {
        let mut visit = self.clone();
        *visit.request.uri_mut() = path.parse().unwrap_or_default();
        visit
    }

    /// Whom or what the page is about: the last part of its path, as it was sent, for anything may be there.
    pub(super) fn id(&self) -> &str {
        let path = self.uri().path();
        path.rsplit_once('/').map_or(path, |(_, id)| id)
    }

    /// What the address asks of the page.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        parameter(self.uri(), name)
    }

    /// Where to go on to, as the address says.
    pub(super) fn next(&self) -> NextPath {
        next_of(self.uri())
    }

    fn here(&self) -> NextPath {
        NextPath::parse(Some(self.uri().path()))
    }

    /// What has just been done, in words, for the page that says so. It is said once, and not beside a form.
    pub(super) fn notice(&self) -> Option<String> {
        self.flash().map(Flash::words)
    }

    /// The same, for a page that knows more about it.
    pub(super) fn flash(&self) -> Option<Flash> {
        match *self.request.method() {
            Method::GET | Method::HEAD if is_visit(&self.request) => flash::take(&self.state, &self.cookies),
            _ => None,
        }
    }

    /// Answers with the page, or with what there is in its place.
    pub(super) async fn answer(&self, page: Result<Page, PageError>) -> Response<Body> {
        let error = match page {
            Ok(page) => return self.draw(page).await,
            Err(error) => self.told(&error),
        };
        match (self.detour(&error), error) {
            (Some(address), _) => see_other(&address),
            // What is drawn without a page is the one that says there is none.
            (None, AppError::NotFound) => render(&self.state, self.without_body()).await,
            (None, error) => error_page(
                status_of(&error),
                &self.state.assets.stylesheet,
                &self.caller.request_id,
            ),
        }
    }

    async fn draw(&self, Page { title, body, error }: Page) -> Response<Body> {
        let mut request = self.without_body();
        request.extensions_mut().insert(StaticPage::new(title, body));
        let mut response = render(&self.state, request).await;
        if let Some(error) = error {
            *response.status_mut() = status_of(&error);
            set_retry_after(response.headers_mut(), error.retry_after());
        }
        response
    }

    fn without_body(&self) -> Request<Body> {
        self.request.clone().map(|()| Body::empty())
    }

    /// Answers a form: with 303 when it is done, and with its page again when it is refused.
    pub(super) async fn finish<Showing>(
        &self,
        outcome: Result<Done, PageError>,
        fields: Fields,
        show: impl FnOnce(Option<RefusedForm>) -> Showing,
    ) -> Response<Body>
    where
        Showing: Future<Output = Result<Page, PageError>>,
    {
        let error = match outcome {
            Ok(done) => return self.redirect(done),
            Err(error) => self.told(&error),
        };
        match self.detour(&error) {
            Some(address) => see_other(&self.carry(address, &error, &fields)),
            None => self.answer(show(Some(fields.refused(error))).await).await,
        }
    }

    /// Answers a form that is done.
    pub(super) fn redirect(&self, done: Done) -> Response<Body> {
        match done {
            Done::Go(address) => see_other(&address),
            Done::Say(flash, address) => {
                self.cookies.add(flash::cookie(&self.state, flash));
                see_other(&address)
            }
        }
    }

    /// Has the browser forget who it was signed in as.
    pub(super) fn forget_session(&self) {
        for cookie in removal_cookies(&self.auth().settings.cookies) {
            self.cookies.add(cookie);
        }
    }

    /// What the visitor hears of an error.
    fn told(&self, error: &PageError) -> AppError {
        match error {
            PageError::ForClient(error) => error.clone(),
            PageError::Auth(error) => answer(error, &self.caller),
            PageError::Todos(error) => answer(error, &self.caller),
        }
    }

    /// Where one has to go first: to the sign-in page, or to where a fresh proof of who is asking is given. Both lead
    /// back here.
    fn detour(&self, error: &AppError) -> Option<String> {
        match error {
            AppError::SignedOut => Some(self.here().sign_in_url()),
            AppError::Unconfirmed => Some(self.here().append_to(paths::CONFIRM)),
            _ => None,
        }
    }

    /// The same with the form, which is done there where it can be.
    fn carry(&self, address: String, error: &AppError, fields: &Fields) -> String {
        match (error, Principal::session_of(self.request.extensions())) {
            (AppError::Unconfirmed, Some(current)) => {
                pending::carry(self.auth(), &self.request, &current.live, address, fields)
            }
            _ => address,
        }
    }
}
