use super::{
    kit::{Form, Input, Look, button, card},
    settings,
};
use crate::{
    components::theme_switch,
    model::{
        Field, RefusedForm,
        account::{ProfilePage, WeekStart},
    },
};
use leptos::prelude::*;

/// `/settings/profile`
pub fn page(page: ProfilePage, refused: Option<RefusedForm>, notice: Option<String>) -> AnyView {
    let form = Form::new("profile", refused.as_ref());
    let name = Input {
        autocomplete: "name",
        stored: page.name,
        ..Input::default()
    };
    let image = Input {
        kind: "url",
        autocomplete: "photo",
        stored: page.image.unwrap_or_default(),
        hint: "The address of a picture, such as https://example.com/ada.jpg. Programs that use your account show it; these pages load nothing from elsewhere and show your initial.".into(),
        required: false,
    };
    let zones = page
        .time_zones
        .into_iter()
        .map(|zone| (zone.clone(), zone.replace('_', " ")))
        .collect();
    let days = WeekStart::ALL.map(|day| (day.as_str().to_owned(), day.label().to_owned()));
    let fields = view! {
        {form.text(Field::Name, "Name", name)}
        {form.text(Field::Image, "Picture", image)}
        {form.select(Field::TimeZone, "Time zone", zones, &page.time_zone)}
        {form.select(Field::WeekStart, "The week starts on", days.into(), page.week_start.as_str())}
        <p class="actions">{button("Save", Look::Primary)}</p>
    };
    let about = card(
        "About you",
        "How you appear, and how times are shown to you.",
        form.around(fields.into_any()),
    );
    let theme = card(
        "Theme",
        "System follows your device. The choice is kept in this browser.",
        view! { {theme_switch()} }.into_any(),
    );
    settings::around("/settings/profile", notice, vec![about, theme])
}
