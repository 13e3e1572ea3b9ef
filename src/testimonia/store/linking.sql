-- How the accounts of the edition were linked, so that what comes in touches its neighbourhood alone (link/renew.py).

-- `first`: the first account of its cluster after the first of two passes; NULL where people rejected the account.
CREATE TABLE linked (
  seq INTEGER PRIMARY KEY,
  account TEXT NOT NULL UNIQUE,
  document TEXT NOT NULL,
  first TEXT
);
CREATE INDEX linked_document ON linked (document);
CREATE INDEX linked_first ON linked (first);

-- The keys under which accounts are found that may tell of the same (link/blocks.py).
CREATE TABLE keyed (
  key INTEGER NOT NULL,
  linked INTEGER NOT NULL,
  PRIMARY KEY (key, linked)
) WITHOUT ROWID;

-- One row while that is all of the accounts that the edition was computed from; none where it is not kept.
CREATE TABLE linking (one INTEGER PRIMARY KEY CHECK (one = 1));
