-- What a body owes: rectification, the report of each year, its own leaving; and
-- the plans that were handed to the centre.

CREATE TABLE rectification (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  demand TEXT NOT NULL,
  due TEXT NOT NULL,
  orderer TEXT NOT NULL,
  answer TEXT NOT NULL,
  proof TEXT NOT NULL,
  handed_on TEXT NOT NULL,
  reporter TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'ordered' OR status = 'handed' OR status = 'returned' OR status = 'accepted' OR status = 'lifted'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX rectification_body ON rectification (body_id, id);

CREATE TABLE annual_report (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  year ${INT} NOT NULL,
  plans ${INT} NOT NULL,
  candidates ${INT} NOT NULL,
  examined ${INT} NOT NULL,
  passed ${INT} NOT NULL,
  failed ${INT} NOT NULL,
  certificates ${INT} NOT NULL,
  revoked ${INT} NOT NULL,
  objections ${INT} NOT NULL,
  upheld ${INT} NOT NULL,
  words TEXT NOT NULL,
  proof TEXT NOT NULL,
  due TEXT NOT NULL,
  handed_on TEXT NOT NULL,
  reporter TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'handed' OR status = 'accepted' OR status = 'returned'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX annual_report_year ON annual_report (body_id, year);

CREATE TABLE body_exit (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  exit_on TEXT NOT NULL,
  why TEXT NOT NULL,
  applicant TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'declared' OR status = 'confirmed' OR status = 'left' OR status = 'refused' OR status = 'taken'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX body_exit_open ON body_exit (body_id) WHERE status = 'declared' OR status = 'confirmed';
CREATE INDEX body_exit_body ON body_exit (body_id, id);
CREATE INDEX body_exit_due ON body_exit (exit_on) WHERE status = 'confirmed';

CREATE TABLE handover (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  cause TEXT NOT NULL,
  handed_on TEXT NOT NULL,
  until_day TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'open' OR status = 'permitted' OR status = 'cancelled' OR status = 'returned'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX handover_live ON handover (plan_id) WHERE status = 'open' OR status = 'permitted';
CREATE INDEX handover_body ON handover (body_id, id);
CREATE INDEX handover_path ON handover (path, id);

-- Who may examine or supervise, for which body or centre, for which term.

CREATE TABLE assessor (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  path TEXT NOT NULL,
  class TEXT NOT NULL,
  occupations TEXT NOT NULL,
  levels TEXT NOT NULL,
  card TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  renews TEXT NOT NULL,
  facts ${BYTES} NOT NULL,
  condition_set TEXT NOT NULL,
  outcome TEXT NOT NULL,
  verdict TEXT NOT NULL,
  judged TEXT NOT NULL,
  proposer TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  proof TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'proposed' OR status = 'registered' OR status = 'suspended' OR status = 'refused' OR status = 'withdrawn'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX assessor_open ON assessor (person_id, path, class) WHERE status = 'proposed';
CREATE INDEX assessor_person ON assessor (person_id, id);
CREATE INDEX assessor_path ON assessor (path, id);
