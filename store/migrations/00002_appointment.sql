-- Who proposed that somebody hold a role, and who approved it.

CREATE TABLE appointment (
  id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  role TEXT NOT NULL,
  path TEXT NOT NULL,
  proposer TEXT NOT NULL,
  decider TEXT NOT NULL,
  ground TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status = 'proposed' OR status = 'approved' OR status = 'refused' OR status = 'withdrawn'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX appointment_open ON appointment (person_id, role, path) WHERE status = 'proposed';
CREATE INDEX appointment_path ON appointment (path, id);
