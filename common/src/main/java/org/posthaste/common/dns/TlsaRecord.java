package org.posthaste.common.dns;

import java.util.Arrays;
import java.util.HexFormat;

/** What a TLS server's certificate must match (RFC 6698 §2.1, RFC 7671). A value. */
public final class TlsaRecord {
    private final int usage;
    private final int selector;
    private final int matchingType;
    private final byte[] data;

    /**
     * A record.
     *
     * @param usage 2 (DANE-TA) and 3 (DANE-EE) matter to mail (RFC 7672 §3.1)
     * @param selector 0 the certificate, 1 its public key
     * @param matchingType 0 the whole, 1 SHA-256, 2 SHA-512
     * @param data what is to be matched
     */
    public TlsaRecord(int usage, int selector, int matchingType, byte[] data) {
        this.usage = usage;
        this.selector = selector;
        this.matchingType = matchingType;
        this.data = data.clone();
    }

    /** The certificate usage. */
    public int usage() {
        return usage;
    }

    /** The selector. */
    public int selector() {
        return selector;
    }

    /** The matching type. */
    public int matchingType() {
        return matchingType;
    }

    /** A copy of the certificate association data. */
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsaRecord that
                && usage == that.usage
                && selector == that.selector
                && matchingType == that.matchingType
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data) * 31 + usage * 9 + selector * 3 + matchingType;
    }

    /** As in a zone file. */
    @Override
    public String toString() {
        return usage + " " + selector + " " + matchingType + " "
                + HexFormat.of().formatHex(data);
    }
}
