//! What pages are built of: pieces, all of one type.
//!
//! `view!` gives every element, attribute and text a type of its own, and what builds and hydrates it is compiled for
//! each. That is quick to run and heavy to load: it was half of the first file. A [`Piece`] is the same type whatever
//! it looks like, so the code for it is there once. `view!` puts components together, [`element`] what is in them.

use super::reactive::{Handler, Value, Watched};
use leptos::{
    prelude::{AnyView, Owner, RenderEffect, untrack},
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::{
            Rndr,
            types::{Element as ElementNode, Node, Placeholder, Text},
        },
        view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr, any_view::AnyViewState},
    },
};
use std::{borrow::Cow, cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Event;

/// A piece of a page.
pub enum Piece {
    Element(Element),
    /// One element, written as HTML, in which nothing changes.
    Html(Cow<'static, str>),
    Text(Value),
    /// Drawn anew when what it reads changes.
    Changing(Box<dyn FnMut() -> Piece + Send>),
    /// An element for each key, which stays the same element for as long as its key is there.
    Rows(Keys, Row),
    Several(Vec<Piece>),
    /// What Leptos draws.
    View(AnyView),
}

/// Which rows there are, in order.
pub type Keys = Box<dyn Fn() -> Vec<String> + Send>;
/// The row of a key.
pub type Row = Box<dyn Fn(&str) -> Piece + Send>;

/// An element in the making.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    fixed: Fixed,
    attributes: Vec<(&'static str, Value)>,
    handlers: Vec<(&'static str, Handler)>,
    children: Vec<Piece>,
}

/// Attributes known when the program is compiled: a table, which needs no code.
type Fixed = &'static [(&'static str, &'static str)];

/// An element with the attributes that never change.
///
/// ```ignore
/// element("button", &[("class", "button"), ("type", "submit")])
///     .attr("aria-busy", state(move || call.is_pending()))
///     .on("click", handler(move |_: MouseEvent| call.start()))
///     .child("Save")
/// ```
pub fn element(tag: &'static str, fixed: Fixed) -> Element {
    Element(Box::new(Parts {
        tag,
        fixed,
        attributes: Vec::new(),
        handlers: Vec::new(),
        children: Vec::new(),
    }))
}

impl Element {
    pub fn attr(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.with_attribute(name, value.into())
    }

    /// Listens for an event.
    pub fn on(mut self, event: &'static str, handler: Handler) -> Self {
        self.0.handlers.push((event, handler));
        self
    }

    pub fn child(self, child: impl Into<Piece>) -> Self {
        self.with_child(child.into())
    }

    // Compiled once and not for every kind of value.
    fn with_attribute(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    fn with_child(mut self, child: Piece) -> Self {
        self.0.children.push(child);
        self
    }
}

/// A piece that is drawn anew when what it reads changes.
pub fn changing<P: Into<Piece>>(piece: impl Fn() -> P + Send + 'static) -> Piece {
    Piece::Changing(Box::new(move || piece().into()))
}

/// An element for each key. Its signals live as long as it does.
pub fn rows<P: Into<Piece>>(
    keys: impl Fn() -> Vec<String> + Send + 'static,
    row: impl Fn(&str) -> P + Send + 'static,
) -> Piece {
    Piece::Rows(Box::new(keys), Box::new(move |key| row(key).into()))
}

/// Nothing to see.
pub fn nothing() -> Piece {
    Piece::Several(Vec::new())
}

impl From<Element> for Piece {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<&'static str> for Piece {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Value> for Piece {
    fn from(text: Value) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Piece>> for Piece {
    fn from(pieces: Vec<Piece>) -> Self {
        Self::Several(pieces)
    }
}

impl<const N: usize> From<[Piece; N]> for Piece {
    fn from(pieces: [Piece; N]) -> Self {
        Self::Several(pieces.into())
    }
}

impl From<AnyView> for Piece {
    fn from(view: AnyView) -> Self {
        Self::View(view)
    }
}

/// What a piece has become in the page. Dropping it ends what it listens to and follows.
pub enum PieceState {
    Node {
        node: Node,
        _follows: Vec<Follow>,
        _handlers: Vec<Closure<dyn FnMut(Event)>>,
        _children: Vec<PieceState>,
    },
    Changing {
        place: Rc<RefCell<Place>>,
        _follow: RenderEffect<()>,
    },
    Rows {
        list: Rc<RefCell<List>>,
        _follow: RenderEffect<()>,
    },
    Several(Vec<PieceState>),
    View(AnyViewState),
}

/// The rows of a list, and the mark behind them.
pub struct List {
    rows: Vec<KnownRow>,
    mark: Option<Placeholder>,
}

struct KnownRow {
    key: String,
    state: PieceState,
    /// Ends what belongs to the row when it goes.
    _owner: Owner,
}

/// Where a changing piece is: what is there now, and the mark behind it.
pub struct Place {
    now: Option<PieceState>,
    mark: Option<Placeholder>,
}

/// Writes a text into the page whenever it has become another one.
type Follow = RenderEffect<Option<Cow<'static, str>>>;

/// `is_new` is a node that has nothing of it yet; what the server rendered has it already.
fn follow(watched: Watched, is_new: bool, write: impl Fn(Option<&str>) + 'static) -> Follow {
    RenderEffect::new(move |previous: Option<Option<Cow<'static, str>>>| {
        let text = watched();
        if previous.map_or(is_new, |previous| previous != text) {
            write(text.as_deref());
        }
        text
    })
}

/// How a piece gets its nodes: it makes them, or it finds those that the server rendered, in the order it wrote them.
#[derive(Clone)]
enum Source {
    Made,
    Found(Cursor, PositionState),
}

impl Source {
    fn element(&self, make: impl FnOnce() -> ElementNode) -> ElementNode {
        match self {
            Self::Made => make(),
            Self::Found(cursor, position) => {
                match position.get() {
                    Position::Current => {}
                    Position::FirstChild => cursor.child(),
                    _ => cursor.sibling(),
                }
                position.set(Position::NextChild);
                cursor.current().unchecked_into()
            }
        }
    }

    fn text(&self) -> Text {
        match self {
            Self::Made => Rndr::create_text_node(""),
            Self::Found(cursor, position) => {
                match position.get() {
                    Position::FirstChild => cursor.child(),
                    // The server puts a mark between two texts, which would be one otherwise.
                    Position::NextChildAfterText => {
                        cursor.sibling();
                        cursor.sibling();
                    }
                    _ => cursor.sibling(),
                }
                position.set(Position::NextChildAfterText);
                cursor.current().unchecked_into()
            }
        }
    }

    fn mark(&self) -> Placeholder {
        match self {
            Self::Made => Rndr::create_placeholder(),
            Self::Found(cursor, position) => cursor.next_placeholder(position),
        }
    }

    fn is_made(&self) -> bool {
        matches!(self, Self::Made)
    }
}

impl Piece {
    fn appear(self, source: &Source) -> PieceState {
        match self {
            Self::Element(element) => element.appear(source),
            Self::Html(html) => {
                let node = source.element(|| Rndr::create_element_from_html(html));
                node_state(node.into(), Vec::new())
            }
            Self::Text(text) => {
                let node = source.text();
                let follows = put(text, source.is_made(), {
                    let node = node.clone();
                    move |text| Rndr::set_text(&node, text.unwrap_or_default())
                });
                node_state(node.into(), follows.into_iter().collect())
            }
            Self::Changing(piece) => appear_changing(piece, source),
            Self::Rows(keys, row) => appear_rows(keys, row, source),
            Self::Several(pieces) => {
                PieceState::Several(pieces.into_iter().map(|piece| piece.appear(source)).collect())
            }
            Self::View(view) => PieceState::View(match source {
                Source::Made => view.build(),
                Source::Found(cursor, position) => view.hydrate::<true>(cursor, position),
            }),
        }
    }
}

impl Element {
    fn appear(self, source: &Source) -> PieceState {
        let Parts {
            tag,
            fixed,
            attributes,
            handlers,
            children,
        } = *self.0;
        let node = source.element(|| Rndr::create_element(tag, None));
        let is_new = source.is_made();
        if is_new {
            fixed
                .iter()
                .for_each(|(name, value)| Rndr::set_attribute(&node, name, value));
        }
        let follows = attributes
            .into_iter()
            .filter_map(|(name, value)| {
                let node = node.clone();
                put(value, is_new, move |text| match text {
                    Some(text) => Rndr::set_attribute(&node, name, text),
                    None => Rndr::remove_attribute(&node, name),
                })
            })
            .collect();
        let handlers = handlers
            .into_iter()
            .map(|(event, handler)| {
                let handler = Closure::new(handler);
                let _ = node.add_event_listener_with_callback(event, handler.as_ref().unchecked_ref());
                handler
            })
            .collect();
        if let Source::Found(cursor, position) = source {
            cursor.set(node.clone().into());
            position.set(Position::FirstChild);
        }
        let children = children.into_iter().map(|child| {
            let mut child = child.appear(source);
            if is_new {
                child.mount(&node, None);
            }
            child
        });
        let children = children.collect();
        if let Source::Found(cursor, position) = source {
            cursor.set(node.clone().into());
            position.set(Position::NextChild);
        }
        PieceState::Node {
            node: node.into(),
            _follows: follows,
            _handlers: handlers,
            _children: children,
        }
    }
}

fn node_state(node: Node, follows: Vec<Follow>) -> PieceState {
    PieceState::Node {
        node,
        _follows: follows,
        _handlers: Vec::new(),
        _children: Vec::new(),
    }
}

/// Writes a value into a node, and again with each change.
fn put(value: Value, is_new: bool, write: impl Fn(Option<&str>) + 'static) -> Option<Follow> {
    match value {
        Value::Fixed(text) => {
            if let (true, Some(text)) = (is_new, text) {
                write(Some(&text));
            }
            None
        }
        Value::Changing(watched) => Some(follow(watched, is_new, write)),
    }
}

fn appear_changing(mut piece: Box<dyn FnMut() -> Piece + Send>, source: &Source) -> PieceState {
    let place = Rc::new(RefCell::new(Place { now: None, mark: None }));
    let follow = {
        let place = Rc::clone(&place);
        let mut first = Some(source.clone());
        RenderEffect::new(move |_| {
            let piece = piece();
            if let Some(source) = first.take() {
                place.borrow_mut().now = Some(piece.appear(&source));
                return;
            }
            // Taken out of its place meanwhile: what leaves the page may cause events that look there.
            let previous = place.borrow_mut().now.take();
            if let Some(mut previous) = previous {
                previous.unmount();
            }
            let mut now = piece.appear(&Source::Made);
            if let Some(mark) = &place.borrow().mark {
                Rndr::try_mount_before(&mut now, mark);
            }
            place.borrow_mut().now = Some(now);
        })
    };
    place.borrow_mut().mark = Some(source.mark());
    PieceState::Changing { place, _follow: follow }
}

fn appear_rows(keys: Keys, row: Row, source: &Source) -> PieceState {
    let list = Rc::new(RefCell::new(List {
        rows: Vec::new(),
        mark: None,
    }));
    // Rows outlive the run of the effect they are made in.
    let outside = Owner::new();
    let follow = {
        let list = Rc::clone(&list);
        let mut first = Some(source.clone());
        RenderEffect::new(move |_| {
            let keys = keys();
            let source = first.take().unwrap_or(Source::Made);
            let mut known = std::mem::take(&mut list.borrow_mut().rows);
            let mut rows = Vec::with_capacity(keys.len());
            for key in keys {
                let at = known.iter().position(|known| known.key == key);
                rows.push(at.map_or_else(
                    || {
                        let owner = outside.child();
                        let state = owner.with(|| untrack(|| row(&key).appear(&source)));
                        KnownRow {
                            key: key.clone(),
                            state,
                            _owner: owner,
                        }
                    },
                    |at| known.remove(at),
                ));
            }
            known.iter_mut().for_each(|gone| gone.state.unmount());
            let mut list = list.borrow_mut();
            if let Some(mark) = &list.mark {
                put_in_order(&mut rows, mark);
            }
            list.rows = rows;
        })
    };
    list.borrow_mut().mark = Some(source.mark());
    PieceState::Rows { list, _follow: follow }
}

/// Moves only what is out of place: an element that is moved loses the keyboard.
fn put_in_order(rows: &mut [KnownRow], mark: &Node) {
    let Some(parent) = mark.parent_element() else { return };
    let mut next = mark.clone();
    for row in rows.iter_mut().rev() {
        let PieceState::Node { node, .. } = &row.state else {
            continue;
        };
        if node.next_sibling().as_ref() != Some(&next) {
            Rndr::insert_node(&parent, node, Some(&next));
        }
        next = node.clone();
    }
}

impl Mountable for PieceState {
    fn unmount(&mut self) {
        match self {
            Self::Node { node, .. } => Rndr::remove(node),
            Self::Changing { place, .. } => {
                let mut place = place.borrow_mut();
                place.now.iter_mut().for_each(Mountable::unmount);
                place.mark.iter().for_each(|mark| Rndr::remove(mark));
            }
            Self::Rows { list, .. } => {
                let mut list = list.borrow_mut();
                list.rows.iter_mut().for_each(|row| row.state.unmount());
                list.mark.iter().for_each(|mark| Rndr::remove(mark));
            }
            Self::Several(pieces) => pieces.iter_mut().for_each(Mountable::unmount),
            Self::View(view) => view.unmount(),
        }
    }

    fn mount(&mut self, parent: &ElementNode, marker: Option<&Node>) {
        match self {
            Self::Node { node, .. } => Rndr::insert_node(parent, node, marker),
            Self::Changing { place, .. } => {
                let mut place = place.borrow_mut();
                place.now.iter_mut().for_each(|now| now.mount(parent, marker));
                place
                    .mark
                    .iter()
                    .for_each(|mark| Rndr::insert_node(parent, mark, marker));
            }
            Self::Rows { list, .. } => {
                let mut list = list.borrow_mut();
                list.rows.iter_mut().for_each(|row| row.state.mount(parent, marker));
                list.mark
                    .iter()
                    .for_each(|mark| Rndr::insert_node(parent, mark, marker));
            }
            Self::Several(pieces) => pieces.iter_mut().for_each(|piece| piece.mount(parent, marker)),
            Self::View(view) => view.mount(parent, marker),
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let before = |node: &Node, child: &mut dyn Mountable| match node.parent_element() {
            Some(parent) => {
                child.mount(&parent, Some(node));
                true
            }
            None => false,
        };
        match self {
            Self::Node { node, .. } => before(node, child),
            Self::Changing { place, .. } => {
                let place = place.borrow();
                place.now.as_ref().is_some_and(|now| now.insert_before_this(child))
                    || place.mark.as_ref().is_some_and(|mark| before(mark, child))
            }
            Self::Rows { list, .. } => {
                let list = list.borrow();
                list.rows.first().is_some_and(|row| row.state.insert_before_this(child))
                    || list.mark.as_ref().is_some_and(|mark| before(mark, child))
            }
            Self::Several(pieces) => pieces.iter().any(|piece| piece.insert_before_this(child)),
            Self::View(view) => view.insert_before_this(child),
        }
    }

    /// For attributes given to components from outside, which there are none of.
    fn elements(&self) -> Vec<ElementNode> {
        Vec::new()
    }
}

impl Render for Piece {
    type State = PieceState;

    fn build(self) -> PieceState {
        self.appear(&Source::Made)
    }

    fn rebuild(self, state: &mut PieceState) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl AddAnyAttr for Piece {
    type Output<NewAttribute: Attribute> = Self;

    fn add_any_attr<NewAttribute: Attribute>(self, _attribute: NewAttribute) -> Self {
        self
    }
}

impl RenderHtml for Piece {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    // Nothing in a page is waited for: what it shows first has been fetched before.
    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
        match self {
            Self::Element(element) => element.write(html, position),
            Self::Html(written) => {
                html.push_str(&written);
                *position = Position::NextChild;
            }
            Self::Text(text) => {
                let text = text.now().unwrap_or_default();
                text.to_html_with_buf(html, position, true, mark_branches, Vec::new());
            }
            Self::Changing(mut piece) => {
                piece().to_html_with_buf(html, position, escape, mark_branches, Vec::new());
                html.push_str("<!>");
                *position = Position::NextChild;
            }
            Self::Rows(keys, row) => {
                for key in keys() {
                    row(&key).to_html_with_buf(html, position, escape, mark_branches, Vec::new());
                }
                html.push_str("<!>");
                *position = Position::NextChild;
            }
            Self::Several(pieces) => {
                for piece in pieces {
                    piece.to_html_with_buf(html, position, escape, mark_branches, Vec::new());
                }
            }
            Self::View(view) => view.to_html_with_buf(html, position, escape, mark_branches, Vec::new()),
        }
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> PieceState {
        self.appear(&Source::Found(cursor.clone(), position.clone()))
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Value {
    fn now(self) -> Option<Cow<'static, str>> {
        match self {
            Self::Fixed(text) => text,
            Self::Changing(watched) => watched(),
        }
    }
}

impl Element {
    fn write(self, html: &mut String, position: &mut Position) {
        let parts = *self.0;
        html.push('<');
        html.push_str(parts.tag);
        for (name, value) in parts.fixed {
            write_attribute(html, name, value);
        }
        for (name, value) in parts.attributes {
            if let Some(value) = value.now() {
                write_attribute(html, name, &value);
            }
        }
        html.push('>');
        // The one element of ours that has no end.
        if parts.tag != "input" {
            *position = Position::FirstChild;
            for child in parts.children {
                child.to_html_with_buf(html, position, true, false, Vec::new());
            }
            html.push_str("</");
            html.push_str(parts.tag);
            html.push('>');
        }
        *position = Position::NextChild;
    }
}

fn write_attribute(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    if !value.is_empty() {
        html.push_str("=\"");
        for character in value.chars() {
            match character {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                other => html.push(other),
            }
        }
        html.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::reactive::{hidden_when, state, text};

    fn html(piece: impl Into<Piece>) -> String {
        piece.into().to_html()
    }

    #[test]
    fn whatever_it_says_is_text() {
        const SAID: &str = "<b title=\"x\">&'";
        let said = element("p", &[("title", SAID)]).attr("lang", SAID.to_owned());
        assert_eq!(
            html(said.child(SAID.to_owned())),
            "<p title=\"&lt;b title=&quot;x&quot;&gt;&amp;'\" lang=\"&lt;b title=&quot;x&quot;&gt;&amp;'\">&lt;b title=\"x\"&gt;&amp;'</p>"
        );
        let changing = element("p", &[])
            .attr("lang", text(|| SAID.into()))
            .child(text(|| SAID.into()));
        assert_eq!(
            html(changing),
            "<p lang=\"&lt;b title=&quot;x&quot;&gt;&amp;'\">&lt;b title=\"x\"&gt;&amp;'</p>"
        );
    }

    #[test]
    fn an_attribute_is_there_with_a_value_alone_or_not_at_all() {
        let input = element("input", &[("required", "")])
            .attr("aria-busy", state(|| true))
            .attr("hidden", hidden_when(|| true))
            .attr("checked", false)
            .attr("value", None::<String>);
        assert_eq!(html(input), "<input required aria-busy=\"true\" hidden>");
    }

    /// They are what the browser finds its way by when the page comes alive.
    #[test]
    fn there_are_marks_between_texts_and_behind_what_changes() {
        let texts = element("p", &[]).child("one").child("two").child(element("b", &[]));
        assert_eq!(html(texts), "<p>one<!>two<b></b></p>");
        let changes = element("p", &[]).child(changing(|| "now")).child("two");
        assert_eq!(html(changes), "<p>now<!>two</p>");
        let list = rows(
            || vec!["1".into(), "2".into()],
            |key| element("li", &[]).child(key.to_owned()),
        );
        assert_eq!(html(element("ul", &[]).child(list)), "<ul><li>1</li><li>2</li><!></ul>");
        assert_eq!(html(element("p", &[]).child(nothing())), "<p></p>");
    }
}
