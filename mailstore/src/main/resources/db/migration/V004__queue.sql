-- The queue anew: nothing was ever put into the tables before this version.
DROP TABLE queue_recipient;
DROP TABLE queue_message;

-- Messages for other hosts. skip_octets: at the beginning, not sent on.
CREATE TABLE queue_message (
  id BIGINT PRIMARY KEY,
  message_id VARCHAR(100) NOT NULL,
  reverse_path VARCHAR(600) NOT NULL,
  options VARCHAR(8000) NOT NULL,
  priority SMALLINT NOT NULL,
  queued_at BIGINT NOT NULL,
  size INTEGER NOT NULL,
  skip_octets INTEGER NOT NULL,
  pack INTEGER NOT NULL,
  pack_offset INTEGER NOT NULL
);

-- id = id of the message * 2^16 + number in it. state: 0 waiting, 1 held, 2 failed. What is held is due in the year 9999. Whoever claimed it has it until claimed_until,
-- if claimed_by is the number of a run of the server that still goes on.
CREATE TABLE queue_recipient (
  id BIGINT PRIMARY KEY,
  address VARCHAR(600) NOT NULL,
  destination VARCHAR(300) NOT NULL,
  options VARCHAR(8000) NOT NULL,
  priority SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  claimed_by BIGINT NOT NULL,
  claimed_until BIGINT NOT NULL,
  last_reply VARCHAR(1000) NOT NULL
);
-- What is due of a destination, in its order, and what is said of destinations without looking at rows.
CREATE INDEX queue_recipient_due ON queue_recipient (destination, priority, due_at, id, state);

-- Priorities that were ever in use: the queue is asked for each by itself, the highest first.
CREATE TABLE queue_priority (
  priority SMALLINT PRIMARY KEY
);
INSERT INTO queue_priority (priority) VALUES (0);

-- Addresses that nothing is sent to. until_at: empty (null) is for ever.
CREATE TABLE suppression (
  address_key VARCHAR(600) PRIMARY KEY,
  address VARCHAR(600) NOT NULL,
  since_at BIGINT NOT NULL,
  until_at BIGINT,
  reason VARCHAR(1000) NOT NULL
);

-- The story of a message.
CREATE INDEX journal_message ON journal (message, id);
