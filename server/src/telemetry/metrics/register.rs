//! Ways to put a number into the registry.

use super::labels::Labels;
use prometheus_client::{
    metrics::{family::Family, histogram::Histogram},
    registry::{Metric, Registry, Unit},
};

pub(super) fn counted<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    let metric = M::default();
    registry.register(name, help, metric.clone());
    metric
}

pub(super) fn of_unit<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str, unit: Unit) -> M {
    let metric = M::default();
    registry.register_with_unit(name, help, unit, metric.clone());
    metric
}

pub(super) fn timed(registry: &mut Registry, name: &str, help: &str, buckets: &[f64]) -> Histogram {
    let metric = Histogram::new(buckets.iter().copied());
    registry.register_with_unit(name, help, Unit::Seconds, metric.clone());
    metric
}

pub(super) fn timed_by<L>(
    registry: &mut Registry,
    name: &str,
    help: &str,
    new: fn() -> Histogram,
) -> Family<L, Histogram, fn() -> Histogram>
where
    L: Labels,
{
    let metric = Family::new_with_constructor(new);
    registry.register_with_unit(name, help, Unit::Seconds, metric.clone());
    metric
}
