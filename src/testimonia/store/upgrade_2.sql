-- From format 1 to format 2: when a reading was recorded, and redaction. Guards are made anew by schema.py.
ALTER TABLE readings ADD COLUMN recorded_at TEXT NOT NULL DEFAULT '';
CREATE INDEX judgements_redacted ON judgements (json_extract(body, '$.value.document')) WHERE verdict = 'redact';
