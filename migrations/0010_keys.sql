-- The random root of the installation. Every internal key is derived from it and from AUTH_SECRET, so neither a copy
-- of this database nor the secret alone opens anything. The program makes it when it starts first.
create table installation (
    id bigint primary key check (id = 1),
    root bytea not null,
    created_at bigint not null
);

-- Since when each AUTH_SECRET has been in use, by a name that tells nothing about it: what an earlier one signed
-- after that counts for nothing.
create table installation_secrets (
    id text primary key,
    used_since bigint not null
);

-- How often the refresh token of a session has been exchanged, and when the newest one, or the JWT that came with it,
-- was shown first. Until then the answer that carried them may have been lost.
alter table sessions add column rotation bigint not null default 0;
alter table sessions add column successor_seen_at bigint;

-- The successor of a used token, encrypted under a key that only the used token makes, so that it can be given out
-- again without being known here.
alter table refresh_tokens add column sealed_successor bytea;

-- The keys that recovery codes are hashed with, the newest first; encrypted.
alter table two_factors add column sealed_code_keys bytea;
