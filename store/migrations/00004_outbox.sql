-- Letters wait in job, one each, of kind letter.mail or letter.sms. A code that
-- one carries lies sealed in secret until it was sent or has expired.
ALTER TABLE job ADD COLUMN secret ${BYTES} NOT NULL DEFAULT ${EMPTY};
ALTER TABLE job ADD COLUMN expires_at ${INT} NOT NULL DEFAULT 0;

-- By kind first: a backlog of letters must not stand in the way of other work.
DROP INDEX job_open;
CREATE INDEX job_due ON job (kind, run_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX job_expires ON job (expires_at) WHERE expires_at > 0 AND state IN ('waiting', 'running');
CREATE INDEX job_failed ON job (kind) WHERE state = 'failed';
