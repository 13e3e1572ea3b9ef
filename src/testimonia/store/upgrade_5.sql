-- From format 4 to format 5: likely pairs are remembered (linking.sql); so the edition is computed anew once.
CREATE TABLE likely (
  one INTEGER NOT NULL,
  other INTEGER NOT NULL,
  odds REAL NOT NULL,
  PRIMARY KEY (one, other)
) WITHOUT ROWID;
DELETE FROM linking;
