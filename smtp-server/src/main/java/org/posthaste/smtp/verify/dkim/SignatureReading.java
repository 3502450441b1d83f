package org.posthaste.smtp.verify.dkim;

/** A signature field of a message: its tags, or why they cannot be read. */
sealed interface SignatureReading {
    /** It could be read. */
    record Readable(SignatureTags tags) implements SignatureReading {}

    /** It could not. */
    record Unreadable(DkimResult result) implements SignatureReading {}
}
