package org.posthaste.common.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineScanTest {
    @Test
    void findsTheFirstOfAnOctetWhereverItStands() {
        Random random = new Random(11);
        byte[] alphabet = {0, 1, '\n', '\r', 'a', (byte) 0x80, (byte) 0x81, (byte) 0xff};
        for (int round = 0; round < 2000; round++) {
            byte[] octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = random.nextInt(4) == 0 ? alphabet[random.nextInt(alphabet.length)] : (byte) 'x';
            }
            int from = random.nextInt(octets.length + 1);
            int end = from + random.nextInt(octets.length - from + 1);
            for (byte wanted : alphabet) {
                int expected = from;
                while (expected < end && octets[expected] != wanted) {
                    expected++;
                }
                assertThat(LineScan.indexOf(wanted, octets, from, end)).isEqualTo(expected);
            }
        }
    }
}
