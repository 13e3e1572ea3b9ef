-- Which incidents of the old edition stay where they are, because they are the same, and which go: of all.
INSERT INTO temp.kept SELECT i.seq FROM incidents i JOIN temp.staged s ON s.id = i.id AND s.body = i.body;
INSERT INTO temp.gone SELECT seq FROM incidents i WHERE NOT EXISTS (SELECT 1 FROM temp.kept k WHERE k.seq = i.seq);
