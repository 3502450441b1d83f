package org.posthaste.common.sasl;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * How logins are checked and how guessing is slowed down.
 *
 * @param plaintextAllowed whether passwords may cross the network without TLS; from loopback they always may
 * @param failuresPerAddress different wrong passwords within {@code window} after which an address (an IPv6 /64) is
 *     kept out
 * @param failuresPerAccount the same for one account from anywhere; places where its owner logged in lately are exempt
 * @param window how long failures are counted
 * @param lock how long somebody is kept out the first time; doubles up to eight times as long
 * @param firstDelay how long the answer to a first wrong password takes; doubles with each further one
 * @param longestDelay where that ends
 * @param familiarFor how long a place counts as its owner's after a login from there
 * @param rememberFor how long a right password is known without hashing it again
 * @param hashingThreads how many passwords are hashed at once, each with 19 MiB
 * @param hashingQueue how many may wait for that; beyond, clients are told to come later
 * @param saltKey makes the salts shown for users that do not exist; kept between starts, or else such salts change
 *     while real ones do not
 */
public record AuthSettings(
        boolean plaintextAllowed,
        int failuresPerAddress,
        int failuresPerAccount,
        Duration window,
        Duration lock,
        Duration firstDelay,
        Duration longestDelay,
        Duration familiarFor,
        Duration rememberFor,
        int hashingThreads,
        int hashingQueue,
        byte[] saltKey) {

    /** Limits that let a phone with an old password try forever, and a guesser some fifty times an hour. */
    public static AuthSettings defaults() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new AuthSettings(
                false,
                30,
                200,
                Duration.ofMinutes(30),
                Duration.ofMinutes(15),
                Duration.ofMillis(250),
                Duration.ofSeconds(5),
                Duration.ofDays(14),
                Duration.ofMinutes(5),
                2,
                400,
                key);
    }

    /** The same with a key that is kept between starts. */
    public AuthSettings withSaltKey(byte[] key) {
        return new AuthSettings(
                plaintextAllowed,
                failuresPerAddress,
                failuresPerAccount,
                window,
                lock,
                firstDelay,
                longestDelay,
                familiarFor,
                rememberFor,
                hashingThreads,
                hashingQueue,
                key.clone());
    }
}
