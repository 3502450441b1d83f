package org.posthaste.common.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes PEM files (RFC 7468), with the JDK alone: the first class of Bouncy Castle that is loaded has its
 * whole jar's signature checked, which every start would pay for. Fails: with an {@link IOException} that names the
 * file and what is wrong with it.
 */
final class PemFiles {
    private static final int LARGEST = 1024 * 1024;
    private static final int LINE = 64;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,60})-----([^-]*+(?:-(?!----END )[^-]*+)*+)-----END \\1-----");
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    private PemFiles() {}

    /** All certificates in a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks(file)) {
                if (CERTIFICATES.contains(block.label)
                        && factory.generateCertificate(new ByteArrayInputStream(block.octets()))
                                instanceof X509Certificate certificate) {
                    chain.add(certificate);
                }
            }
        } catch (CertificateException | RuntimeException e) {
            throw new IOException(file + ": not a certificate in PEM form: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new IOException(file + ": no certificate in it");
        }
        return chain;
    }

    /** The first private key in a file. */
    static PrivateKey key(Path file) throws IOException {
        for (Block block : blocks(file)) {
            if (block.encrypted()) {
                throw new IOException(
                        file + ": the private key is encrypted; store it without a pass phrase, readable by this"
                                + " server only");
            }
            if (block.label.equals("PRIVATE KEY")) {
                return key(file, block);
            }
            if (block.label.endsWith(" PRIVATE KEY")) {
                return TraditionalKeys.read(file);
            }
        }
        throw new IOException(file + ": no private key in it");
    }

    /** PKCS #8 names the algorithm inside; the JDK wants to be told, so the few there are get their try. */
    private static PrivateKey key(Path file, Block block) throws IOException {
        Exception last = new InvalidKeySpecException("empty");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.octets()));
            } catch (GeneralSecurityException | RuntimeException e) {
                last = e;
            }
        }
        throw new IOException(file + ": not a private key in PEM form: " + last.getMessage(), last);
    }

    /** The first public key in a file. */
    static PublicKey publicKey(Path file) throws IOException {
        for (Block block : blocks(file)) {
            if (block.label.equals("PUBLIC KEY")) {
                return publicKey(file, block);
            }
        }
        throw new IOException(file + ": no public key in it");
    }

    private static PublicKey publicKey(Path file, Block block) throws IOException {
        Exception last = new InvalidKeySpecException("empty");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(block.octets()));
            } catch (GeneralSecurityException | RuntimeException e) {
                last = e;
            }
        }
        throw new IOException(file + ": not a public key in PEM form: " + last.getMessage(), last);
    }

    private static List<Block> blocks(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + ": too large for a certificate or key");
            }
            List<Block> blocks = new ArrayList<>();
            Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                blocks.add(new Block(matcher.group(1), matcher.group(2)));
            }
            return blocks;
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        }
    }

    /** One PEM block, its text still in Base64. */
    private record Block(String label, String text) {
        byte[] octets() {
            return Base64.getMimeDecoder().decode(text);
        }

        boolean encrypted() {
            return label.equals("ENCRYPTED PRIVATE KEY")
                    || label.endsWith(" PRIVATE KEY") && text.contains("ENCRYPTED");
        }
    }

    /** Writes certificates so that a reader sees the old file or the new one. */
    static void write(Path file, List<X509Certificate> chain) throws IOException {
        replace(file, text(file, chain), "rw-r--r--");
    }

    /** Writes a private key and its certificates into one file, readable by its owner only. */
    static void write(Path file, PrivateKey key, List<X509Certificate> chain) throws IOException {
        replace(file, block("PRIVATE KEY", key.getEncoded()) + text(file, chain), "rw-------");
    }

    /** Writes a private key and its public key into one file, readable by its owner only. */
    static void write(Path file, KeyPair pair) throws IOException {
        replace(
                file,
                block("PRIVATE KEY", pair.getPrivate().getEncoded())
                        + block("PUBLIC KEY", pair.getPublic().getEncoded()),
                "rw-------");
    }

    private static String text(Path file, List<X509Certificate> chain) throws IOException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IOException(file + ": the certificate cannot be written: " + e.getMessage(), e);
            }
        }
        return text.toString();
    }

    /** Writes a private key (PKCS #8), readable by its owner only, from the first octet on. */
    static void write(Path file, PrivateKey key) throws IOException {
        replace(file, block("PRIVATE KEY", key.getEncoded()), "rw-------");
    }

    private static String block(String label, byte[] octets) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(octets)
                + "\n-----END " + label + "-----\n";
    }

    private static void replace(Path file, String text, String permissions) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + ": not a file");
        }
        FileAttribute<?>[] attributes =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                        }
                        : new FileAttribute<?>[0];
        Path temporary = Files.createTempFile(directory, ".new", ".pem", attributes);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                // A name must not lead to an empty file after a power failure.
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
