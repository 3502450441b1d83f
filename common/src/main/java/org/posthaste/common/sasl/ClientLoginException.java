package org.posthaste.common.sasl;

/** A server that does not speak a SASL mechanism as it should. The message is for the administrator. */
public final class ClientLoginException extends Exception {
    private static final long serialVersionUID = 1L;

    ClientLoginException(String message) {
        super(message);
    }
}
