-- Messages judged by DMARC, counted by day (days since the epoch, UTC) and by what they have in common (RFC 9990). domain: where the policy was found. kind_key: a digest of all that is counted together.
CREATE TABLE dmarc_tally (
  happened_on BIGINT NOT NULL,
  domain VARCHAR(255) NOT NULL,
  kind_key VARCHAR(64) NOT NULL,
  policy VARCHAR(300) NOT NULL,
  source VARCHAR(64) NOT NULL,
  disposition VARCHAR(20) NOT NULL,
  dkim_aligned BOOLEAN NOT NULL,
  spf_aligned BOOLEAN NOT NULL,
  override VARCHAR(300) NOT NULL,
  header_from VARCHAR(255) NOT NULL,
  envelope_from VARCHAR(255) NOT NULL,
  dkim VARCHAR(2000) NOT NULL,
  spf VARCHAR(300) NOT NULL,
  messages BIGINT NOT NULL,
  PRIMARY KEY (happened_on, domain, kind_key)
);

-- Reports of a day's messages to other domains.
CREATE TABLE dmarc_report (
  domain VARCHAR(255) NOT NULL,
  happened_on BIGINT NOT NULL,
  state VARCHAR(20) NOT NULL,
  attempts INTEGER NOT NULL,
  changed_at BIGINT NOT NULL,
  note VARCHAR(300) NOT NULL,
  PRIMARY KEY (domain, happened_on)
);
CREATE INDEX dmarc_report_day ON dmarc_report (happened_on);

-- Reports that others sent about domains of ours. kind: DMARC or TLS. domain: ours; about: it or one below it. identity: a digest of what makes it the same report. authenticated: the domain that proved to have sent it, or empty. unread: why it cannot be read, or empty.
CREATE TABLE received_report (
  id BIGINT PRIMARY KEY,
  kind VARCHAR(8) NOT NULL,
  domain VARCHAR(255) NOT NULL,
  about VARCHAR(255) NOT NULL,
  identity VARCHAR(64) NOT NULL,
  organization VARCHAR(255) NOT NULL,
  contact VARCHAR(320) NOT NULL,
  report_id VARCHAR(300) NOT NULL,
  authenticated VARCHAR(255) NOT NULL,
  begins_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  message_id VARCHAR(64) NOT NULL,
  policy VARCHAR(300) NOT NULL,
  counted BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  line_count INTEGER NOT NULL,
  unread VARCHAR(300) NOT NULL
);
CREATE UNIQUE INDEX received_report_identity ON received_report (identity);
CREATE INDEX received_report_domain ON received_report (domain, kind, ends_at);
CREATE INDEX received_report_time ON received_report (received_at);
INSERT INTO counter (name, next_value) VALUES ('report', 1);

CREATE TABLE received_dmarc_row (
  report BIGINT NOT NULL,
  line INTEGER NOT NULL,
  source VARCHAR(64) NOT NULL,
  disposition VARCHAR(20) NOT NULL,
  dkim_aligned BOOLEAN NOT NULL,
  spf_aligned BOOLEAN NOT NULL,
  override VARCHAR(300) NOT NULL,
  header_from VARCHAR(255) NOT NULL,
  envelope_from VARCHAR(255) NOT NULL,
  dkim VARCHAR(2000) NOT NULL,
  spf VARCHAR(300) NOT NULL,
  messages BIGINT NOT NULL,
  PRIMARY KEY (report, line)
);

-- result: empty for sessions that went well.
CREATE TABLE received_tls_row (
  report BIGINT NOT NULL,
  line INTEGER NOT NULL,
  policy_type VARCHAR(20) NOT NULL,
  policy_domain VARCHAR(255) NOT NULL,
  result VARCHAR(60) NOT NULL,
  sending VARCHAR(64) NOT NULL,
  mx_host VARCHAR(255) NOT NULL,
  receiving VARCHAR(64) NOT NULL,
  reason VARCHAR(300) NOT NULL,
  sessions BIGINT NOT NULL,
  PRIMARY KEY (report, line)
);
