-- Searches among documents that somebody keeps by a name. They stand beside the log: nothing is decided by them.
CREATE TABLE saved_search (
    user TEXT NOT NULL,
    -- Of the name: one that an address can hold.
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What was filled in, as a JSON object of texts.
    filters TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (user, id)
) STRICT, WITHOUT ROWID;
