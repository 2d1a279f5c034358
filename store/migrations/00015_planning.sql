-- Rooms of sites, and the sessions that take them.

ALTER TABLE session ADD COLUMN access ${INT} NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN cancelled ${INT} NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN ground TEXT NOT NULL DEFAULT '';

-- broken, machines, hours and closures are JSON without personal values.
CREATE TABLE room (
  id TEXT NOT NULL PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES site (id),
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  seat_rows ${INT} NOT NULL,
  seat_cols ${INT} NOT NULL,
  broken TEXT NOT NULL,
  machines TEXT NOT NULL,
  accessible ${INT} NOT NULL,
  hours TEXT NOT NULL,
  closures TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'open' OR status = 'closed'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX room_name ON room (site_id, name);
CREATE INDEX room_body ON room (body_id, id);

CREATE TABLE session_room (
  id TEXT NOT NULL PRIMARY KEY,
  session_id TEXT NOT NULL REFERENCES session (id),
  room_id TEXT NOT NULL REFERENCES room (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  released ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX session_room_once ON session_room (session_id, room_id) WHERE released = 0;
CREATE INDEX session_room_room ON session_room (room_id);
CREATE INDEX session_room_plan ON session_room (plan_id);

-- What the public is told of an exam to come; fee_due is in fen.
CREATE TABLE announcement (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  site_id TEXT NOT NULL REFERENCES site (id),
  plan_id TEXT NOT NULL,
  path TEXT NOT NULL,
  region TEXT NOT NULL,
  title TEXT NOT NULL,
  occupation TEXT NOT NULL,
  specialty TEXT NOT NULL,
  level TEXT NOT NULL,
  condition_set TEXT NOT NULL,
  place TEXT NOT NULL,
  exam_from TEXT NOT NULL,
  exam_to TEXT NOT NULL,
  times TEXT NOT NULL,
  apply_from TEXT NOT NULL,
  apply_to TEXT NOT NULL,
  fee_due ${INT} NOT NULL CHECK (fee_due >= 0),
  capacity ${INT} NOT NULL,
  words TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'draft' OR status = 'published' OR status = 'closed' OR status = 'withdrawn'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX announcement_plan ON announcement (plan_id) WHERE plan_id <> '' AND (status = 'published' OR status = 'closed');
CREATE INDEX announcement_body ON announcement (body_id, id);
CREATE INDEX announcement_shown ON announcement (status, id);
CREATE INDEX announcement_work ON announcement (occupation, level, id);

-- What a body means to examine in a year; year_rows is JSON.
CREATE TABLE annual_plan (
  id TEXT NOT NULL PRIMARY KEY,
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  year ${INT} NOT NULL,
  year_rows TEXT NOT NULL,
  words TEXT NOT NULL,
  reporter TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'submitted' OR status = 'noted' OR status = 'returned'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX annual_plan_year ON annual_plan (body_id, year);

-- A batch and its list, reported to the centre before the exam, and who came later.
CREATE TABLE lodgement (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  body_id TEXT NOT NULL REFERENCES body (id),
  path TEXT NOT NULL,
  exam TEXT NOT NULL,
  due TEXT NOT NULL,
  provisional ${INT} NOT NULL,
  lodged_at ${INT} NOT NULL,
  candidates ${INT} NOT NULL,
  reporter TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'lodged' OR status = 'noted' OR status = 'objected'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX lodgement_plan ON lodgement (plan_id);
CREATE INDEX lodgement_path ON lodgement (path, id);

CREATE TABLE addition (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  application_id TEXT NOT NULL REFERENCES application (id),
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  by_person TEXT NOT NULL,
  added_on TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX addition_once ON addition (application_id);
CREATE INDEX addition_plan ON addition (plan_id, id);

-- Who does what at an exam, and who keeps away from whom.
CREATE TABLE assignment (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  session_id TEXT NOT NULL,
  room_id TEXT NOT NULL,
  path TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES person (id),
  duty TEXT NOT NULL,
  leader ${INT} NOT NULL,
  registration_id TEXT NOT NULL,
  replaces TEXT NOT NULL,
  by_person TEXT NOT NULL,
  ground TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'assigned' OR status = 'confirmed' OR status = 'declined' OR status = 'missing' OR status = 'replaced' OR status = 'released'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX assignment_once ON assignment (plan_id, session_id, person_id) WHERE status = 'assigned' OR status = 'confirmed';
CREATE INDEX assignment_person ON assignment (person_id, id);
CREATE INDEX assignment_plan ON assignment (plan_id, id);

CREATE TABLE recusal (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  candidate_id TEXT NOT NULL REFERENCES person (id),
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  by_person TEXT NOT NULL,
  withdrawn ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX recusal_person ON recusal (person_id);
CREATE INDEX recusal_candidate ON recusal (candidate_id);
