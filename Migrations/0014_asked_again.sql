-- How often a delivery was asked for again: an attempt that was under way then does not answer what was asked after it began.
ALTER TABLE delivery ADD COLUMN asks INTEGER NOT NULL DEFAULT 0;
