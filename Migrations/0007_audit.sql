-- Reading the trail: for each filter an index that gives it in the order of the log, and no more indexes than before for
-- the writer to keep.

-- A document's events are those of its stream, which has an index of its own.
DROP INDEX event_by_document;
-- The log's time never goes back, so a time is a position, found by halving.
DROP INDEX event_by_time;
-- Each of these also answers "and of that type", which most questions ask.
DROP INDEX event_by_project;
DROP INDEX event_by_type;
DROP INDEX event_by_actor;
CREATE INDEX event_by_project ON event (project, type);
CREATE INDEX event_by_type    ON event (type, actor_kind);
CREATE INDEX event_by_actor   ON event (actor, type);
CREATE INDEX event_by_role    ON event (role, type) WHERE role IS NOT NULL;
CREATE INDEX event_delegated  ON event (seq) WHERE on_behalf_of IS NOT NULL;

-- What follows the log behind the writer, and how far it has come: sections that events name, and what people wrote in
-- them. The words themselves stand in the events; the index holds only where.
CREATE TABLE event_index (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  position INTEGER NOT NULL
) STRICT;

INSERT INTO event_index (id, position) VALUES (1, 0);

CREATE TABLE event_section (
  section TEXT    NOT NULL,
  seq     INTEGER NOT NULL,
  PRIMARY KEY (section, seq)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE event_words USING fts5(
  words, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');

-- Who read the trail, or a project whose readers are recorded. It is no part of the log, and is only added to.
CREATE TABLE reading (
  id        INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,  -- milliseconds since 1970, never before the row above
  actor     TEXT    NOT NULL,
  token     TEXT    NOT NULL,
  what      TEXT    NOT NULL,
  path      TEXT    NOT NULL,
  query     TEXT    NOT NULL,
  project   TEXT,
  document  TEXT,
  first_seq INTEGER,           -- the positions that it was shown, where it was shown events
  last_seq  INTEGER
) STRICT;

CREATE INDEX reading_by_time     ON reading (at);
CREATE INDEX reading_by_actor    ON reading (actor);
CREATE INDEX reading_by_project  ON reading (project) WHERE project IS NOT NULL;
CREATE INDEX reading_by_document ON reading (document) WHERE document IS NOT NULL;

CREATE TRIGGER reading_is_never_changed BEFORE UPDATE ON reading
BEGIN
  SELECT RAISE(ABORT, 'who read what is only added to: it is never changed');
END;

CREATE TRIGGER reading_is_never_deleted BEFORE DELETE ON reading
BEGIN
  SELECT RAISE(ABORT, 'who read what is only added to: it is never deleted');
END;

-- Whether reads of a project's documents are recorded.
ALTER TABLE project ADD COLUMN restricted INTEGER NOT NULL DEFAULT 0;
