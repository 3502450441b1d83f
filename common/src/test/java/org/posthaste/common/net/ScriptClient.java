package org.posthaste.common.net;

import java.io.IOException;
import java.util.Optional;

/** The client's end of a connection, as a transcript needs it: in memory or on a socket. */
interface ScriptClient {
    /** From now on both sides compress, or not any more. */
    void compress(boolean on) throws IOException;

    /** What has to be sent for these octets to arrive. */
    byte[] encode(byte[] octets);

    /** Sends octets that were encoded. */
    void send(byte[] octets) throws IOException;

    /** The next line without its CRLF, waiting for it; empty when the server has closed. Fails after some seconds without either. */
    Optional<String> readLine() throws IOException;

    /** What has been received and not read, without waiting. */
    String pending() throws IOException;

    /** Does the client's part of a TLS handshake. */
    void startTls() throws IOException;

    /** Closes the client's end. */
    void disconnect() throws IOException;
}
