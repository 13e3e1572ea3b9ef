-- A new edition, or what is new in it, is first laid out here, in temporary tables of the connection (unstaging.sql).
CREATE TEMP TABLE IF NOT EXISTS staged (
  id TEXT PRIMARY KEY, day TEXT, first TEXT, last TEXT, type TEXT, status TEXT, country TEXT, lat REAL, lon REAL,
  killed_low INTEGER, killed INTEGER, killed_high INTEGER, grade TEXT, sure REAL, exactness INTEGER, radius REAL,
  begun INTEGER, ended INTEGER, settled INTEGER, headline TEXT, body TEXT, title TEXT, quotes TEXT, actors TEXT, places TEXT
);
CREATE TEMP TABLE IF NOT EXISTS staged_labels (id TEXT, kind TEXT, name TEXT);
CREATE TEMP TABLE IF NOT EXISTS staged_accounts (id TEXT, position INTEGER, account TEXT);

-- Sequence numbers: of the old edition what goes and what stays, of the new one what is new.
CREATE TEMP TABLE IF NOT EXISTS gone (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS kept (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS fresh (seq INTEGER PRIMARY KEY, id TEXT UNIQUE);

-- How its accounts were linked.
CREATE TEMP TABLE IF NOT EXISTS staged_linked (number INTEGER, account TEXT, document TEXT, first TEXT, weakest REAL, at_last REAL,
  sketch TEXT);
CREATE TEMP TABLE IF NOT EXISTS staged_keyed (key INTEGER, linked INTEGER);
CREATE TEMP TABLE IF NOT EXISTS staged_likely (one INTEGER, other INTEGER, odds REAL);

-- Labels that an incident that goes has borne; accounts in whose incidents' place the staged ones stand.
CREATE TEMP TABLE IF NOT EXISTS loosened (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE IF NOT EXISTS over (account TEXT PRIMARY KEY);
