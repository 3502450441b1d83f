-- Everything small: who there is, which mailboxes, which messages, what happened. Message octets are in packs.
-- Times are milliseconds of the epoch unless said otherwise. Only what both H2 and PostgreSQL understand.

CREATE TABLE counter (
  name VARCHAR(32) PRIMARY KEY,
  next_value BIGINT NOT NULL
);
INSERT INTO counter (name, next_value) VALUES ('account', 1);
INSERT INTO counter (name, next_value) VALUES ('mailbox', 1);

CREATE TABLE domain (
  name VARCHAR(255) PRIMARY KEY,
  catch_all VARCHAR(600),
  added_at BIGINT NOT NULL
);

-- What an account uses is the sum over its mailboxes. address_key is empty (null) once the account is removed, so that the address can be given again.
CREATE TABLE account (
  id BIGINT PRIMARY KEY,
  address VARCHAR(600) NOT NULL,
  address_key VARCHAR(600) UNIQUE,
  domain VARCHAR(255) NOT NULL,
  display_name VARCHAR(1000) NOT NULL,
  password_hash VARCHAR(1000) NOT NULL,
  scram_sha1 VARCHAR(1000) NOT NULL,
  scram_sha256 VARCHAR(1000) NOT NULL,
  quota_octets BIGINT NOT NULL,
  last_uid_validity INTEGER NOT NULL,
  enabled BOOLEAN NOT NULL,
  added_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX account_domain ON account (domain);

CREATE TABLE alias (
  address_key VARCHAR(600) NOT NULL,
  target_key VARCHAR(600) NOT NULL,
  address VARCHAR(600) NOT NULL,
  target VARCHAR(600) NOT NULL,
  domain VARCHAR(255) NOT NULL,
  PRIMARY KEY (address_key, target_key)
);

-- The counters tell of visible messages only. deleted_at: the mailbox is gone for its user and kept for restoring.
CREATE TABLE mailbox (
  id INTEGER PRIMARY KEY,
  account BIGINT NOT NULL,
  name VARCHAR(600) NOT NULL,
  uses VARCHAR(100) NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid_next INTEGER NOT NULL,
  mod_seq BIGINT NOT NULL,
  messages INTEGER NOT NULL,
  unseen INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  octets BIGINT NOT NULL,
  recent_uid INTEGER NOT NULL,
  expunge_floor BIGINT NOT NULL,
  unfolded INTEGER NOT NULL,
  deleted_at BIGINT
);
CREATE INDEX mailbox_account ON mailbox (account);

CREATE TABLE subscription (
  account BIGINT NOT NULL,
  name VARCHAR(600) NOT NULL,
  PRIMARY KEY (account, name)
);

CREATE TABLE keyword (
  mailbox INTEGER NOT NULL,
  bit INTEGER NOT NULL,
  name VARCHAR(300) NOT NULL,
  PRIMARY KEY (mailbox, bit)
);

-- id = mailbox * 2^32 + uid. Rows are never updated: flags are those the message came with. internal_date and saved_at in seconds, zone in minutes.
CREATE TABLE message (
  id BIGINT PRIMARY KEY,
  flags BIGINT NOT NULL,
  mod_seq BIGINT NOT NULL,
  internal_date BIGINT NOT NULL,
  zone SMALLINT NOT NULL,
  saved_at BIGINT NOT NULL,
  size INTEGER NOT NULL,
  pack INTEGER NOT NULL,
  pack_offset INTEGER NOT NULL,
  meta_offset INTEGER NOT NULL,
  meta_length INTEGER NOT NULL
);

-- Up to 1,024 rows of message in one; id = mailbox * 2^32 + first uid.
CREATE TABLE message_page (
  id BIGINT PRIMARY KEY,
  data BYTEA NOT NULL
);

-- Flags that changed since a message came, of the messages with uid / 1024 = page; id = mailbox * 2^22 + page; mod_seq is the newest in it.
CREATE TABLE flag_page (
  id BIGINT PRIMARY KEY,
  mod_seq BIGINT NOT NULL,
  data BYTEA NOT NULL
);

-- What was expunged when, so that it can be forgotten after the retention time.
CREATE TABLE expunge_log (
  id BIGINT PRIMARY KEY,
  mailbox INTEGER NOT NULL,
  mod_seq BIGINT NOT NULL,
  messages INTEGER NOT NULL,
  happened_at BIGINT NOT NULL
);

-- How far packs are in use; written with the rows that refer to them.
CREATE TABLE pack (
  id INTEGER PRIMARY KEY,
  shared BOOLEAN NOT NULL,
  length BIGINT NOT NULL,
  meta_length BIGINT NOT NULL
);

CREATE TABLE journal (
  id BIGINT PRIMARY KEY,
  happened_at BIGINT NOT NULL,
  kind VARCHAR(32) NOT NULL,
  message VARCHAR(100) NOT NULL,
  session VARCHAR(100) NOT NULL,
  details VARCHAR(8000) NOT NULL
);

-- Messages for other hosts. skip_octets: at the beginning, not sent on.
CREATE TABLE queue_message (
  id BIGINT PRIMARY KEY,
  message_id VARCHAR(100) NOT NULL,
  reverse_path VARCHAR(600) NOT NULL,
  options VARCHAR(8000) NOT NULL,
  queued_at BIGINT NOT NULL,
  size INTEGER NOT NULL,
  skip_octets INTEGER NOT NULL,
  pack INTEGER NOT NULL,
  pack_offset INTEGER NOT NULL
);

-- claimed_until: whoever works on it has it until then.
CREATE TABLE queue_recipient (
  id BIGINT PRIMARY KEY,
  message BIGINT NOT NULL,
  address VARCHAR(600) NOT NULL,
  options VARCHAR(8000) NOT NULL,
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  claimed_until BIGINT NOT NULL,
  last_reply VARCHAR(1000) NOT NULL
);
CREATE INDEX queue_recipient_due ON queue_recipient (due_at);
CREATE INDEX queue_recipient_message ON queue_recipient (message);
INSERT INTO counter (name, next_value) VALUES ('queue', 1);
