-- Lists of many rows for those who see one province, city or body: in the order
-- of ids, under the first one, two or three steps of a path.

DROP INDEX plan_path;
CREATE INDEX plan_branch1 ON plan ((${BRANCH1}), id);
CREATE INDEX plan_branch2 ON plan ((${BRANCH2}), id);
CREATE INDEX plan_branch3 ON plan ((${BRANCH3}), id);

DROP INDEX application_path;
CREATE INDEX application_branch1 ON application ((${BRANCH1}), id);
CREATE INDEX application_branch2 ON application ((${BRANCH2}), id);
CREATE INDEX application_branch3 ON application ((${BRANCH3}), id);

DROP INDEX report_path;
CREATE INDEX report_branch1 ON report ((${BRANCH1}), id);
CREATE INDEX report_branch2 ON report ((${BRANCH2}), id);
CREATE INDEX report_branch3 ON report ((${BRANCH3}), id);

DROP INDEX certificate_path;
CREATE INDEX certificate_branch1 ON certificate ((${BRANCH1}), id);
CREATE INDEX certificate_branch2 ON certificate ((${BRANCH2}), id);
CREATE INDEX certificate_branch3 ON certificate ((${BRANCH3}), id);
