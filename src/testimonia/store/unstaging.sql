-- What was laid out of a few incidents is taken away again: the connection goes on.
DELETE FROM temp.staged;
DELETE FROM temp.staged_labels;
DELETE FROM temp.staged_accounts;
DELETE FROM temp.gone;
DELETE FROM temp.kept;
DELETE FROM temp.fresh;
DELETE FROM temp.loosened;
DELETE FROM temp.over;
