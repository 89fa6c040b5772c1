//! One page a file, each a component. Every page is a document: links between them are links.

mod sign_in;
mod sign_up;
mod todos;

pub(crate) use sign_in::SignInPage;
pub(crate) use sign_up::SignUpPage;
pub(crate) use todos::TodosPage;
