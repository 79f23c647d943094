-- What proves the log: a salt for each row, the tree's full subtrees, signed checkpoints; and how something is erased.

-- 16 random bytes for the body and 16 for the metadata; zeros where one of them was erased. NULL in the first rows of an
-- old log, whose hash knows neither.
ALTER TABLE event ADD COLUMN salt BLOB CHECK (salt IS NULL OR length(salt) = 32);

-- One row: the log's name in its checkpoints, made with the log.
CREATE TABLE log_identity (
  id TEXT PRIMARY KEY
) STRICT;

-- The roots of full subtrees of 256, 65,536, … leaves; all other hashes are made from these and the last rows.
CREATE TABLE merkle_tile (
  level INTEGER NOT NULL CHECK (level >= 1),
  idx   INTEGER NOT NULL CHECK (idx >= 0),
  hash  BLOB    NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
  size      INTEGER PRIMARY KEY,  -- events under it
  root      BLOB    NOT NULL CHECK (length(root) = 32),
  note      TEXT    NOT NULL,     -- the signed note, without cosignatures
  signed_at INTEGER NOT NULL
) STRICT;

-- What witnesses have signed of a checkpoint.
CREATE TABLE cosignature (
  size        INTEGER NOT NULL,
  witness     TEXT    NOT NULL,
  line        TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (size, witness)
) STRICT, WITHOUT ROWID;

-- What an event is about to be replaced by. It stands here only inside the transaction that erases.
CREATE TABLE redaction (
  seq      INTEGER PRIMARY KEY,
  body     BLOB NOT NULL,
  metadata TEXT NOT NULL,
  salt     BLOB
) STRICT;

-- The hash that the envelope holds of metadata that was erased with a person.
CREATE TABLE erased_metadata (
  seq    INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

DROP TRIGGER event_is_never_changed;

-- An event is changed only where its erasure has been announced, to exactly what was announced, and in nothing else.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
WHEN NOT (
  new.seq = old.seq AND new.event_id = old.event_id AND new.stream = old.stream
  AND new.stream_version = old.stream_version AND new.type = old.type AND new.schema_version = old.schema_version
  AND new.recorded_at = old.recorded_at AND new.document IS old.document AND new.project IS old.project
  AND new.actor = old.actor AND new.actor_kind = old.actor_kind AND new.on_behalf_of IS old.on_behalf_of
  AND new.role IS old.role AND new.leaf_hash = old.leaf_hash
  AND EXISTS (
    SELECT 1 FROM redaction WHERE redaction.seq = new.seq AND redaction.body = new.body
      AND redaction.metadata = new.metadata AND redaction.salt IS new.salt))
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only: an event is never changed');
END;

-- The events whose answer this is: an erasure finds it by them. NULL where nothing was appended, or in old rows.
ALTER TABLE idempotent_answer ADD COLUMN first_seq INTEGER;
ALTER TABLE idempotent_answer ADD COLUMN last_seq INTEGER;
