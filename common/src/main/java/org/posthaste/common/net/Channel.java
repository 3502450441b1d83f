package org.posthaste.common.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One transport connection as {@link ServerConnection} needs it: octets out, reading on and off, TLS, close. Implemented by the MINA binding and by the in-memory transport of the
 * tests, so that order, windows, time-outs and closing are the same code in both. Every method may be called from any thread and none blocks.
 */
public interface Channel {
    /** The other end's transport address. */
    InetSocketAddress peer();

    /** The address connected to. */
    InetSocketAddress local();

    /**
     * Queues octets behind what is queued already. The buffer belongs to the channel from here on.
     *
     * @param sent runs once, on the channel's I/O thread, when the last octet was handed to the operating system; never if the channel dies before
     */
    void send(ByteBuffer octets, Runnable sent);

    /**
     * As {@link #send}, but without a detour over the I/O thread as far as the operating system takes the octets at once. The buffer stays the caller's. For one thread at a time.
     *
     * @param sent runs, as with {@link #send}, only if this method returns false
     * @return true if all octets were handed to the operating system
     */
    default boolean sendNow(ByteBuffer octets, Runnable sent) {
        send(ByteBuffer.allocate(octets.remaining()).put(octets).flip(), sent);
        return false;
    }

    /** Octets handed to the operating system so far: tells a slow peer from one that takes nothing. */
    long written();

    /** Stops reading from the peer; what was read already may still be reported. */
    void suspendRead();

    /** Undoes {@link #suspendRead}. */
    void resumeRead();

    /**
     * Makes what follows TLS. Called only from {@link ServerConnection#channelOpened}, {@link ServerConnection#channelReceived} or a {@code sent} callback of {@link #send}, so that
     * nothing is read at the same time.
     *
     * @param read octets that were read already and belong to the handshake
     */
    void startTls(ByteBuffer read);

    /** Tells the peer that nothing more will be sent; what it sends is still read. Called when all is sent. */
    void endOutput();

    /** Closes at once and drops what is unsent; calling it again is harmless. {@link ServerConnection#channelClosed} follows. */
    void close();
}
