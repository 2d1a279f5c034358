-- Who sits where, tickets and check-ins.

-- instance is the JSON that was seated: ids and numbers, no names.
CREATE TABLE seating (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  seed TEXT NOT NULL,
  instance TEXT NOT NULL,
  rooms ${INT} NOT NULL,
  soft ${INT} NOT NULL,
  status TEXT NOT NULL CHECK (status = 'drawn' OR status = 'issued' OR status = 'replaced'),
  status_at ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE INDEX seating_plan ON seating (plan_id, id);
CREATE UNIQUE INDEX seating_drawn ON seating (plan_id) WHERE status = 'drawn';

CREATE TABLE seat (
  id TEXT NOT NULL PRIMARY KEY,
  seating_id TEXT NOT NULL REFERENCES seating (id),
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  sitting_id TEXT NOT NULL REFERENCES sitting (id),
  application_id TEXT NOT NULL REFERENCES application (id),
  session_id TEXT NOT NULL REFERENCES session (id),
  room_id TEXT NOT NULL REFERENCES room (id),
  seat_row ${INT} NOT NULL,
  seat_col ${INT} NOT NULL,
  number ${INT} NOT NULL,
  paper TEXT NOT NULL,
  access ${INT} NOT NULL,
  gone ${INT} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX seat_place ON seat (session_id, room_id, seat_row, seat_col) WHERE gone = 0;
CREATE UNIQUE INDEX seat_sitting ON seat (sitting_id) WHERE gone = 0;
CREATE INDEX seat_plan ON seat (plan_id, id);
CREATE INDEX seat_application ON seat (application_id);
CREATE INDEX seat_room ON seat (room_id);

CREATE TABLE ticket (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  application_id TEXT NOT NULL REFERENCES application (id),
  number TEXT NOT NULL,
  code_hash ${BYTES} NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX ticket_application ON ticket (application_id);
CREATE UNIQUE INDEX ticket_number ON ticket (plan_id, number);
CREATE UNIQUE INDEX ticket_code ON ticket (code_hash);

CREATE TABLE check_in (
  id TEXT NOT NULL PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plan (id),
  path TEXT NOT NULL,
  session_id TEXT NOT NULL REFERENCES session (id),
  sitting_id TEXT NOT NULL REFERENCES sitting (id),
  seat_id TEXT NOT NULL REFERENCES seat (id),
  way TEXT NOT NULL CHECK (way = 'code' OR way = 'list' OR way = 'document'),
  device TEXT NOT NULL,
  at ${INT} NOT NULL,
  offline ${INT} NOT NULL,
  first_id TEXT NOT NULL,
  by_person TEXT NOT NULL,
  version ${INT} NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX check_in_device ON check_in (sitting_id, device);
CREATE UNIQUE INDEX check_in_first ON check_in (sitting_id) WHERE first_id = '';
CREATE INDEX check_in_session ON check_in (session_id, id);
