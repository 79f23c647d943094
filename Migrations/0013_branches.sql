-- Which document a watched file is, once it was moved or removed too: `here`, `moved` away, or `removed`.
ALTER TABLE mapped_file ADD COLUMN state TEXT NOT NULL DEFAULT 'here' CHECK (state IN ('here', 'moved', 'removed'));

-- Which revisions each commit was taken in as; none twice, unless its revision has left the branch since.
CREATE TABLE recorded_commit (
  connection TEXT    NOT NULL,
  commit_id  TEXT    NOT NULL,
  path       TEXT    NOT NULL,
  document   TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  blob       TEXT,             -- git's own id of the file's bytes
  PRIMARY KEY (connection, commit_id, path, document, revision)
) STRICT, WITHOUT ROWID;

CREATE INDEX recorded_commit_of_document ON recorded_commit (document, revision);

INSERT INTO recorded_commit (connection, commit_id, path, document, revision, blob)
SELECT json_extract(words, '$.source.connection'), json_extract(words, '$.source.commit'),
  json_extract(words, '$.source.path'), document, json_extract(words, '$.revision'), NULL
FROM (SELECT document, CAST(body AS TEXT) AS words FROM event WHERE type = 'draft.saved' AND document IS NOT NULL)
WHERE json_valid(words) AND json_extract(words, '$.source.connection') IN (SELECT id FROM connection)
  AND json_extract(words, '$.source.commit') IS NOT NULL AND json_extract(words, '$.source.path') IS NOT NULL;

-- Commits of a range in work that changed a file and brought no new words, so that a range that is done again passes them
-- by. No projection: it is emptied with each finished range.
CREATE TABLE passed_commit (
  connection TEXT NOT NULL,
  commit_id  TEXT NOT NULL,
  path       TEXT NOT NULL,
  PRIMARY KEY (connection, commit_id, path)
) STRICT, WITHOUT ROWID;

-- When each connection's branch is next compared with what was taken in of it, and how far that has come. No projection.
CREATE TABLE reconciliation (
  connection  TEXT PRIMARY KEY,
  state       TEXT    NOT NULL CHECK (state IN ('idle', 'queued', 'running', 'failed')),
  done        INTEGER NOT NULL DEFAULT 0,
  total       INTEGER,         -- commits, where it is known
  detail      TEXT,
  failures    INTEGER NOT NULL DEFAULT 0,
  started_at  INTEGER,
  finished_at INTEGER,
  next_at     INTEGER NOT NULL
) STRICT;
