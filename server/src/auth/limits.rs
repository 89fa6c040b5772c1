//! How often something may be tried: by one client, and on one account.
//!
//! Everything that costs a hash asks [`before`] first, and its attempt is counted there and then, as a
//! failure until [`Attempt::succeeded`] says otherwise. So requests at the same moment cannot pass more than
//! the limit, nor can a client that hangs up before the answer. The counts are in the database, which all
//! instances share. An account that exists and one that does not are counted alike.
//!
//! A wrong password on somebody's account makes the next attempt wait, but only where it came from: devices
//! and networks that have signed in to the account before have counts of their own. An attacker uses up the
//! one of everybody else, and the owner still comes in.
//!
//! One address of IPv4 is one client. Of IPv6 a connection has 2^64 addresses, and many a customer 2^72 or 2^80, so
//! there the count of the larger network goes along, with more in it.

use super::{
    Auth, ClientInfo, Error, KeySource,
    audit::{self, Event, EventKind},
    device,
    password::Line,
};
use crate::{
    clock::millis,
    database::Transaction,
    store::{
        attempts::{self, Bucket},
        refresh_tokens::{self, TokenHash},
    },
    telemetry::metrics,
};
use app::model::EmailAddress;
use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

/// How long failures on an account are remembered after the last one.
const MEMORY: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest wait between two attempts on an account.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// After so many failures in a row (NIST SP 800-63B §5.2.2) there is one attempt a day in this count.
const MOST_IN_A_ROW: i64 = 100;
/// Beyond this much, a time that cannot be was written while the clock was wrong.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60 * 60);
/// Known devices in one network may try so many times as much as everybody there. They have counts of their own, but
/// somebody may have made many of them known.
const KNOWN_IN_A_NETWORK: u32 = 3;
/// How long the network somebody has signed in from is known to the account.
const NETWORK_MEMORY: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Mails to one address in an hour, whoever asks for them. Devices and networks that have signed in to the account have
/// as many of their own: strangers cannot use those up.
const MAILS_TO_ONE: Rate = Rate::new(5, 60 * 60);
/// Notices of one kind to one address in an hour; who has been told five times knows.
const NOTICES_TO_ONE: Rate = Rate::new(5, 60 * 60);

/// Refusals that are written down.
const REFUSALS: Rate = Rate::new(1, 60);

/// Files that one account may have read, whatever is in them.
const IMPORTS: Rate = Rate::new(30, 60 * 60);

/// Passwords that one client may have estimated; somebody who types asks four times a second at most.
const ESTIMATES: Rate = Rate::new(240, 60);

/// Renewals of one session: one a second, and as many at once as a minute has seconds.
const RENEWALS: Rate = Rate::new(60, 60);
/// Renewals of all sessions of an account in a day: twice what a hundred programs need that never stop. Each leaves a
/// row behind for as long as it can tell of a theft.
const RENEWALS_A_DAY: Rate = Rate::new(20_000, 24 * 60 * 60);

/// What the operator allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Passwords that one client may try, on whatever accounts.
    pub sign_in: Rate,
    /// Accounts that one client may make.
    pub sign_up: Rate,
    /// Mails that one client may cause.
    pub mail: Rate,
    /// Wrong passwords in a row on one account before the next has to wait.
    pub account: u32,
}

/// Enough for an office behind one address, and useless for trying lists of passwords.
impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: Rate::new(20, 60),
            sign_up: Rate::new(20, 60 * 60),
            mail: Rate::new(20, 60 * 60),
            account: 5,
        }
    }
}

/// So many in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub count: u32,
    pub window: Duration,
}

impl Rate {
    #[must_use]
    pub const fn new(count: u32, seconds: u64) -> Self {
        Self {
            count,
            window: Duration::from_secs(seconds),
        }
    }
}

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
pub async fn before<'a>(auth: &'a Auth, action: Action<'_>, client: &ClientInfo) -> Result<Attempt<'a>, Error> {
    let counted = count(auth, action, client).await;
    told(auth, client, counted).await
}

async fn count<'a>(auth: &'a Auth, action: Action<'_>, client: &ClientInfo) -> Result<Attempt<'a>, Error> {
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
    client: &ClientInfo,
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

/// Counts a mail that somebody wants to have sent to an address, theirs or not, or says how long to wait.
///
/// # Errors
/// As [`before`].
pub async fn before_mail(auth: &Auth, to: &EmailAddress, client: &ClientInfo) -> Result<(), Error> {
    let counted = count_mail(auth, to, client).await;
    told(auth, client, counted).await
}

async fn count_mail(auth: &Auth, to: &EmailAddress, client: &ClientInfo) -> Result<(), Error> {
    let Some(limits) = &auth.settings.limits else {
        return Ok(());
    };
    let keys = Keys::of(auth, client);
    let mut transaction = auth.database.begin().await?;
    take_all(auth, &mut transaction, &keys.networks("mail"), limits.mail).await?;
    let is_known = !Place::find(&mut transaction, &keys, to).await?.is_elsewhere();
    let to_one = match is_known {
        true => keys.bucket(&["mail to", to.as_str(), "known"]),
        false => keys.bucket(&["mail to", to.as_str()]),
    };
    take(auth, &mut transaction, &to_one, MAILS_TO_ONE).await?;
    Ok(transaction.commit().await?)
}

/// Counts a notice of a kind to an address, and tells whether it may go out. A notice is about what has been done and
/// is nobody's wish, so there is nobody to wait: one too many is left out.
///
/// # Errors
/// When the database fails.
pub async fn may_notify(auth: &Auth, to: &str, kind: &str) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), &["notice to", to, kind]);
    may_take(auth, &bucket, NOTICES_TO_ONE).await
}

/// Counts the letter that greets a new account among those to its address, and tells whether it may go out: the account
/// is there without it, and another can be asked for later.
///
/// # Errors
/// When the database fails.
pub async fn may_welcome(auth: &Auth, to: &EmailAddress) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), &["mail to", to.as_str()]);
    may_take(auth, &bucket, MAILS_TO_ONE).await
}

async fn may_take(auth: &Auth, bucket: &Bucket, rate: Rate) -> Result<bool, Error> {
    if auth.settings.limits.is_none() {
        return Ok(true);
    }
    let mut transaction = auth.database.begin().await?;
    match take(auth, &mut transaction, bucket, rate).await {
        Ok(()) => {
            transaction.commit().await?;
            Ok(true)
        }
        Err(Error::TooManyAttempts { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Counts a file that somebody signed in sends to be read, before any of it is, or says how long to wait.
///
/// # Errors
/// As [`before`].
pub async fn before_import(auth: &Auth, user_id: &str) -> Result<(), Error> {
    if auth.settings.limits.is_none() {
        return Ok(());
    }
    let bucket = bucket(auth.settings.secret(), &["import", user_id]);
    let mut transaction = auth.database.begin().await?;
    take(auth, &mut transaction, &bucket, IMPORTS).await?;
    Ok(transaction.commit().await?)
}

/// Counts a new password that somebody wants to have estimated while they type it, or says how long to wait.
///
/// # Errors
/// As [`before`].
pub async fn before_estimate(auth: &Auth, client: &ClientInfo) -> Result<(), Error> {
    if auth.settings.limits.is_none() {
        return Ok(());
    }
    let keys = Keys::of(auth, client);
    let mut transaction = auth.database.begin().await?;
    take_all(auth, &mut transaction, &keys.networks("estimate"), ESTIMATES).await?;
    Ok(transaction.commit().await?)
}

/// Counts a renewal of a session, or says how long to wait. One by a token that has been used before, as those are of
/// which many come at once, makes nothing new and is not counted.
///
/// # Errors
/// As [`before`].
pub async fn before_renewal(auth: &Auth, token: &TokenHash) -> Result<(), Error> {
    if auth.settings.limits.is_none() {
        return Ok(());
    }
    let (now, window) = (auth.clock.now(), millis(RENEWALS.window));
    let Some(recent) = refresh_tokens::find_recent(&auth.database, token, now - window).await? else {
        return Ok(());
    };
    if recent.made > RENEWALS.count.into() {
        return Err(refusal(recent.first_at.unwrap_or(now) + window - now));
    }
    let in_all = bucket(auth.settings.secret(), &["renewals", &recent.user_id]);
    let mut transaction = auth.database.begin().await?;
    take(auth, &mut transaction, &in_all, RENEWALS_A_DAY).await?;
    Ok(transaction.commit().await?)
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
    client: &ClientInfo,
) -> Result<(), Error> {
    let keys = Keys::of(auth, client);
    for whose in [["anybody", ""], ["network", &keys.network]] {
        let bucket = keys.bucket(&["account", email, whose[0], whose[1]]);
        attempts::delete_attempts(transaction, &bucket).await?;
    }
    let until = auth.clock.now() + millis(MEMORY);
    Ok(attempts::remember(transaction, &keys.mail_reader(email), until).await?)
}

/// Forgets all networks that an account has been signed in from.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_networks(auth: &Auth, transaction: &mut Transaction, email: &str) -> Result<(), Error> {
    let until = auth.clock.now() + millis(NETWORK_MEMORY);
    note(auth, transaction, &["forgotten networks", email], until).await
}

/// Notes, for some time, that something has been seen.
pub(super) async fn note(auth: &Auth, transaction: &mut Transaction, what: &[&str], until: i64) -> Result<(), Error> {
    Ok(attempts::remember(transaction, &bucket(auth.settings.secret(), what), until).await?)
}

/// Whether something has been noted.
pub(super) async fn is_noted(auth: &Auth, transaction: &mut Transaction, what: &[&str]) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), what);
    let expiry = attempts::find_expiry(transaction, &bucket, auth.clock.now()).await?;
    Ok(expiry.is_some())
}

/// Whether something is done for the first time, until when it may be done. Of any number at once, exactly one is told so.
pub(super) async fn is_first(auth: &Auth, what: &[&str], until: i64) -> Result<bool, Error> {
    let bucket = bucket(auth.settings.secret(), what);
    let mut transaction = auth.database.begin().await?;
    let is_first = attempts::take_from_window(&mut transaction, &bucket, auth.clock.now(), until, 1).await?;
    transaction.commit().await?;
    Ok(is_first)
}

/// Whether something happens for the first time after it has happened `before` times within a day.
pub(super) async fn is_one_too_many(
    auth: &Auth,
    transaction: &mut Transaction,
    what: &[&str],
    before: i64,
) -> Result<bool, Error> {
    let (now, key) = (auth.clock.now(), |name| {
        let parts: Vec<&str> = [name].into_iter().chain(what.iter().copied()).collect();
        bucket(auth.settings.secret(), &parts)
    });
    let end = now + millis(MEMORY);
    if attempts::take_from_window(transaction, &key("times"), now, end, before).await? {
        return Ok(false);
    }
    Ok(attempts::take_from_window(transaction, &key("told"), now, end, 1).await?)
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

/// Where a client is, as an account sees it.
struct Place {
    /// The name of the device, if it is known to the account.
    device: Option<String>,
    /// Whether the network is.
    has_known_network: bool,
    /// Whether somebody has read the account's mail here lately, to replace the password.
    has_read_mail: bool,
}

impl Place {
    async fn find(transaction: &mut Transaction, keys: &Keys<'_>, email: &EmailAddress) -> Result<Self, Error> {
        let (auth, now) = (keys.auth, keys.auth.clock.now());
        let known_until = attempts::find_expiry(&mut *transaction, &keys.known_network(email), now).await?;
        let forgotten_until = attempts::find_expiry(&mut *transaction, &keys.forgotten_networks(email), now).await?;
        let has_read_mail = attempts::find_expiry(&mut *transaction, &keys.mail_reader(email.as_str()), now).await?;
        Ok(Self {
            device: device::recognise(auth, transaction, keys.client.device.as_ref(), email).await?,
            // Both are remembered for as long, so the one that was noted later ends later.
            has_known_network: known_until > forgotten_until,
            has_read_mail: has_read_mail.is_some(),
        })
    }

    fn is_elsewhere(&self) -> bool {
        self.device.is_none() && !self.has_known_network
    }

    /// Where failures on an account are counted that come from here.
    fn failures(&self, keys: &Keys<'_>, email: &EmailAddress, what: &str) -> Bucket {
        let [kind, name] = match &self.device {
            Some(name) => ["device", name],
            None if self.has_known_network || self.has_read_mail => ["network", &keys.network],
            None => ["anybody", ""],
        };
        keys.bucket(&[what, email.as_str(), kind, name])
    }

    /// What the client's network may try in all, when somebody here tries. Neighbours cannot use up what is left for
    /// known devices.
    fn rate_of_network(&self, limits: &Limits) -> Rate {
        let times = self.device.as_ref().map_or(1, |_| KNOWN_IN_A_NETWORK);
        Rate {
            count: limits.sign_in.count.saturating_mul(times),
            ..limits.sign_in
        }
    }
}

/// Counts in each of a client's own counts.
async fn take_all(auth: &Auth, transaction: &mut Transaction, own: &[(Bucket, u32)], rate: Rate) -> Result<(), Error> {
    for (bucket, times) in own {
        let count = rate.count.saturating_mul(*times);
        take(auth, transaction, bucket, Rate { count, ..rate }).await?;
    }
    Ok(())
}

async fn take(auth: &Auth, transaction: &mut Transaction, bucket: &Bucket, rate: Rate) -> Result<(), Error> {
    let now = auth.clock.now();
    let end = now + millis(rate.window);
    if attempts::take_from_window(transaction, bucket, now, end, rate.count.into()).await? {
        return Ok(());
    }
    let end = attempts::find_expiry(transaction, bucket, now).await?;
    Err(refusal(end.unwrap_or(now) - now))
}

/// Counts an attempt on an account and makes the next one wait. A row that lives longer than [`MEMORY`] is
/// one whose wait is not over.
async fn take_failure(auth: &Auth, transaction: &mut Transaction, bucket: &Bucket, free: u32) -> Result<(), Error> {
    let now = auth.clock.now();
    let memory = millis(MEMORY);
    // The longest wait is as long as the memory; an hour more is for clocks that differ.
    let implausible = now + 2 * memory + millis(CLOCKS_DIFFER);
    let Some(taken) = attempts::take_unless_waiting(transaction, bucket, now, now + memory, implausible).await? else {
        let expires_at = attempts::find_expiry(transaction, bucket, now).await?;
        return Err(refusal(expires_at.unwrap_or(now) - memory - now));
    };
    let expires_at = now + millis(wait_after(taken, free)) + memory;
    Ok(attempts::update_expiry(transaction, bucket, expires_at).await?)
}

/// None for the first failures, then a second and always twice as long.
fn wait_after(failures: i64, free: u32) -> Duration {
    if failures >= MOST_IN_A_ROW {
        return MEMORY;
    }
    match u32::try_from(failures - i64::from(free)) {
        Ok(more) => Duration::from_secs(2_u64.saturating_pow(more)).min(LONGEST_WAIT),
        Err(_) => Duration::ZERO,
    }
}

/// Tells the log who has to wait, so that others can keep a client away that does not, and the record, for
/// administrators.
async fn told<T>(auth: &Auth, client: &ClientInfo, outcome: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::TooManyAttempts { retry_after }) = &outcome {
        tracing::info!(
            client.address = client.ip_address,
            wait_s = retry_after,
            "an attempt was refused; there were too many"
        );
        record_refusal(auth, client).await?;
    }
    outcome
}

/// Once a minute, whoever it is: however many come from wherever, they leave one row and cost one look each.
async fn record_refusal(auth: &Auth, client: &ClientInfo) -> Result<(), Error> {
    let (bucket, now) = (bucket(auth.settings.secret(), &["limited"]), auth.clock.now());
    if attempts::find_expiry(&auth.database, &bucket, now).await?.is_some() {
        return Ok(());
    }
    let mut transaction = auth.database.begin().await?;
    let end = now + millis(REFUSALS.window);
    if attempts::take_from_window(&mut transaction, &bucket, now, end, REFUSALS.count.into()).await? {
        let event = Event::of_nobody(EventKind::AttemptsLimited).from(client);
        audit::record(auth, &mut transaction, event).await?;
    }
    Ok(transaction.commit().await?)
}

fn refusal(wait: i64) -> Error {
    metrics::limited();
    // Whole seconds, rounded up: trying again at that moment has to work.
    let seconds = u32::try_from(wait.max(1).saturating_add(999) / 1000).unwrap_or(u32::MAX);
    Error::TooManyAttempts { retry_after: seconds }
}

/// Makes buckets for what one client does.
struct Keys<'a> {
    auth: &'a Auth,
    client: &'a ClientInfo,
    network: String,
}

impl<'a> Keys<'a> {
    fn of(auth: &'a Auth, client: &'a ClientInfo) -> Self {
        Self {
            auth,
            client,
            network: network_of(client.ip_address.as_deref()),
        }
    }

    /// The client's own counts of an action, with how many times what is allowed to one fits into each. The widest
    /// network comes first, so that of transactions that share one none waits for another that waits for it.
    fn networks(&self, action: &str) -> Vec<(Bucket, u32)> {
        let wider = wider_networks(self.client.ip_address.as_deref());
        let own = (self.network.clone(), 1);
        wider
            .into_iter()
            .chain([own])
            .map(|(network, times)| (self.bucket(&[action, "network", &network]), times))
            .collect()
    }

    /// Says that the client's network is known to the account.
    fn known_network(&self, email: &EmailAddress) -> Bucket {
        self.bucket(&["known network", email.as_str(), &self.network])
    }

    /// Says when all networks were forgotten that were known to the account until then.
    fn forgotten_networks(&self, email: &EmailAddress) -> Bucket {
        self.bucket(&["forgotten networks", email.as_str()])
    }

    /// Says that the password was replaced from the client's network by a link out of the mail.
    fn mail_reader(&self, email: &str) -> Bucket {
        self.bucket(&["mail reader", email, &self.network])
    }

    fn bucket(&self, parts: &[&str]) -> Bucket {
        bucket(self.auth.settings.secret(), parts)
    }
}

/// A keyed hash, of which 128 bits are plenty: two buckets with the same one would only share a count.
fn bucket(secret: &KeySource, parts: &[&str]) -> Bucket {
    // No part holds a line break, so different parts make different texts.
    let hash = secret.hmac("attempts", parts.join("\n").as_bytes());
    let mut bucket = Bucket::default();
    bucket.copy_from_slice(&hash[..16]);
    bucket
}

/// The networks of IPv6 around a client, from which somebody may have very many addresses: a /48 and a /56, with how
/// many clients are as likely in one.
fn wider_networks(address: Option<&str>) -> Vec<(String, u32)> {
    let address = address.and_then(|address| address.parse().ok());
    match address.map(|address: IpAddr| address.to_canonical()) {
        Some(IpAddr::V6(address)) => [(48, 16), (56, 4)]
            .map(|(bits, times)| (prefix_of(address, bits), times))
            .into(),
        _ => Vec::new(),
    }
}

fn prefix_of(address: Ipv6Addr, bits: u32) -> String {
    let prefix = address.to_bits() >> (128 - bits) << (128 - bits);
    format!("{}/{bits}", Ipv6Addr::from_bits(prefix))
}

/// What one client can hardly have more than one of: an IPv4 address, or the 64 bits of an IPv6 address
/// that are given to a connection as a whole. Clients whose address is not known are one client.
fn network_of(address: Option<&str>) -> String {
    match address
        .and_then(|address| address.parse().ok())
        .map(|address: IpAddr| address.to_canonical())
    {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => prefix_of(address, 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_after_the_free_failures_and_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> = (1..=17).map(|failures| wait_after(failures, 5).as_secs()).collect();
        assert_eq!(
            waits,
            [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
        );
        assert_eq!(wait_after(99, 5), LONGEST_WAIT);
        assert_eq!(wait_after(100, 5), MEMORY);
        assert_eq!(wait_after(i64::MAX, 5), MEMORY);
        assert_eq!(wait_after(100, 100), MEMORY);
    }

    #[test]
    fn a_wait_is_told_in_seconds_that_are_long_enough() {
        for (wait, told) in [(-5, 1), (0, 1), (1, 1), (1000, 1), (1001, 2), (i64::MAX, u32::MAX)] {
            let Error::TooManyAttempts { retry_after } = refusal(wait) else {
                panic!("another error")
            };
            assert_eq!(retry_after, told, "for {wait} ms");
        }
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_64_bits_of_ipv6() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("nonsense", "unknown"),
        ] {
            assert_eq!(network_of(Some(address)), network, "for {address}");
        }
        assert_eq!(network_of(None), "unknown");
    }
}
