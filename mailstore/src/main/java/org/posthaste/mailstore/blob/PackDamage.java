package org.posthaste.mailstore.blob;

import java.io.IOException;

/** A pack does not hold what it should. */
public final class PackDamage extends IOException {
    private static final long serialVersionUID = 1;

    PackDamage(String message) {
        super(message);
    }
}
