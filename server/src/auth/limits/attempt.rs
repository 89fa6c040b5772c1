//! Attempts: what costs a hash or could be guessed at is counted before it is done.

use super::{
    counting::{take, take_all, take_failure, told},
    keys::Keys,
    notes::{MEMORY, NETWORK_MEMORY},
    place::Place,
};
use crate::{
    auth::{Auth, Client, Error, password::Line},
    clock::millis,
    database::Transaction,
    store::attempts::{self, Bucket},
};
use app::model::EmailAddress;

/// What somebody is about to do.
#[derive(Clone, Copy)]
pub enum Action<'a> {
    /// Offer a password for this account: to sign in, or to confirm a change.
    Password(&'a EmailAddress),
    /// Offer a second step for this account. Codes have a count of their own: the right password, which starts that of
    /// passwords over, does not make them easier to guess.
    Code(&'a EmailAddress),
    /// Make an account for this address.
    SignUp(&'a EmailAddress),
    /// Begin to show a passkey, whoever's it may be.
    Passkey,
}

/// An attempt that may go on. It counts as a failure until it has succeeded.
#[must_use = "an attempt that did not fail has to be told so"]
pub struct Attempt<'a> {
    auth: &'a Auth,
    /// Where failures on the account are counted.
    failures: Option<Bucket>,
    /// Says that the client's network is known to the account.
    known_network: Option<Bucket>,
    /// Whether neither the device nor the network has been signed in with before, as far as that is counted.
    is_from_elsewhere: bool,
}

/// Counts an attempt and lets it go on, or says how long to wait.
///
/// # Errors
/// [`Error::TooManyAttempts`]. When the database fails nothing goes on either.
pub async fn before<'a>(auth: &'a Auth, action: Action<'_>, client: &Client) -> Result<Attempt<'a>, Error> {
    let counted = count(auth, action, client).await;
    told(auth, client, counted).await
}

async fn count<'a>(auth: &'a Auth, action: Action<'_>, client: &Client) -> Result<Attempt<'a>, Error> {
    let mut attempt = Attempt {
        auth,
        failures: None,
        known_network: None,
        is_from_elsewhere: false,
    };
    let Some(limits) = &auth.settings.limits else {
        return Ok(attempt);
    };
    let keys = Keys::of(auth, client);
    let mut transaction = auth.database.begin().await?;
    // A client's own count always comes before an account's, so that two transactions never wait for each
    // other.
    match action {
        Action::Password(email) | Action::Code(email) => {
            let (tries, what) = match action {
                Action::Code(_) => ("second step", "codes"),
                _ => ("sign-in", "account"),
            };
            let place = Place::find(&mut transaction, &keys, email).await?;
            let rate = place.rate_of_network(limits);
            take_all(auth, &mut transaction, &keys.networks(tries), rate).await?;
            if let Some(device) = &place.device {
                let own = keys.bucket(&[tries, "device", device]);
                take(auth, &mut transaction, &own, limits.sign_in).await?;
            }
            let failures = place.failures(&keys, email, what);
            take_failure(auth, &mut transaction, &failures, limits.account).await?;
            attempt.is_from_elsewhere = place.is_elsewhere();
            attempt.failures = Some(failures);
            attempt.known_network = Some(keys.known_network(email));
        }
        Action::SignUp(email) => {
            // No failures are counted: there is no account yet whose password could be guessed.
            take_all(auth, &mut transaction, &keys.networks("sign-up"), limits.sign_up).await?;
            attempt.known_network = Some(keys.known_network(email));
        }
        Action::Passkey => take_all(auth, &mut transaction, &keys.networks("passkey"), limits.sign_in).await?,
    }
    transaction.commit().await?;
    Ok(attempt)
}

/// Knows the client's network from now on, after a sign-in whose account was known only when it had succeeded. It
/// tells whether neither the device nor the network had been signed in with before.
///
/// # Errors
/// When the database fails.
pub async fn after_success(
    auth: &Auth,
    transaction: &mut Transaction,
    email: &EmailAddress,
    client: &Client,
) -> Result<bool, Error> {
    if auth.settings.limits.is_none() {
        return Ok(false);
    }
    let keys = Keys::of(auth, client);
    let place = Place::find(transaction, &keys, email).await?;
    let attempt = Attempt {
        auth,
        failures: Some(place.failures(&keys, email, "account")),
        known_network: Some(keys.known_network(email)),
        is_from_elsewhere: place.is_elsewhere(),
    };
    attempt.succeeded(transaction).await?;
    Ok(place.is_elsewhere())
}

/// Forgets the failures on an account whose password was just replaced by a link out of its mail: what was guessed at is
/// no more. Those of this client and of everybody unknown are forgotten; a device that is known has a count of its own,
/// which only its owner can fill. The client's network gets a count of its own for a day, so that those who go on
/// guessing do not keep the owner from signing in.
///
/// # Errors
/// When the database fails.
pub async fn forget_failures(
    auth: &Auth,
    transaction: &mut Transaction,
    email: &str,
    client: &Client,
) -> Result<(), Error> {
    let keys = Keys::of(auth, client);
    for whose in [["anybody", ""], ["network", &keys.network]] {
        let bucket = keys.bucket(&["account", email, whose[0], whose[1]]);
        attempts::delete_attempts(transaction, &bucket).await?;
    }
    let until = auth.clock.now() + millis(MEMORY);
    Ok(attempts::remember(transaction, &keys.mail_reader(email), until).await?)
}

impl Attempt<'_> {
    /// Whether neither the device nor the network has been signed in with before. Without limits nothing is counted,
    /// and nobody is from elsewhere.
    #[must_use]
    pub fn is_from_elsewhere(&self) -> bool {
        self.is_from_elsewhere
    }

    /// Where it waits for its hash.
    #[must_use]
    pub fn line(&self) -> Line {
        match self.failures.is_some() && !self.is_from_elsewhere {
            true => Line::Known,
            false => Line::Open,
        }
    }

    /// Forgets the failures before it, and knows the client's network from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeeded(self, transaction: &mut Transaction) -> Result<(), Error> {
        if let Some(failures) = self.failures {
            attempts::delete_attempts(transaction, &failures).await?;
        }
        if let Some(network) = self.known_network {
            let until = self.auth.clock.now() + millis(NETWORK_MEMORY);
            attempts::remember(transaction, &network, until).await?;
        }
        Ok(())
    }

    /// Forgets the failures before it; the client's network is not known by that. This step was right, and the sign-in
    /// it belongs to has not been done yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn half_succeeded(self, transaction: &mut Transaction) -> Result<(), Error> {
        let known_network = None;
        Self { known_network, ..self }.succeeded(transaction).await
    }

    /// Passes an outcome on. An error means that the password was never looked at, so nothing was guessed and
    /// nothing failed.
    ///
    /// # Errors
    /// The one of `outcome`.
    pub async fn unless_failed<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        if let (Err(_), Some(failures)) = (&outcome, &self.failures) {
            let expires_at = self.auth.clock.now() + millis(MEMORY);
            let given_back = attempts::give_back(&self.auth.database, failures, expires_at).await;
            if let Err(error) = given_back {
                tracing::warn!(%error, "an attempt could not be taken back");
            }
        }
        outcome
    }
}
