package org.posthaste.imap.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.posthaste.common.io.ByteSource;

/**
 * HEADER.FIELDS and HEADER.FIELDS.NOT of a header that has to be read, RFC 3501 §6.4.5. One pass. What is chosen is held in memory, up to {@value #MAX_CHOSEN} octets; fields beyond
 * that are left out, which only a header made to do harm can reach.
 */
final class HeaderFieldFilter {
    private static final int MAX_CHOSEN = 4 << 20;
    private static final int MAX_NAME = 200;

    private final Set<String> names;
    private final boolean wanted;
    private final ByteArrayOutputStream chosen = new ByteArrayOutputStream();
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private boolean lineStart = true;
    private boolean inName;
    private boolean copying;

    private HeaderFieldFilter(Collection<String> upperNames, boolean wanted) {
        this.names = new HashSet<>(upperNames);
        this.wanted = wanted;
        // A header may begin with a folded line of no field: it has none of the names.
        this.copying = !wanted;
    }

    /**
     * The fields with these names, or those without, and the empty line.
     *
     * @param upperNames in upper case
     */
    static ByteSource choose(ByteSource header, Collection<String> upperNames, boolean wanted) throws IOException {
        HeaderFieldFilter filter = new HeaderFieldFilter(upperNames, wanted);
        byte[] piece = new byte[8192];
        try (InputStream in = header.open()) {
            for (int count = in.read(piece); count > 0; count = in.read(piece)) {
                for (int i = 0; i < count; i++) {
                    filter.accept(piece[i]);
                }
            }
        }
        filter.endOfName();
        if (filter.copying && !filter.lineStart) {
            filter.chosen.write('\r');
            filter.chosen.write('\n');
        }
        filter.chosen.write('\r');
        filter.chosen.write('\n');
        return ByteSource.of(filter.chosen.toByteArray());
    }

    private void accept(byte octet) {
        if (lineStart) {
            boolean continuation = octet == ' ' || octet == '\t';
            if (!continuation) {
                inName = true;
                copying = false;
                name.reset();
            }
            lineStart = false;
        }
        if (inName) {
            name.write(octet);
            if (octet == ':' || octet == '\n' || name.size() > MAX_NAME) {
                endOfName();
            }
        } else if (copying) {
            chosen.write(octet);
        }
        if (octet == '\n') {
            lineStart = true;
        }
    }

    /** The name of a field, or a line that is none, is complete: decides. */
    private void endOfName() {
        if (!inName) {
            return;
        }
        inName = false;
        byte[] start = name.toByteArray();
        if (start.length == 0 || start[0] == '\r' || start[0] == '\n') {
            return;
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        String key = colon < 0 ? "" : text.substring(0, colon).stripTrailing().toUpperCase(Locale.ROOT);
        copying = (colon >= 0 && names.contains(key)) == wanted && chosen.size() + start.length < MAX_CHOSEN;
        if (copying) {
            chosen.writeBytes(start);
        }
    }
}
