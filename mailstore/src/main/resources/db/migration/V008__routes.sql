-- The ways outgoing mail takes where they are not the mail exchangers of its destination. pattern: a domain, a dot and a domain for all below it, or * for all. options: the relay's; may hold a password.
CREATE TABLE relay_route (
  pattern VARCHAR(256) PRIMARY KEY,
  options VARCHAR(8000) NOT NULL
);
