package org.posthaste.imap.extension;

import java.util.List;
import java.util.Map;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;

/** IMAP4rev2 beside IMAP4rev1, RFC 9051: a client gets what is different (appendix E) once it has enabled it; commands that were dropped from it are still taken. */
final class Imap4Rev2 implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return List.of("IMAP4rev2");
    }

    @Override
    public Map<String, Feature> enables() {
        return Map.of("IMAP4REV2", Feature.IMAP4REV2);
    }
}
