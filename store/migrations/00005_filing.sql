-- What bodies ask of the centre, and what experts say of it.

CREATE TABLE filing (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  path TEXT NOT NULL,
  body_id TEXT NOT NULL,
  type TEXT NOT NULL,
  tier TEXT NOT NULL,
  name TEXT NOT NULL,
  english TEXT NOT NULL,
  uscc TEXT NOT NULL,
  class TEXT NOT NULL,
  code TEXT NOT NULL,
  province TEXT NOT NULL,
  sites TEXT NOT NULL,
  scopes TEXT NOT NULL,
  documents TEXT NOT NULL,
  requirement_set TEXT NOT NULL,
  facts ${BYTES} NOT NULL,
  outcome TEXT NOT NULL,
  verdict TEXT NOT NULL,
  judged TEXT NOT NULL,
  round ${INT} NOT NULL,
  drafter TEXT NOT NULL,
  submitter TEXT NOT NULL,
  receiver TEXT NOT NULL,
  decider TEXT NOT NULL,
  moved_as TEXT NOT NULL,
  ground TEXT NOT NULL,
  receipt TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'draft' OR status = 'submitted' OR status = 'reviewing' OR status = 'returned' OR status = 'accepted' OR status = 'refused' OR status = 'withdrawn'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
-- A body has one open filing of a kind.
CREATE UNIQUE INDEX filing_open ON filing (path, kind) WHERE status = 'draft' OR status = 'submitted' OR status = 'reviewing' OR status = 'returned';
CREATE UNIQUE INDEX filing_receipt ON filing (receipt) WHERE receipt <> '';
CREATE INDEX filing_path ON filing (path, id);

CREATE TABLE opinion (
  id TEXT NOT NULL PRIMARY KEY,
  filing_id TEXT NOT NULL REFERENCES filing (id),
  path TEXT NOT NULL,
  expert TEXT NOT NULL REFERENCES person (id),
  round ${INT} NOT NULL,
  points TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'asked' OR status = 'given' OR status = 'released'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX opinion_filing ON opinion (filing_id, id);
CREATE INDEX opinion_expert ON opinion (expert, id);

-- What is numbered without gaps besides certificates: receipts of filings, and
-- sites under the codes that they share. The row is locked until the number is
-- committed.
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  next ${INT} NOT NULL
) ${STRICT};

ALTER TABLE body ADD COLUMN type TEXT NOT NULL DEFAULT '';
