package org.posthaste.app.records;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.smtp.sign.DomainKey;
import org.posthaste.smtp.sign.DomainKey.State;

/** What must be said beside the records. Pure. */
final class Notes {
    private Notes() {}

    static List<String> of(HostRecords host, List<DomainKey> keys, Instant now) {
        List<String> notes = new ArrayList<>();
        if (host.hostname().indexOf('.') < 0) {
            notes.add(
                    "The host name \"" + host.hostname() + "\" is no name in the DNS: set hostname in posthaste.yaml.");
        }
        if (host.addresses().isEmpty()) {
            notes.add("No public address of this host is known: name it with --address, or as publish.addresses in"
                    + " posthaste.yaml, to see the records with it.");
        }
        if (!host.smartHost().isEmpty()) {
            notes.add("Mail leaves through " + host.smartHost()
                    + ": put what its operator names for SPF before \"-all\"," + " such as include:spf.example.net.");
        }
        if (keys.isEmpty()) {
            notes.add("The domain has no keys yet, so its mail is not signed.");
        }
        for (DomainKey key : keys) {
            if (key.state() == State.RETIRED && !key.published(now)) {
                notes.add("The record " + key.recordName() + " is needed no more and can be removed.");
            }
        }
        return notes;
    }
}
