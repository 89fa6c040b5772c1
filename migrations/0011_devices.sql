-- Devices that somebody has signed in on, by the SHA-256 of what a cookie there holds for this account. A few for each
-- account; what forgets them deletes their rows.
create table known_devices (
    token_hash bytea primary key,
    user_id text not null references users (id) on delete cascade,
    created_at bigint not null,
    last_used_at bigint not null,
    expires_at bigint not null
);

create index known_devices_by_user on known_devices (user_id);
create index known_devices_by_expiry on known_devices (expires_at);

-- Whose devices are also known by the cookies of before, of which nothing was stored, and until when: accounts that
-- were there at this step, for 90 days. The time of this step is that of the last thing that was written down.
create table legacy_devices (
    user_id text primary key references users (id) on delete cascade,
    expires_at bigint not null
);

create index legacy_devices_by_expiry on legacy_devices (expires_at);

insert into legacy_devices (user_id, expires_at)
select users.id, newest.moment + 7776000000
from users, (
    select max(moment) as moment
    from (
        select max(created_at) as moment from audit_events
        union all
        select max(renewed_at) from sessions
        union all
        select max(updated_at) from users
    ) moments
) newest;

-- How often a session was renewed lately, and which tokens were used so long ago that they tell of no theft any more.
drop index refresh_tokens_by_session;
create index refresh_tokens_by_session on refresh_tokens (session_id, created_at);
create index refresh_tokens_by_use on refresh_tokens (consumed_at);

-- The keys of somebody by their age.
create index idempotency_keys_by_user_and_age on idempotency_keys (user_id, created_at);
