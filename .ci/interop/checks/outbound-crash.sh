#!/usr/bin/env bash
# kill -9 in the middle of a stream of submissions to other hosts: after a restart all that was acknowledged arrives, and no more twice than was under way.
. "$(dirname "$0")/../outbound.sh"
program relay kill-9
isolate
command -v smtp-sink >/dev/null || skip 'needs smtp-sink'
printf '%s\n' 'quick.example. A 192.0.2.100' 'slow.example. A 192.0.2.101' | start_dns
receivers() { sink 192.0.2.100 && sink 192.0.2.101 -W .:1; }
check 'receivers start' receivers || exit
export POSTHASTE_RELAY_LIMITS_PERHOUR=0 POSTHASTE_RELAY_LIMITS_PERDAY=0 POSTHASTE_RELAY_LIMITS_NEWPERHOUR=0 POSTHASTE_RELAY_LIMITS_NEWPERDAY=0
check 'Posthaste starts' start_posthaste || exit
killed() { python3 "$here/outbound_crash.py" submit "$WORK/acknowledged" "$(cat "$WORK/server.pid")"; }
check 'killed in the middle of 500 submissions' killed
wait_gone() { for _ in {1..50}; do server_alive || return 0; sleep 0.1; done; return 1; }
check 'is gone' wait_gone
check 'starts again' start_server serve
check 'all that was acknowledged arrives, at most 40 twice' python3 "$here/outbound_crash.py" verify "$WORK/acknowledged" "$WORK/sink/192.0.2.100" "$WORK/sink/192.0.2.101"
check 'nothing is left in the queue' queue_empty
check 'posthaste verify finds no damage' "$POSTHASTE" verify --data "$DATA"
