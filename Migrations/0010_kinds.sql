-- Which types and versions of events the log holds, so that a start need not read the whole log to know that it can read
-- all of it.
CREATE TABLE event_kind (
  type           TEXT    NOT NULL,
  schema_version INTEGER NOT NULL,
  first_seq      INTEGER NOT NULL,
  PRIMARY KEY (type, schema_version)
) STRICT, WITHOUT ROWID;

INSERT INTO event_kind SELECT type, schema_version, MIN(seq) FROM event GROUP BY type, schema_version;

CREATE TRIGGER event_is_of_a_kind AFTER INSERT ON event
WHEN NOT EXISTS (SELECT 1 FROM event_kind WHERE type = new.type AND schema_version = new.schema_version)
BEGIN
  INSERT INTO event_kind VALUES (new.type, new.schema_version, new.seq);
END;
