-- The trace in which a host's delivery came: what it brings about is found under the same id.
ALTER TABLE receipt ADD COLUMN trace TEXT;
