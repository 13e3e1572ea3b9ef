-- How the accounts of the edition were linked, so that what comes in touches its neighbourhood alone (link/renew.py).

-- `first`: the first account of its cluster after the first of two passes; NULL where people rejected the account.
-- `weakest`, `at_last`: the log-odds of the weakest links that joined its clusters, after the first pass and in the end; NULL
-- where none did. `sketch`: what linking looks at (link/sketch.py), so that accounts are compared that nobody reads.
CREATE TABLE linked (
  seq INTEGER PRIMARY KEY,
  account TEXT NOT NULL UNIQUE,
  document TEXT NOT NULL,
  first TEXT,
  weakest REAL,
  at_last REAL,
  sketch TEXT
);
CREATE INDEX linked_document ON linked (document);
CREATE INDEX linked_first ON linked (first);

-- The keys under which accounts are found that may tell of the same (link/blocks.py).
CREATE TABLE keyed (
  key INTEGER NOT NULL,
  linked INTEGER NOT NULL,
  PRIMARY KEY (key, linked)
) WITHOUT ROWID;

-- The pairs of accounts that share a key which is used and may be joined, either way round, with their log-odds but for what
-- their reports have in common (link/passes.py): who knows them need not compare what stays as it was.
CREATE TABLE likely (
  one INTEGER NOT NULL,
  other INTEGER NOT NULL,
  odds REAL NOT NULL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID;

-- Both of what came in since all was laid out: a table that was filled in its order has full pages, and a row that is
-- put in between would split one.
CREATE TABLE keyed_since (
  key INTEGER NOT NULL,
  linked INTEGER NOT NULL,
  PRIMARY KEY (key, linked)
) WITHOUT ROWID;
CREATE TABLE likely_since (
  one INTEGER NOT NULL,
  other INTEGER NOT NULL,
  odds REAL NOT NULL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID;

-- One row while that is all of the accounts that the edition was computed from; none where it is not kept.
CREATE TABLE linking (one INTEGER PRIMARY KEY CHECK (one = 1));
