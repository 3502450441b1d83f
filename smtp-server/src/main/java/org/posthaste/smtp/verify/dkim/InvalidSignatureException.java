package org.posthaste.smtp.verify.dkim;

/** A signature or a key record that cannot be used. Carries no stack trace: it is an ordinary outcome. */
public final class InvalidSignatureException extends Exception {
    private static final long serialVersionUID = 1;

    private final DkimResult.Verdict verdict;

    /** With a sentence for log, header and {@code why}. */
    public InvalidSignatureException(DkimResult.Verdict verdict, String reason) {
        super(reason, null, false, false);
        this.verdict = verdict;
    }

    /** A signature that breaks the grammar or uses what we do not know: {@code neutral} (RFC 8601 §2.7.1). */
    static InvalidSignatureException syntax(String reason) {
        return new InvalidSignatureException(DkimResult.Verdict.NEUTRAL, reason);
    }

    /** What no later attempt can mend: {@code permerror} (RFC 8601 §2.7.1). */
    static InvalidSignatureException permanent(String reason) {
        return new InvalidSignatureException(DkimResult.Verdict.PERMERROR, reason);
    }

    /** What it makes of the signature. */
    public DkimResult.Verdict verdict() {
        return verdict;
    }

    /** The sentence. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
