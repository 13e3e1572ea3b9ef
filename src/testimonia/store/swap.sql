-- From the old edition to the one that is staged, in one transaction, after choose_all.sql or choose_some.sql.
INSERT INTO temp.loosened SELECT DISTINCT label FROM labelled WHERE incident IN (SELECT seq FROM temp.gone);
DELETE FROM incident_accounts WHERE incident IN (SELECT seq FROM temp.gone);
DELETE FROM labelled WHERE incident IN (SELECT seq FROM temp.gone);
DELETE FROM words WHERE rowid IN (SELECT seq FROM temp.gone);
DELETE FROM spans WHERE seq IN (SELECT seq FROM temp.gone);
DELETE FROM points WHERE seq IN (SELECT seq FROM temp.gone);
DELETE FROM incidents WHERE seq IN (SELECT seq FROM temp.gone);

INSERT INTO incidents (id, day, first, last, type, status, country, lat, lon, killed_low, killed, killed_high,
    grade, sure, exactness, radius, begun, ended, settled, headline, body)
  SELECT id, day, first, last, type, status, country, lat, lon, killed_low, killed, killed_high,
    grade, sure, exactness, radius, begun, ended, settled, headline, body
  FROM temp.staged s WHERE NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = s.id) ORDER BY day, id;
INSERT INTO temp.fresh
  SELECT i.seq, i.id FROM incidents i
  WHERE i.id IN (SELECT id FROM temp.staged) AND NOT EXISTS (SELECT 1 FROM temp.kept k WHERE k.seq = i.seq);

INSERT INTO spans SELECT f.seq, s.begun, s.ended
  FROM temp.fresh f JOIN temp.staged s ON s.id = f.id WHERE s.begun IS NOT NULL;
INSERT INTO points SELECT f.seq, s.lat, s.lat, s.lon, s.lon
  FROM temp.fresh f JOIN temp.staged s ON s.id = f.id WHERE s.lat IS NOT NULL AND s.lon IS NOT NULL;
INSERT INTO words (rowid, headline, quotes, actors, places) SELECT f.seq, s.title, s.quotes, s.actors, s.places
  FROM temp.fresh f JOIN temp.staged s ON s.id = f.id;
INSERT INTO labels (kind, name) SELECT DISTINCT s.kind, s.name FROM temp.staged_labels s
  WHERE NOT EXISTS (SELECT 1 FROM labels l WHERE l.kind = s.kind AND l.name = s.name);
INSERT INTO labelled SELECT DISTINCT l.seq, f.seq
  FROM temp.staged_labels s JOIN temp.fresh f ON f.id = s.id JOIN labels l ON l.kind = s.kind AND l.name = s.name;
DELETE FROM labels WHERE seq IN (SELECT o.seq FROM temp.loosened o
  WHERE NOT EXISTS (SELECT 1 FROM labelled b WHERE b.label = o.seq));
INSERT INTO incident_accounts SELECT f.seq, s.position, s.account
  FROM temp.staged_accounts s JOIN temp.fresh f ON f.id = s.id;

UPDATE edition SET changes = changes + 1
  WHERE EXISTS (SELECT 1 FROM temp.gone) OR EXISTS (SELECT 1 FROM temp.fresh);
DELETE FROM moved WHERE change <= (SELECT changes FROM edition) - 100;
INSERT INTO moved SELECT e.changes, m.seq
  FROM edition e CROSS JOIN (SELECT seq FROM temp.gone UNION SELECT seq FROM temp.fresh) AS m
  WHERE (SELECT count(*) FROM temp.gone) + (SELECT count(*) FROM temp.fresh) <= 20000;

INSERT INTO names (incident, account, position) SELECT s.id, s.account, s.position
  FROM temp.staged_accounts s
  WHERE NOT EXISTS (SELECT 1 FROM names n WHERE n.incident = s.id AND n.account = s.account);
