-- What the public's register finds bodies by: made from body, whose rows alone
-- are shown, and made anew where edition is not that of the program.

CREATE TABLE register (
  entry ${SEQ},
  body_id TEXT NOT NULL REFERENCES body (id),
  body_version ${INT} NOT NULL,
  edition TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  name_key TEXT NOT NULL,
  province TEXT NOT NULL,
  path TEXT NOT NULL,
  filed_on TEXT NOT NULL,
  filed_to TEXT NOT NULL,
  status TEXT NOT NULL,
  status_on TEXT NOT NULL
) ${STRICT};
CREATE UNIQUE INDEX register_body ON register (body_id);
CREATE INDEX register_name ON register (name_folded);
CREATE INDEX register_order ON register (name_key, entry, body_id);
CREATE INDEX register_province ON register (province, name_key, entry, body_id);
CREATE INDEX register_path ON register (path);

-- Keyed by a hash of two characters that stand side by side in a name, or of a
-- key that names share which look alike. Hashes may meet: what is found is
-- compared.
CREATE TABLE register_word (
  word ${INT} NOT NULL,
  entry ${INT} NOT NULL,
  PRIMARY KEY (word, entry)
) ${STRICT};
CREATE INDEX register_word_entry ON register_word (entry);

-- Of a body, what it may assess; of an occupation, which bodies.
DROP INDEX scope_body;
CREATE INDEX scope_body ON scope (body_id, occupation, level, valid_from, valid_to);
CREATE INDEX scope_work ON scope (occupation, level, body_id);
