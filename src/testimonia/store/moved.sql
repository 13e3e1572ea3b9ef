-- Which incidents (their `seq`) each of the last changes of the edition took out or put in: who holds its columns in memory
-- reads those anew, and no others. A change that moved very many has no rows here; then all is read anew.
CREATE TABLE moved (
  change INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  PRIMARY KEY (change, incident)
) WITHOUT ROWID;
