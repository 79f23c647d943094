-- Workflows and pipelines as they were published, every version; says that were handed on; when to look at a document again.
CREATE TABLE workflow (
  name       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  text       TEXT    NOT NULL,  -- the digest of its YAML
  policy     TEXT    NOT NULL,
  seq        INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE pipeline (
  name       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  text       TEXT    NOT NULL,  -- the digest of its YAML
  definition TEXT    NOT NULL,
  seq        INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE delegation (
  id         TEXT    PRIMARY KEY,
  giver      TEXT    NOT NULL,
  delegate   TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  project    TEXT,
  from_at    INTEGER NOT NULL,
  until_at   INTEGER NOT NULL,
  ended      TEXT,
  seq        INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX delegation_by_end ON delegation (until_at) WHERE ended IS NULL;

-- The pipeline that a project was opened with, and the step that a document is.
ALTER TABLE project ADD COLUMN steps TEXT;
ALTER TABLE document ADD COLUMN step TEXT;
-- The next moment at which time alone may change something; NULL where none is in sight.
ALTER TABLE document ADD COLUMN timer_at INTEGER;

CREATE INDEX document_by_timer ON document (timer_at) WHERE timer_at IS NOT NULL;
