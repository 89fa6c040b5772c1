//! From page to page in the browser, without loading the document anew.
//!
//! A link to a page of ours loads that page's part of the program and shows it; the address changes as if the browser
//! had gone there. Everything else is left to the browser: links elsewhere, links `rel="external"`, and the
//! account area, whose pages are rendered by the server. The router of Leptos does more, for which it would need a
//! tenth of the first file; on the server it is the route table.

use crate::{
    app::{PageContext, interface},
    browser,
    components::{Piece, piece::changing},
    hooks::Live,
    pages::{self, Draw},
};
use leptos::prelude::{Effect, expect_context};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlAnchorElement, MouseEvent};

/// The page at the address the browser is at: its part of the program has arrived when this has.
pub async fn first_page() -> Shown {
    let path = browser::path();
    let draw = match load(&path).await {
        Some(draw) => draw,
        None => pages::load_not_found().await,
    };
    Shown { path, draw }
}

/// The interface as it comes alive, with its first page.
pub fn live(first: Shown) -> Piece {
    interface(|| {
        let shown = Live::new(first);
        let query = expect_context::<PageContext>().query;
        let place = Place { shown, query };
        Effect::new(move || {
            browser::on_click(move |event| place.follow(event));
            browser::on_travel(move || place.travel());
            browser::mark_as_hydrated();
        });
        changing(move || shown.with(|shown| shown.draw)())
    })
}

/// A page and where it is.
#[derive(Clone)]
pub struct Shown {
    path: String,
    draw: Draw,
}

/// Another query is not another page.
impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

/// The code of a page one comes to without loading it.
async fn load(path: &str) -> Option<Draw> {
    Some(match path {
        "/" => pages::load_home().await,
        "/sign-in" => pages::load_sign_in().await,
        "/sign-up" => pages::load_sign_up().await,
        "/todos" => pages::load_todos().await,
        _ => return None,
    })
}

fn is_ours(path: &str) -> bool {
    matches!(path, "/" | "/sign-in" | "/sign-up" | "/todos")
}

thread_local! {
    /// How often one has set out: an earlier journey that arrives later shows nothing any more.
    static JOURNEYS: Cell<u32> = const { Cell::new(0) };
}

/// Where the page is.
#[derive(Clone, Copy)]
struct Place {
    shown: Live<Shown>,
    query: Live<String>,
}

impl Place {
    /// Follows the link that was clicked, if it is one of ours.
    fn follow(self, event: &MouseEvent) {
        let has_modifier = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || has_modifier {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(link) = target.and_then(|target| {
            target
                .closest("a[href]:not([rel~=external],[target],[download])")
                .ok()?
        }) else {
            return;
        };
        let stays = link.has_attribute("data-noscroll");
        let link: HtmlAnchorElement = link.unchecked_into();
        let path = link.pathname();
        if link.origin() != browser::origin() || !is_ours(&path) || !link.hash().is_empty() {
            return;
        }
        event.prevent_default();
        let query = link.search();
        self.go(path, move |path| {
            let address = format!("{path}{query}");
            if address != browser::path() + &browser::search() {
                browser::push_address(&address);
            }
            if !stays {
                browser::scroll_to_top();
            }
        });
    }

    /// Shows where the browser has gone back or forward to.
    fn travel(self) {
        let path = browser::path();
        if path == self.shown.with_untracked(|shown| shown.path.clone()) || is_ours(&path) {
            self.go(path, |_| ());
        } else {
            browser::reload();
        }
    }

    /// Loads the page's code, does what belongs to arriving, and shows it.
    fn go(self, path: String, arrive: impl FnOnce(&str) + 'static) {
        let journey = JOURNEYS.get() + 1;
        JOURNEYS.set(journey);
        let arrive: Box<dyn FnOnce(&str)> = Box::new(arrive);
        spawn_local(async move {
            let is_here = path == self.shown.with_untracked(|shown| shown.path.clone());
            let draw = if is_here { None } else { load(&path).await };
            if JOURNEYS.get() != journey {
                return;
            }
            arrive(&path);
            self.query.set(browser::query());
            if let Some(draw) = draw {
                self.shown.set(Shown { path, draw });
            }
        });
    }
}
