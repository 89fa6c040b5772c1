//! What has just been done, with a form that takes it back, above a list that comes alive.
//!
//! Pages that the server draws alone say it themselves.

use crate::request;
use leptos::prelude::*;

/// A word on what was done on the page before.
#[component]
pub(crate) fn JustDone() -> impl IntoView {
    request::said().map(|said| {
        let undo = said.undo.map(|(name, value)| {
            view! {
                <form method="post">
                    <button class="button button-small" name=name value=value>
                        "Undo"
                    </button>
                </form>
            }
        });
        view! {
            <div class="just-done">
                <div class="undo done" role="status">
                    <span>{said.words}</span>
                    {undo}
                </div>
            </div>
        }
    })
}
