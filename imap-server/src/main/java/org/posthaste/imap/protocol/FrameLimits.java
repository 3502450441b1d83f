package org.posthaste.imap.protocol;

/**
 * Bounds on one command.
 *
 * @param line octets of a line without literals; RFC 2683 §3.2.1.5 asks for 8,000 at least, sets of UIDs need more
 * @param literal octets of a literal that is kept in memory
 * @param command octets of a whole command that is kept in memory
 * @param discard octets of a refused non-synchronizing literal that are read and dropped; a larger one ends the connection
 */
public record FrameLimits(int line, int literal, int command, long discard) {
    /** For strangers. */
    public static final FrameLimits BEFORE_LOGIN = new FrameLimits(8 * 1024, 4 * 1024, 16 * 1024, 64 * 1024);

    /** For users. */
    public static final FrameLimits AFTER_LOGIN = new FrameLimits(64 * 1024, 256 * 1024, 1024 * 1024, 1L << 30);
}
