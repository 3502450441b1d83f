-- MTA-STS policies of other domains (RFC 8461). used_at: to the day.
CREATE TABLE sts_policy (
  domain VARCHAR(255) PRIMARY KEY,
  policy_id VARCHAR(32) NOT NULL,
  policy VARCHAR(70000) NOT NULL,
  fetched_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);

-- Sessions with other hosts, counted by day (days since the epoch, UTC) and by how they went (RFC 8460). kind_key: a digest of all that is counted together. result: empty is success.
CREATE TABLE tls_tally (
  happened_on BIGINT NOT NULL,
  domain VARCHAR(255) NOT NULL,
  kind_key VARCHAR(64) NOT NULL,
  policy_domain VARCHAR(255) NOT NULL,
  policy_type VARCHAR(20) NOT NULL,
  policy VARCHAR(8000) NOT NULL,
  mx_host VARCHAR(255) NOT NULL,
  result_type VARCHAR(40) NOT NULL,
  sending VARCHAR(64) NOT NULL,
  receiving VARCHAR(64) NOT NULL,
  reason VARCHAR(300) NOT NULL,
  sessions BIGINT NOT NULL,
  PRIMARY KEY (happened_on, domain, kind_key)
);
CREATE INDEX tls_tally_domain ON tls_tally (domain, happened_on);
CREATE INDEX tls_tally_policy ON tls_tally (policy_domain, happened_on);

-- Hosts that offered STARTTLS, and when they last did.
CREATE TABLE starttls_host (
  host VARCHAR(255) PRIMARY KEY,
  offered_on BIGINT NOT NULL
);
CREATE INDEX starttls_host_day ON starttls_host (offered_on);

-- Reports of a day's sessions.
CREATE TABLE tls_report (
  domain VARCHAR(255) NOT NULL,
  happened_on BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  attempts INTEGER NOT NULL,
  changed_at BIGINT NOT NULL,
  note VARCHAR(300) NOT NULL,
  PRIMARY KEY (domain, happened_on)
);
CREATE INDEX tls_report_day ON tls_report (happened_on);
