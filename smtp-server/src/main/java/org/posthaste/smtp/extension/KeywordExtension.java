package org.posthaste.smtp.extension;

import java.util.Optional;
import org.posthaste.smtp.session.SmtpSession;

/** An extension that is only a word in the answer to EHLO; what it promises lies elsewhere. */
record KeywordExtension(String keyword) implements SmtpExtension {
    @Override
    public Optional<String> announcement(SmtpSession session) {
        return Optional.of(keyword);
    }
}
