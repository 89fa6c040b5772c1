//! One page a file. Each is a route of its own whose code the browser loads when it is needed.

mod home;
mod not_found;
mod sign_in;
mod sign_up;
mod todos;

pub use home::HomePage;
pub use not_found::NotFoundPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;
pub use todos::TodosPage;
