-- What a ledger on PostgreSQL has beside the tables of book.sql and edition.sql: what SQLite has built in, and the
-- tables that are virtual there. Run once, in the schema of the ledger, inside the transaction that makes it.

-- One row: the mark and the format, as a file has them in its head.
CREATE TABLE ledger (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  application BIGINT NOT NULL,
  format BIGINT NOT NULL
);

-- The number of the next row of a table of the book: as in a file one more than the last. One writes at a time.
CREATE FUNCTION next_seq(book TEXT) RETURNS BIGINT LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT AS $$
DECLARE n BIGINT;
BEGIN
  EXECUTE format('SELECT coalesce(max(seq), 0) + 1 FROM %I', book) INTO n;
  RETURN n;
END $$;

-- A value of a JSON object, by SQLite's path. NUL and DLE stand in columns as DLE and a letter (server_session.py),
-- in JSON as escapes: an escape after an even number of backslashes.
CREATE FUNCTION json_extract(body TEXT, path TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
  SELECT (CASE WHEN strpos(body, '\u00') = 0 THEN body ELSE regexp_replace(regexp_replace(
    body, '(?<!\\)((?:\\\\)*)\\u0010', '\1\\u0010d', 'g'), '(?<!\\)((?:\\\\)*)\\u0000', '\1\\u0010n', 'g') END)::json
    #>> string_to_array(substr(path, 3), '.')
$$;

-- When: see edition.sql. A condition on `days` is answered by its index.
CREATE TABLE spans (
  seq BIGINT PRIMARY KEY,
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  days int4range GENERATED ALWAYS AS (int4range(first::INTEGER, last::INTEGER, '[]')) STORED
);
CREATE INDEX spans_days ON spans USING gist (days);
CREATE FUNCTION touches(days int4range, since BIGINT, until BIGINT) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
  SELECT days && int4range(least(since, until)::INTEGER, greatest(since, until)::INTEGER, '[]')
    AND upper(days) > since AND lower(days) <= until
$$;

-- Words: folded ones with spaces between them (`·` parts phrases), so that no parser of the server's has a say.
CREATE FUNCTION searchable(said TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg('''' || left(w, 400) || ''':' || least(n, 16383), ' ')::tsvector, ''::tsvector)
  FROM regexp_split_to_table(left(said, 250000), ' +') WITH ORDINALITY AS t (w, n) WHERE w NOT IN ('', '·')
$$;
CREATE TABLE words (
  rowid BIGINT PRIMARY KEY,
  headline TEXT NOT NULL,
  quotes TEXT NOT NULL,
  actors TEXT NOT NULL,
  places TEXT NOT NULL,
  found tsvector GENERATED ALWAYS AS
    (searchable(headline || ' · ' || actors || ' · ' || places || ' · ' || quotes)) STORED
);
CREATE INDEX words_found ON words USING gin (found);
-- An expression of FTS5 as query.match writes it: "two words" "begin"*
CREATE FUNCTION fts(asked TEXT) RETURNS tsquery LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg('''' || replace(m[1], ' ', ''' <-> ''') || '''' || CASE m[2] WHEN '*' THEN ':*' ELSE '' END, ' & ')
    ::tsquery
  FROM regexp_matches(asked, '"([^"]*)"(\*?)', 'g') AS m
$$;
