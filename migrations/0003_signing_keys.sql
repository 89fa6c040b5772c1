-- Key pairs for session JWTs signed with EdDSA. The private part is encrypted under the secret of
-- the installation. A retired key still verifies until its last token has expired.
create table signing_keys (
    id text primary key,
    algorithm text not null check (algorithm = 'EdDSA'),
    public_key bytea not null,
    sealed_private_key bytea not null,
    created_at bigint not null,
    retired_at bigint
);
