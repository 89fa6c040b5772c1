//! One page a file, each a component. Every page is a document: links between them are links.

mod sign_in;
mod sign_up;
mod todos;

pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;
pub use todos::TodosPage;
