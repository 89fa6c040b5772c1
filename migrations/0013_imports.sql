-- Files that were read and wait for their owner's word, one for each person and only for the session that sent it.
-- `added` is how many todos came of it, once it was confirmed; so what is confirmed twice is added once.
create table imports (
    id text primary key,
    user_id text not null unique references users (id) on delete cascade,
    session_id text not null references sessions (id) on delete cascade,
    added bigint,
    expires_at bigint not null
);

create index imports_by_expiry on imports (expires_at);
create index imports_by_session on imports (session_id);

create table import_parts (
    import_id text not null references imports (id) on delete cascade,
    number bigint not null,
    items bytea not null,
    primary key (import_id, number)
);

-- A link that was just sent is sent again, not replaced: so it is kept, encrypted under the secret of the installation,
-- for as long as that may happen.
alter table one_time_tokens add column sealed bytea;
