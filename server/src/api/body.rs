//! Reading JSON bodies strictly: what is not asked for is not silently dropped.
//!
//! serde stops at the first fault. A client would rather hear of all of them at once, each with the
//! name of its field, so a body is read as a list of members first and taken apart by name.

use crate::{
    middleware::{BYTE_ORDER_MARK, has_content_type},
    problem::{FieldProblem, Problem},
};
use app::model::FieldError;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// So many unknown members are named, with so many characters each: an answer does not grow with the question.
const MAX_UNKNOWN: usize = 20;
const MAX_NAME: usize = 64;

/// The members of a JSON object in the order they came, duplicates included.
#[derive(Debug)]
pub struct Members(pub Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A body of `application/json` that is an object, read field by field.
#[derive(Debug)]
pub struct Fields {
    members: Vec<(String, Value)>,
    known: Vec<&'static str>,
    problems: Vec<FieldProblem>,
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if !is_json(request.headers()) {
            return Err(Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE).into_response());
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of_status(rejection.status()).into_response())?;
        Self::parse(&body).map_err(IntoResponse::into_response)
    }
}

/// Whether the body calls itself JSON. A content type of a form or of plain text would let another site's
/// page send it without being asked first.
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    has_content_type(headers, "application/json")
}

impl Fields {
    /// # Errors
    /// 400 for what is not JSON, 422 for what is no object.
    pub fn parse(body: &[u8]) -> Result<Self, Problem> {
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        let malformed = |detail: String| Problem::new(StatusCode::BAD_REQUEST, "malformed_json", detail);
        match serde_json::from_slice::<Members>(body) {
            Ok(Members(members)) => Ok(Self {
                members,
                known: Vec::new(),
                problems: Vec::new(),
            }),
            Err(error) if error.is_data() => Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid",
                "The body has to be a JSON object.",
            )),
            // The text names a line and a column and repeats nothing of the body.
            Err(error) => Err(malformed(format!("The body is not JSON: {error}"))),
        }
    }

    /// The parameters of a query, to be read as strictly; each value is a text.
    #[must_use]
    pub fn of_query(query: &str) -> Self {
        let parameters = url::form_urlencoded::parse(query.as_bytes());
        Self {
            members: parameters
                .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
                .collect(),
            known: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The value of a member, which must not be there twice.
    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        let mut values = self.members.iter().filter(|(member, _)| member == name);
        let value = values.next().map(|(_, value)| value.clone());
        if values.next().is_some() {
            return self.problem(name, "duplicate", "This is given more than once.");
        }
        value
    }

    /// A text that has to be there, parsed into what it means.
    pub fn text<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, FieldError>) -> Option<T> {
        match self.take(name) {
            None if self.problems.iter().any(|problem| problem.field == name) => None,
            None => self.problem(name, "missing", "This is required."),
            Some(value) => self.read_text(name, &value, parse),
        }
    }

    /// A text that may be missing; `null` is not a text.
    pub fn optional_text<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<T> {
        let value = self.take(name)?;
        self.read_text(name, &value, parse)
    }

    /// Between one and `most` texts, each parsed in the same way.
    pub fn texts<T>(
        &mut self,
        name: &'static str,
        most: usize,
        parse: impl Fn(&str) -> Result<T, FieldError>,
    ) -> Option<Vec<T>> {
        let value = match self.take(name) {
            Some(value) => value,
            None if self.problems.iter().any(|problem| problem.field == name) => return None,
            None => return self.problem(name, "missing", "This is required."),
        };
        match value {
            Value::Array(values) if values.is_empty() => self.problem(name, "missing", "Give at least one."),
            Value::Array(values) if values.len() > most => {
                self.problem(name, "too_long", format!("Give at most {most}."))
            }
            Value::Array(values) => values.iter().map(|value| self.read_text(name, value, &parse)).collect(),
            _ => self.problem(name, "wrong_type", "This has to be an array of texts."),
        }
    }

    /// `true` or `false`, if it is there.
    pub fn optional_bool(&mut self, name: &'static str) -> Option<bool> {
        match self.take(name)? {
            Value::Bool(value) => Some(value),
            _ => self.problem(name, "wrong_type", "This has to be true or false."),
        }
    }

    /// `true` or `false`.
    pub fn bool(&mut self, name: &'static str) -> Option<bool> {
        let problems = self.problems.len();
        let value = self.optional_bool(name);
        if value.is_none() && self.problems.len() == problems {
            self.problem::<()>(name, "missing", "This is required.");
        }
        value
    }

    /// The same for a change, where `null` asks for the member to be removed (RFC 7396) and what this is about always
    /// has one.
    pub fn change_of_text<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<T> {
        match self.is_null(name) {
            true => self.cannot_be_removed(name),
            false => self.optional_text(name, parse),
        }
    }

    /// `true` or `false` for a change.
    pub fn change_of_bool(&mut self, name: &'static str) -> Option<bool> {
        match self.is_null(name) {
            true => self.cannot_be_removed(name),
            false => self.optional_bool(name),
        }
    }

    /// A text that may be missing or `null`, which are two things to a change: `Some(None)` removes what is there.
    pub fn nullable_text<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<Option<T>> {
        match self.take(name)? {
            Value::Null => Some(None),
            value => self.read_text(name, &value, parse).map(Some),
        }
    }

    /// A whole number that may be missing or `null`, in the same way.
    pub fn nullable_number<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<Option<T>> {
        match self.take(name)? {
            Value::Null => Some(None),
            Value::Number(number) => self
                .read_text(name, &Value::String(number.to_string()), parse)
                .map(Some),
            _ => self.problem(name, "wrong_type", "This has to be a number."),
        }
    }

    /// An array of texts that may be missing, parsed as one thing.
    pub fn optional_texts<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&[&str]) -> Result<T, FieldError>,
    ) -> Option<T> {
        let value = self.take(name)?;
        let texts = value.as_array().map(|values| values.iter().map(Value::as_str));
        let Some(texts) = texts.and_then(Iterator::collect::<Option<Vec<&str>>>) else {
            return self.problem(name, "wrong_type", "This has to be an array of texts.");
        };
        match parse(&texts) {
            Ok(value) => Some(value),
            Err(error) => {
                let FieldProblem { code, message, .. } = error.into();
                self.problem(name, code, message)
            }
        }
    }

    fn is_null(&self, name: &str) -> bool {
        let mut named = self.members.iter().filter(|(member, _)| member == name);
        matches!((named.next(), named.next()), (Some((_, Value::Null)), None))
    }

    fn cannot_be_removed<T>(&mut self, name: &'static str) -> Option<T> {
        self.known.push(name);
        let message = "null would remove this, and there is no todo without it. Leave it out to keep it as it is.";
        self.problem(name, "not_removable", message)
    }

    fn read_text<T>(
        &mut self,
        name: &'static str,
        value: &Value,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<T> {
        let Value::String(text) = value else {
            return self.problem(name, "wrong_type", "This has to be a text.");
        };
        match parse(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let FieldProblem { code, message, .. } = error.into();
                self.problem(name, code, message)
            }
        }
    }

    /// Notes what is wrong with a field.
    pub fn problem<T>(&mut self, field: &str, code: &'static str, message: impl Into<String>) -> Option<T> {
        self.problems.push(FieldProblem::new(field, code, message));
        None
    }

    /// Ends the reading: members nobody asked for are wrong too.
    ///
    /// # Errors
    /// 422 with every fault that was found.
    pub fn finish(mut self) -> Result<(), Problem> {
        let unknown: Vec<String> = self
            .members
            .iter()
            .filter(|(name, _)| !self.known.contains(&name.as_str()))
            .map(|(name, _)| name.chars().take(MAX_NAME).collect())
            .take(MAX_UNKNOWN)
            .collect();
        for name in unknown {
            self.problem::<()>(&name, "unknown", "There is no such field.");
        }
        match self.problems.is_empty() {
            true => Ok(()),
            false => Err(Problem::invalid(self.problems)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::model::TodoTitle;

    #[test]
    fn all_faults_are_reported_at_once_by_name() {
        let body = br#"{"title": 1, "completed": "yes", "extra": null, "twice": true, "twice": false}"#;
        let mut fields = Fields::parse(body).unwrap();
        assert_eq!(fields.text("title", TodoTitle::parse), None);
        assert_eq!(fields.optional_bool("completed"), None);
        assert_eq!(fields.bool("twice"), None);
        assert_eq!(fields.text("absent", TodoTitle::parse), None);
        let found: Vec<_> = fields
            .finish()
            .unwrap_err()
            .errors
            .into_iter()
            .map(|error| (error.field, error.code))
            .collect();
        let expected = [
            ("title", "wrong_type"),
            ("completed", "wrong_type"),
            ("twice", "duplicate"),
            ("absent", "missing"),
            ("extra", "unknown"),
        ];
        assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn what_is_not_json_is_told_from_what_is_no_object() {
        for body in ["", "{", "{\"a\":1,}", "nul", "{\"a\":\"\\ud800\"}"] {
            assert_eq!(Fields::parse(body.as_bytes()).unwrap_err().status(), 400, "{body}");
        }
        for body in ["[]", "null", "1", "\"a\""] {
            assert_eq!(Fields::parse(body.as_bytes()).unwrap_err().status(), 422, "{body}");
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(Fields::parse(deep.as_bytes()).unwrap_err().status(), 400);
    }
}
