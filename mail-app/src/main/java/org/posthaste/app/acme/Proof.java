package org.posthaste.app.acme;

import java.io.IOException;
import org.posthaste.app.AcmeConfig.Challenge;

/**
 * A way to prove to an authority that a name is ours (RFC 8555 §8). Used by the ACME thread only.
 *
 * <p>Fails: with an {@link IOException} that says what could not be put up.
 */
interface Proof {
    /** Which way it is. */
    Challenge challenge();

    /**
     * Puts up what the authority will look for.
     *
     * @param question what it has asked
     */
    void putUp(Question question) throws IOException;

    /** True as soon as the authority can see it; where that is false for long, a person has to do something. */
    boolean visible(Question question) throws IOException, InterruptedException;

    /** Takes it down; never fails. */
    void takeDown(Question question);

    /**
     * What the authority has asked.
     *
     * @param name whose control is to be proved
     * @param token its question
     * @param authorization the answer (RFC 8555 §8.1)
     * @param recordName where a text record is looked for
     * @param recordText what it must hold
     * @param digest SHA-256 of the answer
     */
    record Question(
            String name, String token, String authorization, String recordName, String recordText, byte[] digest) {}
}
