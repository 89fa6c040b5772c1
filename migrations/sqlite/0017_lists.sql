-- Todos lie in lists, have a date, a priority, notes, labels and steps, recur, and go through the trash. The same step is there in the words
-- of PostgreSQL.

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

-- A reference of two columns cannot be added to a table, so it is made anew. Between two positions of before there is
-- room now for a todo that is moved there.
create table todos_in_lists (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    title text not null check (length(title) between 1 and 500),
    completed boolean not null,
    position bigint not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    search_key text not null default '',
    search_start text generated always as (substr(search_key, 1, 32)) virtual,
    list_id text not null,
    notes text not null default '' check (length(notes) <= 10000),
    due_date text,
    due_time text check (due_time is null or due_date is not null),
    priority bigint not null default 4 check (priority between 1 and 4),
    completed_at bigint,
    change bigint not null default 0,
    deleted_at bigint,
    -- What it is a step of, which is in the same list, and goes to another one with its steps.
    parent_id text,
    -- An RFC 5545 rule. The first day of the series is its DTSTART, and its COUNT is over after so many times.
    recurrence text check (recurrence is null or due_date is not null),
    recurs_from text check ((recurs_from is null) = (recurrence is null)),
    recurs_since text check ((recurs_since is null) = (recurrence is null)),
    recurred bigint not null default 0,
    -- What took its place when it was done, and on which day that is due.
    next_id text,
    next_date text,
    unique (id, user_id),
    unique (id, list_id),
    foreign key (list_id, user_id) references lists (id, user_id) on delete cascade,
    foreign key (parent_id, list_id) references todos_in_lists (id, list_id) on update cascade on delete cascade
);

insert into todos_in_lists
    (id, user_id, list_id, title, completed, completed_at, position, version, created_at, updated_at, search_key)
select id, user_id, user_id, title, completed, case when completed then updated_at end, position * 4294967296, version,
    created_at, updated_at, search_key
from todos;

drop table todos;
alter table todos_in_lists rename to todos;

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
drop table todo_counts;
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
select list_id, user_id, sum(not completed), sum(completed), 0, 0
from todos
group by list_id, user_id;

create trigger todos_added after insert on todos
begin
    insert into todo_counts (list_id, user_id, active, completed, deleted, steps)
    values (new.list_id, new.user_id, new.parent_id is null and new.deleted_at is null and not new.completed,
        new.parent_id is null and new.deleted_at is null and new.completed,
        new.parent_id is null and new.deleted_at is not null, new.parent_id is not null)
    on conflict (list_id) do update
    set active = active + excluded.active, completed = completed + excluded.completed, deleted = deleted + excluded.deleted,
        steps = steps + excluded.steps;
end;

create trigger todos_changed after update of completed, deleted_at, list_id, parent_id on todos
when old.completed <> new.completed or (old.deleted_at is null) <> (new.deleted_at is null) or old.list_id <> new.list_id
    or (old.parent_id is null) <> (new.parent_id is null)
begin
    update todo_counts
    set active = active - (old.parent_id is null and old.deleted_at is null and not old.completed),
        completed = completed - (old.parent_id is null and old.deleted_at is null and old.completed),
        deleted = deleted - (old.parent_id is null and old.deleted_at is not null),
        steps = steps - (old.parent_id is not null)
    where list_id = old.list_id;
    insert into todo_counts (list_id, user_id, active, completed, deleted, steps)
    values (new.list_id, new.user_id, new.parent_id is null and new.deleted_at is null and not new.completed,
        new.parent_id is null and new.deleted_at is null and new.completed,
        new.parent_id is null and new.deleted_at is not null, new.parent_id is not null)
    on conflict (list_id) do update
    set active = active + excluded.active, completed = completed + excluded.completed, deleted = deleted + excluded.deleted,
        steps = steps + excluded.steps;
end;

create trigger todos_removed after delete on todos
begin
    update todo_counts
    set active = active - (old.parent_id is null and old.deleted_at is null and not old.completed),
        completed = completed - (old.parent_id is null and old.deleted_at is null and old.completed),
        deleted = deleted - (old.parent_id is null and old.deleted_at is not null),
        steps = steps - (old.parent_id is not null)
    where list_id = old.list_id;
end;
