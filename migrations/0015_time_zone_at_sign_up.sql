-- Where the browser said it was that signed up, for the account that waits to be confirmed.
alter table pending_sign_ups add column time_zone text;
