package org.posthaste.smtp.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthaste.common.io.OwnerOnly;
import org.posthaste.smtp.sign.DomainKey.State;
import org.posthaste.smtp.verify.dkim.SigningKey.Algorithm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with the keys of one domain: a PEM file for each key, and a list that says what they do, replaced as a whole, so that keys change places in one step. A key's file is written before the list
 * names it. A file that no list names is what a crash left behind, or a key the administrator brought along: it belongs to the domain like the others. Guarded by its owner's lock.
 *
 * <p>Fails: with an IOException that names the file. A private key that cannot be read is logged and signs nothing; it is never replaced.
 */
final class KeyFolder {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFolder.class);
    private static final String LIST = "keys.list";
    private static final String PEM = ".pem";
    private static final int LARGEST = 64 * 1024;
    private static final Pattern SELECTOR =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private final String domain;
    private final Path folder;

    KeyFolder(String domain, Path folder) {
        this.domain = domain;
        this.folder = folder;
    }

    /**
     * A key with its secret.
     *
     * @param secret empty if its file cannot be read
     */
    record Held(DomainKey key, Optional<PrivateKey> secret) {
        Held in(State state, Instant now) {
            return new Held(
                    new DomainKey(
                            key.domain(),
                            key.selector(),
                            key.algorithm(),
                            state,
                            key.created(),
                            now,
                            key.publicKey(),
                            key.file()),
                    secret);
        }

        @Override
        public String toString() {
            return key.toString();
        }
    }

    boolean exists() {
        return Files.isDirectory(folder);
    }

    /** All keys, the oldest first. */
    List<Held> read() throws IOException {
        List<Held> keys = new ArrayList<>();
        Path list = folder.resolve(LIST);
        if (Files.exists(list)) {
            for (String line : Files.readAllLines(list, StandardCharsets.US_ASCII)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    keys.add(listed(line));
                }
            }
        }
        Set<String> known = keys.stream().map(held -> held.key().selector()).collect(Collectors.toSet());
        for (String selector : selectors()) {
            if (!known.contains(selector)) {
                unlisted(selector, keys).ifPresent(keys::add);
            }
        }
        keys.sort(Comparator.comparing((Held held) -> held.key().created())
                .thenComparing(held -> held.key().selector()));
        return keys;
    }

    private Held listed(String line) throws IOException {
        String[] parts = line.strip().split("\\s+");
        try {
            if (parts.length == 6 && SELECTOR.matcher(parts[0]).matches()) {
                DomainKey key = new DomainKey(
                        domain,
                        parts[0],
                        Algorithm.valueOf(word(parts[1])),
                        State.valueOf(word(parts[2])),
                        Instant.parse(parts[3]),
                        Instant.parse(parts[4]),
                        parts[5],
                        file(parts[0]));
                return new Held(key, secret(key.file()));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(folder.resolve(LIST) + ": not a line about a key: " + line, e);
        }
        throw new IOException(folder.resolve(LIST) + ": not a line about a key: " + line);
    }

    private static String word(String text) {
        return text.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Signs if it is the domain's first of its kind, else it waits. */
    private Optional<Held> unlisted(String selector, List<Held> known) throws IOException {
        Path file = file(selector);
        Optional<PrivateKey> secret = secret(file);
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        try {
            Algorithm algorithm = KeyMaterial.algorithm(secret.get());
            boolean first = known.stream().noneMatch(held -> held.key().algorithm() == algorithm);
            Instant since = Files.getLastModifiedTime(file).toInstant();
            return Optional.of(new Held(
                    new DomainKey(
                            domain,
                            selector,
                            algorithm,
                            first ? State.SIGNING : State.WAITING,
                            since,
                            since,
                            KeyMaterial.publicText(secret.get()),
                            file),
                    secret));
        } catch (InvalidKeySpecException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private List<String> selectors() throws IOException {
        if (!exists()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(PEM))
                    .map(name -> name.substring(0, name.length() - PEM.length()))
                    .filter(name -> SELECTOR.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    private Path file(String selector) {
        return folder.resolve(selector + PEM);
    }

    private Optional<PrivateKey> secret(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("too large for a key");
            }
            return Optional.of(KeyMaterial.parse(Files.readString(file, StandardCharsets.US_ASCII)));
        } catch (IOException | InvalidKeySpecException e) {
            LOG.error("a key of {} cannot be read and signs nothing: {}: {}", domain, file, e.toString());
            return Optional.empty();
        }
    }

    /** Makes a key and writes its file; the list does not name it yet. */
    Held make(String selector, Algorithm algorithm, State state, Instant now) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            OwnerOnly.createDirectory(parent);
        }
        if (!exists()) {
            OwnerOnly.createDirectory(folder);
        }
        PrivateKey secret = KeyMaterial.generate(algorithm);
        try {
            String publicKey = KeyMaterial.publicText(secret);
            OwnerOnly.writeDurably(file(selector), KeyMaterial.pem(secret));
            return new Held(
                    new DomainKey(domain, selector, algorithm, state, now, now, publicKey, file(selector)),
                    Optional.of(secret));
        } catch (InvalidKeySpecException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean taken(String selector) {
        return Files.exists(file(selector));
    }

    /** Says what all keys do from now on, in one step. */
    void write(List<Held> keys) throws IOException {
        StringBuilder text = new StringBuilder("# What the keys beside this file do. Written by the server.\n");
        for (Held held : keys) {
            DomainKey key = held.key();
            text.append(String.join(
                            " ",
                            key.selector(),
                            key.algorithm().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            key.state().name().toLowerCase(Locale.ROOT),
                            key.created().toString(),
                            key.changed().toString(),
                            key.publicKey()))
                    .append('\n');
        }
        OwnerOnly.writeDurably(folder.resolve(LIST), text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Deletes a private key; before the list forgets it, so that it is not found again as one without a line. */
    void delete(DomainKey key) throws IOException {
        Files.deleteIfExists(key.file());
    }
}
