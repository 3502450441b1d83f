-- Who may do what with a mailbox of somebody else (RFC 4314). account 0: everybody who can log in. rights: letters. negative: these rights are taken away.
CREATE TABLE mailbox_right (
  mailbox INTEGER NOT NULL,
  account BIGINT NOT NULL,
  negative BOOLEAN NOT NULL,
  rights VARCHAR(20) NOT NULL,
  PRIMARY KEY (mailbox, account, negative)
);
CREATE INDEX mailbox_right_account ON mailbox_right (account);

-- Annotations (RFC 5464). mailbox 0: of the server. account: who alone sees it; 0 for all who may see the mailbox. author: on whose account its octets are counted.
CREATE TABLE annotation (
  mailbox INTEGER NOT NULL,
  account BIGINT NOT NULL,
  entry_key VARCHAR(300) NOT NULL,
  entry VARCHAR(300) NOT NULL,
  author BIGINT NOT NULL,
  octets INTEGER NOT NULL,
  data BYTEA NOT NULL,
  PRIMARY KEY (mailbox, account, entry_key)
);
CREATE INDEX annotation_author ON annotation (author);

-- 0 is no limit.
ALTER TABLE account ADD COLUMN quota_messages BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE account ADD COLUMN administrator BOOLEAN DEFAULT FALSE NOT NULL;
