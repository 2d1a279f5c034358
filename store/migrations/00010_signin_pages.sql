-- Other ways in: by an identity provider, and by passkeys.

CREATE TABLE provider_link (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  issuer TEXT NOT NULL,
  hash TEXT NOT NULL,
  made ${INT} NOT NULL,
  revoked ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX provider_link_hash ON provider_link (hash) WHERE revoked = 0;
CREATE UNIQUE INDEX provider_link_account ON provider_link (account_id, issuer) WHERE revoked = 0;

CREATE TABLE passkey (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  credential TEXT NOT NULL,
  record ${BYTES} NOT NULL,
  label TEXT NOT NULL,
  made ${INT} NOT NULL,
  used ${INT} NOT NULL,
  revoked ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX passkey_credential ON passkey (credential);
CREATE INDEX passkey_account ON passkey (account_id, id);

-- Short-lived, without audit: what devices were asked to sign.
CREATE TABLE ceremony (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  state ${BYTES} NOT NULL,
  expires ${INT} NOT NULL
) ${STRICT};
CREATE INDEX ceremony_expires ON ceremony (expires);
