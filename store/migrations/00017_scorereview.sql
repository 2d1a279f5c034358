-- 成绩复核: a review that a candidate asks for is an objection of another kind, with
-- a day by which it is answered.

ALTER TABLE objection ADD COLUMN kind TEXT NOT NULL DEFAULT '' CHECK (kind = '' OR kind = 'review');
ALTER TABLE objection ADD COLUMN due TEXT NOT NULL DEFAULT '';
