package org.posthaste.mailstore;

/** When a message arrived, with the zone it was given in (RFC 9051 §2.3.3). */
public record InternalDate(long epochSecond, int offsetMinutes) {}
