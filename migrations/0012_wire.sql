-- Hashes that come from Better Auth, which are few and become none. At each sign-in it is asked whether there is one: as
-- long as there is, all take as much time.
create index credentials_of_better_auth on credentials (user_id)
where substr(password_hash, 1, 1) <> '$';
