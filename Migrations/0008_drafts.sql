-- Words may be kept as a change to other words: `body` is then a patch, `base` the digest of what it is made to, and
-- `steps` how many patches lie between it and words that are kept whole.
ALTER TABLE text ADD COLUMN base TEXT;
ALTER TABLE text ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
-- Whether `body` is deflated (RFC 1950), its length in front.
ALTER TABLE text ADD COLUMN deflated INTEGER NOT NULL DEFAULT 0;

CREATE INDEX text_by_base ON text (base) WHERE base IS NOT NULL;

-- What is searched: the words of each section of the latest revision of each document. The section '' is the title.
CREATE TABLE searched_section (
  row      INTEGER PRIMARY KEY,  -- of the index
  document TEXT NOT NULL,
  section  TEXT NOT NULL,
  text     TEXT NOT NULL,        -- the digest of the words; '' for a title
  UNIQUE (document, section)
) STRICT;

CREATE INDEX searched_section_by_text ON searched_section (text);

CREATE VIRTUAL TABLE section_words USING fts5(words, columnsize = 0, tokenize = 'unicode61');

-- Documents that were searched as a whole stay so, as the section '*', until their next draft or a rebuild.
INSERT INTO searched_section (row, document, section, text) SELECT rowid, document, '*', '' FROM document_words;
INSERT INTO section_words (rowid, words) SELECT rowid, words FROM document_words;
INSERT INTO searched_section (document, section, text) SELECT document, '', '' FROM document_words;
INSERT INTO section_words (rowid, words)
SELECT searched_section.row, document_words.title
FROM document_words JOIN searched_section USING (document) WHERE searched_section.section = '';

DROP TABLE document_words;
