-- Attempts that have begun, whatever became of them: where more have begun than were recorded, one may have been carried
-- out without our knowing.
ALTER TABLE delivery ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
UPDATE delivery SET begun = attempts;

-- What still waits, in the order in which each document's must arrive.
CREATE INDEX delivery_waiting ON delivery (endpoint, position, id) WHERE state IN ('pending', 'unknown');
DROP INDEX delivery_by_due;

-- For a replay: what was planned of an event.
CREATE INDEX delivery_of_event ON delivery (endpoint, position);

-- What is kept of attempts goes after a while.
CREATE INDEX delivery_finished ON delivery (finished_at) WHERE finished_at IS NOT NULL;

-- Where a document stands in each tool: its issue, its message, its thread.
CREATE TABLE external_link (
  endpoint   TEXT    NOT NULL,
  subject    TEXT    NOT NULL,  -- a document's id, or a project's slug and a step
  key        TEXT    NOT NULL,  -- the tool's own name of it
  url        TEXT,
  note       TEXT,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (endpoint, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX external_link_by_subject ON external_link (subject);
