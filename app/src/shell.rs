use crate::{app::CONTAINER, request, routes::App, shape};
use base64::{Engine, prelude::BASE64_STANDARD};
use leptos::{
    nonce::{Nonce, use_nonce},
    prelude::*,
};
use leptos_meta::MetaTags;

/// Addresses of the built files, which the server knows and a page needs to come alive.
#[derive(Clone, Debug, Default)]
pub struct SiteAssets {
    pub stylesheet: String,
    /// What only the pages of the account area look like, and the little that moves in them.
    pub account_stylesheet: String,
    pub account_script: String,
    /// The JavaScript module made by `wasm-bindgen`.
    pub script: String,
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
pub fn shell() -> impl IntoView {
    let assets = use_context::<SiteAssets>().unwrap_or_default();
    let is_live = request::is_live_page();
    let theme = request::caller().theme;
    let interface = view! { <App /> }.to_html();
    let shape = is_live.then(|| shape::of(&interface));
    // What the program starts with.
    let state = is_live.then(|| BASE64_STANDARD.encode(request::page_state().to_bytes()));
    let nonce = use_nonce();
    let scripts = match is_live {
        true => program(&assets, nonce.clone()),
        false => account_script(&assets, nonce.clone()),
    };
    let passkeys = assets.passkeys.filter(|_| request::may_use_passkeys()).map(passkeys);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.as_str()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#f7f7f8" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#0e0e12" media="(prefers-color-scheme: dark)" />
                <meta name="description" content="Latchkey: accounts and todos, fast and private." />
                <link rel="stylesheet" href=assets.stylesheet.clone() />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                {scripts}
                {passkeys.map(|script| view! { <script type="module" nonce=nonce.clone()>{script}</script> })}
                {assets.reload_script.map(|script| view! { <script nonce=nonce>{script}</script> })}
                <MetaTags />
            </head>
            <body>
                <div id=CONTAINER data-shape=shape data-state=state inner_html=interface></div>
            </body>
        </html>
    }
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

/// What a page that the server draws alone has in place of the program. Its script is told whose session the page shows.
fn account_script(assets: &SiteAssets, nonce: Option<Nonce>) -> AnyView {
    let session = request::caller().session.map(|session| session.session.id);
    view! {
        <link rel="stylesheet" href=assets.account_stylesheet.clone() />
        <script
            type="module"
            id="account-script"
            nonce=nonce
            data-session=session
            src=assets.account_script.clone()
        ></script>
    }
    .into_any()
}

/// Shows the buttons for passkeys where there can be any, and loads what is behind them when somebody moves in the page
/// for the first time: nobody else needs it, and the server is not asked for a ceremony that nobody goes through.
fn passkeys(script: String) -> String {
    format!(
        "if(window.PublicKeyCredential){{document.documentElement.dataset.passkeys='';const load=()=>import('{script}'),once={{once:true}};\
         for(const sign of['pointermove','touchstart','keydown'])addEventListener(sign,load,once);\
         addEventListener('click',({{target}})=>{{const button=target.closest('[data-passkey]');if(button)load().then(it=>it.press(button))}})}}"
    )
}
