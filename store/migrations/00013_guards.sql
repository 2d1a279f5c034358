-- Whose a letter is, so that its reader can list what was sent to them, and where
-- it went: shortened and sealed.
ALTER TABLE job ADD COLUMN reader TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN sent_to ${BYTES} NOT NULL DEFAULT ${EMPTY};
CREATE INDEX job_reader ON job (reader, made_at) WHERE reader <> '';

-- A consent on paper: how it is known, and who saw it.
ALTER TABLE consent ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN witness TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN path TEXT NOT NULL DEFAULT '';

-- The edition of the notice to which everybody on a roster consented on paper, as
-- the body says, and who said so for it.
ALTER TABLE import ADD COLUMN consents TEXT NOT NULL DEFAULT '';
ALTER TABLE import ADD COLUMN stated_by TEXT NOT NULL DEFAULT '';
