-- What was fetched, what failed and what comes next. Lies beside the ledger as LEDGER.watch; may be deleted: then all
-- that the feeds still list is fetched again, and the ledger knows what it holds.

-- Every address that is watched. `list`: a feed or sitemap of the user's own ('' where it is the address of one itself).
-- `said`: what the list says of it (JSON). `listing`: it is a feed or sitemap itself. `next_at`: when it is due (seconds
-- of the wall clock), NULL for never again.
CREATE TABLE IF NOT EXISTS addresses (
  url TEXT PRIMARY KEY,
  list TEXT NOT NULL,
  host TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT '{}',
  listing INTEGER NOT NULL DEFAULT 0,
  next_at REAL,
  first_at REAL NOT NULL,
  visits INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0,
  etag TEXT,
  modified TEXT,
  fault TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS addresses_due ON addresses (host, next_at);

-- Until when a host asked to be left alone.
CREATE TABLE IF NOT EXISTS rests (
  host TEXT PRIMARY KEY,
  until REAL NOT NULL
) WITHOUT ROWID;

-- The text that each carrier (a page's address, a feed's) had for a document when it was last recorded, as a hash, and
-- the date of change that it stated. `pending`: the text that was given out to be recorded since, and `seen`: when its
-- change was seen, '' where it says itself when it changed. Faults that were told once stand here too.
CREATE TABLE IF NOT EXISTS texts (
  document TEXT NOT NULL,
  carrier TEXT NOT NULL,
  digest TEXT NOT NULL,
  modified TEXT,
  pending TEXT NOT NULL,
  seen TEXT NOT NULL,
  PRIMARY KEY (document, carrier)
) WITHOUT ROWID;

-- Every request, in order. `outcome`: new, changed, same, unchanged (304), failed.
CREATE TABLE IF NOT EXISTS fetches (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  url TEXT NOT NULL,
  outcome TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  fault TEXT
);
