//! `/docs/api`: the document of the API as a page. It is drawn once, from the document alone, so it says of each
//! operation what `/api/openapi.json` says; it needs no script, and nothing of it is anybody's secret.

use crate::state::AppState;
use app::{
    components::{Icon, IconName},
    model::Theme,
};
use axum::{Router, body::Bytes, http::header, response::Html, routing::get};
use leptos::prelude::*;
use serde_json::{Map, Value};
use std::sync::{Arc, LazyLock};
use tower_cookies::Cookies;
use utoipa::openapi::OpenApi;

const STYLE: &str = "/docs/api/style.css";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

pub(super) fn routes(state: &AppState, document: Arc<OpenApi>) -> Router<AppState> {
    let stylesheet = state.assets.stylesheet.clone();
    let cookie = Theme::cookie(state.auth.settings.base_url.starts_with("https:"));
    // All answers share one copy of each: with one for each, some who ask and do not read would fill the memory.
    let pages = Arc::new(LazyLock::new(move || {
        let document = serde_json::to_value(&*document).unwrap_or_default();
        let main = main(&document).to_html();
        Theme::ALL.map(|theme| Bytes::from(page(theme, &stylesheet, &main)))
    }));
    let show = async move |cookies: Cookies| {
        let theme = cookies.get(cookie).map(|cookie| Theme::parse(cookie.value()));
        let at = Theme::ALL.iter().position(|known| Some(*known) == theme);
        Html(pages[at.unwrap_or(0)].clone())
    };
    let style = async || {
        let headers = [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ];
        (headers, include_str!("docs.css"))
    };
    Router::new().route("/docs/api", get(show)).route(STYLE, get(style))
}

/// The document around it. It is the same for everybody, whoever is signed in.
fn page(theme: Theme, stylesheet: &str, main: &str) -> String {
    let (theme, latch) = (theme.as_str(), view! { <Icon name=IconName::Latch /> }.to_html());
    format!(
        "<!DOCTYPE html><html lang=\"en\" data-theme=\"{theme}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>API · Latchkey</title><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <link rel=\"stylesheet\" href=\"{stylesheet}\"><link rel=\"stylesheet\" href=\"{STYLE}\"></head>\
         <body><header class=\"site-header\"><a class=\"brand\" href=\"/\">{latch}<span>Latchkey</span></a>\
         <nav class=\"site-nav\" aria-label=\"Site\"><a class=\"nav-link\" href=\"/api/openapi.json\">openapi.json</a>\
         <a class=\"nav-link\" href=\"/todos\">Todos</a></nav></header>{main}</body></html>"
    )
}

fn main(document: &Value) -> AnyView {
    let tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().collect();
    let links: Vec<AnyView> = tags.iter().map(|tag| index(document, tag)).collect();
    let groups: Vec<AnyView> = tags.iter().map(|tag| group(document, tag)).collect();
    let schemes = members(&document["components"]["securitySchemes"]).map(|(name, scheme)| {
        let kind = text(&scheme["type"]);
        view! { <dt><code>{name.to_owned()}</code>" "<span class="kind">{kind}</span></dt><dd>{prose(&scheme["description"])}</dd> }
    });
    let schemas = members(&document["components"]["schemas"]).map(|(name, schema)| {
        view! {
            <article class="card" id=format!("schema-{name}")>
                <h3><code>{name.to_owned()}</code></h3>
                {prose(&schema["description"])}
                {shape(schema)}
            </article>
        }
    });
    view! {
        <main class="page docs">
            <nav class="docs-index" aria-label="Operations">{links}</nav>
            <div class="docs-body">
                <h1>"API"</h1>
                <p>
                    {text(&document["info"]["description"])}" This is version "{text(&document["info"]["version"])}", at "
                    <code>{text(&document["servers"][0]["url"])}</code>". Programs read the same in "
                    <a href="/api/openapi.json">"openapi.json"</a>" (OpenAPI)."
                </p>
                <section class="card" id="access">
                    <h2>"Access"</h2>
                    <dl>{schemes.collect::<Vec<_>>()}</dl>
                </section>
                {groups}
                <section id="schemas"><h2>"Schemas"</h2>{schemas.collect::<Vec<_>>()}</section>
            </div>
        </main>
    }
    .into_any()
}

/// The operations of a group: path, method, and what there is to say.
fn operations<'a>(document: &'a Value, tag: &'a Value) -> impl Iterator<Item = (&'a str, &'static str, &'a Value)> {
    let all = members(&document["paths"]).flat_map(|(path, item)| {
        let of_method = move |method| Some((path, method, item.get(method)?));
        METHODS.into_iter().filter_map(of_method)
    });
    all.filter(|(_, _, operation)| {
        operation["tags"]
            .as_array()
            .is_some_and(|tags| tags.contains(&tag["name"]))
    })
}

fn index(document: &Value, tag: &Value) -> AnyView {
    let link = |(path, method, operation): (&str, &'static str, &Value)| {
        let href = format!("#{}", text(&operation["operationId"]));
        view! { <li><a href=href><span class="method">{method}</span>" "{path.to_owned()}</a></li> }.into_any()
    };
    let links: Vec<AnyView> = operations(document, tag).map(link).collect();
    view! { <h2>{text(&tag["name"])}</h2><ul>{links}</ul> }.into_any()
}

fn group(document: &Value, tag: &Value) -> AnyView {
    let drawn: Vec<AnyView> = operations(document, tag)
        .map(|(path, method, said)| operation(document, path, method, said))
        .collect();
    view! { <section><h2>{text(&tag["name"])}</h2>{prose(&tag["description"])}{drawn}</section> }.into_any()
}

fn operation(document: &Value, path: &str, method: &'static str, said: &Value) -> AnyView {
    let parameters = list(&said["parameters"]).map(|parameter| {
        let place = format!(", in the {}", text(&parameter["in"]));
        let is_required = parameter["required"] == true;
        member(
            text(&parameter["name"]),
            &parameter["schema"],
            is_required,
            place,
            &parameter["description"],
        )
    });
    let parameters: Vec<AnyView> = parameters.collect();
    let bodies = members(&said["requestBody"]["content"]).map(|(kind, content)| {
        view! { <dt><code>{kind.to_owned()}</code></dt><dd>{type_of(&content["schema"])}</dd> }.into_any()
    });
    let answers = members(&said["responses"]).map(|(status, answer)| answer_of(status, answer));
    view! {
        <article class="card" id=text(&said["operationId"])>
            <h3><span class="method">{method}</span>" "<code>{path.to_owned()}</code></h3>
            {prose(&said["summary"])}
            {prose(&said["description"])}
            {access(&said["security"])}
            {titled("Parameters", parameters)}
            {titled("Body", bodies.collect())}
            {titled("Answers", answers.collect())}
            <h4>"Example"</h4>
            <pre tabindex="0"><code>{curl(document, path, method, said)}</code></pre>
        </article>
    }
    .into_any()
}

fn titled(title: &'static str, items: Vec<AnyView>) -> Option<AnyView> {
    (!items.is_empty()).then(|| view! { <h4>{title}</h4><dl>{items}</dl> }.into_any())
}

/// By what one may show who one is; `{}` among the ways stands for not at all.
fn access(security: &Value) -> AnyView {
    let ways: Vec<&str> = list(security).flat_map(members).map(|(name, _)| name).collect();
    let is_open = ways.is_empty() || list(security).any(|way| members(way).count() == 0);
    let ways = match (ways.is_empty(), is_open) {
        (true, _) => "for everybody".to_owned(),
        (false, true) => format!("for everybody, or by {}", ways.join(" or ")),
        (false, false) => format!("by {}", ways.join(" or ")),
    };
    view! { <p class="kind"><a href="#access">"Access"</a>": "{ways}"."</p> }.into_any()
}

fn answer_of(status: &str, answer: &Value) -> AnyView {
    let content = members(&answer["content"])
        .map(|(kind, content)| view! { <p><code>{kind.to_owned()}</code>": "{type_of(&content["schema"])}</p> });
    let headers = members(&answer["headers"]).map(|(name, header)| {
        member(
            name.to_owned(),
            &header["schema"],
            false,
            String::new(),
            &header["description"],
        )
    });
    let headers: Vec<AnyView> = headers.collect();
    let headers = (!headers.is_empty()).then(|| view! { <dl>{headers}</dl> });
    view! {
        <dt><code>{status.to_owned()}</code></dt>
        <dd>{prose(&answer["description"])}{content.collect::<Vec<_>>()}{headers}</dd>
    }
    .into_any()
}

/// A parameter, a header or a property.
fn member(name: String, schema: &Value, is_required: bool, place: String, description: &Value) -> AnyView {
    let required = is_required.then_some(", required");
    view! {
        <dt><code>{name}</code>" "<span class="kind">{type_of(schema)}{place}{required}</span></dt>
        <dd>{prose(description)}</dd>
    }
    .into_any()
}

/// The properties of an object, or what else a schema is.
fn shape(schema: &Value) -> AnyView {
    let required: Vec<&Value> = list(&schema["required"]).collect();
    let properties: Vec<AnyView> = members(&schema["properties"])
        .map(|(name, property)| {
            let is_required = required.iter().any(|required| *required == name);
            member(
                name.to_owned(),
                property,
                is_required,
                String::new(),
                &property["description"],
            )
        })
        .collect();
    match properties.is_empty() {
        true => view! { <p class="kind">{type_of(schema)}</p> }.into_any(),
        false => view! { <dl>{properties}</dl> }.into_any(),
    }
}

/// "string, at most 500 characters", "list of Todo", "Todo or null".
fn type_of(schema: &Value) -> AnyView {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return view! { <a href=format!("#schema-{name}")>{name.to_owned()}</a> }.into_any();
    }
    for (key, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        let parts = list(&schema[key]).enumerate();
        let parts: Vec<_> = parts
            .map(|(at, part)| ((at > 0).then_some(between), type_of(part)))
            .collect();
        if !parts.is_empty() {
            return parts.into_any();
        }
    }
    if schema["type"] == "array" {
        return ("list of ", type_of(&schema["items"])).into_any();
    }
    let types: Vec<String> = match &schema["type"] {
        Value::Array(types) => types.iter().map(text).collect(),
        Value::Null => list(&schema["enum"]).map(Value::to_string).collect(),
        one => vec![text(one)],
    };
    let limits = [
        ("format", "", ""),
        ("minimum", "at least ", ""),
        ("maximum", "at most ", ""),
        ("minLength", "at least ", " characters"),
        ("maxLength", "at most ", " characters"),
        ("pattern", "like ", ""),
        ("default", "otherwise ", ""),
    ];
    let limits = limits.into_iter().filter_map(|(key, before, after)| {
        let limit = schema.get(key)?;
        Some(format!(", {before}{}{after}", text(limit)))
    });
    (types.join(" or ") + &limits.collect::<String>()).into_any()
}

/// The request as one types it, with what has to be in it.
fn curl(document: &Value, path: &str, method: &str, said: &Value) -> String {
    let mut address = text(&document["servers"][0]["url"]) + path;
    let mut options = Vec::new();
    let mut option = |words: &str, value: &str| options.push(format!("{words} '{}'", value.replace('\'', "'\\''")));
    let schema = |content: &Value| example(document, content.get("example"), &content["schema"]);
    for parameter in list(&said["parameters"]).filter(|parameter| parameter["required"] == true) {
        let (name, value) = (text(&parameter["name"]), text(&schema(parameter)));
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &value),
            Some("query") => address += &format!("{}{name}={value}", if address.contains('?') { '&' } else { '?' }),
            _ => option("-H", &format!("{name}: {value}")),
        }
    }
    let content = &said["requestBody"]["content"];
    if let Some(json) = content.get("application/json") {
        option("--json", &schema(json).to_string());
    } else if let Some(form) = content.get("application/x-www-form-urlencoded") {
        members(&schema(form)).for_each(|(name, value)| option("--data-urlencode", &format!("{name}={}", text(value))));
    }
    if list(&said["security"]).flat_map(members).next().is_some() {
        options.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
    }
    let has_usual_method = method == if content.is_null() { "get" } else { "post" };
    let method = if has_usual_method {
        String::new()
    } else {
        format!("-X {} ", method.to_uppercase())
    };
    [vec![format!("curl {method}'{address}'")], options]
        .concat()
        .join(" \\\n  ")
}

/// A value of a schema: the example there is, or one of its type with what it needs.
fn example(document: &Value, given: Option<&Value>, schema: &Value) -> Value {
    let of = |schema: &Value| example(document, None, schema);
    if let Some(value) = given
        .or_else(|| schema.get("example"))
        .or_else(|| schema.get("default"))
    {
        return value.clone();
    }
    if let Some(path) = schema["$ref"].as_str() {
        return document.pointer(path.trim_start_matches('#')).map_or(Value::Null, of);
    }
    match schema["type"].as_str() {
        Some("object") => {
            let required: Vec<&Value> = list(&schema["required"]).collect();
            let is_needed = |(at, (name, _)): &(usize, (&str, &Value))| match required.is_empty() {
                true => *at == 0,
                false => required.iter().any(|required| *required == name),
            };
            let needed = members(&schema["properties"]).enumerate().filter(is_needed);
            let needed = needed.map(|(_, (name, property))| (name.to_owned(), of(property)));
            Value::Object(needed.collect::<Map<_, _>>())
        }
        Some("array") => vec![of(&schema["items"])].into(),
        Some("integer" | "number") => 1.into(),
        Some("boolean") => true.into(),
        _ => "…".into(),
    }
}

/// Sentences in which what stands between backticks is code.
fn prose(said: &Value) -> Option<AnyView> {
    let said = said.as_str()?;
    let part = |(at, part): (usize, &str)| match at % 2 {
        0 => part.to_owned().into_any(),
        _ => view! { <code>{part.to_owned()}</code> }.into_any(),
    };
    let parts: Vec<AnyView> = said.split('`').enumerate().map(part).collect();
    Some(view! { <p>{parts}</p> }.into_any())
}

fn members(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn list(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}

/// A value as it is written in a sentence.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
