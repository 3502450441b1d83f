#!/usr/bin/env bash
# The story of messages: delivered, refused by the author's policy, waiting for another try, returned; found in every way a person may know them by.
. "$(dirname "$0")/../outbound.sh"
program why "$(version python3 --version)"
isolate
command -v smtp-sink >/dev/null || skip 'needs smtp-sink'
command -v swaks >/dev/null || skip 'needs swaks'
ip address add 198.51.100.25/24 dev lo || skip 'the network cannot be set up'
start_dns <<'DNS'
good.example. MX 10 mx.good.example.
good.example. TXT "v=spf1 ip4:198.51.100.25 -all"
_dmarc.good.example. TXT "v=DMARC1; p=reject"
mx.good.example. A 198.51.100.25
25.100.51.198.in-addr.arpa. PTR mx.good.example.
strict.example. MX 10 mx.good.example.
strict.example. TXT "v=spf1 ip4:203.0.113.1 -all"
_dmarc.strict.example. TXT "v=DMARC1; p=reject"
busy.example. A 192.0.2.100
none.example. A 192.0.2.101
DNS
receivers() { sink 192.0.2.100 -r rcpt && sink 192.0.2.101 -f rcpt; }
check 'receivers start' receivers || exit
export POSTHASTE_QUEUE_FIRSTRETRY=1h POSTHASTE_QUEUE_LONGESTRETRY=1h
check 'Posthaste starts' start_posthaste || exit
arrive() { # SENDER MESSAGE-ID: a stranger's message to the user
    swaks --server "$HOST:$SMTP" --local-interface 198.51.100.25 --ehlo mx.good.example --from "$1" --to "$ANN" --header "From: $1" --header "Message-Id: <$2>" --timeout 20 >"$WORK/swaks.out" 2>&1
    local code=$?
    cat "$WORK/swaks.out"
    return $code
}
why() { "$POSTHASTE" why --data "$DATA" "$@" </dev/null >"$WORK/why.out" 2>&1; local code=$?; cat "$WORK/why.out"; return $code; }
tells() { local text; for text; do grep -qF -- "$text" "$WORK/why.out" || { cat "$WORK/why.out"; echo "missing: $text"; return 1; }; done; }

good() { arrive news@good.example one@good.example && why one@good.example && tells 'accepted from news@good.example' 'calls itself mx.good.example' 'spf: pass' 'dmarc: pass' 'v=spf1 ip4:198.51.100.25 -all' 'filed in INBOX'; }
check 'mail that came in, with its checks and the DNS they used' good
forged() { ! arrive boss@strict.example two@strict.example && why boss@strict.example && tells 'rejected: boss@strict.example' 'spf: fail' 'p=reject of _dmarc.strict.example' 'answer: 550'; }
check 'mail that was refused, and the clause that decided' forged
waits() { submit "$ANN" x@busy.example why-waits && sleep 2 && why --to busy.example && tells "logged in as $ANN" 'could not be delivered to x@busy.example' '[192.0.2.100]' 'waits; next try at'; }
check 'mail that waits: each attempt, the reply, the next try' waits
returned() { submit "$ANN" x@none.example why-returned && report failed x@none.example >/dev/null && why x@none.example && tells 'given up for x@none.example' 'a report about x@none.example went to'; }
check 'mail that was returned' returned
pasted() {
    "$POSTHASTE" why --data "$DATA" --json x@none.example >"$WORK/story.json" </dev/null || return
    local id messageid
    id=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["stories"][0]["msg"])' "$WORK/story.json")
    messageid=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["stories"][0]["messageId"])' "$WORK/story.json")
    printf 'From: MAILER-DAEMON@elsewhere.example\nMessage-ID: <other@elsewhere.example>\n\nReturned:\n\n> Message-ID: %s\n' "$messageid" | "$POSTHASTE" why --data "$DATA" >"$WORK/why.out" 2>&1 && tells "Message $id of"
}
check 'a pasted bounce leads to its message' pasted
host() { why 198.51.100.25 && tells 'two@strict.example' 'one@good.example' && why good.example && tells 'one@good.example'; }
check 'by host and by domain, refused mail included' host
unknown() { why nobody@nowhere.example; [ $? = 1 ] && tells 'The journal knows nothing of nobody@nowhere.example' 'Next: posthaste'; }
check 'what nobody knows is said, with what to type next' unknown
stopped() { stop_server && why one@good.example && tells 'filed in INBOX'; }
check 'also while the server is stopped' stopped
