-- A request to add a todo that carried an Idempotency-Key: sent again within a day, it finds the todo it
-- has added before. The todo may be gone by then, so nothing refers to it.
create table idempotency_keys (
    user_id text not null references users (id) on delete cascade,
    key text not null check (length(key) between 1 and 255),
    request_hash bytea not null,
    todo_id text not null,
    created_at bigint not null,
    primary key (user_id, key)
);

create index idempotency_keys_by_age on idempotency_keys (created_at);

-- The title as it is searched, folded by the program, because the two databases fold differently. Titles
-- from before are folded as the database can, until they are edited.
alter table todos add column search_key text not null default '';
update todos set search_key = lower(title);
