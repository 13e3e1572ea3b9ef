-- The book: what sources said and what people judged. Written once, never changed.
-- Its guards (triggers that refuse UPDATE, DELETE and REPLACE) are made by schema.py from the list of these tables.
-- The one exception is redaction: a judgement `redact` lets the words of its document be blanked (see redaction.py).
-- `seq` is the order of recording: the only order in time that the ledger trusts (clocks may go backwards).

-- Every version of every document. `stamp` orders the versions of one document: its modified, else its published
-- date, as UTC; '' where it says neither. `ingested_at` is the wall clock, for people; nothing is ordered by it.
CREATE TABLE documents (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  stamp TEXT NOT NULL,
  ingested_at TEXT NOT NULL,
  published TEXT,
  modified TEXT,
  publisher TEXT,
  title TEXT,
  url TEXT,
  lang TEXT,
  origin TEXT,
  found TEXT NOT NULL,
  text TEXT NOT NULL
);
CREATE UNIQUE INDEX documents_key ON documents (id, version);
CREATE INDEX documents_newest ON documents (id, stamp, version);

-- What one reader of one version found in one version of a document. `body` is the model's Reading without its
-- incidents, which stand in `accounts`. `recorded_at` is the wall clock ('' in what the first version wrote).
CREATE TABLE readings (
  seq INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES documents (seq),
  reader TEXT NOT NULL,
  reader_name TEXT NOT NULL,
  read INTEGER NOT NULL,
  body TEXT NOT NULL,
  recorded_at TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX readings_key ON readings (document, reader);

-- One document's telling of one incident; `body` is the model's Account. The same id comes again when another
-- version or another reader tells of it.
CREATE TABLE accounts (
  seq INTEGER PRIMARY KEY,
  reading INTEGER NOT NULL REFERENCES readings (seq),
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX accounts_key ON accounts (reading, position);
CREATE INDEX accounts_id ON accounts (id);

-- Every value of every account. `evidence` is [[start, end], …], code points into the document's text.
CREATE TABLE claims (
  account INTEGER NOT NULL REFERENCES accounts (seq),
  field TEXT NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  value TEXT NOT NULL,
  evidence TEXT NOT NULL,
  PRIMARY KEY (account, field, position)
) WITHOUT ROWID;

-- What people judged; `body` is the model's Judgement.
CREATE TABLE judgements (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  who TEXT NOT NULL,
  said_at TEXT NOT NULL,
  verdict TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX judgements_key ON judgements (id);
CREATE INDEX judgements_redacted ON judgements (json_extract(body, '$.value.document')) WHERE verdict = 'redact';

-- Every name that an incident ever had, and the accounts it stood for, earliest first (position 0 gave it its name).
-- Forwards are computed from it: an old name leads to the incident that now holds its earliest account.
CREATE TABLE names (
  incident TEXT NOT NULL,
  account TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (incident, account)
) WITHOUT ROWID;
