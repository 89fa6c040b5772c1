-- What the databases keep themselves, in the words of SQLite. The same step is there in those of PostgreSQL.

-- The beginning of the search key, short enough for an index.
alter table todos add column search_start text generated always as (substr(search_key, 1, 32)) virtual;

drop index todos_by_place;
drop index todos_by_state;
create index todos_by_place on todos (user_id, position, id, search_start);
create index todos_by_state on todos (user_id, completed, position, id, search_start);
create index todos_by_start on todos (user_id, search_start);

-- Statistics of when the tables were small make SQLite go through all of a table that has grown since. Without any it
-- takes the index, which is what all statements are written for; so none are kept any more.
drop table if exists sqlite_stat1;
drop table if exists sqlite_stat4;

create trigger todos_added after insert on todos
begin
    insert into todo_counts (user_id, active, completed)
    values (new.user_id, not new.completed, new.completed)
    on conflict (user_id) do update
    set active = active + excluded.active, completed = completed + excluded.completed;
end;

create trigger todos_changed after update of completed on todos
when old.completed <> new.completed
begin
    update todo_counts
    set active = active + old.completed - new.completed, completed = completed + new.completed - old.completed
    where user_id = new.user_id;
end;

create trigger todos_removed after delete on todos
begin
    update todo_counts
    set active = active - (not old.completed), completed = completed - old.completed
    where user_id = old.user_id;
end;

insert into todo_counts (user_id, active, completed)
select user_id, sum(not completed), sum(completed)
from todos
group by user_id;
