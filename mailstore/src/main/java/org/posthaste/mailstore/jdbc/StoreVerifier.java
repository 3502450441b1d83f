package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.VerifyReport;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.blob.PackMark;
import org.posthaste.mailstore.index.PagedSnapshot;

/** Compares everything with everything: checksums in packs, index rows with records, counters with messages. Used once. */
final class StoreVerifier {
    private final Database database;
    private final BlobStore blobs;
    private final List<String> damages = new ArrayList<>();
    private final Map<Integer, BlobStore.PackCheck> packs = new HashMap<>();
    private long messages;
    private long octets;

    /** A mailbox with its counters. */
    private record Counted(int id, int messages, int unseen, int deleted, long octets, int uidNext, long modSeq) {}

    StoreVerifier(Database database, BlobStore blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    VerifyReport verify() {
        // Rows first: packs only grow, so every record that a row refers to is there afterwards.
        List<Integer> mailboxes = database.read(tx -> tx.list("SELECT id FROM mailbox", row -> row.getInt(1)));
        List<List<BlobRef>> references = new ArrayList<>();
        for (int mailbox : mailboxes) {
            references.add(database.read(tx -> checkMailbox(tx, mailbox)));
        }
        Map<BlobRef, String> queued = database.read(this::checkQueue);
        for (PackMark mark : database.read(PackTable::all)) {
            BlobStore.PackCheck check = blobs.check(mark);
            packs.put(mark.number(), check);
            octets += check.octets();
            damages.addAll(check.damages());
        }
        for (int i = 0; i < mailboxes.size(); i++) {
            checkReferences("mailbox " + mailboxes.get(i), references.get(i));
        }
        queued.forEach((blob, id) -> checkReference("queued message " + id, blob));
        return new VerifyReport(messages, octets, damages);
    }

    /** A message's octets belong to one message of the queue only. */
    private Map<BlobRef, String> checkQueue(Tx tx) throws SQLException {
        for (String address : QueueTable.orphans(tx)) {
            damages.add("queue: the message to " + address + " is not there");
        }
        for (String id : QueueTable.lonely(tx)) {
            damages.add("queued message " + id + ": it has no recipients");
        }
        Map<BlobRef, String> blobs = new HashMap<>();
        QueueTable.forEachBlob(tx, (id, blob) -> blobs.put(blob, id));
        return blobs;
    }

    private List<BlobRef> checkMailbox(Tx tx, int id) throws SQLException {
        List<Counted> rows = tx.list(
                "SELECT id, messages, unseen, deleted, octets, uid_next, mod_seq FROM mailbox WHERE id = ?",
                row -> new Counted(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getLong(5),
                        row.getInt(6),
                        row.getLong(7)),
                id);
        if (rows.isEmpty()) {
            return List.of();
        }
        PagedSnapshot snapshot;
        try {
            MailboxId mailbox = new MailboxId(id);
            snapshot = LoadedMailbox.read(tx, mailbox)
                    .snapshot(new PagedSnapshot.State(mailbox, 1, rows.get(0).uidNext(), 1, List.of()));
        } catch (RuntimeException e) {
            damages.add("mailbox " + id + ": its index cannot be read: " + e);
            return List.of();
        }
        compare(rows.get(0), snapshot);
        List<BlobRef> references = new ArrayList<>(snapshot.count());
        for (int index = 0; index < snapshot.count(); index++) {
            references.add(snapshot.blob(index));
        }
        return references;
    }

    private void compare(Counted row, PagedSnapshot snapshot) {
        int deleted = 0;
        long size = 0;
        long newest = 0;
        for (int index = 0; index < snapshot.count(); index++) {
            deleted += (snapshot.flags(index) & FlagBits.DELETED) != 0 ? 1 : 0;
            size += snapshot.size(index);
            newest = Math.max(newest, snapshot.modSeq(index));
            if (index > 0 && snapshot.uid(index) <= snapshot.uid(index - 1)) {
                damages.add("mailbox " + row.id() + ": uid " + snapshot.uid(index) + " is out of order");
            }
        }
        expect(row.id(), "messages", row.messages(), snapshot.count());
        expect(row.id(), "unseen messages", row.unseen(), snapshot.unseen());
        expect(row.id(), "deleted messages", row.deleted(), deleted);
        expect(row.id(), "octets", row.octets(), size);
        if (newest > row.modSeq()) {
            damages.add("mailbox " + row.id() + ": a message has modseq " + newest + ", above the highest");
        }
        if (snapshot.count() > 0 && snapshot.uid(snapshot.count() - 1) >= row.uidNext()) {
            damages.add("mailbox " + row.id() + ": a message has a uid above uidnext");
        }
    }

    private void expect(int mailbox, String what, long counted, long found) {
        if (counted != found) {
            damages.add("mailbox " + mailbox + ": counts " + counted + " " + what + " but has " + found);
        }
    }

    private void checkReferences(String owner, List<BlobRef> references) {
        for (BlobRef blob : references) {
            checkReference(owner, blob);
        }
    }

    private void checkReference(String owner, BlobRef blob) {
        messages++;
        BlobStore.PackCheck check = packs.get(blob.pack());
        int at = check == null ? -1 : Arrays.binarySearch(check.records(), blob.offset());
        if (check == null || at < 0 || check.lengths()[at] != blob.size()) {
            damages.add(owner + ": no message of " + blob.size() + " octets at " + blob.offset() + " of pack "
                    + blob.pack());
        }
    }
}
