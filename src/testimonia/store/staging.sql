-- A new edition is first laid out here, in temporary tables, while readers and other writers go on undisturbed.
CREATE TEMP TABLE staged (
  id TEXT PRIMARY KEY, day TEXT, first TEXT, last TEXT, type TEXT, status TEXT, country TEXT, lat REAL, lon REAL,
  killed_low INTEGER, killed INTEGER, killed_high INTEGER, grade TEXT, sure REAL, exactness INTEGER, radius REAL,
  begun INTEGER, ended INTEGER, settled INTEGER, headline TEXT, body TEXT, title TEXT, quotes TEXT, actors TEXT, places TEXT
);
CREATE TEMP TABLE staged_labels (id TEXT, kind TEXT, name TEXT);
CREATE TEMP TABLE staged_accounts (id TEXT, position INTEGER, account TEXT);

-- Sequence numbers: of the old edition what goes and what stays, of the new one what is new.
CREATE TEMP TABLE gone (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE kept (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE fresh (seq INTEGER PRIMARY KEY, id TEXT UNIQUE);

-- How its accounts were linked.
CREATE TEMP TABLE staged_linked (number INTEGER, account TEXT, document TEXT, first TEXT, weakest REAL, at_last REAL);
CREATE TEMP TABLE staged_keyed (key INTEGER, linked INTEGER);
CREATE TEMP TABLE staged_likely (one INTEGER, other INTEGER, odds REAL);

-- Labels that an incident that goes has borne; accounts in whose incidents' place the staged ones stand.
CREATE TEMP TABLE loosened (seq INTEGER PRIMARY KEY);
CREATE TEMP TABLE over (account TEXT PRIMARY KEY);
