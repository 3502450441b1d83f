package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.tls.CertificateFiles;
import org.posthaste.common.tls.TestCertificates;

/** The words about certificates, on a folder whose server does not run. */
class CertificateCommandTest {
    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void configure() throws Exception {
        data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(
                data.resolve("posthaste.yaml"), "# mine\nhostname: mail.example.org\nacme:\n  rsa: true\n\n# end\n");
    }

    private CommandRun run(String... words) {
        return CommandRun.on(data, words);
    }

    @Test
    void aCertificateIsImportedShownAndRemoved() throws Exception {
        CertificateFiles files = TestCertificates.write(folder, "own", "mail.example.org", "imap.example.org");
        CommandRun brought = run(
                "certificate", "import", files.chain().toString(), files.key().toString());
        assertThat(brought.code()).as(brought.err()).isZero();
        assertThat(brought.out()).contains("In use for").contains("TLSA: 3 1 1 ");
        assertThat(run("certificate", "show").out())
                .contains("imap.example.org")
                .contains("imported")
                .contains("ACME is off");
        assertThat(run("certificate", "remove", "imap.example.org", "--yes").code())
                .isZero();
        assertThat(run("certificate", "show").out()).doesNotContain("imported");
    }

    @Test
    void aKeyOfAnotherCertificateAndAnEndedOneAreRefused() throws Exception {
        CertificateFiles one = TestCertificates.write(folder, "one", "one.example.org");
        CertificateFiles two = TestCertificates.write(folder, "two", "two.example.org");
        CommandRun foreign =
                run("certificate", "import", one.chain().toString(), two.key().toString());
        assertThat(foreign.code()).isEqualTo(1);
        assertThat(foreign.err()).contains("not the private key");
        Path ended = folder.resolve("ended.pem");
        TestCertificates.bundle(Instant.EPOCH, "mail.example.org").write(ended);
        assertThat(run("certificate", "import", ended.toString(), ended.toString())
                        .err())
                .contains("has ended");
    }

    @Test
    void consentIsWrittenIntoTheConfigurationBesideWhatStandsThere() throws Exception {
        CommandRun agreed = run(
                "certificate",
                "acme",
                "--agree",
                "--staging",
                "--contact",
                "a@example.org",
                "--name",
                "imap.example.org");
        assertThat(agreed.code()).as(agreed.err()).isZero();
        String yaml = Files.readString(data.resolve("posthaste.yaml"));
        assertThat(yaml)
                .startsWith("# mine\nhostname: mail.example.org\n# end\n\nacme:\n  agreed: true\n")
                .contains("acme-staging-v02")
                .contains("rsa: true")
                .contains("names: [imap.example.org]");
        assertThat(run("config", "check").code()).isZero();
        assertThat(run("certificate", "show").out()).contains("(when the server runs)");
        assertThat(run("certificate", "renew").code()).isEqualTo(3);
        assertThat(run("certificate", "acme", "--off").code()).isZero();
        assertThat(Files.readString(data.resolve("posthaste.yaml"))).contains("agreed: false");
        assertThat(run("certificate", "renew").err()).contains("switched off");
    }

    @Test
    void nonsenseIsRefusedBeforeItIsWritten() throws Exception {
        assertThat(run("certificate", "acme", "--agree", "--challenge", "smtp-01")
                        .code())
                .isEqualTo(2);
        assertThat(run("certificate", "acme", "--agree", "--directory", "http://ca.example/")
                        .err())
                .contains("https");
        assertThat(run("certificate", "acme", "--agree", "--name", "*.example.org")
                        .code())
                .isEqualTo(2);
        assertThat(Files.readString(data.resolve("posthaste.yaml"))).doesNotContain("agreed");
    }
}
