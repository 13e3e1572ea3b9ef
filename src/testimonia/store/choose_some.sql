-- Which incidents stay where they are, because they are the same, and which go: of those that hold an account of `over`.
INSERT INTO temp.kept SELECT i.seq FROM temp.staged s JOIN incidents i ON i.id = s.id AND i.body = s.body;
INSERT INTO temp.gone SELECT DISTINCT a.incident FROM temp.over o JOIN incident_accounts a ON a.account = o.account
  WHERE NOT EXISTS (SELECT 1 FROM temp.kept k WHERE k.seq = a.incident);
