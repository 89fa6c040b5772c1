-- How many todos somebody has, so that nobody has to count them. The databases keep it themselves (the next step):
-- whoever writes a todo, by whatever way, cannot forget it.
create table todo_counts (
    user_id text primary key references users (id) on delete cascade,
    active bigint not null,
    completed bigint not null
);

-- What expires is cleared away a part at a time, so each part has to be found without looking through the rest.
create index attempts_by_expiry on attempts (expires_at);
create index trusted_devices_by_expiry on trusted_devices (expires_at);
create index mails_by_age on mails (created_at);

-- What goes with an account.
create index sign_in_challenges_by_user on sign_in_challenges (user_id);
create index passkey_ceremonies_by_user on passkey_ceremonies (user_id);

-- Whether an administrator would be left is asked of the few that there are.
create index users_admins on users (id) where role = 'admin';
