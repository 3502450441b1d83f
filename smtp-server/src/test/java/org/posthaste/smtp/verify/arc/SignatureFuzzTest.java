package org.posthaste.smtp.verify.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.NOW;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.fuzz.Fragments;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dkim.DkimSigner;
import org.posthaste.smtp.verify.dkim.HashedMessage;
import org.posthaste.smtp.verify.dkim.MessageHasher;
import org.posthaste.smtp.verify.dkim.MessageHasher.Need;
import org.posthaste.smtp.verify.dkim.PublicKeys;
import org.posthaste.smtp.verify.dkim.Signing;

/**
 * Whatever a message and its signatures are: results that can stand in a field, the same for every fragmentation, and
 * signatures of ours that pass.
 */
class SignatureFuzzTest {
    private static final FakeDns DNS = Signing.dns("example.org");
    private static final PublicKeys KEYS = new PublicKeys();

    @FuzzTest
    @DictionaryFile(resourcePath = "signature.dict")
    void fuzz(byte[] octets) {
        HashedMessage whole = Signing.hash(octets, Need.VERIFY_AND_SIGN);
        MessageHasher cut = new MessageHasher(Need.VERIFY_AND_SIGN);
        Fragments.of(octets, piece -> cut.write(piece, 0, piece.length));
        List<DkimResult> results = Signing.verify(whole, DNS);
        assertThat(Signing.verify(cut.finish(), DNS)).isEqualTo(results);
        assertThat(results)
                .hasSizeLessThanOrEqualTo(MessageHasher.MAX_SIGNATURES)
                .allSatisfy(result ->
                        assertThat(result.toString()).hasSizeLessThan(3_000).matches("[ -~]*"));
        ArcResult chain = new ArcVerifier(KEYS)
                .verify(whole, NOW, DNS)
                .toCompletableFuture()
                .join();
        assertThat(chain.reason()).hasSizeLessThan(20_000).matches("[ -~]*");
        String sealed = ArcSealer.seal(whole, List.of(), chain, "x; none", Signing.ed25519("example.org"), NOW);
        String signed = DkimSigner.sign(whole, List.of(), Signing.ed25519("example.org"), NOW);
        if (octets.length > 0 && octets[0] != ' ' && octets[0] != '\t') {
            assertThat(Signing.verify(Signing.hash(join(signed, octets), Need.VERIFY), DNS)
                            .get(0))
                    .matches(DkimResult::passed);
            assertThat(sealed.isEmpty() || verify(join(sealed, octets)).chain() == continued(chain))
                    .isTrue();
        }
    }

    private static ArcResult.Chain continued(ArcResult before) {
        return before.chain() == ArcResult.Chain.FAIL ? ArcResult.Chain.FAIL : ArcResult.Chain.PASS;
    }

    private static ArcResult verify(byte[] message) {
        return new ArcVerifier(KEYS)
                .verify(Signing.hash(message, Need.VERIFY), NOW, DNS)
                .toCompletableFuture()
                .join();
    }

    private static byte[] join(String fields, byte[] message) {
        byte[] first = Signing.octets(fields);
        byte[] joined = new byte[first.length + message.length];
        System.arraycopy(first, 0, joined, 0, first.length);
        System.arraycopy(message, 0, joined, first.length, message.length);
        return joined;
    }
}
