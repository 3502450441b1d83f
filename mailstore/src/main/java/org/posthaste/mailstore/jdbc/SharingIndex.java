package org.posthaste.mailstore.jdbc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.mailstore.AccountId;

/** Who grants something to whom, remembered until anybody's rights change. Thread-safe. */
final class SharingIndex {
    private static final int REMEMBERED = 50_000;

    private final Database database;
    /** Replaced as a whole, so that what is being read while rights change ends up in a map nobody uses any more. */
    private volatile Map<AccountId, List<AccountId>> sharers = new ConcurrentHashMap<>();

    SharingIndex(Database database) {
        this.database = database;
    }

    /** Other accounts that granted this one anything. */
    List<AccountId> sharers(AccountId account) {
        Map<AccountId, List<AccountId>> now = sharers;
        List<AccountId> known = now.get(account);
        if (known == null) {
            known = List.copyOf(database.read(tx -> RightsTable.sharers(tx, account)));
            if (now.size() < REMEMBERED) {
                now.put(account, known);
            }
        }
        return known;
    }

    /** Rights have changed, and the change is committed. */
    void forget() {
        sharers = new ConcurrentHashMap<>();
    }
}
