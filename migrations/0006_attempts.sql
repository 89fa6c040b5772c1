-- How often something has been tried, by a keyed hash of who tries or on whose account: no address of a
-- person or a machine can be read here. A row means nothing once it has expired.
create table attempts (
    bucket bytea primary key,
    taken bigint not null check (taken >= 0),
    expires_at bigint not null
);
