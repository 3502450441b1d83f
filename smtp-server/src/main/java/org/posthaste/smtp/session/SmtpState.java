package org.posthaste.smtp.session;

/** Where a session stands in RFC 5321 §4.1.4's order of commands. */
public sealed interface SmtpState {
    /** Nobody has greeted yet, or not again since TLS began. */
    record Connected() implements SmtpState {}

    /** Greeted; MAIL may come. */
    record Greeted(Greeting greeting) implements SmtpState {}

    /** Behind MAIL. */
    record InTransaction(Greeting greeting, MailTransaction transaction) implements SmtpState {}

    /**
     * What the client said in HELO, EHLO or LHLO.
     *
     * @param name its name, as given
     * @param extended false behind HELO: an old client without extensions
     */
    record Greeting(String name, boolean extended) {}
}
