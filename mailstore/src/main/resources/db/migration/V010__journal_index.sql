-- What the entries of the journal from first_id to last_id name: hashes of addresses, domains, ids, with the entries they are in. Written behind the entries, in one piece for some thousands;
-- an index of the database would cost more than the entries themselves while mail comes in.
CREATE TABLE journal_index (
  last_id BIGINT PRIMARY KEY,
  first_id BIGINT NOT NULL,
  newest_at BIGINT NOT NULL,
  data BYTEA NOT NULL
);
DROP INDEX journal_message;
