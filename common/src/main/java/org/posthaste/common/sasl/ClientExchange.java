package org.posthaste.common.sasl;

/**
 * The client's side of one SASL conversation (RFC 4422 §3), for logging in to other servers. Confined to one thread.
 *
 * <p>Fails: {@link ClientLoginException} when the server does not keep to the mechanism, or does not prove that it knows
 * the password where it has to.
 */
public interface ClientExchange {
    /** The mechanism's name. */
    String mechanism();

    /** True if the client speaks first; then the first answer is to an empty challenge. */
    boolean clientFirst();

    /** The answer to a challenge. */
    byte[] answer(byte[] challenge) throws ClientLoginException;

    /** The server says that the login succeeded: checks that it has shown what it must. */
    void succeeded() throws ClientLoginException;
}
