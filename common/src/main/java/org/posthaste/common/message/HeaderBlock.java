package org.posthaste.common.message;

import java.util.List;
import java.util.Optional;

/** Header fields in order. Immutable. */
public final class HeaderBlock {
    /**
     * One field.
     *
     * @param name as written
     * @param raw the whole field's octets with folding and its line end
     */
    public record Field(String name, byte[] raw) {
        /** The body, unfolded and trimmed, as UTF-8 where valid, else ISO 8859-1. Encoded words are left alone. */
        public String body() {
            throw new UnsupportedOperationException();
        }
    }

    /** All fields. */
    public List<Field> fields() {
        throw new UnsupportedOperationException();
    }

    /** The first field of this name, in any case. */
    public Optional<Field> first(String name) {
        throw new UnsupportedOperationException();
    }

    /** All fields of this name, in any case. */
    public List<Field> all(String name) {
        throw new UnsupportedOperationException();
    }
}
