use super::{Done, Flash, Refusal, Sender, finish};
use crate::{
    auth::{
        self, LiveSession,
        passkeys::{StoredPasskey, are_available, list_passkeys, remove_passkey, rename_passkey},
        password_set_at,
    },
    forms::{Fields, Submission},
    preload::parameter,
    state::AppState,
    words,
};
use app::model::{
    AppError,
    account::{PasskeyItem, PasskeyName, PasskeysPage},
};
use axum::{
    body::Body,
    extract::State,
    http::{Response, Uri},
};

pub const PATH: &str = "/settings/passkeys";

/// All passkeys of somebody, and the one whose name is to be changed (`?rename=…`).
pub async fn show(state: &AppState, member: &LiveSession, uri: &Uri) -> Result<PasskeysPage, auth::Error> {
    let (auth, user) = (&state.auth, &member.user);
    let now = auth.clock.now();
    let stored = list_passkeys(auth, &user.id).await?;
    let has_password = password_set_at(auth, &user.id).await?.is_some();
    let passkeys: Vec<PasskeyItem> = stored
        .into_iter()
        .map(|passkey| item(passkey, &user.time_zone, now))
        .collect();
    let renamed = parameter(uri, "rename");
    Ok(PasskeysPage {
        is_available: are_available(&auth.settings),
        is_removable: has_password || passkeys.len() > 1,
        renamed: passkeys.iter().find(|item| Some(&item.id) == renamed.as_ref()).cloned(),
        passkeys,
    })
}

fn item(passkey: StoredPasskey, time_zone: &str, now: i64) -> PasskeyItem {
    let used = match passkey.last_used_at {
        Some(at) => format!("Last used {}", words::ago(at, now)),
        None => "Not used yet".into(),
    };
    PasskeyItem {
        history: format!("Added {} · {used}", words::day(passkey.created_at, time_zone)),
        id: passkey.id,
        name: passkey.name,
    }
}

pub async fn submit(State(state): State<AppState>, sender: Sender, form: Submission) -> Response<Body> {
    let outcome = change(&sender, &form.fields).await;
    finish(&state, &sender.caller, &sender.cookies, form, outcome).await
}

async fn change(sender: &Sender, fields: &Fields) -> Result<Done, Refusal> {
    let (auth, live, id) = (&sender.auth, &sender.live, fields.text("id"));
    match fields.text("intent").as_str() {
        "rename" => {
            let name = PasskeyName::parse(&fields.text("name"), &default_name(&sender.client))?;
            rename_passkey(auth, live, &id, &name).await?;
            Ok(Done::say(Flash::Saved, PATH))
        }
        "remove" => {
            remove_passkey(auth, live, &id, &sender.client).await?;
            Ok(Done::say(Flash::PasskeyRemoved, PATH))
        }
        _ => Err(AppError::Malformed.into()),
    }
}

/// What a passkey is called that was given no name.
pub(super) fn default_name(client: &auth::ClientInfo) -> String {
    let device = words::device(client.user_agent.as_deref().unwrap_or_default());
    device.chars().take(PasskeyName::MAX_LENGTH).collect()
}
