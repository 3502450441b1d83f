package org.posthaste.smtp.receive;

import org.posthaste.smtp.report.ReportInbox;
import org.posthaste.smtp.sign.MessageSigner;
import org.posthaste.smtp.verify.ArrivalWatcher;
import org.posthaste.smtp.verify.MessageVerifier;

/**
 * What decides whether mail is believed, here and elsewhere, and who hears of it. Its parts are thread-safe.
 *
 * @param verifier finds out who really sent what comes in
 * @param signer signs what we send
 * @param watcher is told of what DMARC judged
 * @param inbox takes what others report of our domains
 */
public record Trust(MessageVerifier verifier, MessageSigner signer, ArrivalWatcher watcher, ReportInbox inbox) {}
