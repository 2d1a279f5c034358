-- Duties towards the people whose data these are: consents, corrections of a
-- person's record, the stop of processing, erasure under a decision.

ALTER TABLE person ADD COLUMN stopped ${INT} NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN stop_ground TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN erased TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN erased TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN erased TEXT NOT NULL DEFAULT '';

-- An account consents before it is joined to a person; account_id or person_id
-- is empty.
CREATE TABLE consent (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  edition TEXT NOT NULL,
  separate ${INT} NOT NULL,
  given ${INT} NOT NULL,
  status TEXT NOT NULL CHECK (status = 'given' OR status = 'withdrawn' OR status = 'replaced'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX consent_given ON consent (person_id, account_id, purpose) WHERE status = 'given';
CREATE INDEX consent_person ON consent (person_id);
CREATE INDEX consent_account ON consent (account_id);

CREATE TABLE amendment (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  path TEXT NOT NULL,
  field TEXT NOT NULL,
  value ${BYTES} NOT NULL,
  proof TEXT NOT NULL,
  ground TEXT NOT NULL,
  proposer TEXT NOT NULL,
  approver TEXT NOT NULL,
  answer TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'proposed' OR status = 'applied' OR status = 'refused' OR status = 'withdrawn'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX amendment_open ON amendment (person_id, field) WHERE status = 'proposed';
CREATE INDEX amendment_path ON amendment (path, id);

CREATE TABLE erasure (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  path TEXT NOT NULL,
  basis TEXT NOT NULL,
  ground TEXT NOT NULL,
  proposer TEXT NOT NULL,
  approver TEXT NOT NULL,
  answer TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'asked' OR status = 'proposed' OR status = 'done' OR status = 'refused' OR status = 'withdrawn'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX erasure_open ON erasure (person_id) WHERE status = 'asked' OR status = 'proposed' OR status = 'done';
CREATE INDEX erasure_path ON erasure (path, id);
