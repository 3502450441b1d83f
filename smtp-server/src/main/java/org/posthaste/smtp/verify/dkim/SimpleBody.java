package org.posthaste.smtp.verify.dkim;

/** RFC 6376 §3.4.3: empty lines at the end become one; a missing last line end is added. Confined. */
final class SimpleBody extends CanonicalBody {
    private static final byte[] CR = {'\r'};

    /** The last octet was a CR that is not written yet. */
    private boolean behindCr;

    @Override
    void write(byte[] octets, int from, int to) {
        int tail = to;
        while (tail > from && (octets[tail - 1] == '\n' || octets[tail - 1] == '\r')) {
            tail--;
        }
        if (tail > from) {
            emitWaiting();
            emit(octets, from, tail);
        }
        for (int i = tail; i < to; i++) {
            writeLineEndOctet(octets, i);
        }
    }

    private void writeLineEndOctet(byte[] octets, int at) {
        if (octets[at] == '\r') {
            if (behindCr) {
                emitWaiting();
            }
            behindCr = true;
        } else if (behindCr) {
            behindCr = false;
            lineEnd();
        } else {
            emitWaiting();
            emit(octets, at, at + 1);
        }
    }

    private void emitWaiting() {
        emitLineEnds();
        if (behindCr) {
            emit(CR, 0, 1);
            behindCr = false;
        }
    }

    @Override
    void finish() {
        if (behindCr) {
            emitWaiting();
        }
        emitLastLineEnd();
    }
}
