package org.posthaste.mailstore.dmarc;

/**
 * Messages of a day that fared alike.
 *
 * @param day since 1970-01-01, UTC
 * @param domain where the DMARC record was found
 * @param policy what is published there: tags and values as in the record
 * @param row what they have in common
 * @param messages how many
 */
public record DmarcTally(long day, String domain, String policy, DmarcRow row, long messages) {}
