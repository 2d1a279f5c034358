-- Audit entries are listed by time, and looked through in this index alone until
-- one passes the filter. docs/decisions/0027 says what other indexes would cost.
CREATE INDEX audit_at ON audit (at, seq, tbl, verb, actor);
