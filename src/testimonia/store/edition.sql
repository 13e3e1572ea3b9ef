-- The edition: computed from the book, swapped as a whole, thrown away at will. Its `seq` are of no meaning outside.

-- `body` is the model's Incident. `day` orders: the first day, or '9999-99-99' where no date is known. `begun` and `ended`
-- are the days as numbers (day 1 is 0001-01-01); `sure` is its `confidence`, `settled` its `settled` in seconds of 1970;
-- `exactness` and `radius` (km) tell how well the point is known.
CREATE TABLE incidents (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  day TEXT NOT NULL,
  first TEXT,
  last TEXT,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  country TEXT,
  lat REAL,
  lon REAL,
  killed_low INTEGER,
  killed INTEGER,
  killed_high INTEGER,
  grade TEXT,
  sure REAL NOT NULL,
  exactness INTEGER,
  radius REAL,
  begun INTEGER,
  ended INTEGER,
  settled INTEGER,
  headline TEXT NOT NULL,
  body TEXT NOT NULL
);
-- In the order of lists, and with all that `columns.py` takes into memory: it never has to open a body.
CREATE INDEX incidents_day ON incidents (day, id, type, status, country, lat, lon, killed_low, killed, killed_high,
  grade, sure, exactness, radius, begun, ended, settled);
CREATE INDEX incidents_type ON incidents (type, day, id);
CREATE INDEX incidents_status ON incidents (status, day, id);
CREATE INDEX incidents_killed ON incidents (killed);

-- When: the first and last day of every dated incident, as numbers (day 1 is 0001-01-01).
CREATE VIRTUAL TABLE spans USING rtree_i32 (seq, first, last);

-- Where: one point an incident (its most specific place with coordinates), degrees WGS84.
CREATE VIRTUAL TABLE points USING rtree (seq, south, north, west, east);

-- Words: the headline, the quoted evidence, who, where; folded, as they are searched.
CREATE VIRTUAL TABLE words USING fts5 (headline, quotes, actors, places, tokenize = "unicode61 remove_diacritics 2");

-- Distinct names and the incidents that bear them: folded, to be searched (kind `place`, `actor`, `country`, `source`),
-- and as they are written, to be counted (`at`: country code, colon, place; `by` and `unlisted`: who did it).
CREATE TABLE labels (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (kind, name)
);
CREATE TABLE labelled (
  label INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  PRIMARY KEY (label, incident)
) WITHOUT ROWID;
CREATE INDEX labelled_incident ON labelled (incident);

CREATE TABLE incident_accounts (
  incident INTEGER NOT NULL,
  position INTEGER NOT NULL,
  account TEXT NOT NULL,
  PRIMARY KEY (incident, position)
) WITHOUT ROWID;
CREATE INDEX incident_accounts_account ON incident_accounts (account);

-- One row: the last reading and judgement that the edition was computed from, by what rules, and how often it changed.
CREATE TABLE edition (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  readings INTEGER NOT NULL,
  judgements INTEGER NOT NULL,
  recipe TEXT NOT NULL,
  changes INTEGER NOT NULL
);
INSERT INTO edition VALUES (1, 0, 0, '', 0);
