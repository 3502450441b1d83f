package org.posthaste.common.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.sasl.StoredCredentials.ScramKeys;

class PasswordHasherTest {
    private final PasswordHasher hasher = new PasswordHasher(new SecureRandom());

    @Test
    void hashIsArgon2idInPhcFormAndKnowsItsPassword() {
        String hash = hasher.hash("correct horse");
        assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(hasher.verify("correct horse", hash)).isTrue();
        assertThat(hasher.verify("correct horse ", hash)).isFalse();
        assertThat(hasher.hash("correct horse")).isNotEqualTo(hash);
    }

    @Test
    void hashesOfTheReferenceProgramVerify() {
        // From the test suite of the reference implementation (phc-winner-argon2), version 0x13.
        assertThat(hasher.verify(
                        "password",
                        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"))
                .isTrue();
        assertThat(hasher.verify(
                        "password",
                        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"))
                .isTrue();
        assertThat(hasher.verify(
                        "differentpassword",
                        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=900,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=1$c29t$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$x"
            })
    void unusableHashIsRefusedBeforeItCostsAnything(String hash) {
        assertThatThrownBy(() -> hasher.verify("password", hash)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void scramKeysAreThoseOfTheStandards() {
        ScramKeys sha1 = ScramHash.SHA_1.derive("pencil", Base64.getDecoder().decode("QSXCR+Q6sek8bf92"), 4096);
        assertThat(Base64.getEncoder().encodeToString(sha1.storedKey())).isEqualTo("6dlGYMOdZcOPutkcNY8U2g7vK9Y=");
        assertThat(Base64.getEncoder().encodeToString(sha1.serverKey())).isEqualTo("D+CSWLOshSulAsxiupA+qs2/fTE=");
        PasswordSecrets secrets = hasher.secrets("pencil");
        assertThat(secrets.scramSha256().iterations()).isEqualTo(10_000);
        assertThat(secrets.scramSha256().salt()).hasSize(16);
        assertThat(secrets.scramSha256().storedKey()).hasSize(32);
        assertThat(secrets.scramSha1().storedKey()).hasSize(20);
    }

    @Test
    void samePasswordInAnotherUnicodeFormIsTheSamePassword() {
        String hash = hasher.hash("Gr\u00fc\u00dfe\u00a0IX");
        assertThat(hasher.verify("Gru\u0308\u00dfe \u2168", hash)).isTrue();
        assertThat(hasher.verify("Gru\u00dfe IX", hash)).isFalse();
    }

    @Test
    void passwordThatSaslprepForbidsStillWorks() {
        for (String password : new String[] {"tab\there", "\u05d0mixed\u0627", "\ud83d\udd11\ud83d\udd12", "\u00ad"}) {
            PasswordSecrets secrets = hasher.secrets(password);
            assertThat(hasher.verify(password, secrets.passwordHash())).isTrue();
            assertThat(hasher.verify("x", secrets.passwordHash())).isFalse();
        }
    }

    @Test
    void emptyAndOverlongPasswordsAreNotStored() {
        for (String password : new String[] {"", "a\0b", "x".repeat(1025)}) {
            assertThatThrownBy(() -> hasher.secrets(password)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void generatedPasswordsAreReadableAndDiffer() {
        PasswordGenerator generator = new PasswordGenerator(new SecureRandom());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String password = generator.next();
            assertThat(password).matches("([2-9a-hj-km-np-z]{6}-){2}[2-9a-hj-km-np-z]{6}");
            assertThat(password.getBytes(StandardCharsets.UTF_8)).hasSize(20);
            seen.add(password);
        }
        assertThat(seen).hasSize(100);
    }
}
