//! How values travel between server and browser.
//!
//! Arguments go up as JSON, which anybody can read and write. Answers and the state inside a page come
//! down in [postcard](https://postcard.jamesmunns.com): reading JSON takes a parser, number formats and
//! error texts that weigh more than a page of ours, and what is read here was written by the very
//! program that made the page.

use crate::side::{from_base64, to_base64};
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{Serialize, de::DeserializeOwned};

/// Arguments of a server function.
pub type Arguments = Post<Json>;
/// Answers of a server function, and its errors.
pub type Answer = Post<Postcard>;

/// JSON text. The browser only writes it.
pub struct Json;

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Json {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        serde_json::from_slice(&bytes)
    }
}

/// Postcard bytes.
pub struct Postcard;

impl ContentType for Postcard {
    const CONTENT_TYPE: &'static str = "application/x-postcard";
}

impl FormatType for Postcard {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for Postcard {
    type Error = postcard::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        postcard::to_allocvec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Postcard {
    type Error = postcard::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        postcard::from_bytes(&bytes)
    }
}

/// Postcard inside a page, which can hold text only: base64, which the browser reads by itself.
pub struct PagePostcard;

impl<T: Serialize> codee::Encoder<T> for PagePostcard {
    type Error = postcard::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, Self::Error> {
        postcard::to_allocvec(value).map(|bytes| to_base64(&bytes))
    }
}

impl<T: DeserializeOwned> codee::Decoder<T> for PagePostcard {
    type Error = postcard::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Self::Error> {
        postcard::from_bytes(&from_base64(text).ok_or(postcard::Error::DeserializeBadEncoding)?)
    }
}
