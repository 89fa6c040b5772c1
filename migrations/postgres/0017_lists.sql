-- Todos lie in lists, have a date, a priority, notes, labels and steps, recur, and go through the trash. The same step is there in the words
-- of SQLite.

-- Everybody has an inbox, whose id is that of the person; the other lists are made by their owners. What is deleted keeps
-- its row until the trash is emptied.
create table lists (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    name text not null check (length(name) between 1 and 100),
    colour text not null,
    is_inbox boolean not null check (is_inbox = (id = user_id)),
    position bigint not null,
    version bigint not null,
    change bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint,
    unique (id, user_id)
);

create index lists_by_place on lists (user_id, position, id);
create index lists_by_deletion on lists (deleted_at) where deleted_at is not null;

insert into lists (id, user_id, name, colour, is_inbox, position, version, change, created_at, updated_at)
select id, id, 'Inbox', 'grey', true, 0, 1, 0, created_at, created_at
from users;

-- The number of the last change to what somebody has. A change takes the next one in its own transaction and holds the
-- row until that ends, so whoever has seen a number has seen all smaller ones.
alter table users add column last_change bigint not null default 0;

drop trigger todos_added on todos;
drop trigger todos_changed on todos;
drop trigger todos_removed on todos;
drop function count_todos();
drop table todo_counts;

alter table todos
    add column list_id text,
    add column notes text not null default '' check (length(notes) <= 10000),
    add column due_date text,
    add column due_time text check (due_time is null or due_date is not null),
    add column priority bigint not null default 4 check (priority between 1 and 4),
    add column completed_at bigint,
    add column change bigint not null default 0,
    add column deleted_at bigint,
    -- What it is a step of, which is in the same list, and goes to another one with its steps.
    add column parent_id text,
    -- An RFC 5545 rule. The first day of the series is its DTSTART, and its COUNT is over after so many times.
    add column recurrence text check (recurrence is null or due_date is not null),
    add column recurs_from text check ((recurs_from is null) = (recurrence is null)),
    add column recurs_since text check ((recurs_since is null) = (recurrence is null)),
    add column recurred bigint not null default 0,
    -- What took its place when it was done, and on which day that is due.
    add column next_id text,
    add column next_date text,
    add unique (id, user_id);

-- Between two positions of before there is room now for a todo that is moved there.
update todos
set list_id = user_id, completed_at = case when completed then updated_at end, position = position * 4294967296;

alter table todos
    alter column list_id set not null,
    add unique (id, list_id),
    add foreign key (list_id, user_id) references lists (id, user_id) on delete cascade,
    add foreign key (parent_id, list_id) references todos (id, list_id) on update cascade on delete cascade;

drop index todos_by_place;
drop index todos_by_state;
drop index todos_by_start;
create index todos_by_place on todos (user_id, position, id, search_start) where deleted_at is null;
create index todos_by_state on todos (user_id, completed, position, id, search_start) where deleted_at is null;
create index todos_by_start on todos (user_id, search_start) where deleted_at is null;
create index todos_of_list_by_place on todos (list_id, position, id)
where deleted_at is null and parent_id is null;
create index todos_of_list_by_state on todos (list_id, completed, position, id)
where deleted_at is null and parent_id is null;
-- What has no time comes behind what has one.
create index todos_by_date on todos (user_id, due_date, coalesce(due_time, '24'), priority, position, id)
where deleted_at is null and not completed and due_date is not null;
create index todos_by_completion on todos (user_id, completed_at, id) where deleted_at is null and completed;
create index todos_in_trash on todos (user_id, deleted_at, id) where deleted_at is not null;
create index todos_by_deletion on todos (deleted_at) where deleted_at is not null;
create index todos_by_change on todos (user_id, change);
create index todos_by_list on todos (list_id, user_id);
create index todos_by_parent on todos (parent_id, position, id) where parent_id is not null;

create table labels (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    name text not null check (length(name) between 1 and 50),
    search_key text not null,
    colour text not null,
    version bigint not null,
    change bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint,
    unique (id, user_id)
);

create unique index labels_by_name on labels (user_id, search_key) where deleted_at is null;
create index labels_by_deletion on labels (deleted_at) where deleted_at is not null;

create table todo_labels (
    todo_id text not null,
    label_id text not null,
    user_id text not null,
    primary key (todo_id, label_id),
    foreign key (todo_id, user_id) references todos (id, user_id) on delete cascade,
    foreign key (label_id, user_id) references labels (id, user_id) on delete cascade
);

create index todo_labels_by_label on todo_labels (label_id, todo_id);

-- How many todos there are in each list. Steps are counted by themselves, with those in the trash.
create table todo_counts (
    list_id text primary key references lists (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    active bigint not null,
    completed bigint not null,
    deleted bigint not null,
    steps bigint not null default 0
);

create index todo_counts_by_user on todo_counts (user_id);

insert into todo_counts (list_id, user_id, active, completed, deleted, steps)
select list_id, user_id, count(*) filter (where not completed), count(*) filter (where completed), 0, 0
from todos
group by list_id, user_id;

-- Once for a statement and not for each row: many changes to one row of todo_counts in one transaction would get
-- slower and slower.
create function count_todos() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        update todo_counts counts
        set active = counts.active - gone.active, completed = counts.completed - gone.completed,
            deleted = counts.deleted - gone.deleted, steps = counts.steps - gone.steps
        from (
            select list_id,
                count(*) filter (where parent_id is null and deleted_at is null and not completed) as active,
                count(*) filter (where parent_id is null and deleted_at is null and completed) as completed,
                count(*) filter (where parent_id is null and deleted_at is not null) as deleted, count(parent_id) as steps
            from removed
            group by list_id
        ) gone
        where counts.list_id = gone.list_id;
    elsif tg_op = 'INSERT' then
        insert into todo_counts as counts (list_id, user_id, active, completed, deleted, steps)
        select list_id, user_id, count(*) filter (where parent_id is null and deleted_at is null and not completed),
            count(*) filter (where parent_id is null and deleted_at is null and completed),
            count(*) filter (where parent_id is null and deleted_at is not null), count(parent_id)
        from added
        group by list_id, user_id
        on conflict (list_id) do update
        set active = counts.active + excluded.active, completed = counts.completed + excluded.completed,
            deleted = counts.deleted + excluded.deleted, steps = counts.steps + excluded.steps;
    else
        insert into todo_counts as counts (list_id, user_id, active, completed, deleted, steps)
        select list_id, user_id, active, completed, deleted, steps
        from (
            select list_id, user_id,
                sum(sign * (parent_id is null and deleted_at is null and not completed)::int) as active,
                sum(sign * (parent_id is null and deleted_at is null and completed)::int) as completed,
                sum(sign * (parent_id is null and deleted_at is not null)::int) as deleted,
                sum(sign * (parent_id is not null)::int) as steps
            from (
                select list_id, user_id, parent_id, completed, deleted_at, 1 as sign from added
                union all
                select list_id, user_id, parent_id, completed, deleted_at, -1 from removed
            ) rows
            group by list_id, user_id
        ) differences
        where active <> 0 or completed <> 0 or deleted <> 0 or steps <> 0
        order by list_id
        on conflict (list_id) do update
        set active = counts.active + excluded.active, completed = counts.completed + excluded.completed,
            deleted = counts.deleted + excluded.deleted, steps = counts.steps + excluded.steps;
    end if;
    return null;
end
$$;

create trigger todos_added after insert on todos
referencing new table as added
for each statement execute function count_todos();

create trigger todos_changed after update on todos
referencing old table as removed new table as added
for each statement execute function count_todos();

create trigger todos_removed after delete on todos
referencing old table as removed
for each statement execute function count_todos();
