-- One row per sign-in. It slides (expires_at) up to an end that never moves (absolute_expires_at).
-- Ending a session is deleting its row.
create table sessions (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    is_remembered boolean not null,
    ip_address text,
    user_agent text,
    created_at bigint not null,
    renewed_at bigint not null,
    expires_at bigint not null,
    absolute_expires_at bigint not null check (expires_at <= absolute_expires_at)
);

create index sessions_by_user on sessions (user_id);
create index sessions_by_expiry on sessions (expires_at);

-- Refresh tokens by their SHA-256. Used ones stay until the session ends: showing one again later
-- is how a theft is noticed.
create table refresh_tokens (
    token_hash bytea primary key,
    session_id text not null references sessions (id) on delete cascade,
    created_at bigint not null,
    consumed_at bigint
);

create index refresh_tokens_by_session on refresh_tokens (session_id);
