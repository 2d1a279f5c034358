-- What candidates apply with, and who waits for whom.

-- The check of a status cannot be widened in both engines; a column can be put in
-- the place of another.
DROP INDEX application_person;
ALTER TABLE application ADD COLUMN next_status TEXT NOT NULL DEFAULT 'entered' CHECK (next_status = 'draft' OR next_status = 'entered' OR next_status = 'returned' OR next_status = 'passed' OR next_status = 'accepted' OR next_status = 'refused' OR next_status = 'withdrawn' OR next_status = 'substituted');
UPDATE application SET next_status = status;
ALTER TABLE application DROP COLUMN status;
ALTER TABLE application RENAME COLUMN next_status TO status;
-- Row identity is (plan, document): one person has one document. A draft is on no
-- list; who left the list may be entered again.
CREATE UNIQUE INDEX application_person ON application (plan_id, person_id) WHERE status NOT IN ('draft', 'withdrawn', 'substituted');
CREATE UNIQUE INDEX application_draft ON application (plan_id, person_id) WHERE status = 'draft';
CREATE INDEX application_photo ON application (plan_id, photo) WHERE photo <> '';

ALTER TABLE application ADD COLUMN own ${INT} NOT NULL DEFAULT 0;
ALTER TABLE application ADD COLUMN passer TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN checker TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN asks TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN due TEXT NOT NULL DEFAULT '';

-- Whoever gives one telephone for two documents is shown to a person.
ALTER TABLE person ADD COLUMN phone_index ${BYTES} NOT NULL DEFAULT ${EMPTY};
CREATE INDEX person_phone ON person (phone_index) WHERE length(phone_index) > 0;

CREATE TABLE dossier (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  facts ${BYTES} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX dossier_person ON dossier (person_id);

CREATE TABLE evidence (
  id TEXT NOT NULL PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES application (id),
  path TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  by_person TEXT NOT NULL,
  material TEXT NOT NULL,
  file TEXT NOT NULL,
  seen_by TEXT NOT NULL,
  seen_on TEXT NOT NULL,
  dropped ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX evidence_application ON evidence (application_id, id);
CREATE INDEX evidence_person ON evidence (person_id);
CREATE INDEX evidence_file ON evidence (file) WHERE file <> '';

CREATE TABLE fee (
  id TEXT NOT NULL PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES application (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  amount ${INT} NOT NULL CHECK (amount > 0),
  receipt TEXT NOT NULL,
  taker TEXT NOT NULL,
  reconciler TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'due' OR status = 'paid' OR status = 'waived' OR status = 'refunded'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX fee_open ON fee (application_id) WHERE status <> 'refunded';
CREATE UNIQUE INDEX fee_receipt ON fee (path, receipt) WHERE receipt <> '';
CREATE INDEX fee_plan ON fee (plan_id, id);
CREATE INDEX fee_person ON fee (person_id);
CREATE INDEX fee_path ON fee (path, id);

CREATE TABLE suspicion (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  a TEXT NOT NULL REFERENCES application (id),
  b TEXT NOT NULL REFERENCES application (id),
  signs TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'dismissed' OR status = 'upheld'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX suspicion_pair ON suspicion (a, b);
CREATE INDEX suspicion_plan ON suspicion (plan_id, id);

-- Who waits for whom: derived from application and plan, in the transaction that
-- writes the first. since is when the application came where it stands.
CREATE TABLE queue (
  application_id TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  plan_id TEXT NOT NULL,
  occupation TEXT NOT NULL,
  level TEXT NOT NULL,
  outcome TEXT NOT NULL,
  status TEXT NOT NULL,
  since ${INT} NOT NULL
) ${STRICT};
INSERT INTO queue (application_id, path, plan_id, occupation, level, outcome, status, since)
SELECT a.id, a.path, a.plan_id, p.occupation, p.level, a.outcome, a.status, a.status_at FROM application a JOIN plan p ON p.id = a.plan_id;
CREATE INDEX queue_plan ON queue (plan_id, status, since, application_id, outcome);
CREATE INDEX queue_whole ON queue (status, since, application_id, occupation, level, outcome);
CREATE INDEX queue_branch1 ON queue ((${BRANCH1}), status, since, application_id, occupation, level, outcome);
CREATE INDEX queue_branch2 ON queue ((${BRANCH2}), status, since, application_id, occupation, level, outcome);
CREATE INDEX queue_branch3 ON queue ((${BRANCH3}), status, since, application_id, occupation, level, outcome);
CREATE INDEX queue_work ON queue (status, occupation, level, since, application_id, outcome, path);
CREATE INDEX queue_outcome ON queue (status, outcome, level, since, application_id, occupation, path);
