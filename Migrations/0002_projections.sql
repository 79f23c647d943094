-- What is read from: every row here is made from the log and can be made again.
CREATE TABLE document (
  id               TEXT    PRIMARY KEY,
  slug             TEXT    NOT NULL UNIQUE,
  title            TEXT    NOT NULL,
  project          TEXT,
  template         TEXT    NOT NULL,
  workflow         TEXT    NOT NULL,
  status           TEXT    NOT NULL,
  stage            TEXT    NOT NULL,
  owner            TEXT    NOT NULL,
  revision         INTEGER NOT NULL,
  version          INTEGER NOT NULL,
  seq              INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
) STRICT;

CREATE INDEX document_by_update  ON document (updated_at, id);
CREATE INDEX document_by_project ON document (project, id);

CREATE TABLE document_reviewer (
  document TEXT NOT NULL,
  user     TEXT NOT NULL,
  PRIMARY KEY (document, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
  document    TEXT    NOT NULL,
  number      INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

-- The words of the latest revision of each document, to be searched.
CREATE VIRTUAL TABLE document_words USING fts5(document UNINDEXED, title, words, tokenize = 'unicode61');

CREATE TABLE project (
  slug          TEXT    PRIMARY KEY,
  title         TEXT    NOT NULL,
  pipeline      TEXT,
  configuration TEXT    NOT NULL,
  links         TEXT    NOT NULL,
  version       INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE template (
  name       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  definition TEXT,
  seq        INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
  id         TEXT    PRIMARY KEY,
  kind       TEXT    NOT NULL,
  active     INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user_role (
  user    TEXT NOT NULL,
  role    TEXT NOT NULL,
  project TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (user, role, project)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  id         TEXT    PRIMARY KEY,
  user       TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  scopes     TEXT    NOT NULL,
  expires_at INTEGER,
  revoked    INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE endpoint (
  id              TEXT    PRIMARY KEY,
  name            TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  event_types     TEXT    NOT NULL,
  projects        TEXT    NOT NULL,
  template        TEXT,
  enabled         INTEGER NOT NULL,
  disabled_reason TEXT,
  created_seq     INTEGER NOT NULL,
  created_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE connection (
  id         TEXT    PRIMARY KEY,
  name       TEXT    NOT NULL,
  host       TEXT    NOT NULL,
  repository TEXT    NOT NULL,
  api_url    TEXT    NOT NULL,
  branch     TEXT    NOT NULL,
  paths      TEXT    NOT NULL,
  project    TEXT,
  template   TEXT,
  workflow   TEXT,
  created_at INTEGER NOT NULL
) STRICT;

-- Which document a watched file is.
CREATE TABLE mapped_file (
  connection TEXT NOT NULL,
  path       TEXT NOT NULL,
  document   TEXT NOT NULL,
  PRIMARY KEY (connection, path)
) STRICT, WITHOUT ROWID;
