#!/usr/bin/env bash
# Receivers that hang, flood, reset and lie: they cost little, and mail for others is not late because of them.
. "$(dirname "$0")/../outbound.sh"
program hostile "$(version python3 --version)"
isolate
command -v smtp-sink >/dev/null || skip 'needs smtp-sink'
{ for number in {200..210}; do printf 'h%d.example. A 192.0.2.%d\n' "$number" "$number"; done; echo 'live.example. A 192.0.2.100'; } | start_dns
receivers() { start_peer hostile python3 "$here/hostile.py" && listens 192.0.2.210 25 && sink 192.0.2.100; }
check 'receivers start' receivers || exit
export JAVA_OPTS=-Xmx256m POSTHASTE_QUEUE_FIRSTRETRY=1h POSTHASTE_QUEUE_LONGESTRETRY=1h POSTHASTE_RELAY_LIMITS_PERHOUR=0 POSTHASTE_RELAY_LIMITS_NEWPERHOUR=0
check 'Posthaste starts' start_posthaste || exit
many() {
    local all= number i
    for number in {200..210}; do for i in {1..5}; do all=$all,x$i@h$number.example; done; done
    for i in {1..5}; do submit "$ANN" "$all" "hostile-$i" || return; done
}
check 'mail to all of them is accepted' many
live() { # within two seconds
    submit "$ANN" x@live.example "$1" || return
    for _ in {1..20}; do grep -q "Subject: $1" "$WORK/sink/192.0.2.100" 2>/dev/null && return; sleep 0.1; done
    return 1
}
check 'mail to a live host goes out at once meanwhile' live hostile-live
floods() { for _ in {1..100}; do [ "$(grep -c flood "$WORK/hostile.out")" -ge 3 ] && break; sleep 0.2; done; cat "$WORK/hostile.out"; [ "$(awk '/flood/ && $2 > m { m = $2 } END { print m + 0 }' "$WORK/hostile.out")" -lt 40000000 ]; }
check 'endless replies are not read on' floods
sleep 5
check 'and still after a while' live hostile-later
nothing_believed() { for number in 202 203 206 207; do report --wait 0 none "x1@h$number.example" || return; done; }
check 'injected and broken replies decide nothing' nothing_believed
waiting() { "$POSTHASTE" queue list --data "$DATA" --json --domain h203.example >"$WORK/list" && cat "$WORK/list" && python3 "$here/waiting.py" x1@h203.example <"$WORK/list"; }
check 'what was cut off waits for another try' waiting
small() { awk '/VmRSS/ { print; exit $2 > 700000 }' "/proc/$(cat "$WORK/server.pid")/status"; }
check 'the server stays small' small
no_bugs() { ! grep -nE ' ERROR |Exception' "$WORK/server.log" "$WORK/server.err"; }
check 'the log holds no error' no_bugs
check 'ends cleanly while they hang' stop_server
