-- Todos in the order of their position; two that were added at the same moment may share one and
-- are then ordered by id.
create table todos (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    title text not null check (length(title) between 1 and 500),
    completed boolean not null,
    position bigint not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);

create index todos_by_place on todos (user_id, position, id);
create index todos_by_state on todos (user_id, completed, position, id);
