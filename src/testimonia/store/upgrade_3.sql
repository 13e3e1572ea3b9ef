-- From format 2 to format 3: more of an incident stands in columns. The edition is computed anew (its recipe is empty).
DROP TABLE incidents;
DROP TABLE spans;
DROP TABLE points;
DROP TABLE words;
DROP TABLE labelled;
DROP TABLE labels;
DROP TABLE incident_accounts;
DROP TABLE edition;
