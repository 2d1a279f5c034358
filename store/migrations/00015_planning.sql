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
