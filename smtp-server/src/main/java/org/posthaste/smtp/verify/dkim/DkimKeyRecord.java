package org.posthaste.smtp.verify.dkim;

import java.util.List;
import java.util.Optional;

/**
 * A key record, RFC 6376 §3.6.1.
 *
 * @param keyType k=
 * @param keyData p= without blanks: base64; empty if the key is revoked
 * @param hashes h=; empty for all
 * @param services s=
 * @param flags t=
 * @param notes n=
 */
public record DkimKeyRecord(
        String keyType, String keyData, List<String> hashes, List<String> services, List<String> flags, String notes) {

    /** Reads a record, one octet a character, its strings already joined. */
    public static DkimKeyRecord parse(String text) throws InvalidSignatureException {
        TagList tags = TagList.parse(text);
        Optional<String> version = tags.value("v");
        if (version.isPresent()
                && (!version.get().equals("DKIM1") || !tags.tags().get(0).name().equals("v"))) {
            throw InvalidSignatureException.permanent("the record does not begin with v=DKIM1");
        }
        String key = tags.value("p").orElseThrow(() -> InvalidSignatureException.permanent("the record has no tag p="));
        return new DkimKeyRecord(
                tags.value("k").orElse("rsa"),
                TagList.withoutBlanks(key),
                tags.value("h").map(TagList::parts).orElse(List.of()),
                tags.value("s").map(TagList::parts).orElse(List.of("*")),
                tags.value("t").map(TagList::parts).orElse(List.of()),
                tags.value("n").orElse(""));
    }

    /** The key was withdrawn: p= is empty. */
    public boolean revoked() {
        return keyData.isEmpty();
    }

    /** The domain is testing DKIM: t=y. */
    public boolean testing() {
        return flags.contains("y");
    }

    /** The domain of i= must be d= itself: t=s. */
    public boolean strictIdentity() {
        return flags.contains("s");
    }

    /** The key may be used for mail. */
    public boolean servesMail() {
        return services.contains("*") || services.contains("email");
    }

    /** The key may be used with SHA-256. */
    public boolean allowsSha256() {
        return hashes.isEmpty() || hashes.contains("sha256");
    }
}
