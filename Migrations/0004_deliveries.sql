-- Outgoing: how far each endpoint has read the log, and what was sent.
CREATE TABLE delivery_cursor (
  endpoint TEXT    PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE delivery (
  id           TEXT    PRIMARY KEY,  -- the webhook-id: the same over all attempts and restarts
  endpoint     TEXT    NOT NULL,
  position     INTEGER NOT NULL,     -- of the event in the log
  document     TEXT,
  event_type   TEXT    NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'exhausted', 'unknown')),
  body         BLOB    NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  due_at       INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  finished_at  INTEGER
) STRICT;

CREATE INDEX delivery_by_due      ON delivery (state, due_at);
CREATE INDEX delivery_by_endpoint ON delivery (endpoint, id);
CREATE INDEX delivery_by_document ON delivery (document, id) WHERE document IS NOT NULL;

CREATE TABLE delivery_attempt (
  delivery    TEXT    NOT NULL,
  number      INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  status      INTEGER,
  failure     TEXT,
  answer      TEXT,
  PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;

-- Incoming: each host's delivery, stored before it is acknowledged.
CREATE TABLE receipt (
  id          TEXT    PRIMARY KEY,
  connection  TEXT    NOT NULL,
  delivery    TEXT    NOT NULL,  -- the host's own id
  event       TEXT    NOT NULL,
  body        BLOB    NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'dead')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  due_at      INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  outcome     TEXT,
  UNIQUE (connection, delivery)
) STRICT;

CREATE INDEX receipt_by_due ON receipt (state, due_at);
