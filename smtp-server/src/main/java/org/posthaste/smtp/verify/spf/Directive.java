package org.posthaste.smtp.verify.spf;

import org.posthaste.smtp.verify.spf.SpfResult.Verdict;

/**
 * A mechanism and what its match means (RFC 7208 §4.6.2).
 *
 * @param text as published
 */
record Directive(Verdict verdict, Mechanism mechanism, String text) {}
