-- Every way through the queue has its rows in their order, and holds what is asked
-- of them.
DROP INDEX queue_work;
DROP INDEX queue_outcome;
DROP INDEX queue_branch3;
DROP INDEX queue_plan;
CREATE INDEX queue_plan ON queue (plan_id, status, since, application_id, outcome, path);
CREATE INDEX queue_branch3 ON queue ((${BRANCH3}), status, since, application_id, occupation, level, outcome, path);
CREATE INDEX queue_work ON queue (occupation, status, since, application_id, level, outcome, path);
CREATE INDEX queue_outcome ON queue (outcome, status, since, application_id, occupation, level, path);
