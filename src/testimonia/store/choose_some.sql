-- Which incidents stay where they are, because they are the same, and which go: of those that hold an account of `over`.
INSERT INTO temp.kept SELECT i.seq FROM temp.staged s JOIN incidents i ON i.id = s.id AND i.body = s.body;
INSERT INTO temp.gone SELECT DISTINCT a.incident FROM incident_accounts a
  WHERE a.account IN (SELECT account FROM temp.over) AND NOT EXISTS (SELECT 1 FROM temp.kept k WHERE k.seq = a.incident);
