-- How somebody wants times to be shown.
alter table users add column time_zone text not null default 'UTC';
alter table users add column week_start text not null default 'monday' check (week_start in ('monday', 'sunday', 'saturday'));

-- The name as it is searched, folded by the program, because the two databases fold differently.
alter table users add column name_key text not null default '';
update users set name_key = lower(name);

-- One row. Whoever takes an administrator away holds it until that is done, so of two at once the second sees what
-- the first has done, and the last administrator stays.
create table admin_guard (
    id bigint primary key check (id = 1)
);

insert into admin_guard (id) values (1);

-- When the owner of a session last proved who it is, and when it was last used (to within some minutes).
alter table sessions add column confirmed_at bigint not null default 0;
alter table sessions add column last_active_at bigint not null default 0;
update sessions set confirmed_at = created_at, last_active_at = renewed_at;

-- What was sent in a link, by its SHA-256; each person has at most one for each purpose. It is good once, for the
-- address it was made for, and using it deletes the row.
create table one_time_tokens (
    token_hash bytea primary key,
    user_id text not null references users (id) on delete cascade,
    purpose text not null check (purpose in ('reset-password', 'verify-email', 'change-email', 'delete-account')),
    email text not null,
    created_at bigint not null,
    expires_at bigint not null,
    unique (user_id, purpose)
);

create index one_time_tokens_by_expiry on one_time_tokens (expires_at);

-- Letters to be written and sent, and those that could not be (dead) or, where there is no mail server, were kept
-- to be read here. What they say is encrypted under the secret of the installation.
create table mails (
    id text primary key,
    kind text not null,
    state text not null check (state in ('waiting', 'dead', 'kept')),
    sealed bytea not null,
    attempts bigint not null,
    due_at bigint not null,
    problem text,
    created_at bigint not null
);

create index mails_by_turn on mails (state, due_at);

-- What happened to an account and in it. It outlives both the account and the session, until it is too old.
create table audit_events (
    id text primary key,
    kind text not null,
    user_id text,
    actor_id text,
    session_id text,
    ip_address text,
    user_agent text,
    detail text,
    created_at bigint not null
);

create index audit_events_by_user on audit_events (user_id, id);
create index audit_events_by_age on audit_events (created_at);

-- Two-step verification. The secret is encrypted; it counts once its owner has shown a code of it. A code is good
-- once: last_step is the step of time of the last one.
create table two_factors (
    user_id text primary key references users (id) on delete cascade,
    sealed_secret bytea not null,
    is_confirmed boolean not null,
    last_step bigint not null,
    created_at bigint not null
);

-- Codes for when the app is lost, by a keyed hash. Using one deletes it.
create table recovery_codes (
    user_id text not null references users (id) on delete cascade,
    code_hash bytea not null,
    primary key (user_id, code_hash)
);

-- Devices that need no second step for a while, by the SHA-256 of their cookie.
create table trusted_devices (
    token_hash bytea primary key,
    user_id text not null references users (id) on delete cascade,
    created_at bigint not null,
    expires_at bigint not null
);

create index trusted_devices_by_user on trusted_devices (user_id);

-- Half a sign-in: the password was right, the second step is still to come.
create table sign_in_challenges (
    token_hash bytea primary key,
    user_id text not null references users (id) on delete cascade,
    is_remembered boolean not null,
    attempts bigint not null,
    created_at bigint not null,
    expires_at bigint not null
);

create index sign_in_challenges_by_expiry on sign_in_challenges (expires_at);

-- Passkeys (WebAuthn). The credential is a public key with its counter, as JSON.
create table passkeys (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    credential_id bytea not null unique,
    credential text not null,
    name text not null check (length(name) between 1 and 100),
    created_at bigint not null,
    last_used_at bigint
);

create index passkeys_by_user on passkeys (user_id);

-- A ceremony that a browser has been asked to go through, by the SHA-256 of its cookie.
create table passkey_ceremonies (
    token_hash bytea primary key,
    user_id text references users (id) on delete cascade,
    state text not null,
    expires_at bigint not null
);

create index passkey_ceremonies_by_expiry on passkey_ceremonies (expires_at);
