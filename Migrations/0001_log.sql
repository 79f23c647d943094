-- The log of record: append-only, gapless, one row an event.
CREATE TABLE event (
  seq            INTEGER PRIMARY KEY,
  event_id       TEXT    NOT NULL UNIQUE,
  stream         TEXT    NOT NULL,
  stream_version INTEGER NOT NULL CHECK (stream_version >= 1),
  type           TEXT    NOT NULL,
  schema_version INTEGER NOT NULL CHECK (schema_version >= 1),
  recorded_at    INTEGER NOT NULL,  -- milliseconds since 1970, never before the row above
  document       TEXT,
  project        TEXT,
  actor          TEXT    NOT NULL,
  actor_kind     TEXT    NOT NULL CHECK (actor_kind IN ('person', 'agent', 'service')),
  on_behalf_of   TEXT,
  role           TEXT,
  body           BLOB    NOT NULL,  -- the payload's JSON, byte for byte as it was hashed
  metadata       TEXT    NOT NULL,
  leaf_hash      BLOB    NOT NULL CHECK (length(leaf_hash) = 32),
  UNIQUE (stream, stream_version)
) STRICT;

CREATE INDEX event_by_document ON event (document, seq) WHERE document IS NOT NULL;
CREATE INDEX event_by_project  ON event (project, seq) WHERE project IS NOT NULL;
CREATE INDEX event_by_type     ON event (type, seq);
CREATE INDEX event_by_actor    ON event (actor, seq);
CREATE INDEX event_by_time     ON event (recorded_at, seq);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only: an event is never changed');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only: an event is never deleted');
END;

CREATE TRIGGER event_leaves_no_gap BEFORE INSERT ON event
WHEN new.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM event)
BEGIN
  SELECT RAISE(ABORT, 'the log has no gaps: an event takes the next position');
END;

-- The words: each section, template and definition once, under the SHA-256 of its bytes.
CREATE TABLE text (
  digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
  body   BLOB NOT NULL
) STRICT;

CREATE TRIGGER text_is_never_changed BEFORE UPDATE ON text
BEGIN
  SELECT RAISE(ABORT, 'words are kept under their digest and are never changed');
END;

-- The first answer to each keyed request, for ever. Answers that show a secret once are sealed.
CREATE TABLE idempotent_answer (
  actor       TEXT    NOT NULL,
  key         TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  status      INTEGER NOT NULL,
  location    TEXT,
  etag        TEXT,
  body        BLOB    NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT;
