//! Traces by OpenTelemetry, where the environment names a collector: spans of requests, of use cases, and of what
//! they wait for. They leave in batches, as OTLP in protobuf over HTTP, by the HTTP client and the TLS that are in
//! the program anyway. A statement is shown as it is written, without its values.

use super::filter::asked_each_time;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use opentelemetry::{
    propagation::TextMapPropagator,
    trace::{TraceContextExt, TracerProvider},
};
use opentelemetry_http::{Bytes, HeaderExtractor, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use std::{
    env,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::{runtime::Handle, task::spawn_blocking, time::timeout};
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{
    Layer,
    filter::{FilterExt, filter_fn},
    registry::LookupSpan,
};

/// How long the collector may take for a batch.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);
/// What a collector may answer; it has little to say.
const MOST_ANSWERED: usize = 64 * 1024;

static ARE_ON: AtomicBool = AtomicBool::new(false);

/// Why there are no traces, although they were asked for.
#[derive(Debug, thiserror::Error)]
#[error("the settings of OpenTelemetry cannot be used: {0}")]
pub struct Error(#[from] ExporterBuildError);

/// Where spans go.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Traces as the standard variables of OpenTelemetry describe them (`OTEL_EXPORTER_OTLP_ENDPOINT` and
    /// `…_HEADERS`, `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, …); none where no collector is named. It has to be
    /// called within the runtime that is to send them.
    ///
    /// # Errors
    /// When the variables cannot be followed.
    pub fn from_environment() -> Result<Option<Self>, Error> {
        let given = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
        let endpoint = given("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").or_else(|| given("OTEL_EXPORTER_OTLP_ENDPOINT"));
        let is_disabled = given("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if endpoint.is_none() || is_disabled {
            return Ok(None);
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(opentelemetry_otlp::Protocol::HttpBinary)
            .with_http_client(Collector::new())
            .build()?;
        let resource = match given("OTEL_SERVICE_NAME") {
            Some(_) => Resource::builder(),
            None => Resource::builder().with_service_name("latchkey"),
        };
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build();
        ARE_ON.store(true, Ordering::Relaxed);
        Ok(Some(Self(provider)))
    }

    /// Makes spans of ours into spans of a trace; those of libraries are not asked for.
    #[must_use]
    pub fn layer<S>(&self) -> Box<dyn Layer<S> + Send + Sync>
    where
        S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
    {
        let of_ours = filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with(env!("CARGO_PKG_NAME")));
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("latchkey"))
            .with_location(false)
            .with_threads(false)
            .with_level(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_context_activation(false)
            .with_filter(of_ours.and(asked_each_time()))
            .boxed()
    }

    /// Sends what has not been sent yet.
    pub async fn finish(self) {
        ARE_ON.store(false, Ordering::Relaxed);
        match spawn_blocking(move || self.0.shutdown_with_timeout(EXPORT_TIMEOUT)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last traces could not be sent"),
            Err(error) => tracing::warn!(%error, "the last traces could not be sent"),
        }
    }
}

/// Whether anybody traces.
#[must_use]
pub fn are_on() -> bool {
    ARE_ON.load(Ordering::Relaxed)
}

/// Goes on with the trace of a proxy's `traceparent`, if there are headers to be believed, and notes the trace's id in
/// the field `trace.id` of the span. Before anything else happens in it.
pub fn follow(span: &Span, believed: Option<&http::HeaderMap>) {
    if let Some(headers) = believed {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        if let Err(error) = span.set_parent(parent) {
            tracing::debug!(%error, "the trace of a proxy is not followed");
        }
    }
    let context = span.context();
    let context = context.span().span_context().clone();
    if context.is_valid() {
        span.record("trace.id", tracing::field::display(context.trace_id()));
    }
}

/// The way to the collector. Batches are sent from a thread of their own, which has no runtime, so the request itself
/// is handed to ours.
#[derive(Debug)]
struct Collector {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    runtime: Handle,
}

impl Collector {
    fn new() -> Self {
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .build();
        Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            runtime: Handle::current(),
        }
    }
}

#[async_trait::async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.client.request(request.map(Full::new));
        let answer = async {
            let (parts, body) = answer.await?.into_parts();
            let body = Limited::new(body, MOST_ANSWERED).collect().await?.to_bytes();
            Ok(Response::from_parts(parts, body))
        };
        // The time limit too needs the runtime from its first moment.
        let sending = self.runtime.spawn(async { timeout(EXPORT_TIMEOUT, answer).await });
        sending.await??
    }
}
