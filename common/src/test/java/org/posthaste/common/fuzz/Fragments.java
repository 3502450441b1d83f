package org.posthaste.common.fuzz;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** Octets as a network might bring them. */
public final class Fragments {
    private Fragments() {}

    /** Cuts an input into pieces that depend on nothing but the input. */
    public static void of(byte[] input, Consumer<byte[]> piece) {
        Random random = new Random(Arrays.hashCode(input));
        for (int at = 0; at < input.length; ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
            piece.accept(Arrays.copyOfRange(input, at, end));
            at = end;
        }
    }
}
