#!/usr/bin/env bash
# Reports between servers: mail of a stranger is judged, good and forged; the report about it arrives where its domain wants it, signed, and follows the schema of RFC 9990 (xmllint). Reports of others about our
# domain are read, proved or not, and told of in words; hostile ones cost nothing.
. "$(dirname "$0")/../outbound.sh"
program reports "$(version python3 --version)"
isolate
command -v smtp-sink >/dev/null || skip 'needs smtp-sink'
command -v swaks >/dev/null || skip 'needs swaks'
ip address add 198.51.100.25/24 dev lo || skip 'the network cannot be set up'
start_dns <<'DNS'
good.example. MX 10 mx.good.example.
good.example. TXT "v=spf1 ip4:198.51.100.25 -all"
_dmarc.good.example. TXT "v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@good.example!10m,mailto:x@unasked.example,mailto:all@collector.example"
good.example._report._dmarc.collector.example. TXT "v=DMARC1"
mx.good.example. A 198.51.100.25
mx.good.example. TXT "v=spf1 a -all"
25.100.51.198.in-addr.arpa. PTR mx.good.example.
collector.example. A 192.0.2.101
unasked.example. A 192.0.2.102
DNS
receivers() { sink 198.51.100.25 && sink 192.0.2.101 && sink 192.0.2.102; }
check 'receivers start' receivers || exit
check 'Posthaste starts' start_posthaste || exit
domain=${ANN#*@}
resources=$here/../../smtp-server/src/test/resources/reports
arrive() { # SENDER FROM RECIPIENT [FILE TYPE]: a message of a stranger, perhaps with an attachment
    local attach=()
    [ $# -lt 4 ] || attach=(--attach-type "$5" --attach "@$4")
    swaks --server "$HOST:$SMTP" --local-interface 198.51.100.25 --ehlo mx.good.example --from "$1" --to "$3" --header "From: $2" "${attach[@]}" --timeout 20
}
good() { arrive news@good.example news@good.example "$ANN" && arrive news@good.example news@good.example "$ANN"; }
check 'good mail comes in' good
forged() { ! swaks --server "$HOST:$SMTP" --local-interface 192.0.2.77 --ehlo forger.example --from "x@good.example" --to "$ANN" --header "From: boss@good.example" --timeout 20; }
check 'forged mail is refused' forged
sent() { "$POSTHASTE" report send good.example --data "$DATA" | tee "$WORK/said"; grep -q 'sent .*dmarc@good.example.*all@collector.example.*unasked.example does not say' "$WORK/said"; }
check 'its domain is told of today so far' sent
has() { for _ in {1..100}; do grep -q 'Report Domain: good.example' "$WORK/sink/$1" 2>/dev/null && return; sleep 0.2; done; return 1; }
check 'the report arrives where the domain wants it' has 198.51.100.25
check 'and where somebody else agreed' has 192.0.2.101
unasked() { ! grep -q 'Report Domain' "$WORK/sink/192.0.2.102" 2>/dev/null; }
check 'who did not ask gets none' unasked
unpack() {
    python3 - "$WORK/sink/198.51.100.25" "$WORK/report.xml" <<'PYTHON'
import email, gzip, sys
text = open(sys.argv[1], 'rb').read()
start = text.index(b'Report Domain: good.example')
start = max(text.rfind(b'\nDKIM-Signature:', 0, start), text.rfind(b'\nFrom: <postmaster@', 0, start)) + 1
message = email.message_from_bytes(text[start:].replace(b'\r\n', b'\n'))
part = next(part for part in message.walk() if part.get_content_type() == 'application/gzip')
assert part.get_filename().endswith('.xml.gz'), part.get_filename()
open(sys.argv[2], 'wb').write(gzip.decompress(part.get_payload(decode=True)))
PYTHON
}
check 'it is a message with a gzip file' unpack
schema() { xmllint --noout --schema "$resources/rfc9990.xsd" "$WORK/report.xml"; }
if command -v xmllint >/dev/null; then check 'the file follows the schema of RFC 9990' schema; fi
counts() { cat "$WORK/report.xml"; grep -q '<source_ip>198.51.100.25</source_ip><count>2</count><policy_evaluated><disposition>pass</disposition><dkim>fail</dkim><spf>pass</spf>' "$WORK/report.xml" && grep -q '<source_ip>192.0.2.77</source_ip><count>1</count><policy_evaluated><disposition>reject</disposition>' "$WORK/report.xml"; }
check 'it counts what came and what was refused' counts

yesterday=$(($(date +%s) / 86400 * 86400 - 86400))
reported() { # NAME TYPE ADDRESS: about our domain and yesterday
    sed "s/example\.org/$domain/g; s/1788220800/$yesterday/; s/1788307199/$((yesterday + 86399))/; s/2026-09-01T/$(date -u -d "@$yesterday" +%F)T/g" "$resources/$1" >"$WORK/$1" && gzip -nkf "$WORK/$1" && arrive noreply@good.example noreply@good.example "$3@$domain" "$WORK/$1.gz" "$2"
}
check 'a DMARC report of the first standard is taken' reported rfc7489.xml application/gzip dmarc-reports
check 'the same again' reported rfc7489.xml application/zip dmarc-reports
check 'one of the new standard' reported rfc9990.xml text/plain dmarc-reports
check 'a TLS report' reported tlsrpt.json application/tlsrpt+gzip tls-reports
bomb() { { printf '<feedback>'; head -c 300000000 /dev/zero | tr '\0' ' '; } | gzip -9 >"$WORK/bomb.gz" && arrive noreply@good.example noreply@good.example "dmarc-reports@$domain" "$WORK/bomb.gz" application/gzip; }
check 'a bomb' bomb
listed() {
    "$POSTHASTE" report list --data "$DATA" --json >"$WORK/list.json" && cat "$WORK/list.json" && python3 - "$WORK/list.json" <<'PYTHON'
import json, sys
reports = json.load(open(sys.argv[1]))
assert len(reports) == 4, len(reports)
assert all(report['authenticated'] == 'good.example' for report in reports)
assert reports[0]['unread'], 'the bomb'
assert [report['counted'] for report in reports[1:]] == [34, 5, 15] or [report['counted'] for report in reports[1:]] == [35, 5, 15]
PYTHON
}
check 'each is kept once, proved by its sender, the bomb as a line' listed
words() { "$POSTHASTE" report dmarc "$domain" --data "$DATA" | tee "$WORK/said"; grep -q '2 reports about' "$WORK/said" && grep -q 'Too little data' "$WORK/said"; }
check 'they are told of in words' words
stopped() { stop_server && "$POSTHASTE" report tls "$domain" --data "$DATA" | tee "$WORK/said"; grep -q 'the certificate had expired' "$WORK/said"; }
check 'also while the server is stopped' stopped
