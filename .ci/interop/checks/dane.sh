#!/usr/bin/env bash
# The server's client against a real Postfix with TLS, found through a real nsd with a signed zone and TLSA records made here. TlsDelivery.java delivers with the server's own jars. Needs
# root, as Postfix does.
. "$(dirname "$0")/../lib.sh"
nsd=$(command -v nsd || echo /usr/sbin/nsd)
dir=$WORK/dane
mkdir -p "$dir"/{etc,queue,data}
chmod 755 "$WORK" "$dir" "$dir/etc"
chown postfix "$dir/data"
lib=${POSTHASTE_CLASSES:-}
if [ -z "$lib" ]; then
    home=$(cd "$(dirname "$POSTHASTE")" && pwd)
    lib="$home/lib/*"
    [ -s "$home/dist/current" ] && lib="$home/dist/$(cat "$home/dist/current")/*"
fi
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
free_port() { python3 -c 'import socket, sys; s = socket.socket(socket.AF_INET, getattr(socket, sys.argv[1])); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' "$1"; }
NSD=$(free_port SOCK_DGRAM)
PORT=$(free_port SOCK_STREAM)

# An authority, and a certificate by it for the host of anchor.dane.test alone.
certificates() {
    (cd "$dir" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 -subj '/CN=Test Anchor' \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign &&
        openssl req -newkey rsa:2048 -nodes -keyout mx.key -out mx.csr -subj '/CN=mx' &&
        printf 'subjectAltName=DNS:mx.anchor.dane.test\nextendedKeyUsage=serverAuth\n' >mx.ext &&
        openssl x509 -req -in mx.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -out mx.crt -extfile mx.ext && cat mx.crt ca.pem >mx.pem)
}
certificate_digest() { openssl x509 -in "$1" -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1; }
key_digest() { openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r | cut -d' ' -f1; }
zone() {
    local name tlsa ksk zsk zeros
    zeros=$(printf '0%.0s' {1..64})
    {
        printf '%s\n' '$ORIGIN dane.test.' '$TTL 300' '@ 300 IN SOA ns.test. admin.test. 1 3600 600 86400 60' '@ IN NS ns.test.'
        while read -r name tlsa; do
            printf '%s IN MX 10 mx.%s\nmx.%s IN A 127.0.0.1\n' "$name" "$name" "$name"
            [ -z "$tlsa" ] || printf '_%s._tcp.mx.%s IN TLSA %s\n' "$PORT" "$name" "$tlsa"
        done <<RECORDS
good 3 1 1 $(key_digest "$dir/mx.crt")
wrong 3 1 1 $zeros
anchor 2 0 1 $(certificate_digest "$dir/ca.pem")
misnamed 2 0 1 $(certificate_digest "$dir/ca.pem")
unusable 0 0 1 $zeros
rolling 3 1 1 $zeros
none
RECORDS
        printf '_%s._tcp.mx.wrong IN TLSA 3 1 1 %s\n' "$PORT" "$(printf '1%.0s' {1..64})"
        printf '_%s._tcp.mx.rolling IN TLSA 3 1 1 %s\n' "$PORT" "$(key_digest "$dir/mx.crt")"
    } >"$dir/dane.test.zone"
    ksk=$(cd "$dir" && ldns-keygen -a ECDSAP256SHA256 -k dane.test) && zsk=$(cd "$dir" && ldns-keygen -a ECDSAP256SHA256 dane.test) &&
        (cd "$dir" && ldns-signzone -f dane.test.signed dane.test.zone "$zsk" "$ksk") && (cd "$dir" && ldns-key2ds -n -2 "$ksk.key") >"$dir/anchor"
}
start_nsd() {
    {
        printf 'server:\n ip-address: 127.0.0.1\n port: %s\n username: ""\n chroot: ""\n zonesdir: "%s"\n database: ""\n pidfile: "%s/nsd.pid"\n' "$NSD" "$dir" "$dir"
        printf ' xfrdfile: "%s/xfrd"\n zonelistfile: "%s/zones"\n logfile: "%s/nsd.log"\n rrl-ratelimit: 0\n server-count: 1\nremote-control:\n control-enable: no\n' "$dir" "$dir" "$dir"
        printf 'zone:\n name: dane.test\n zonefile: dane.test.signed\n'
    } >"$dir/nsd.conf"
    "$nsd" -c "$dir/nsd.conf" && for _ in {1..50}; do [ -s "$dir/nsd.pid" ] && return; sleep 0.1; done
    cat "$dir/nsd.log"
    return 1
}
start_postfix() {
    cat >"$dir/etc/main.cf" <<CONFIG
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/data
daemon_directory = $(postconf -d -h daemon_directory)
command_directory = $(postconf -d -h command_directory)
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.dane.test
mydestination =
alias_maps =
alias_database =
relay_domains = dane.test, .dane.test
parent_domain_matches_subdomains = relay_domains
relay_transport = discard:
local_recipient_maps =
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_tls_security_level = may
smtpd_tls_chain_files = $dir/mx.key, $dir/mx.pem
smtpd_tls_loglevel = 1
maillog_file = $dir/log
maillog_file_prefixes = $WORK
CONFIG
    sed -E 's/^([a-z].*[[:space:]]+(inet|unix|pass|fifo)[[:space:]]+[-yn]+[[:space:]]+[-yn]+[[:space:]]+)[-yn]/\1n/; s/^smtp([[:space:]]+inet)/127.0.0.1:'"$PORT"'\1/; s/^#(postlog)/\1/' \
        /usr/share/postfix/master.cf.dist >"$dir/etc/master.cf"
    grep -q '^postlog' "$dir/etc/master.cf" || echo 'postlog unix-dgram n - n - 1 postlogd' >>"$dir/etc/master.cf"
    : >"$dir/etc/dynamicmaps.cf"
    postfix -c "$dir/etc" start && for _ in {1..50}; do python3 -c "import socket; socket.create_connection(('127.0.0.1', $PORT), 1)" && return; sleep 0.2; done
}
stop() {
    postfix -c "$dir/etc" stop >/dev/null 2>&1
    if [ -s "$dir/nsd.pid" ]; then kill "$(cat "$dir/nsd.pid")" 2>/dev/null; fi
}
trap stop EXIT

program postfix "$(postconf -d -h mail_version)"
check 'certificates are made' certificates || exit
check 'a zone is made and signed' zone || exit
check 'nsd starts' start_nsd || exit
check 'postfix starts' start_postfix 2>/dev/null || exit
deliver() {
    "$java" -cp "$lib" "$here/TlsDelivery.java" "127.0.0.1:$NSD" "$dir/anchor" "$PORT" "$dir/store" \
        {good,rolling,anchor,wrong,misnamed,unusable,none}.dane.test >"$dir/said" 2>"$dir/complaints"
    cat "$dir/said"
    [ "$(grep -c '^= ' "$dir/said")" = 7 ] || { cat "$dir/complaints"; return 1; }
}
check 'a message is offered to each domain' deliver
became() { # DOMAIN PATTERN
    grep -E "^= $1\.dane\.test $2" "$dir/said" || { grep -A1 "^= $1\." "$dir/said"; return 1; }
}
check 'a record of the key: delivered (DANE-EE)' became good 'DELIVERED 250 dane TLSv1\.3 \[tlsa/success\]'
check 'one of two records matches: delivered' became rolling 'DELIVERED 250 dane TLSv1\.3 \[tlsa/success\]'
check 'a record of the authority: delivered (DANE-TA)' became anchor 'DELIVERED 250 dane TLSv1\.3 \[tlsa/success\]'
check 'no record matches: put off' became wrong 'DEFERRED 451 dane clear \[tlsa/validation-failure\]'
check 'the authority is right and the name is wrong: put off' became misnamed 'DEFERRED 451 dane clear \[tlsa/certificate-host-mismatch\]'
check 'no record is usable: any certificate' became unusable 'DELIVERED 250 dane-unusable TLSv1\.3 \[tlsa/success\]'
check 'no records: opportunistic' became none 'DELIVERED 250 opportunistic TLSv1\.3 \[no-policy-found/success\]'
arrived() { for _ in {1..50}; do [ "$(grep -c 'status=sent' "$dir/log")" = 5 ] && return; sleep 0.2; done; cat "$dir/log"; return 1; }
check 'postfix has got five messages' arrived
