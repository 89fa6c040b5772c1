-- The words of todos, to be searched. The same step is there in the words of SQLite.

-- The folded words of title and notes as the program finds them, each once, with a space around each. Nothing: they have
-- not been looked for yet, which a job does for todos of before.
alter table todos add column words text;
create index todos_without_words on todos (id) where words is null;

-- The words of all todos that are not in the trash, for each person by themselves. Kept by the triggers below, which go
-- through what an account, a list or the trash takes with it too; so there is no reference here that each row would have
-- to be held against. Words are compared by characters, as SQLite does it anyway.
create table todo_words (
    user_id text not null,
    word text collate "C" not null,
    todo_id text not null,
    primary key (user_id, word, todo_id)
);

create function index_todo() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and old.deleted_at is null then
        delete from todo_words
        where user_id = old.user_id and todo_id = old.id and word = any (string_to_array(trim(old.words), ' '))
            and (tg_op = 'DELETE' or new.deleted_at is not null or new.words is null
                or word <> all (string_to_array(trim(new.words), ' ')));
    end if;
    if tg_op <> 'DELETE' and new.deleted_at is null then
        insert into todo_words (user_id, word, todo_id)
        select new.user_id, word, new.id
        from unnest(string_to_array(trim(new.words), ' ')) word
        on conflict do nothing;
    end if;
    return null;
end
$$;

create trigger todo_words_added after insert on todos
for each row when (new.deleted_at is null and new.words <> '')
execute function index_todo();

create trigger todo_words_changed after update of words, deleted_at on todos
for each row when (old.words is distinct from new.words or (old.deleted_at is null) <> (new.deleted_at is null))
execute function index_todo();

create trigger todo_words_removed after delete on todos
for each row when (old.deleted_at is null and old.words <> '')
execute function index_todo();

-- All at once where a person goes: word by word it takes much longer.
create function forget_words() returns trigger language plpgsql as $$
begin
    delete from todo_words
    where user_id = old.id;
    return old;
end
$$;

create trigger todo_words_removed_with_user before delete on users
for each row execute function forget_words();
