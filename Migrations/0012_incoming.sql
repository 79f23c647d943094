-- What a connection does beside taking pushes in, and how far its branch has been taken in.
ALTER TABLE connection ADD COLUMN identities TEXT NOT NULL DEFAULT '{}';
ALTER TABLE connection ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE connection ADD COLUMN head TEXT;

-- Who works on a delivery, and until when it is theirs.
ALTER TABLE receipt ADD COLUMN leased_until INTEGER;
-- What it is about: those about the same are worked on in their order.
ALTER TABLE receipt ADD COLUMN subject TEXT;

CREATE INDEX receipt_by_connection ON receipt (connection, state, id);
CREATE INDEX receipt_of_connection ON receipt (connection, id);
CREATE INDEX receipt_waiting ON receipt (connection, subject, state, due_at, leased_until) WHERE state IN ('queued', 'running', 'failed');
CREATE INDEX receipt_received ON receipt (received_at) WHERE state IN ('done', 'dead');
DROP INDEX receipt_by_due;

-- Change requests that touch watched files, as their host last told.
CREATE TABLE change_request (
  connection    TEXT    NOT NULL,
  number        INTEGER NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('open', 'merged', 'closed')),
  title         TEXT    NOT NULL,
  url           TEXT,
  author        TEXT    NOT NULL,  -- JSON
  head          TEXT    NOT NULL,
  source_branch TEXT    NOT NULL,
  target_branch TEXT    NOT NULL,
  merge_commit  TEXT,
  seq           INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  PRIMARY KEY (connection, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX change_request_open ON change_request (connection, number) WHERE state = 'open';

-- What each of its heads would leave behind of a watched file.
CREATE TABLE change_request_head (
  connection    TEXT    NOT NULL,
  number        INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  path          TEXT    NOT NULL,
  previous_path TEXT,
  document      TEXT,
  text          TEXT,
  head          TEXT    NOT NULL,
  at            INTEGER NOT NULL,
  PRIMARY KEY (connection, number, seq, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX change_request_of_document ON change_request_head (document) WHERE document IS NOT NULL;

-- What people said of it, in their order.
CREATE TABLE change_request_review (
  connection TEXT    NOT NULL,
  number     INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  review     TEXT    NOT NULL,
  reviewer   TEXT    NOT NULL,  -- JSON
  outcome    TEXT    NOT NULL,
  head       TEXT    NOT NULL,
  inferred   INTEGER NOT NULL,
  note       TEXT,
  at         INTEGER NOT NULL,
  PRIMARY KEY (connection, number, seq)
) STRICT, WITHOUT ROWID;

-- The checks that were last set on the heads of change requests, and what is still to be set.
CREATE TABLE posted_check (
  connection  TEXT    NOT NULL,
  number      INTEGER NOT NULL,
  head        TEXT    NOT NULL,
  context     TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  description TEXT    NOT NULL,
  is_sent     INTEGER NOT NULL DEFAULT 0,
  attempts    INTEGER NOT NULL DEFAULT 0,
  due_at      INTEGER NOT NULL,
  failure     TEXT,
  sent_at     INTEGER,
  PRIMARY KEY (connection, number, head, context)
) STRICT, WITHOUT ROWID;

CREATE INDEX posted_check_by_due ON posted_check (due_at) WHERE is_sent = 0;

-- What is still to be said at hosts, and what was said: comments made here, records written back.
CREATE TABLE host_echo (
  id         TEXT    PRIMARY KEY,  -- what it is of: said once
  kind       TEXT    NOT NULL CHECK (kind IN ('comment', 'write_back')),
  connection TEXT    NOT NULL,
  number     INTEGER,              -- of a change request
  document   TEXT    NOT NULL,
  ref        TEXT    NOT NULL,     -- a comment's id, or a revision
  state      TEXT    NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  begun      INTEGER NOT NULL DEFAULT 0,
  due_at     INTEGER NOT NULL,
  result     TEXT,                 -- the host's own id, or the commit
  failure    TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX host_echo_by_due ON host_echo (due_at) WHERE state = 'pending';
CREATE INDEX host_echo_of_connection ON host_echo (connection, id);

-- How far the log has been read for them.
CREATE TABLE host_echo_cursor (
  only     INTEGER PRIMARY KEY CHECK (only = 1),
  position INTEGER NOT NULL
) STRICT;
