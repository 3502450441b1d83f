package org.posthaste.smtp.verify.dkim;

/** A signature field of a message: its tags, or why they cannot be read. */
sealed interface SignatureReading {
    /** It could be read. */
    record Parsed(SignatureTags tags) implements SignatureReading {}

    /** It could not. */
    record Unparsed(DkimResult result) implements SignatureReading {}
}
