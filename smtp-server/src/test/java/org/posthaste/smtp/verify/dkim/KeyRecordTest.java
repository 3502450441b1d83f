package org.posthaste.smtp.verify.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tag lists, and the records and keys that are written as such. */
class KeyRecordTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1|1",
                "v=1;|1",
                " v = 1 ; |1",
                "a=;v=1|1",
                "v=1;  |1",
                "x_1=b;v=1|1",
                "v=1;V=2|1",
                "v=a b|a b",
                "v==|=",
                "v=a=b|a=b",
                "v=\u00e9|\u00e9"
            })
    void tagListsThatCanBeRead(String text, String version) throws InvalidSignatureException {
        assertThat(TagList.parse(text).value("v")).contains(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ";",
                "v",
                "v;",
                "=1",
                "v=1;;a=2",
                ";v=1",
                "v=1;v=1",
                "1v=1",
                "_v=1",
                "v-x=1",
                "v=1; ;a=2",
                "v=a\0b",
                "v x=1",
                "v=1;a",
                "\u00e9=1",
                "v=a\u007fb"
            })
    void tagListsThatCannotBeRead(String text) {
        assertThatThrownBy(() -> TagList.parse(text)).isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void noMoreThanSomeTags() {
        StringBuilder text = new StringBuilder("a=1");
        for (int i = 0; i < 100; i++) {
            text.append(";b").append(i).append("=1");
        }

        assertThatThrownBy(() -> TagList.parse(text.toString())).hasMessageContaining("more than 64 tags");
    }

    @Test
    void aRecordWithoutAnythingElseIsAnRsaKeyForEverything() throws InvalidSignatureException {
        DkimKeyRecord record = DkimKeyRecord.parse("p=AA \t AA");

        assertThat(record.keyType()).isEqualTo("rsa");
        assertThat(record.keyData()).isEqualTo("AAAA");
        assertThat(record.servesMail()).isTrue();
        assertThat(record.allowsSha256()).isTrue();
        assertThat(record.testing() || record.strictIdentity() || record.revoked())
                .isFalse();
    }

    @Test
    void aRecordSaysWhatItIsFor() throws InvalidSignatureException {
        DkimKeyRecord record =
                DkimKeyRecord.parse("v=DKIM1; k=ed25519; h=sha1 : sha512; s=tlsrpt; t=y : s; n=a note; p=;");

        assertThat(record.keyType()).isEqualTo("ed25519");
        assertThat(record.servesMail()).isFalse();
        assertThat(record.allowsSha256()).isFalse();
        assertThat(record.testing() && record.strictIdentity() && record.revoked())
                .isTrue();
        assertThat(record.notes()).isEqualTo("a note");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=DKIM2; p=", "v=dkim1; p=", "k=rsa; v=DKIM1; p=", "v=DKIM1; k=rsa", "v=spf1 -all"})
    void recordsThatAreNone(String text) {
        assertThatThrownBy(() -> DkimKeyRecord.parse(text)).isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void bothFormsOfAnRsaKeyAreRead() throws Exception {
        PublicKey key = Signing.publicRsa(1024);
        byte[] info = key.getEncoded();
        byte[] bare = Arrays.copyOfRange(info, 22, info.length);

        assertThat(read(info)).isEqualTo(new VerifyingKey.Rsa(key, 1024));
        assertThat(read(bare)).isEqualTo(new VerifyingKey.Rsa(key, 1024));
    }

    @Test
    void largeRsaKeysAreReadAndHugeOnesAreNot() throws Exception {
        assertThat(read(rsa(4096, BigInteger.valueOf(3))).bits()).isEqualTo(4096);
        assertThat(read(rsa(8192, BigInteger.valueOf(65537))).bits()).isEqualTo(8192);
        assertThatThrownBy(() -> read(rsa(8193, BigInteger.valueOf(65537)))).hasMessageContaining("8193 bits");
        assertThatThrownBy(() -> read(rsa(1023, BigInteger.valueOf(65537)))).hasMessageContaining("1023 bits");
        assertThatThrownBy(() -> read(rsa(2048, BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE))))
                .hasMessageContaining("exponent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "MIIB", "!!!!", "MAA=", "MIA=", "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP"})
    void rsaKeysThatAreNone(String data) {
        assertThatThrownBy(() -> new PublicKeys().key(SigningKey.Algorithm.RSA_SHA256, data))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void anEd25519KeyIsA32OctetPointOfItsCurve() throws Exception {
        PublicKeys keys = new PublicKeys();

        assertThat(keys.key(SigningKey.Algorithm.ED25519_SHA256, Signing.ed25519Data())
                        .bits())
                .isEqualTo(256);
        assertThatThrownBy(() -> keys.key(SigningKey.Algorithm.ED25519_SHA256, Signing.base64(new byte[31])))
                .hasMessageContaining("32 octets");
        byte[] outside = new byte[32];
        Arrays.fill(outside, (byte) 0xff);
        assertThatThrownBy(() -> keys.key(SigningKey.Algorithm.ED25519_SHA256, Signing.base64(outside)))
                .hasMessageContaining("not on the curve");
    }

    private static VerifyingKey read(byte[] octets) throws InvalidSignatureException {
        return new PublicKeys()
                .key(SigningKey.Algorithm.RSA_SHA256, Base64.getEncoder().encodeToString(octets));
    }

    private static byte[] rsa(int bits, BigInteger exponent) throws Exception {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, exponent))
                .getEncoded();
    }
}
