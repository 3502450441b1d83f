#!/usr/bin/env bash
# Certificates by ACME from a real authority (pebble), proved in every way, with a real name server (knot) that takes dynamic updates. A server of its own is started for it. Needs root, as
# the name server has to answer on port 53.
. "$(dirname "$0")/../lib.sh"
dir=$WORK/acme
mkdir -p "$dir/knot"
DNS=127.0.0.77
PASSWORD=acme-pass-1
HOSTNAME_=mail.acme.test
knotd=$(command -v knotd || echo /usr/sbin/knotd)
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
free_offset() {
    python3 - <<'PYTHON'
import socket
for offset in range(40000, 60000, 700):
    sockets = []
    try:
        for port in (25, 80, 110, 143, 443, 465, 587, 993, 995):
            sockets.append(socket.socket())
            sockets[-1].bind(('127.0.0.1', port + offset))
        print(offset)
        break
    except OSError:
        continue
    finally:
        for each in sockets:
            each.close()
PYTHON
}
OFFSET=$(free_offset)
CA=$(free_port)
MANAGEMENT=$(free_port)
DIRECTORY=https://127.0.0.1:$CA/dir

certificates() {
    (cd "$dir" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 -subj '/CN=Pebble' -addext basicConstraints=critical,CA:TRUE &&
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout pebble.key -out pebble.csr -subj '/CN=localhost' && printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >pebble.ext &&
        openssl x509 -req -in pebble.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -out pebble.crt -extfile pebble.ext)
}
start_knot() {
    head -c 32 /dev/urandom | base64 >"$dir/secret"
    cat >"$dir/knot.conf" <<CONFIG
server:
    rundir: $dir/knot
    listen: $DNS@53
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: $dir/knot
key:
  - id: acme-key
    algorithm: hmac-sha256
    secret: $(cat "$dir/secret")
acl:
  - id: update
    action: update
    key: acme-key
  - id: by-hand
    action: update
    address: 127.0.0.1
zone:
  - domain: acme.test
    storage: $dir/knot
    file: acme.test.zone
    acl: [update, by-hand]
    journal-content: changes
    zonefile-load: whole
CONFIG
    printf '%s\n' '$ORIGIN acme.test.' '$TTL 1' '@ SOA ns admin 1 3600 600 86400 1' '@ NS ns' "ns A $DNS" 'mail A 127.0.0.1' 'autoconfig A 127.0.0.1' 'autodiscover A 192.0.2.9' >"$dir/knot/acme.test.zone"
    "$knotd" -c "$dir/knot.conf" >"$dir/knot.log" 2>&1 &
    echo $! >"$dir/knot.pid"
    for _ in {1..50}; do grep -q 'server started' "$dir/knot.log" && return; sleep 0.1; done
    cat "$dir/knot.log"
    return 1
}
start_pebble() {
    cat >"$dir/pebble.json" <<CONFIG
{"pebble": {"listenAddress": "127.0.0.1:$CA", "managementListenAddress": "127.0.0.1:$MANAGEMENT", "certificate": "$dir/pebble.crt", "privateKey": "$dir/pebble.key",
 "httpPort": $((OFFSET + 80)), "tlsPort": $((OFFSET + 443)), "ocspResponderURL": "", "externalAccountBindingRequired": false}}
CONFIG
    PEBBLE_VA_NOSLEEP=1 PEBBLE_VA_ALWAYS_VALID=0 PEBBLE_AUTHZREUSE=0 PEBBLE_WFE_NONCEREJECT=10 pebble -config "$dir/pebble.json" -dnsserver "$DNS:53" >"$dir/pebble.log" 2>&1 &
    echo $! >"$dir/pebble.pid"
    for _ in {1..50}; do curl -sf --cacert "$dir/ca.pem" "$DIRECTORY" >/dev/null && return; sleep 0.1; done
    cat "$dir/pebble.log"
    return 1
}
start_posthaste() {
    POSTHASTE_DNS_SERVERS=$DNS "$POSTHASTE" quickstart ann@acme.test --password-stdin --data "$dir/data" --port-offset "$OFFSET" --bind 127.0.0.1 --hostname "$HOSTNAME_" \
        <<<"$PASSWORD" >"$dir/server.log" 2>"$dir/server.err" &
    echo $! >"$dir/server.pid"
    for _ in {1..600}; do grep -q 'Posthaste is ready' "$dir/server.log" && return; sleep 0.2; done
    tail "$dir/server.log" "$dir/server.err"
    return 1
}
stop() { for pid in server pebble knot; do [ -s "$dir/$pid.pid" ] && kill "$(cat "$dir/$pid.pid")" 2>/dev/null; done; }
trap stop EXIT
cert() { timeout 120 "$POSTHASTE" certificate "$@" --data "$dir/data"; }
# shown NAME: the certificate that a client sees who asks IMAPS for the name
shown() { openssl s_client -connect "127.0.0.1:$((OFFSET + 993))" -servername "$1" </dev/null 2>/dev/null | openssl x509 -noout "${@:2}"; }
key() { shown "$1" -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1; }
by_pebble() { shown "$1" -issuer | grep Pebble; }
# field NAME-OF-CERTIFICATE KEY
field() { cert show --json | python3 -c 'import json, sys; print(next(o for o in json.load(sys.stdin)["orders"] if o["certificate"] == sys.argv[1]).get(sys.argv[2], ""))' "$1" "$2"; }
update() { printf 'server %s 53\nlocal 127.0.0.1\nzone acme.test\nupdate %s\nsend\n' "$DNS" "$*" | nsupdate; }

program pebble "$(dpkg-query -W -f='${Version}' pebble 2>/dev/null | grep -oE '^[0-9.]+')"
check 'certificates of the authority are made' certificates || exit
check 'knot starts' start_knot || exit
check 'pebble starts' start_pebble || exit
check 'a server of its own starts' start_posthaste || exit

terms() { cert acme --directory "$DIRECTORY" --authority "$dir/ca.pem" | grep -i 'terms of service' && ! grep -q acme: "$dir/data/posthaste.yaml"; }
check 'the terms are told and nothing is done without consent' terms
before=$(key "$HOSTNAME_")
http() { cert acme --agree --challenge http-01 --directory "$DIRECTORY" --authority "$dir/ca.pem" --contact ann@acme.test && by_pebble "$HOSTNAME_" && by_pebble autoconfig.acme.test; }
check 'HTTP-01: certificates for the host and the services, without a restart' http
check 'the key of the self-signed certificate is kept' test "$before" = "$(key "$HOSTNAME_")"
skipped() { cert show | tee "$dir/show" && grep -q 'mta-sts.acme.test: left out, has no address' "$dir/show" && grep -q 'autodiscover.acme.test: left out, leads to 192.0.2.9' "$dir/show"; }
check 'names that do not lead here are left out and named' skipped
modes() { ! find "$dir/data/tls/acme" -type f ! -perm 600 | grep . && [ "$(stat -c %a "$dir/data/tls/acme")" = 700 ]; }
check 'keys are readable by their owner only' modes

# idle: an IMAP session that idles while the certificate is renewed, and goes on with its connection
cat >"$dir/idle.py" <<'PYTHON'
import imaplib, ssl, subprocess, sys
context = ssl._create_unverified_context()
imap = imaplib.IMAP4_SSL('127.0.0.1', int(sys.argv[1]), ssl_context=context)
imap.login('ann@acme.test', sys.argv[2])
imap.select('INBOX')
imap.send(b'x IDLE\r\n')
assert imap.readline().startswith(b'+')
subprocess.run(sys.argv[3:], check=True)
imap.send(b'DONE\r\n')
assert imap.readline().startswith(b'x OK')
assert imap.noop()[0] == 'OK'
PYTHON
renewed() {
    local serial
    serial=$(shown "$HOSTNAME_" -serial)
    python3 "$dir/idle.py" $((OFFSET + 993)) "$PASSWORD" "$POSTHASTE" certificate renew "$HOSTNAME_" --data "$dir/data" && by_pebble "$HOSTNAME_" && [ "$serial" != "$(shown "$HOSTNAME_" -serial)" ] &&
        [ "$before" = "$(key "$HOSTNAME_")" ]
}
check 'a renewal with the same key while a session idles' renewed
alpn() { local serial; serial=$(shown "$HOSTNAME_" -serial) && cert acme --challenge tls-alpn-01 && cert renew "$HOSTNAME_" && [ "$serial" != "$(shown "$HOSTNAME_" -serial)" ] && [ "$(field host.$HOSTNAME_ challenge)" = tls-alpn-01 ]; }
check 'TLS-ALPN-01' alpn
dns() {
    cert acme --challenge dns-01 --dns-server "$DNS" --dns-key acme-key --dns-secret-file "$dir/secret" || return
    local serial
    serial=$(shown "$HOSTNAME_" -serial)
    cert renew "$HOSTNAME_" && [ "$serial" != "$(shown "$HOSTNAME_" -serial)" ] && [ "$(field host.$HOSTNAME_ challenge)" = dns-01 ]
}
check 'DNS-01 by a dynamic update with a TSIG key' dns
printed() {
    local serial name value follower
    cert acme --dns-server '' --no-wait || return
    serial=$(shown "$HOSTNAME_" -serial)
    cert renew "$HOSTNAME_" >"$dir/printed" &
    follower=$!
    for _ in {1..100}; do grep -q ' TXT ' "$dir/printed" && break; sleep 0.2; done
    read -r name _ value < <(grep ' TXT ' "$dir/printed") && update add "$name" 1 TXT "$value" && wait "$follower" && cat "$dir/printed" && [ "$serial" != "$(shown "$HOSTNAME_" -serial)" ]
}
check 'DNS-01 by a record that is told and written by hand' printed
new_key() {
    cert acme --challenge http-01 && update add _25._tcp.mail.acme.test. 1 TLSA 3 1 1 "$before" && cert renew "$HOSTNAME_" --new-key | tee "$dir/new-key" && [ "$before" = "$(key "$HOSTNAME_")" ] || return
    local next
    next=$(grep -oE '3 1 1 [0-9a-f]{64}' "$dir/new-key" | head -n 1)
    update add _25._tcp.mail.acme.test. 1 TLSA "$next" && cert renew "$HOSTNAME_" --new-key --now && [ "3 1 1 $(key "$HOSTNAME_")" = "$next" ]
}
check 'a new key waits for its TLSA record' new_key
another() { update add mta-sts.acme.test. 1 A 127.0.0.1 && sleep 2 && cert renew mta-sts.acme.test && shown mta-sts.acme.test -ext subjectAltName | grep mta-sts.acme.test; }
check 'a name whose address appears gets its certificate' another
down() {
    kill "$(cat "$dir/pebble.pid")" && ! cert renew "$HOSTNAME_" >"$dir/down" && cat "$dir/down" && grep -q 'tried again in' "$dir/down" && by_pebble "$HOSTNAME_" &&
        "$POSTHASTE" status --data "$dir/data" | grep -i 'not renewed' && "$POSTHASTE" journal tail --data "$dir/data" | grep -i certificate
}
check 'an authority that is down: told, and tried again later' down
own() {
    (cd "$dir" && openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.crt -days 30 -subj '/CN=own' -addext 'subjectAltName=DNS:imap.acme.test') && cert import "$dir/own.crt" "$dir/own.key" &&
        shown imap.acme.test -subject | grep own && refused 'not the private key' cert import "$dir/own.crt" "$dir/pebble.key" && cert remove imap.acme.test --yes && ! shown imap.acme.test -subject | grep own
}
check 'a certificate is imported, used and removed' own
no_errors() { ! grep -nE ' ERROR |Exception' "$dir/server.log" "$dir/server.err"; }
check 'its log holds no error' no_errors
