package org.posthaste.smtp.report;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.PartIndex;

/** Takes mail for the addresses that the records of our domains name for reports. Thread-safe; never blocks. */
public interface ReportInbox {
    /** No address is for reports. */
    ReportInbox NONE = new ReportInbox() {
        @Override
        public boolean isFor(MailAddress address) {
            return false;
        }

        @Override
        public CompletionStage<String> take(Incoming message) {
            return CompletableFuture.completedFuture("");
        }
    };

    /** True if reports come to this address: mail for it is taken even if nobody has it. */
    boolean isFor(MailAddress address);

    /**
     * Reads the reports of a message and keeps them. Fails with a {@link org.posthaste.mailstore.StoreException} if they cannot be kept now; what is no report, or none that can be read, is no failure.
     *
     * @return what became of it, in a few words for the journal; durable
     */
    CompletionStage<String> take(Incoming message);

    /**
     * A message for such addresses.
     *
     * @param id in log and journal
     * @param content its octets; they must stay until the stage completes
     * @param parts of it
     * @param addresses for reports that it is for
     * @param authenticated the domain that proved to have sent it; empty text if none did
     */
    record Incoming(String id, ByteSource content, PartIndex parts, List<MailAddress> addresses, String authenticated) {
        public Incoming {
            addresses = List.copyOf(addresses);
        }
    }
}
