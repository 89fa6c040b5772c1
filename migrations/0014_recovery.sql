-- Those who want an account where addresses have to be confirmed first. Each lives and dies with its own link: the one
-- whose link is followed becomes the account, and the others of that address go. The link stands here by the SHA-256 of
-- its token, and so does what the browser has that signed up, where it has anything.
create table pending_sign_ups (
    id text primary key,
    email text not null check (email = lower(email)),
    name text not null check (length(name) between 1 and 100),
    image text,
    password_hash text not null,
    token_hash bytea not null unique,
    browser_hash bytea,
    created_at bigint not null,
    expires_at bigint not null
);

create index pending_sign_ups_by_email on pending_sign_ups (email, created_at);
create index pending_sign_ups_by_expiry on pending_sign_ups (expires_at);

-- A change of address that waits for those who have to say yes: the new mailbox, and the present one or a second factor.
-- A link is good once, so its hash goes when it is used; before its letter is written there is none.
create table email_changes (
    user_id text primary key references users (id) on delete cascade,
    old_email text not null,
    new_email text not null,
    new_token_hash bytea unique,
    old_token_hash bytea unique,
    is_new_confirmed boolean not null,
    is_old_confirmed boolean not null,
    created_at bigint not null,
    expires_at bigint not null
);

create index email_changes_by_expiry on email_changes (expires_at);

-- A change of address that the mailbox from before can still undo. Until then nobody else gets that address.
create table email_change_undos (
    id text primary key,
    user_id text not null references users (id) on delete cascade,
    old_email text not null,
    new_email text not null,
    token_hash bytea unique,
    created_at bigint not null,
    expires_at bigint not null
);

create index email_change_undos_by_user on email_change_undos (user_id);
create index email_change_undos_by_email on email_change_undos (old_email);
create index email_change_undos_by_expiry on email_change_undos (expires_at);

-- Changes that were asked for under the rules from before asked one mailbox only. They last an hour, and are asked for
-- again.
delete from one_time_tokens where purpose = 'change-email';
