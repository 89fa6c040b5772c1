//! Small pieces of Latchkey by themselves, each next to the plainest thing that does the work at its core.
//!
//! Each group has two functions, `ours` and `reference`; `cargo xtask bench micro` makes a row of the two. What is
//! called here is what the server calls, from its library.

use criterion::{Criterion, criterion_group, criterion_main};
use fixture::Fixture;

mod fixture;
mod pages;
mod statements;
mod tokens;

fn pieces(criterion: &mut Criterion) {
    let fixture = Fixture::new().expect("nothing can be measured without it");
    tokens::verify(criterion, &fixture);
    tokens::issue(criterion, &fixture);
    tokens::refresh(criterion, &fixture);
    statements::read(criterion, &fixture);
    pages::render(criterion, &fixture);
}

criterion_group!(benches, pieces);
criterion_main!(benches);
