-- People and their passwords. Ids and times (milliseconds since the Unix epoch) are made by the
-- program; addresses are normalised before they come here, so plain uniqueness is enough.
create table users (
    id text primary key,
    email text not null unique check (email = lower(email)),
    email_verified boolean not null,
    name text not null check (length(name) between 1 and 100),
    image text,
    role text not null check (role in ('user', 'admin')),
    is_active boolean not null,
    created_at bigint not null,
    updated_at bigint not null
);

create table credentials (
    user_id text primary key references users (id) on delete cascade,
    password_hash text not null,
    updated_at bigint not null
);
