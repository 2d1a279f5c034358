-- Checks say OR and not IN: SQLite builds a temporary index for every IN of more
-- than two values, in every statement, which doubles the cost of an update.

-- People, bodies and who may act.

CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  name_key TEXT NOT NULL,
  romanised TEXT NOT NULL,
  document_kind TEXT NOT NULL,
  document ${BYTES} NOT NULL,
  document_index ${BYTES} NOT NULL,
  born TEXT NOT NULL,
  sex TEXT NOT NULL,
  phone ${BYTES} NOT NULL,
  address ${BYTES} NOT NULL,
  seen ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX person_document ON person (document_index);
CREATE INDEX person_human ON person (name_folded, born);
CREATE INDEX person_name ON person (name_key, id);

CREATE TABLE body (
  id TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  english TEXT NOT NULL,
  uscc TEXT NOT NULL,
  class TEXT NOT NULL,
  code TEXT NOT NULL,
  province TEXT NOT NULL,
  seal TEXT NOT NULL,
  filed_to TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'filed' OR status = 'suspended' OR status = 'withdrawn'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX body_path ON body (path);
CREATE INDEX body_uscc ON body (uscc);

CREATE TABLE site (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  serial TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX site_serial ON site (body_id, serial);

CREATE TABLE scope (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES site (id),
  occupation TEXT NOT NULL,
  level TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX scope_body ON scope (body_id);

CREATE TABLE suspension (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  ground TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX suspension_body ON suspension (body_id);

CREATE TABLE role_grant (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  path TEXT NOT NULL,
  revoked ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX role_grant_person ON role_grant (person_id);

CREATE TABLE token (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  hash TEXT NOT NULL,
  label TEXT NOT NULL,
  expires ${INT} NOT NULL,
  revoked ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX token_hash ON token (hash);
CREATE INDEX token_person ON token (person_id);

-- A batch, from the plan to the report.

CREATE TABLE plan (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  site_id TEXT NOT NULL REFERENCES site (id),
  path TEXT NOT NULL,
  title TEXT NOT NULL,
  occupation TEXT NOT NULL,
  specialty TEXT NOT NULL,
  level TEXT NOT NULL,
  condition_set TEXT NOT NULL,
  parts TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'filed' OR status = 'running' OR status = 'finished' OR status = 'cancelled'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX plan_path ON plan (path, id);
CREATE INDEX plan_body ON plan (body_id, id);

CREATE TABLE session (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  part TEXT NOT NULL,
  attempt ${INT} NOT NULL,
  starts ${INT} NOT NULL,
  ends ${INT} NOT NULL,
  place TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX session_plan ON session (plan_id);

CREATE TABLE import (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  file TEXT NOT NULL,
  by_person TEXT NOT NULL,
  done ${INT} NOT NULL,
  entered ${INT} NOT NULL,
  amended ${INT} NOT NULL,
  same ${INT} NOT NULL,
  remarked ${INT} NOT NULL,
  fault TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'running' OR status = 'finished' OR status = 'failed'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX import_plan ON import (plan_id);

-- What was said of each row of a roster, for the remarks copy. sheet 0 is the
-- list of candidates; a row of another sheet is one that nobody on the list has.
-- remarks is JSON without personal values.
CREATE TABLE import_remark (
  import_id TEXT NOT NULL REFERENCES import (id),
  sheet ${INT} NOT NULL,
  sheet_row ${INT} NOT NULL,
  path TEXT NOT NULL,
  outcome TEXT NOT NULL,
  remarks TEXT NOT NULL,
  PRIMARY KEY (import_id, sheet, sheet_row)
) ${STRICT};

CREATE TABLE application (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  import_id TEXT NOT NULL,
  sheet_row ${INT} NOT NULL,
  row_hash TEXT NOT NULL,
  facts ${BYTES} NOT NULL,
  cells ${BYTES} NOT NULL,
  claimed TEXT NOT NULL,
  condition_set TEXT NOT NULL,
  outcome TEXT NOT NULL,
  clause TEXT NOT NULL,
  verdict TEXT NOT NULL,
  judged TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  ground TEXT NOT NULL,
  proof TEXT NOT NULL,
  photo TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'entered' OR status = 'accepted' OR status = 'refused' OR status = 'withdrawn' OR status = 'substituted'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
-- Row identity is (plan, document): one person has one document. Who left the
-- list may be entered again.
CREATE UNIQUE INDEX application_person ON application (plan_id, person_id) WHERE status NOT IN ('withdrawn', 'substituted');
CREATE INDEX application_of ON application (person_id);
CREATE INDEX application_path ON application (path, id);

CREATE TABLE sitting (
  id TEXT NOT NULL PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES application (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  part TEXT NOT NULL,
  attempt ${INT} NOT NULL,
  session_id TEXT NOT NULL,
  mark ${INT} NOT NULL CHECK (mark BETWEEN 0 AND 200),
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'due' OR status = 'marked' OR status = 'absent' OR status = 'void' OR status = 'waived' OR status = 'dropped'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX sitting_once ON sitting (application_id, part, attempt);
CREATE INDEX sitting_plan ON sitting (plan_id, id);

CREATE TABLE result (
  id TEXT NOT NULL PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES application (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  passed ${INT} NOT NULL,
  band TEXT NOT NULL,
  scores TEXT NOT NULL,
  public_from TEXT NOT NULL,
  public_to TEXT NOT NULL,
  provisional ${INT} NOT NULL,
  report_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'settled' OR status = 'publicised' OR status = 'disputed' OR status = 'reported' OR status = 'confirmed'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX result_application ON result (application_id);
CREATE INDEX result_plan ON result (plan_id, id);
CREATE INDEX result_report ON result (report_id);
CREATE INDEX result_person ON result (person_id);

CREATE TABLE objection (
  id TEXT NOT NULL PRIMARY KEY,
  result_id TEXT NOT NULL REFERENCES result (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  words ${BYTES} NOT NULL,
  by_person TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'open' OR status = 'upheld' OR status = 'dismissed'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX objection_result ON objection (result_id);
CREATE INDEX objection_plan ON objection (plan_id);

CREATE TABLE correction (
  id TEXT NOT NULL PRIMARY KEY,
  sitting_id TEXT NOT NULL REFERENCES sitting (id),
  result_id TEXT NOT NULL REFERENCES result (id),
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  mark ${INT} NOT NULL CHECK (mark BETWEEN 0 AND 200),
  basis TEXT NOT NULL,
  ground TEXT NOT NULL,
  proposer TEXT NOT NULL,
  approver TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'proposed' OR status = 'applied' OR status = 'refused'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX correction_open ON correction (sitting_id) WHERE status = 'proposed';
CREATE INDEX correction_result ON correction (result_id);

CREATE TABLE report (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  results ${INT} NOT NULL,
  due TEXT NOT NULL,
  reported_on TEXT NOT NULL,
  reporter TEXT NOT NULL,
  checker TEXT NOT NULL,
  confirmer TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'reported' OR status = 'checked' OR status = 'confirmed' OR status = 'returned'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX report_plan ON report (plan_id);
CREATE INDEX report_path ON report (path, id);

CREATE TABLE certificate (
  id TEXT NOT NULL PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES application (id),
  result_id TEXT NOT NULL REFERENCES result (id),
  report_id TEXT NOT NULL REFERENCES report (id),
  body_id TEXT NOT NULL REFERENCES body (id),
  site_id TEXT NOT NULL REFERENCES site (id),
  scope_id TEXT NOT NULL REFERENCES scope (id),
  path TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  kind TEXT NOT NULL,
  body_name TEXT NOT NULL,
  name TEXT NOT NULL,
  romanised TEXT NOT NULL,
  document_kind TEXT NOT NULL,
  document_index ${BYTES} NOT NULL,
  occupation TEXT NOT NULL,
  occupation_name TEXT NOT NULL,
  specialty TEXT NOT NULL,
  level TEXT NOT NULL,
  photo TEXT NOT NULL,
  specimen ${INT} NOT NULL,
  name_salt ${BYTES} NOT NULL,
  name_commitment ${BYTES} NOT NULL,
  doc_salt ${BYTES} NOT NULL,
  doc_commitment ${BYTES} NOT NULL,
  replaces TEXT NOT NULL,
  why TEXT NOT NULL,
  document ${BYTES} NOT NULL,
  number TEXT NOT NULL,
  issued TEXT NOT NULL,
  key_id TEXT NOT NULL,
  qr ${BYTES} NOT NULL,
  qr_sig ${BYTES} NOT NULL,
  statement ${BYTES} NOT NULL,
  state_sig ${BYTES} NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'prepared' OR status = 'discarded' OR status = 'numbered' OR status = 'issued' OR status = 'void' OR status = 'replaced' OR status = 'revoked' OR status = 'cancelled'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX certificate_number ON certificate (number) WHERE number <> '';
CREATE INDEX certificate_application ON certificate (application_id);
CREATE INDEX certificate_report ON certificate (report_id, id);
CREATE INDEX certificate_document ON certificate (document_index);
CREATE INDEX certificate_person ON certificate (person_id);
CREATE INDEX certificate_path ON certificate (path, id);

-- Proof: who changed what, and the two logs.

CREATE TABLE audit (
  seq ${SEQ},
  at ${INT} NOT NULL,
  actor TEXT NOT NULL,
  verb TEXT NOT NULL,
  tbl TEXT NOT NULL,
  row_id TEXT NOT NULL,
  row_version ${INT} NOT NULL,
  salt ${BYTES} NOT NULL,
  digest ${BYTES} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX audit_row ON audit (row_id, row_version);

CREATE TABLE leaf (
  seq ${SEQ},
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  at ${INT} NOT NULL,
  salt ${BYTES} NOT NULL,
  statement ${BYTES} NOT NULL,
  reference TEXT NOT NULL,
  record ${BYTES} NOT NULL
) ${STRICT};
CREATE INDEX leaf_subject ON leaf (subject);

-- Where the entries of audit and leaf stand in their logs: the entries with
-- seq_from <= seq <= seq_to, in the order of seq, hold the positions
-- pos .. pos + entries - 1.
CREATE TABLE span (
  log TEXT NOT NULL,
  pos ${INT} NOT NULL,
  entries ${INT} NOT NULL,
  seq_from ${INT} NOT NULL,
  seq_to ${INT} NOT NULL,
  PRIMARY KEY (log, pos)
) ${STRICT};
CREATE UNIQUE INDEX span_seq ON span (log, seq_to);

CREATE TABLE tile (
  log TEXT NOT NULL,
  level ${INT} NOT NULL,
  n ${INT} NOT NULL,
  hashes ${BYTES} NOT NULL,
  PRIMARY KEY (log, level, n)
) ${STRICT};

CREATE TABLE checkpoint (
  log TEXT NOT NULL,
  size ${INT} NOT NULL,
  at ${INT} NOT NULL,
  signed ${BYTES} NOT NULL,
  PRIMARY KEY (log, size)
) ${STRICT};

-- Machinery.

CREATE TABLE series (
  prefix TEXT NOT NULL,
  year ${INT} NOT NULL,
  level TEXT NOT NULL,
  next ${INT} NOT NULL,
  PRIMARY KEY (prefix, year, level)
) ${STRICT};

CREATE TABLE request (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  request TEXT NOT NULL,
  at ${INT} NOT NULL,
  outcome ${BYTES} NOT NULL,
  PRIMARY KEY (actor, key)
) ${STRICT};

CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  fence ${INT} NOT NULL,
  until ${INT} NOT NULL
) ${STRICT};

CREATE TABLE job (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  unique_key TEXT NOT NULL,
  args ${BYTES} NOT NULL,
  path TEXT NOT NULL,
  person_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'running' OR state = 'done' OR state = 'failed'),
  run_at ${INT} NOT NULL,
  attempt ${INT} NOT NULL,
  leased_until ${INT} NOT NULL,
  done ${INT} NOT NULL,
  total ${INT} NOT NULL,
  fault TEXT NOT NULL,
  made_at ${INT} NOT NULL,
  ended_at ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE unique_key <> '' AND state IN ('waiting', 'running');
CREATE INDEX job_open ON job (run_at) WHERE state IN ('waiting', 'running');

CREATE TABLE query_log (
  at ${INT} NOT NULL,
  form TEXT NOT NULL,
  subject ${BYTES} NOT NULL,
  network ${BYTES} NOT NULL,
  outcome TEXT NOT NULL,
  reference TEXT NOT NULL
) ${STRICT};
CREATE INDEX query_log_at ON query_log (at);

CREATE TABLE failure (
  subject ${BYTES} NOT NULL,
  day TEXT NOT NULL,
  times ${INT} NOT NULL,
  PRIMARY KEY (subject, day)
) ${STRICT};
