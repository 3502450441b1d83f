package org.posthaste.mailstore;

/** Identifies an account; never reused. */
public record AccountId(long value) {}
