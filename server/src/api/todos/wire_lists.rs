//! What goes over the wire of lists and labels, and how it is described.

use super::wire::CountsBody;
use crate::api::time::rfc3339;
use app::model::{Label, List};
use serde::Serialize;
use utoipa::ToSchema;

/// A list of todos.
#[derive(Serialize, ToSchema)]
#[schema(as = List)]
pub(super) struct ListBody {
    /// A UUID; that of the inbox is the id of the user.
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid")]
    id: String,
    #[schema(example = "Home", min_length = 1, max_length = 100)]
    name: String,
    #[schema(
        example = "teal",
        pattern = "^(grey|red|orange|amber|lime|green|teal|cyan|blue|indigo|violet|pink)$"
    )]
    colour: String,
    /// Whether it is the list that everybody has, which stays as it is.
    #[schema(example = false)]
    is_inbox: bool,
    /// The order in which its owner looks at it.
    #[schema(example = "manual", pattern = "^(manual|due|priority|title|added)$")]
    sort: String,
    counts: CountsBody,
    /// Counts the changes, from 1. In quotes it is the entity tag.
    #[schema(example = 1, minimum = 1)]
    version: i64,
    #[schema(example = "2026-11-22T08:00:00.000Z", format = DateTime)]
    created_at: String,
    #[schema(example = "2026-11-22T08:00:00.000Z", format = DateTime)]
    updated_at: String,
}

impl From<List> for ListBody {
    fn from(list: List) -> Self {
        Self {
            id: list.id.to_string(),
            name: list.name.as_str().to_owned(),
            colour: list.colour.as_str().to_owned(),
            is_inbox: list.is_inbox,
            sort: list.sort.as_str().to_owned(),
            counts: list.counts.into(),
            version: list.version,
            created_at: rfc3339(list.created_at),
            updated_at: rfc3339(list.updated_at),
        }
    }
}

/// A list to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct NewListBody {
    /// Trimmed; no control characters.
    #[schema(example = "Home", min_length = 1, max_length = 100)]
    name: String,
    /// Grey if it is left out.
    #[schema(
        example = "teal",
        pattern = "^(grey|red|orange|amber|lime|green|teal|cyan|blue|indigo|violet|pink)$",
        nullable = false
    )]
    colour: Option<String>,
}

/// What changes; at least one of them.
#[derive(ToSchema)]
#[schema(min_properties = 1)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct ListPatchBody {
    #[schema(example = "House", min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    #[schema(
        example = "blue",
        pattern = "^(grey|red|orange|amber|lime|green|teal|cyan|blue|indigo|violet|pink)$",
        nullable = false
    )]
    colour: Option<String>,
    /// The order in which its owner looks at it.
    #[schema(example = "due", pattern = "^(manual|due|priority|title|added)$", nullable = false)]
    sort: Option<String>,
}

/// A label.
#[derive(Serialize, ToSchema)]
#[schema(as = Label)]
pub(super) struct LabelBody {
    #[schema(example = "019351f0-7c5a-7d5e-9b1e-0c4f5a6b7c8d", format = "uuid")]
    id: String,
    #[schema(example = "errands", min_length = 1, max_length = 50)]
    name: String,
    #[schema(
        example = "teal",
        pattern = "^(grey|red|orange|amber|lime|green|teal|cyan|blue|indigo|violet|pink)$"
    )]
    colour: String,
    /// Counts the changes, from 1. In quotes it is the entity tag.
    #[schema(example = 1, minimum = 1)]
    version: i64,
}

impl From<Label> for LabelBody {
    fn from(label: Label) -> Self {
        Self {
            id: label.id.to_string(),
            name: label.name.as_str().to_owned(),
            colour: label.colour.as_str().to_owned(),
            version: label.version,
        }
    }
}

/// A label to be made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct NewLabelBody {
    /// Trimmed; no commas, no control characters.
    #[schema(example = "errands", min_length = 1, max_length = 50)]
    name: String,
    /// Grey if it is left out.
    #[schema(
        example = "teal",
        pattern = "^(grey|red|orange|amber|lime|green|teal|cyan|blue|indigo|violet|pink)$",
        nullable = false
    )]
    colour: Option<String>,
}

/// What changes; at least one of them.
#[derive(ToSchema)]
#[schema(min_properties = 1)]
#[expect(dead_code, reason = "describes a body that is read field by field")]
pub(super) struct LabelPatchBody {
    #[schema(example = "shopping", min_length = 1, max_length = 50, nullable = false)]
    name: Option<String>,
    #[schema(
        example = "teal",
        pattern = "^(grey|red|orange|amber|lime|green|teal|cyan|blue|indigo|violet|pink)$",
        nullable = false
    )]
    colour: Option<String>,
}
