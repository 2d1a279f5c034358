-- How people sign in, and whose records an account is joined to.

CREATE TABLE account (
  id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  phone ${BYTES} NOT NULL,
  phone_index ${BYTES} NOT NULL,
  mail ${BYTES} NOT NULL,
  mail_index ${BYTES} NOT NULL,
  lang TEXT NOT NULL,
  verifier ${BYTES} NOT NULL,
  second ${BYTES} NOT NULL,
  second_next ${BYTES} NOT NULL,
  step ${INT} NOT NULL,
  recovery TEXT NOT NULL,
  person_id TEXT NOT NULL,
  way TEXT NOT NULL,
  witness TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'open' OR status = 'joined' OR status = 'frozen' OR status = 'closed'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX account_login ON account (login);
CREATE UNIQUE INDEX account_phone ON account (phone_index) WHERE length(phone_index) > 0;
CREATE UNIQUE INDEX account_mail ON account (mail_index) WHERE length(mail_index) > 0;
CREATE UNIQUE INDEX account_person ON account (person_id) WHERE person_id <> '' AND status <> 'closed';

-- account_id is empty where nobody has the name that was tried.
CREATE TABLE sign_in (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  way TEXT NOT NULL,
  second ${INT} NOT NULL,
  weak ${INT} NOT NULL,
  label TEXT NOT NULL,
  network ${BYTES} NOT NULL,
  made ${INT} NOT NULL,
  expires ${INT} NOT NULL,
  ended ${INT} NOT NULL,
  refused TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX sign_in_hash ON sign_in (hash) WHERE hash <> '';
CREATE INDEX sign_in_account ON sign_in (account_id, id);
CREATE INDEX sign_in_live ON sign_in (account_id) WHERE hash <> '' AND ended = 0;

CREATE TABLE join_code (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  path TEXT NOT NULL,
  by_person TEXT NOT NULL,
  hash TEXT NOT NULL,
  expires ${INT} NOT NULL,
  used TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX join_code_hash ON join_code (hash);
CREATE INDEX join_code_person ON join_code (person_id);

CREATE TABLE dispute (
  id TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  holder TEXT NOT NULL REFERENCES account (id),
  claimant TEXT NOT NULL REFERENCES account (id),
  way TEXT NOT NULL,
  witness TEXT NOT NULL,
  kept TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'open' OR status = 'decided'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX dispute_path ON dispute (path, id);
CREATE INDEX dispute_person ON dispute (person_id);

CREATE TABLE distinction (
  id TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  a TEXT NOT NULL REFERENCES person (id),
  b TEXT NOT NULL REFERENCES person (id),
  by_person TEXT NOT NULL,
  ground TEXT NOT NULL,
  revoked ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
-- What was decided stands in both persons, where every comparison finds it.
ALTER TABLE person ADD COLUMN apart TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX distinction_pair ON distinction (a, b) WHERE revoked = 0;

CREATE TABLE org_token (
  id TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  hash TEXT NOT NULL,
  label TEXT NOT NULL,
  by_person TEXT NOT NULL,
  expires ${INT} NOT NULL,
  revoked ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX org_token_hash ON org_token (hash);
CREATE INDEX org_token_path ON org_token (path, id);

-- Short-lived, without audit.

-- When somebody last did something, written every few minutes at most.
CREATE TABLE sign_in_seen (
  sign_in_id TEXT NOT NULL PRIMARY KEY,
  at ${INT} NOT NULL
) ${STRICT};

-- Devices from which somebody entered before; hash is that of the device's cookie.
CREATE TABLE known_device (
  account_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  at ${INT} NOT NULL,
  PRIMARY KEY (account_id, hash)
) ${STRICT};
CREATE INDEX known_device_hash ON known_device (hash);

-- One-time codes on their way. target is sealed; hash is keyed, and empty where
-- no code was sent.
CREATE TABLE challenge (
  id TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  target ${BYTES} NOT NULL,
  hash ${BYTES} NOT NULL,
  tries ${INT} NOT NULL,
  expires ${INT} NOT NULL
) ${STRICT};
CREATE INDEX challenge_expires ON challenge (expires);
