-- IMAP capabilities that this user's sessions are not told of, in upper case with blanks between.
ALTER TABLE account ADD COLUMN hidden_capabilities VARCHAR(1000) DEFAULT '' NOT NULL;
