-- The words of todos, to be searched. The same step is there in the words of PostgreSQL.

-- The folded words of title and notes as the program finds them, each once, with a space around each. Nothing: they have
-- not been looked for yet, which a job does for todos of before.
alter table todos add column words text;
create index todos_without_words on todos (id) where words is null;

-- The words of all todos that are not in the trash, for each person by themselves. Kept by the triggers below, which go
-- through what an account, a list or the trash takes with it too; so there is no reference here that each row would have
-- to be held against.
create table todo_words (
    user_id text not null,
    word text not null,
    todo_id text not null,
    primary key (user_id, word, todo_id)
) without rowid;

create trigger todo_words_added after insert on todos
when new.deleted_at is null and new.words <> ''
begin
    insert or ignore into todo_words (user_id, word, todo_id)
    select new.user_id, value, new.id
    from json_each('["' || replace(trim(new.words), ' ', '","') || '"]');
end;

create trigger todo_words_changed after update of words, deleted_at on todos
when old.words is not new.words or (old.deleted_at is null) <> (new.deleted_at is null)
begin
    delete from todo_words
    where user_id = old.user_id and todo_id = old.id and old.deleted_at is null
        and word in (select value from json_each('["' || replace(trim(old.words), ' ', '","') || '"]'))
        and (new.deleted_at is not null
            or word not in (select value from json_each('["' || replace(trim(new.words), ' ', '","') || '"]')));
    insert or ignore into todo_words (user_id, word, todo_id)
    select new.user_id, value, new.id
    from json_each('["' || replace(trim(new.words), ' ', '","') || '"]')
    where new.deleted_at is null and new.words <> '';
end;

create trigger todo_words_removed after delete on todos
when old.deleted_at is null and old.words <> ''
begin
    delete from todo_words
    where user_id = old.user_id and todo_id = old.id
        and word in (select value from json_each('["' || replace(trim(old.words), ' ', '","') || '"]'));
end;

-- All at once where a person goes: word by word it takes ten times as long, and nobody else writes meanwhile.
create trigger todo_words_removed_with_user before delete on users
begin
    delete from todo_words
    where user_id = old.id;
end;
