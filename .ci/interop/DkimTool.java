import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.MxRecord;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.arc.ArcSealer;
import org.posthaste.smtp.verify.arc.ArcVerifier;
import org.posthaste.smtp.verify.dkim.DkimSigner;
import org.posthaste.smtp.verify.dkim.DkimVerifier;
import org.posthaste.smtp.verify.dkim.HashedMessage;
import org.posthaste.smtp.verify.dkim.MessageHasher;
import org.posthaste.smtp.verify.dkim.PublicKeys;
import org.posthaste.smtp.verify.dkim.SigningKey;

/**
 * Signs, verifies and seals files with the server's own classes: java DkimTool.java sign|seal KEYS FROM TO, or
 * verify|arc KEYS FROM. KEYS is a folder with rsa.pem, ed25519.pem (PKCS #8) and records (name TAB text); FROM and TO
 * are folders of messages. Verifying prints one line each: file, then the verdicts.
 */
public final class DkimTool implements DnsResolver {
    private static final String DOMAIN = "sign.test";

    private final Map<String, String> records = new HashMap<>();
    private final Path keys;

    private DkimTool(Path keys) throws IOException {
        this.keys = keys;
        for (String line : Files.readAllLines(keys.resolve("records"))) {
            records.put(line.split("\t")[0], line.split("\t")[1]);
        }
    }

    public static void main(String[] words) throws Exception {
        DkimTool tool = new DkimTool(Path.of(words[1]));
        PublicKeys cache = new PublicKeys();
        Path from = Path.of(words[2]);
        switch (words[0]) {
            case "sign" -> {
                SigningKey rsa = tool.key("rsa", "RSA", SigningKey.Algorithm.RSA_SHA256);
                SigningKey edwards = tool.key("ed25519", "Ed25519", SigningKey.Algorithm.ED25519_SHA256);
                write(
                        from,
                        Path.of(words[3]),
                        message -> DkimSigner.sign(message, List.of(), rsa, Instant.now())
                                + DkimSigner.sign(message, List.of(), edwards, Instant.now()));
            }
            case "seal" -> {
                SigningKey rsa = tool.key("rsa", "RSA", SigningKey.Algorithm.RSA_SHA256);
                write(
                        from,
                        Path.of(words[3]),
                        message -> ArcSealer.seal(
                                message,
                                List.of(),
                                join(new ArcVerifier(cache).verify(message, Instant.now(), tool)),
                                "mx.sign.test;\r\n spf=pass smtp.mailfrom=sign.test",
                                rsa,
                                Instant.now()));
            }
            case "verify" -> read(
                    from, message -> join(new DkimVerifier(cache).verify(message, Instant.now(), tool)).stream()
                            .map(result ->
                                    result.passed() ? "pass" : result.verdict().text() + "(" + result.reason() + ")")
                            .toList()
                            .toString());
            default -> read(from, message -> {
                ArcResult result = join(new ArcVerifier(cache).verify(message, Instant.now(), tool));
                return result.chain().text()
                        + (result.chain() == ArcResult.Chain.FAIL ? "(" + result.reason() + ")" : "");
            });
        }
    }

    private interface Job {
        String of(HashedMessage message);
    }

    private static void write(Path from, Path to, Job job) throws IOException {
        Files.createDirectories(to);
        for (Path file : files(from)) {
            byte[] message = Files.readAllBytes(file);
            String fields = job.of(hash(message, MessageHasher.Need.VERIFY_AND_SIGN));
            Path signed = to.resolve(file.getFileName());
            Files.write(signed, fields.getBytes(StandardCharsets.UTF_8));
            Files.write(signed, message, StandardOpenOption.APPEND);
        }
    }

    private static void read(Path from, Job job) throws IOException {
        for (Path file : files(from)) {
            System.out.println(
                    file.getFileName() + " " + job.of(hash(Files.readAllBytes(file), MessageHasher.Need.VERIFY)));
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static HashedMessage hash(byte[] message, MessageHasher.Need need) {
        MessageHasher hasher = new MessageHasher(need);
        hasher.write(message, 0, message.length);
        return hasher.finish();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private SigningKey key(String selector, String type, SigningKey.Algorithm algorithm)
            throws IOException, GeneralSecurityException {
        String pem = Files.readString(keys.resolve(selector + ".pem")).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key = KeyFactory.getInstance(type)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        return new SigningKey(DOMAIN, selector, algorithm, key);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String name) {
        String record = records.get(name);
        return CompletableFuture.completedFuture(
                record == null
                        ? new DnsAnswer.NoSuchDomain<>(false)
                        : new DnsAnswer.Found<>(List.of(record), false, Duration.ofHours(1), name));
    }

    @Override
    public CompletionStage<DnsAnswer<MxRecord>> mx(String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses4(String host) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses6(String host) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<DnsAnswer<TlsaRecord>> tlsa(String name) {
        throw new UnsupportedOperationException();
    }
}
