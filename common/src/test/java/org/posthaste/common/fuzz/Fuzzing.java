package org.posthaste.common.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs a target with the inputs of a kept corpus, then with inputs made of them: {@value #ROUNDS} of them, the same in each build, or as many as fit into the system property
 * {@code fuzz.seconds} with a new seed each time (profile {@code fuzz}). What makes a target fail is told in hexadecimal; put into the corpus, it is tried for ever.
 *
 * <p>The corpus of a target is the folder {@code fuzz/TARGET} among the test's resources, a file for each input.
 */
public final class Fuzzing {
    private static final int ROUNDS = 1500;
    private static final int LONGEST = 64 * 1024;
    private static final long SEED = 20_260_101;

    private final List<byte[]> corpus;
    private final List<byte[]> words;
    private final Random random;

    private Fuzzing(List<byte[]> corpus, List<byte[]> words, long seed) {
        this.corpus = corpus;
        this.words = words;
        this.random = new Random(seed);
    }

    /**
     * Runs a target.
     *
     * @param resources a class of the module whose resources hold the corpus
     * @param words pieces of the target's language, to be put in anywhere
     * @param body throws if something is wrong
     */
    public static void run(Class<?> resources, String target, List<String> words, Consumer<byte[]> body) {
        long seconds = Long.getLong("fuzz.seconds", 0);
        List<byte[]> pieces = words.stream()
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
        Fuzzing fuzzing = new Fuzzing(corpus(resources, target), pieces, seconds > 0 ? System.nanoTime() : SEED);
        fuzzing.corpus.forEach(input -> attempt(target, input, body));
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (int round = 0; seconds > 0 ? System.nanoTime() < end : round < ROUNDS; round++) {
            attempt(target, fuzzing.input(), body);
        }
    }

    private static void attempt(String target, byte[] input, Consumer<byte[]> body) {
        try {
            body.accept(input);
        } catch (RuntimeException | Error e) {
            String hex = HexFormat.of().formatHex(input);
            throw new AssertionError("target " + target + " fails with " + hex, e);
        }
    }

    private static List<byte[]> corpus(Class<?> resources, String target) {
        URL folder = resources.getResource("/fuzz/" + target);
        if (folder == null) {
            throw new IllegalArgumentException("no corpus for " + target);
        }
        try (Stream<Path> files = Files.list(Path.of(new URI(folder.toString())))) {
            List<byte[]> inputs = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                inputs.add(Files.readAllBytes(file));
            }
            return inputs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An input made of kept ones. */
    private byte[] input() {
        byte[] input = corpus.get(random.nextInt(corpus.size()));
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            input = changed(input);
        }
        return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + random.nextInt(1 + Math.min(64, input.length)));
        return switch (random.nextInt(7)) {
            case 0 -> spliced(input, at, new byte[] {(byte) random.nextInt(256)}, Math.min(input.length, at + 1));
            case 1 -> spliced(input, at, new byte[0], to);
            case 2 -> spliced(input, at, Arrays.copyOfRange(input, at, to), at);
            case 3 -> spliced(
                    input,
                    at,
                    "()<>@,;:\\\"[]{}=?*%&~+-/. \t\r\n\0"
                            .substring(random.nextInt(30))
                            .getBytes(StandardCharsets.US_ASCII),
                    at);
            case 4 -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int from = random.nextInt(other.length + 1);
                yield spliced(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
            }
            case 5 -> spliced(input, at, repeated(Arrays.copyOfRange(input, at, to)), at);
            default -> spliced(input, at, words.get(random.nextInt(words.size())), at);
        };
    }

    private byte[] repeated(byte[] piece) {
        byte[] many = new byte[piece.length * (2 + random.nextInt(200))];
        for (int i = 0; i < many.length; i++) {
            many[i] = piece[i % piece.length];
        }
        return many;
    }

    private static byte[] spliced(byte[] input, int from, byte[] piece, int to) {
        byte[] result = new byte[from + piece.length + input.length - to];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(input, to, result, from + piece.length, input.length - to);
        return result;
    }

    /** Cuts an input into pieces that depend on nothing but the input. */
    public static void pieces(byte[] input, Consumer<byte[]> piece) {
        Random random = new Random(Arrays.hashCode(input));
        for (int at = 0; at < input.length; ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            piece.accept(Arrays.copyOfRange(input, at, end));
            at = end;
        }
    }
}
