#!/usr/bin/env bash
# kill -9 in the middle of deliveries, APPENDs, flag changes and expunges: what was acknowledged is there after a restart, once, under the same UIDs.
. "$(dirname "$0")/../lib.sh"
program server kill-9
. "$(dirname "$0")/../server.sh"
look uids >"$WORK/uids-before"
survives() { python3 "$here/crash_check.py" change "$WORK/acknowledged" "$(cat "$WORK/server.pid")"; }
check 'killed in the middle of deliveries and changes' survives
wait_gone() { for _ in {1..50}; do server_alive || return 0; sleep 0.1; done; return 1; }
check 'is gone' wait_gone
check 'starts again' start_server serve
check 'everything acknowledged is there, once and intact' python3 "$here/crash_check.py" verify "$WORK/acknowledged"
same_uids() { look uids >"$WORK/uids-after" && [ "$(head -n 1 "$WORK/uids-before")" = "$(head -n 1 "$WORK/uids-after")" ] && ! grep -vxFf "$WORK/uids-after" "$WORK/uids-before"; }
check 'UIDVALIDITY and earlier UIDs are the same' same_uids
check 'posthaste verify finds no damage' "$POSTHASTE" verify --data "$DATA"
