-- Which draft a watched file's document was told by: the latest counts, in whatever order documents are made again.
ALTER TABLE mapped_file ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
