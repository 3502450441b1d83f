package org.posthaste.app.acme;

import java.io.IOException;
import java.time.Clock;
import org.posthaste.app.AcmeConfig.Challenge;
import org.posthaste.app.web.ChallengeBoard;
import org.posthaste.common.tls.AlpnCertificate;
import org.posthaste.common.tls.CertificateBundle;

/** Proof by the public web site: a page (HTTP-01, RFC 8555 §8.3) or a certificate (TLS-ALPN-01, RFC 8737 §3). Confined to the ACME thread. */
final class SiteProof implements Proof {
    private final Challenge challenge;
    private final ChallengeBoard board;
    private final Clock clock;

    /**
     * A proof.
     *
     * @param challenge HTTP-01 or TLS-ALPN-01
     */
    SiteProof(Challenge challenge, ChallengeBoard board, Clock clock) {
        this.challenge = challenge;
        this.board = board;
        this.clock = clock;
    }

    @Override
    public Challenge challenge() {
        return challenge;
    }

    @Override
    public void putUp(Question question) throws IOException {
        if (challenge == Challenge.HTTP_01) {
            board.putToken(question.token(), question.authorization());
        } else {
            CertificateBundle made = AlpnCertificate.make(question.name(), question.digest(), clock.instant());
            board.putCertificate(question.name(), made.certificate(), made.key());
        }
    }

    @Override
    public boolean visible(Question question) {
        return true;
    }

    @Override
    public void takeDown(Question question) {
        if (challenge == Challenge.HTTP_01) {
            board.removeToken(question.token());
        } else {
            board.removeCertificate(question.name());
        }
    }
}
