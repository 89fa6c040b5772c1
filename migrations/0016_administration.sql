-- What administrators look for. Some are few among many; the others are gone through in the order they are shown in.
create index users_unconfirmed on users (id) where not email_verified;
create index users_disabled on users (id) where not is_active;
create index users_by_name on users (name_key, id);
create index sessions_by_activity on sessions (last_active_at, user_id);

-- How often what happened, day by day.
create index audit_events_by_kind on audit_events (kind, created_at);
