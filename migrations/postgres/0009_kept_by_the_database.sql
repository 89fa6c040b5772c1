-- What the databases keep themselves, in the words of PostgreSQL. The same step is there in those of SQLite.

-- The beginning of the search key, short enough for an index. It is compared by characters, as SQLite does it anyway.
alter table todos add column search_start text collate "C" generated always as (substr(search_key, 1, 32)) stored;

drop index todos_by_place;
drop index todos_by_state;
create index todos_by_place on todos (user_id, position, id, search_start);
create index todos_by_state on todos (user_id, completed, position, id, search_start);
create index todos_by_start on todos (user_id, search_start);

-- Once for a statement and not for each row: many changes to one row of todo_counts in one transaction would get
-- slower and slower.
create function count_todos() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into todo_counts as counts (user_id, active, completed)
        select user_id, count(*) filter (where not completed), count(*) filter (where completed)
        from added
        group by user_id
        on conflict (user_id) do update
        set active = counts.active + excluded.active, completed = counts.completed + excluded.completed;
    elsif tg_op = 'UPDATE' then
        update todo_counts
        set active = todo_counts.active - changed.completed, completed = todo_counts.completed + changed.completed
        from (
            select user_id, sum(difference) as completed
            from (
                select user_id, completed::int as difference from added
                union all
                select user_id, -completed::int from removed
            ) differences
            group by user_id
            having sum(difference) <> 0
        ) changed
        where todo_counts.user_id = changed.user_id;
    else
        update todo_counts
        set active = todo_counts.active - gone.active, completed = todo_counts.completed - gone.completed
        from (
            select user_id, count(*) filter (where not completed) as active, count(*) filter (where completed) as completed
            from removed
            group by user_id
        ) gone
        where todo_counts.user_id = gone.user_id;
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

-- Nobody writes todos between the triggers and this: they hold the table until the step is taken.
insert into todo_counts (user_id, active, completed)
select user_id, count(*) filter (where not completed), count(*) filter (where completed)
from todos
group by user_id;
