-- Where the officer stood who joined an account: roles act by it there and below.
ALTER TABLE account ADD COLUMN joined_at TEXT NOT NULL DEFAULT '';
