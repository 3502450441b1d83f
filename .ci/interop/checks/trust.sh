#!/usr/bin/env bash
# Forged and honest mail from several addresses of a network of its own: what becomes of it is compared with the verdict of opendmarc's library for each case (dmarc_cases.py), signatures
# being made by dkimpy, and looked at with swaks and by IMAP.
. "$(dirname "$0")/../outbound.sh"
python=/usr/bin/python3 # the one that Debian's packages are for
program opendmarc "$(dpkg-query -W -f '${Version}' libopendmarc2 2>/dev/null || dpkg-query -W -f '${Version}' opendmarc 2>/dev/null)"
isolate
"$python" -c 'import ctypes, dkim; ctypes.CDLL("libopendmarc.so.2")' 2>/dev/null || skip 'needs opendmarc and python3-dkim'
openssl genrsa -out "$WORK/key.pem" 2048 2>/dev/null
cases() { "$python" "$here/dmarc_cases.py" "$@"; }
cases zone "$WORK/key.pem" | start_dns
# opendmarc asks the resolver of the system.
printf 'nameserver 192.0.2.53\n' >"$WORK/resolv.conf" && mount --bind "$WORK/resolv.conf" /etc/resolv.conf || skip 'the resolver cannot be set'
check 'Posthaste starts' start_posthaste || exit
for name in $(cases names); do
    check "$name" cases run "$name" "$WORK/key.pem"
done

program swaks "$(version swaks --version)"
forged() {
    swaks --server "$HOST:25" --local-interface 192.0.2.66 --helo forger.example --from ceo@a.r.example --to "$ANN" --header 'Subject: forged' \
        --header 'Message-Id: <forged-1@a.r.example>' --h-From 'CEO <ceo@a.r.example>' "$@"
}
check 'a forged message is refused with a reply that says why' refused '550.5\.7\.1 .*a\.r\.example' forged
absent() { look --wait 1 absent forged && look --mailbox Junk --wait 1 absent forged; }
check 'and is nowhere' absent
why() {
    # What was refused comes into the journal, and into its index, a moment later.
    for _ in {1..20}; do "$POSTHASTE" why '<forged-1@a.r.example>' --data "$DATA" >"$WORK/why" && break; sleep 0.5; done
    cat "$WORK/why"
    grep -q 'v=DMARC1; p=reject' "$WORK/why" && grep -q 'reject: ' "$WORK/why" && grep -q '192.0.2.66' "$WORK/why"
}
check 'posthaste why knows its policy, its client and what decided' why
forged_field() {
    swaks --server "$HOST:25" --local-interface 192.0.2.10 --helo mx.a.r.example --from joe@a.r.example --to "$ANN" --h-From joe@a.r.example --header 'Subject: field' \
        --add-header "Authentication-Results: $NAME; dmarc=pass header.from=bank.example" &&
        look wait field && look raw field | tee "$WORK/raw" | tr -d '\r\n' | grep -q 'dmarc=pass' && ! grep -q bank "$WORK/raw" && [ "$(grep -c '^Authentication-Results' "$WORK/raw")" = 1 ]
}
check 'a field in our name is taken out' forged_field
stop_dns() { kill "$(cat "$WORK/dns/pid")"; rm -f "$WORK/dns/pid"; for _ in {1..50}; do (: </dev/tcp/192.0.2.53/53) 2>/dev/null || return 0; sleep 0.1; done; }
unknown() {
    stop_dns && swaks --server "$HOST:25" --timeout 60 --local-interface 127.0.0.1 --helo late.example --from joe@late.example --to "$ANN" --h-From joe@late.example --header 'Subject: late' &&
        look wait late && look raw late | tr -d '\r\n' | grep -q 'dmarc=temperror'
}
check 'while the DNS does not answer mail is delivered, and marked so' unknown
