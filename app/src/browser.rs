//! The few browser interfaces the hooks need, each under the name of what it is for. They are called from effects and
//! event handlers only, so never while a page is rendered on the server. What a browser may refuse (storage, history)
//! is then as if it were not there; nothing here returns an error.

use js_sys::{Array, Date, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, KeyboardEvent, MouseEvent, Node,
    RequestInit, Response, SubmitEvent, Window,
};

pub(crate) fn window() -> Window {
    web_sys::window().expect("browser code runs in a window")
}

/// Leaves this page for another by a full load, which is also what tells a password manager that
/// signing in worked.
pub(crate) fn leave_for(path: &str) {
    // Refused only for a malformed URL, and ours are paths.
    let _ = window().location().assign(path);
}

/// Loads this page anew, so that the server decides again what it shows and to whom.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Posts bytes to an address of ours and waits for the whole answer: its status and body. `None` where nothing came
/// back.
pub(crate) async fn post(path: &str, content_type: &str, accepts: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
    let header = |name: &str, value: &str| Array::of2(&name.into(), &value.into());
    let headers = Array::of2(&header("Content-Type", content_type), &header("Accept", accepts));
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(&Uint8Array::from(body));
    // It arrives even if the page goes away meanwhile.
    let _ = Reflect::set(&request, &"keepalive".into(), &JsValue::TRUE);
    let response = JsFuture::from(window().fetch_with_str_and_init(path, &request))
        .await
        .ok()?;
    let response: Response = response.unchecked_into();
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some((response.status(), Uint8Array::new(&bytes).to_vec()))
}

#[wasm_bindgen]
extern "C" {
    /// `public/keys.js` loads the program `grammar` with the first line.
    #[wasm_bindgen(js_namespace = globalThis, js_name = readLine, catch)]
    async fn read_line_elsewhere(request: &[u8]) -> Result<JsValue, JsValue>;
}

/// Has the program that knows the grammar of a line read one; `None` where it could not be loaded.
pub(crate) async fn read_line(request: &[u8]) -> Option<Vec<u8>> {
    let read = read_line_elsewhere(request).await.ok()?;
    Some(Uint8Array::new(&read).to_vec())
}

/// The time, in milliseconds since the Unix epoch.
pub(crate) fn now() -> f64 {
    Date::now()
}

/// How many minutes of the day are over, on the browser's clock.
pub(crate) fn minutes_of_day() -> u16 {
    let now = Date::new_0();
    u16::try_from(now.get_hours() * 60 + now.get_minutes()).unwrap_or_default()
}

/// Whether an element is on the screen, as it is scrolled now.
pub(crate) fn is_in_sight(id: &str) -> bool {
    let height = window().inner_height().ok().and_then(|height| height.as_f64());
    element(id).zip(height).is_some_and(|(element, height)| {
        let place = element.get_bounding_client_rect();
        place.bottom() > 0.0 && place.top() < height
    })
}

/// Whether the keyboard writes into something.
pub(crate) fn is_writing(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.matches("input, textarea, select").unwrap_or_default())
}

/// Calls `react` with the number of the last change to somebody's todos, whenever the script of every page
/// (`public/page.js`) hears that there is another.
pub(crate) fn on_todos_changed(react: impl Fn(i64) + 'static) {
    let number = |event: Event| Reflect::get(&event, &"detail".into()).ok()?.as_f64();
    listen("todos-changed", move |event| {
        if let Some(number) = number(event) {
            // Far below where a number of JavaScript is not exact any more.
            #[expect(clippy::cast_possible_truncation, reason = "it was a whole number of the server's")]
            react(number as i64);
        }
    });
}

/// Calls `react` with the day that has begun where the person lives, whenever the script of every page hears of one.
pub(crate) fn on_day_changed(react: impl Fn(String) + 'static) {
    listen("day-changed", move |event| {
        if let Ok(day) = Reflect::get(&event, &"detail".into()) {
            react(day.as_string().unwrap_or_default());
        }
    });
}

/// Calls `react` for each key that is pressed anywhere in the page, for as long as the document lives.
pub(crate) fn on_key(react: impl Fn(&KeyboardEvent) + 'static) {
    listen("keydown", move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            react(event);
        }
    });
}

/// When the browser began to ask for this page, in milliseconds since the Unix epoch.
pub(crate) fn page_asked_for_at() -> f64 {
    window()
        .performance()
        .map_or(0.0, |performance| performance.time_origin())
}

/// Sixteen bytes that nobody can guess.
pub(crate) fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    let crypto = window()
        .crypto()
        .expect("every browser that runs WebAssembly has crypto");
    crypto
        .get_random_values_with_u8_array(&mut bytes)
        .expect("16 bytes are below the quota of 65536");
    bytes
}

/// The fields of the form that was submitted.
pub(crate) fn submitted_form(event: &SubmitEvent) -> Option<FormData> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    FormData::new_with_form(&form).ok()
}

/// The name of the field in which something was typed.
pub(crate) fn name_of_field(event: &Event) -> String {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    field.map(|field| field.name()).unwrap_or_default()
}

/// A field's text, or nothing where the form has no such field.
pub(crate) fn field(form: &FormData, name: &str) -> Option<String> {
    form.get(name).as_string()
}

/// Puts the keyboard on what `selector` finds in the element with this id, if it is there.
pub(crate) fn focus_in(id: &str, selector: &str) {
    let found = element(id).and_then(|element| element.query_selector(selector).ok().flatten());
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// The element with this id.
pub(crate) fn element(id: &str) -> Option<HtmlElement> {
    let element = window().document()?.get_element_by_id(id)?;
    element.dyn_into().ok()
}

/// How many elements, comments and texts there are in an element, as `elements.comments.texts`.
pub(crate) fn shape(container: &HtmlElement) -> Option<String> {
    /// `SHOW_ALL` of `NodeFilter`.
    const ALL: u32 = u32::MAX;
    let walker = window()
        .document()?
        .create_tree_walker_with_what_to_show(container, ALL)
        .ok()?;
    let (mut elements, mut comments, mut texts) = (0, 0, 0);
    while let Ok(Some(node)) = walker.next_node() {
        match node.node_type() {
            Node::ELEMENT_NODE => elements += 1,
            Node::COMMENT_NODE => comments += 1,
            _ => texts += 1,
        }
    }
    Some(format!("{elements}.{comments}.{texts}"))
}

/// What somebody has typed into the fields of an element, by their names.
pub(crate) fn typed_fields(container: &HtmlElement) -> Vec<(String, String)> {
    let fields = inputs(container)
        .into_iter()
        .filter(|input| input.value() != input.default_value());
    fields.map(|input| (input.name(), input.value())).collect()
}

/// Puts it into the fields of these names.
pub(crate) fn type_again(container: &HtmlElement, typed: &[(String, String)]) {
    for input in inputs(container) {
        if let Some((_, value)) = typed.iter().find(|(name, _)| *name == input.name()) {
            input.set_value(value);
        }
    }
}

fn inputs(container: &HtmlElement) -> Vec<HtmlInputElement> {
    let inputs = container.get_elements_by_tag_name("input");
    (0..inputs.length())
        .filter_map(|at| inputs.item(at)?.dyn_into().ok())
        .collect()
}

/// Puts a copy in the place of the element with this id: it looks the same, what was typed included, and nobody listens
/// to it.
pub(crate) fn make_plain(id: &str) {
    if let Some(element) = element(id)
        && let Ok(copy) = element.clone_node_with_deep(true)
    {
        let _ = element.replace_with_with_node_1(&copy);
    }
    if let Some(root) = window().document().and_then(|document| document.document_element()) {
        let _ = root.remove_attribute("data-hydrated");
    }
}

/// Tells the server of a fault of this program. It is sent on its way and nobody waits for it.
pub(crate) fn report(fault: &str) {
    let _ = window()
        .navigator()
        .send_beacon_with_opt_str("/client-errors", Some(fault));
}

/// The bytes behind base64.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let latin1 = window().atob(text).ok()?;
    latin1.chars().map(|character| u8::try_from(character).ok()).collect()
}

/// Keeps bytes for this tab under a name, or forgets what it has kept there. Where a browser keeps nothing for us, the
/// rest goes on.
pub(crate) fn keep_in_tab(name: &str, bytes: Option<&[u8]>) {
    let Ok(Some(storage)) = window().session_storage() else {
        return;
    };
    let latin1 = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect::<String>();
    let text = bytes.and_then(|bytes| window().btoa(&latin1(bytes)).ok());
    let _ = match text {
        Some(text) => storage.set_item(name, &text),
        None => storage.remove_item(name),
    };
}

/// What this tab has kept under a name.
pub(crate) fn kept_in_tab(name: &str) -> Option<Vec<u8>> {
    let storage = window().session_storage().ok()??;
    from_base64(&storage.get_item(name).ok()??)
}

/// The path of the address.
pub(crate) fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// The question mark in the address and what follows it, or nothing.
pub(crate) fn search() -> String {
    window().location().search().unwrap_or_default()
}

/// What follows the question mark in the address.
pub(crate) fn query() -> String {
    search().trim_start_matches('?').to_owned()
}

/// Makes `address` the one of this page, and what it was the one before it.
pub(crate) fn push_address(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Whether a click means "go there" and nothing else, such as another tab.
pub(crate) fn is_plain_click(event: &MouseEvent) -> bool {
    let has_modifier = event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key();
    event.button() == 0 && !has_modifier
}

/// Calls `react` when the browser has gone back or forward within this document.
pub(crate) fn on_travel(react: impl Fn() + 'static) {
    listen("popstate", move |_| react());
}

/// Calls `react` when the browser has a connection again.
pub(crate) fn on_online(react: impl Fn() + 'static) {
    listen("online", move |_| react());
}

/// Calls `react` when the page is being left.
pub(crate) fn on_leaving(react: impl Fn() + 'static) {
    listen("pagehide", move |_| react());
}

/// Tells the script of every page (`public/page.js`) that the server knows no session of this page any more: it finds
/// out what there is now, keeps what was being written, and goes where one belongs.
pub(crate) fn tell_of_session_end() {
    if let Ok(event) = Event::new("session-end") {
        let _ = window().dispatch_event(&event);
    }
}

/// Listens for as long as the document lives.
fn listen(event: &str, react: impl Fn(Event) + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(react);
    let _ = window().add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
}

pub(crate) fn set_title(title: &str) {
    if let Some(document) = window().document() {
        document.set_title(title);
    }
}

/// Marks the document, so that style sheets and tests see that the page is interactive.
pub(crate) fn mark_as_hydrated() {
    set_root_attribute("data-hydrated", "");
}

pub(crate) fn set_root_attribute(name: &str, value: &str) {
    if let Some(root) = window().document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute(name, value);
    }
}
