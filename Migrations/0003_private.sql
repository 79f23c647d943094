-- What must be forgettable or rotatable, and so stands beside the log and not in it.
CREATE TABLE profile (
  user       TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  email      TEXT,
  identities TEXT NOT NULL DEFAULT '[]'
) STRICT;

-- Only a token's hash is kept.
CREATE TABLE token_secret (
  token     TEXT PRIMARY KEY,
  hash      BLOB NOT NULL CHECK (length(hash) = 32),
  last_used INTEGER
) STRICT;

-- Addresses, settings, keys and tokens of endpoints and connections, sealed with a key outside the database.
CREATE TABLE sealed_secret (
  owner  TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;
