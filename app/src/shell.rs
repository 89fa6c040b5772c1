//! The document around a page: what it loads, what it starts with, and by what the browser knows it again.
//!
//! The server renders it for every page. It loads what the page needs and nothing else: the program where it comes
//! alive, a small script and style sheet elsewhere. Every script carries the nonce of the content security policy.

use crate::{
    app::CONTAINER,
    frame::{Footer, Header, JustDone, SearchField, Views},
    model::Theme,
    request,
    routes::App,
    shape,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use leptos::{
    html,
    nonce::{Nonce, use_nonce},
    prelude::*,
};
use leptos_meta::MetaTags;

/// Addresses of the built files, which the server knows and a page needs to come alive.
#[derive(Clone, Debug, Default)]
pub struct SiteAssets {
    /// What every page looks like.
    pub stylesheet: String,
    /// The address of the whole site, for those who show a preview of it elsewhere.
    pub base_url: String,
    /// What moves around every page.
    pub page_script: String,
    /// What moves in forms.
    pub form_script: String,
    /// What only the start page looks like.
    pub home_stylesheet: String,
    /// What moves on the start page.
    pub demo_script: String,
    /// What only the pages of todos look like, but for the list itself.
    pub views_stylesheet: String,
    /// What the keyboard does on the pages of todos.
    pub keys_script: String,
    /// The addresses of what it loads when it is needed, with a space between them.
    pub keys_parts: String,
    /// What searches as one types.
    pub search_script: String,
    /// What only the pages of the account area look like.
    pub account_stylesheet: String,
    /// The little that moves in the account area.
    pub account_script: String,
    /// The JavaScript module made by `wasm-bindgen`.
    pub script: String,
    /// The program that the module starts.
    pub wasm: String,
    /// The script for passkeys, where there can be any.
    pub passkeys: Option<String>,
    /// The live-reload script of `cargo leptos watch`.
    pub reload_script: Option<String>,
}

/// The HTML document around [`App`].
///
/// The hydration tags are our own: those of Leptos 0.8 print the nonce of the content security
/// policy into the `crossorigin` attribute, where any style sheet could read it.
#[must_use]
pub fn shell() -> impl IntoView {
    let is_live = request::is_live_page();
    let interface = view! { <App /> }.to_html();
    let shape = is_live.then(|| shape::of(&interface));
    // What the program starts with.
    let state = is_live.then(|| BASE64_STANDARD.encode(request::page_state().to_bytes()));
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=request::caller().theme.as_str()>
            <Head is_live />
            <body>
                <a class="skip-link" href=format!("#{CONTAINER}")>
                    "Skip to content"
                </a>
                <Header />
                <SearchField />
                <Views />
                <JustDone />
                <main
                    id=CONTAINER
                    class="page"
                    tabindex="-1"
                    data-shape=shape
                    data-state=state
                    inner_html=interface
                ></main>
                <Footer />
            </body>
        </html>
    }
}

/// What the document says of itself, and the files it loads: no more than this page needs.
#[component]
fn Head(is_live: bool) -> impl IntoView {
    let assets = use_context::<SiteAssets>().unwrap_or_default();
    let nonce = use_nonce();
    let path = request::path();
    let scripts = match path.as_str() {
        _ if is_live => program(&assets, nonce.clone()),
        "/" => demo(&assets, nonce.clone()),
        _ => account_area(&assets, nonce.clone()),
    };
    let caller = request::caller();
    let description = description(&path);
    let preview = (path == "/").then(|| preview(&assets.base_url, description));
    let forms = (!matches!(path.as_str(), "/" | "/todos")).then(|| assets.form_script.clone());
    let todos = request::lists().map(|_| todos(&assets, nonce.clone()));
    let search = (path == "/search").then(|| assets.search_script.clone());
    let passkeys = assets
        .passkeys
        .as_deref()
        .filter(|_| request::may_use_passkeys())
        .map(passkeys);
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            {theme_colour("#f7f7f8", Theme::Light, caller.theme)}
            {theme_colour("#0e0e12", Theme::Dark, caller.theme)}
            <meta name="description" content=description />
            <link rel="stylesheet" href=assets.stylesheet.clone() />
            <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
            <link rel="apple-touch-icon" href="/icons/touch.png" />
            <link rel="manifest" href="/manifest.webmanifest" />
            {preview}
            {scripts}
            {todos}
            <PageScript src=assets.page_script nonce=nonce.clone() />
            {forms.map(|src| view! { <script type="module" nonce=nonce.clone() src=src></script> })}
            {search.map(|src| view! { <script type="module" nonce=nonce.clone() src=src></script> })}
            {caller
                .session
                .is_none()
                .then(|| view! { <script type="speculationrules" nonce=nonce.clone()>{PREFETCH}</script> })}
            {passkeys.map(|script| view! { <script type="module" nonce=nonce.clone()>{script}</script> })}
            {assets.reload_script.map(|script| view! { <script nonce=nonce>{script}</script> })}
            <MetaTags />
        </head>
    }
}

/// The pages a browser may fetch as soon as somebody points at a link to them, where it can
/// (<https://wicg.github.io/nav-speculation/speculation-rules.html>). They change nothing. Only guests are told: pages of
/// members are not to be kept by anybody, not even for a moment.
const PREFETCH: &str = r#"{"prefetch":[{"where":{"or":[{"href_matches":"/"},{"href_matches":"/sign-in"},{"href_matches":"/sign-in\\?*"},{"href_matches":"/sign-up"},{"href_matches":"/sign-up\\?*"},{"href_matches":"/forgot-password"}]},"eagerness":"moderate"}]}"#;

/// What a page says of itself where there is a line for it, as among what a search has found.
fn description(path: &str) -> &'static str {
    match path {
        "/" => "A todo list that keeps up with you: quick on any connection, on every device, and yours to take along.",
        "/sign-in" => "Sign in to your todos.",
        "/sign-up" => "Create an account: a name, an e-mail address and a password are all it takes.",
        "/forgot-password" => "Get a link to choose a new password.",
        _ => "Latchkey: accounts and todos.",
    }
}

/// How the start page looks where somebody shares its address (<https://ogp.me>).
fn preview(base_url: &str, description: &str) -> impl IntoView + use<> {
    let meta = |property: &'static str, content: String| html::meta().attr("property", property).content(content);
    view! {
        {meta("og:type", "website".into())}
        {meta("og:title", "Latchkey: a todo list that keeps up with you".into())}
        {meta("og:description", description.into())}
        {meta("og:url", format!("{base_url}/"))}
        {meta("og:image", format!("{base_url}/preview.png"))}
        {meta("og:image:alt", "A list of todos in Latchkey, one of them ticked off".into())}
        <meta name="twitter:card" content="summary_large_image" />
    }
}

/// What moves around every page. It is told whose session the page shows.
#[component]
fn PageScript(src: String, nonce: Option<Nonce>) -> impl IntoView {
    let session = request::caller().session;
    let (user, session) = session.map(|data| (data.user.id, data.session.id)).unzip();
    view! { <script type="module" id="page-script" nonce=nonce data-user=user data-session=session src=src></script> }
}

/// The colour that a browser gives its own surface while a theme is in use; `public/page.js` chooses in the same way.
fn theme_colour(colour: &'static str, of: Theme, chosen: Theme) -> impl IntoView {
    let media = match chosen {
        Theme::System => format!("(prefers-color-scheme: {})", of.as_str()),
        chosen if chosen == of => "all".into(),
        _ => "not all".into(),
    };
    html::meta()
        .name("theme-color")
        .content(colour)
        .attr("data-of", of.as_str())
        .attr("media", media)
}

/// The program, by which the page comes alive.
fn program(assets: &SiteAssets, nonce: Option<Nonce>) -> AnyView {
    // The paths come from the build and hold no quotes.
    let start = format!(
        "import init,{{hydrate}} from\"{}\";await init({{module_or_path:\"{}\"}});hydrate()",
        assets.script, assets.wasm
    );
    view! {
        <link rel="modulepreload" href=assets.script.clone() />
        <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
        <script type="module" nonce=nonce>
            {start}
        </script>
    }
    .into_any()
}

/// What the pages of todos have, whether they come alive or not.
fn todos(assets: &SiteAssets, nonce: Option<Nonce>) -> AnyView {
    let parts = assets.keys_parts.clone();
    view! {
        <link rel="stylesheet" href=assets.views_stylesheet.clone() />
        <script type="module" id="keys-script" nonce=nonce data-parts=parts src=assets.keys_script.clone()></script>
    }
    .into_any()
}

/// What the start page has in place of the program.
fn demo(assets: &SiteAssets, nonce: Option<Nonce>) -> AnyView {
    view! {
        <link rel="stylesheet" href=assets.home_stylesheet.clone() />
        <script type="module" nonce=nonce src=assets.demo_script.clone()></script>
    }
    .into_any()
}

/// What any other page that the server draws alone has in place of the program.
fn account_area(assets: &SiteAssets, nonce: Option<Nonce>) -> AnyView {
    view! {
        <link rel="stylesheet" href=assets.account_stylesheet.clone() />
        <script type="module" nonce=nonce src=assets.account_script.clone()></script>
    }
    .into_any()
}

/// Shows the buttons for passkeys where there can be any, and loads what is behind them when somebody moves in the page
/// for the first time: nobody else needs it, and the server is not asked for a ceremony that nobody goes through.
fn passkeys(script: &str) -> String {
    format!(
        "if(window.PublicKeyCredential){{document.documentElement.dataset.passkeys='';const load=()=>import('{script}'),once={{once:true}};\
         for(const sign of['pointermove','touchstart','keydown'])addEventListener(sign,load,once);\
         addEventListener('click',({{target}})=>{{const button=target.closest('[data-passkey]');if(button)load().then(it=>it.press(button))}})}}"
    )
}
