-- What programs ask of todos: what has changed, and other orders than that by hand. The same step is there in the words of
-- PostgreSQL.

-- What is gone for good leaves its id for a while, so that a program that was away learns of it. The number of the last
-- change of which that is forgotten stands with the person: whoever has seen less reads everything anew.
create table purges (
    user_id text not null references users (id) on delete cascade,
    is_list boolean not null,
    id text not null,
    change bigint not null,
    purged_at bigint not null,
    primary key (user_id, is_list, id)
);

create index purges_by_change on purges (user_id, change, id);
create index purges_by_time on purges (purged_at);

alter table users add column forgotten_change bigint not null default 0;
update users set forgotten_change = last_change;

-- Many todos may be of one change, so their ids are in its order.
drop index todos_by_change;
create index todos_by_change on todos (user_id, change, id);

-- The order of dates: what has no time comes behind what has one, what has no date behind all others.
alter table todos add column due_key text
generated always as (coalesce(due_date, 'none') || ' ' || coalesce(due_time, '24') || ' ' || priority) virtual;

-- Of all lists together only what has a date, or a priority, is read in its order, so that nothing is kept of the others.
drop index todos_by_date;
create index todos_by_due on todos (user_id, completed, due_key, position, id)
where deleted_at is null and due_date is not null;
create index todos_by_priority on todos (user_id, completed, priority, position, id)
where deleted_at is null and priority < 4;
create index todos_by_update on todos (user_id, updated_at, position, id) where deleted_at is null;
create index todos_of_list_by_due on todos (list_id, completed, due_key, position, id) where deleted_at is null;
create index todos_of_list_by_priority on todos (list_id, completed, priority, position, id) where deleted_at is null;
create index todos_of_list_by_title on todos (list_id, completed, search_start, position, id) where deleted_at is null;
create index todos_of_list_by_age on todos (list_id, completed, created_at, position, id) where deleted_at is null;

-- The order in which its owner looks at a list.
alter table lists add column sort text not null default 'manual';

-- What a request has made, where that is not one todo that the request describes.
alter table idempotency_keys add column answer text;
