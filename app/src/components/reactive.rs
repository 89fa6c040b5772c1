//! What changes in a page, and what happens in it, under few types.
//!
//! Code is compiled once for every closure type it is given. Behind a pointer all closures of a kind are one type,
//! and what is done with them is in the WASM once.

use std::borrow::Cow;
use wasm_bindgen::JsCast;
use web_sys::Event;

/// A text that may change: what an element says, or one of its attributes. As an attribute it may also be absent.
pub enum Value {
    Fixed(Option<Cow<'static, str>>),
    Changing(Watched),
}

/// Reads signals, and is asked again when they change.
pub type Watched = Box<dyn Fn() -> Option<Cow<'static, str>> + Send>;

/// What happens on an event.
pub type Handler = Box<dyn FnMut(Event) + Send>;

/// A text that changes.
pub fn text(text: impl Fn() -> String + Send + 'static) -> Value {
    Value::Changing(Box::new(move || Some(Cow::Owned(text()))))
}

/// A text that changes among known words.
pub fn word(word: impl Fn() -> &'static str + Send + 'static) -> Value {
    Value::Changing(Box::new(move || Some(Cow::Borrowed(word()))))
}

/// `value`, or no attribute: for `aria-invalid` and its like.
pub fn when(is_so: impl Fn() -> bool + Send + 'static, value: &'static str) -> Value {
    Value::Changing(Box::new(move || is_so().then_some(Cow::Borrowed(value))))
}

/// The attribute `hidden`.
pub fn hidden_when(is_so: impl Fn() -> bool + Send + 'static) -> Value {
    when(is_so, "")
}

/// `"true"` or `"false"`, as ARIA states want it.
pub fn state(is_so: impl Fn() -> bool + Send + 'static) -> Value {
    word(move || if is_so() { "true" } else { "false" })
}

/// What happens on an event of the kind `E`: the name under which it is listened for has to be one of that kind.
pub fn handler<E: JsCast>(mut react: impl FnMut(E) + Send + 'static) -> Handler {
    Box::new(move |event| react(event.unchecked_into()))
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Fixed(Some(Cow::Borrowed(text)))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Fixed(Some(Cow::Owned(text)))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Fixed(text.map(Cow::Owned))
    }
}

/// An attribute that is there, or not.
impl From<bool> for Value {
    fn from(is_there: bool) -> Self {
        Self::Fixed(is_there.then_some(Cow::Borrowed("")))
    }
}
