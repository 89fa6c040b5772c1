//! The parts of a page that change, under few types.
//!
//! Leptos compiles its whole machinery (build, hydrate, rebuild) once for every closure in a view. Behind
//! a pointer all closures of a kind are one type, and the machinery is in the WASM once. That, more than
//! anything else, decides how much a page weighs.

use leptos::prelude::{AnyView, IntoAny};
use std::sync::Arc;

/// A piece of a page that is drawn anew when what it reads changes.
pub type Dynamic = Box<dyn FnMut() -> AnyView + Send>;
/// A text that changes.
pub type Text = Arc<dyn Fn() -> String + Send + Sync>;
/// An attribute that changes among known words, or is not there at all.
pub type Word = Arc<dyn Fn() -> Option<&'static str> + Send + Sync>;
/// A class that is there, or not.
pub type Flag = Arc<dyn Fn() -> bool + Send + Sync>;
/// What happens on an event.
pub type Handler<E> = Box<dyn FnMut(E)>;

pub fn dynamic<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> Dynamic {
    Box::new(move || view().into_any())
}

pub fn text(text: impl Fn() -> String + Send + Sync + 'static) -> Text {
    Arc::new(text)
}

pub fn word(word: impl Fn() -> &'static str + Send + Sync + 'static) -> Word {
    Arc::new(move || Some(word()))
}

/// `value`, or no attribute: for `aria-invalid` and its like.
pub fn when(is_so: impl Fn() -> bool + Send + Sync + 'static, value: &'static str) -> Word {
    Arc::new(move || is_so().then_some(value))
}

/// The attribute `hidden`.
pub fn hidden_when(is_so: impl Fn() -> bool + Send + Sync + 'static) -> Word {
    when(is_so, "")
}

/// `"true"` or `"false"`, as ARIA states want it.
pub fn state(is_so: impl Fn() -> bool + Send + Sync + 'static) -> Word {
    word(move || if is_so() { "true" } else { "false" })
}

pub fn flag(is_so: impl Fn() -> bool + Send + Sync + 'static) -> Flag {
    Arc::new(is_so)
}

pub fn handler<E>(react: impl FnMut(E) + 'static) -> Handler<E> {
    Box::new(react)
}
