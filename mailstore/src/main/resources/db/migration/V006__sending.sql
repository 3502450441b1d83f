-- Where a user's mail is forwarded to, one address a line; whether it stays here too; whether a copy of what is sent is kept; limits that differ from the server's.
ALTER TABLE account ADD COLUMN forward_to VARCHAR(8000) DEFAULT '' NOT NULL;
ALTER TABLE account ADD COLUMN forward_keeps BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE account ADD COLUMN save_sent BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE account ADD COLUMN send_limits VARCHAR(200) DEFAULT '' NOT NULL;

-- What users sent to other hosts, hour by hour (hours of the epoch), as far as it counts for limits. told: they were told that they reached one.
CREATE TABLE sent_hour (
  account BIGINT NOT NULL,
  epoch_hour BIGINT NOT NULL,
  messages INTEGER NOT NULL,
  new_recipients INTEGER NOT NULL,
  told BOOLEAN NOT NULL,
  PRIMARY KEY (account, epoch_hour)
);

-- Whom users ever wrote to, as hashes.
CREATE TABLE sent_recipient (
  account BIGINT NOT NULL,
  recipient BIGINT NOT NULL,
  PRIMARY KEY (account, recipient)
);
