#!/usr/bin/env bash
# Postfix's smtp-sink with its failure modes: what is refused for good is reported, what is refused for now, or breaks off, is tried again.
. "$(dirname "$0")/../outbound.sh"
program smtp-sink "$(postconf -d -h mail_version)"
isolate
command -v smtp-sink >/dev/null || skip 'needs smtp-sink'
modes=(ok '' bare '-e -p -8 -E -N' hard-mail '-f mail' hard-rcpt '-f rcpt' hard-data '-f data' hard-dot '-f .' soft-connect '-r connect' soft-ehlo '-r ehlo' soft-mail '-r mail' soft-rcpt '-r rcpt'
    soft-data '-r data' soft-dot '-r .' drop-connect '-q connect' drop-ehlo '-q ehlo' drop-mail '-q mail' drop-rcpt '-q rcpt' drop-data '-q data' drop-dot '-q .' bye-mail '-Q mail' bye-dot '-Q .' hasty '-A 1')
records() {
    local i
    for ((i = 0; i < ${#modes[@]}; i += 2)); do printf '%s.example. A 192.0.2.%d\n' "${modes[i]}" $((100 + i / 2)); done
}
records | start_dns
sinks() {
    local i options
    for ((i = 0; i < ${#modes[@]}; i += 2)); do
        read -ra options <<<"${modes[i + 1]}"
        sink 192.0.2.$((100 + i / 2)) "${options[@]}" || return
    done
}
check 'receivers start' sinks || exit
export POSTHASTE_QUEUE_FIRSTRETRY=1h POSTHASTE_QUEUE_LONGESTRETRY=1h
check 'Posthaste starts' start_posthaste || exit
send_all() {
    local i all=
    for ((i = 0; i < ${#modes[@]}; i += 2)); do all=$all,x@${modes[i]}.example; done
    submit "$ANN" "$all" sink-all
}
check 'one message to all of them is accepted' send_all
taken() { for _ in {1..100}; do grep -q 'Subject: sink-all' "$WORK/sink/$1" 2>/dev/null && return; sleep 0.2; done; return 1; }
check 'the one that takes everything has it' taken 192.0.2.100
check 'and so has the one that knows no ESMTP' taken 192.0.2.101
for mode in mail rcpt data dot; do check "5xx to $mode: reported" report failed "x@hard-$mode.example" diagnostic-code='smtp; 500' action=failed; done
check '550 in the middle of the data: reported' report failed x@hasty.example diagnostic-code='smtp; 5'
waiting() {
    local mode list
    for _ in {1..100}; do
        list=$("$POSTHASTE" queue list --data "$DATA" --json)
        missing=
        for ((i = 0; i < ${#modes[@]}; i += 2)); do
            mode=${modes[i]}
            case $mode in soft-* | drop-* | bye-*) python3 "$here/waiting.py" "x@$mode.example" <<<"$list" || missing="$missing $mode" ;; esac
        done
        [ -z "$missing" ] && return
        sleep 0.3
    done
    printf '%s\nnot waiting after an attempt:%s\n' "$list" "$missing"
    return 1
}
check '4xx, 421, and connections that break off: tried once, and wait' waiting
nobody_told() { for mode in soft-rcpt drop-dot bye-mail; do report --wait 0 none "x@$mode.example" || return; done; }
check 'nobody is told of those' nobody_told
once() { [ "$(grep -c 'Subject: sink-all' "$WORK/sink/192.0.2.100")" = 1 ]; }
check 'nothing was sent twice' once
retry() { "$POSTHASTE" queue retry --data "$DATA" --to 'x@soft-rcpt.example' && "$POSTHASTE" queue remove --data "$DATA" --to '*' --yes; }
check 'queue retry, queue remove' retry
check 'nothing is left in the queue' queue_empty
