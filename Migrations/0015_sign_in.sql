-- The token that came in a token's place.
ALTER TABLE token ADD COLUMN replaced_by TEXT;

-- Who is signed in with a browser. It is no part of the log, and of its secret only a hash is kept.
CREATE TABLE session (
  id        TEXT    PRIMARY KEY,
  hash      BLOB    NOT NULL CHECK (length(hash) = 32),
  user      TEXT    NOT NULL,
  way       TEXT    NOT NULL,   -- how it was signed in: the issuer, or 'link'
  agent     TEXT    NOT NULL,   -- what the browser calls itself
  address   TEXT,
  made_at   INTEGER NOT NULL,   -- milliseconds since 1970, as all times here
  last_used INTEGER NOT NULL,
  ends_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX session_by_user ON session (user, id);
CREATE INDEX session_by_end  ON session (ends_at);

-- Links that sign one user in, each once.
CREATE TABLE sign_in_link (
  hash    BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  user    TEXT    NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;
