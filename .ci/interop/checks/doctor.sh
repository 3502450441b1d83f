#!/usr/bin/env bash
# posthaste doctor against a DNS as there are many: a signed zone on two real nsd of which one is behind, a validating unbound, reverse names, block lists, and a key that a web form damaged.
. "$(dirname "$0")/../outbound.sh"
program doctor "$(version nsd -v)"
isolate
for each in unbound ldns-signzone nsd; do PATH=$PATH:/usr/sbin command -v $each >/dev/null || skip "needs $each"; done
PATH=$PATH:/usr/sbin
dns=$WORK/dns
mkdir -p "$dns"
export POSTHASTE_DNS_DNSSEC=trust-resolver POSTHASTE_DNS_SERVERS=127.0.0.1 POSTHASTE_PUBLISH_ADDRESSES=192.0.2.1 POSTHASTE_DOCTOR_DAILY=false POSTHASTE_DNS_TIMEOUT=3s
serial=1

# name_server NAME ADDRESS ZONE FILE: an nsd for one zone.
name_server() {
    printf '%s\n' 'server:' "ip-address: $2" 'username: ""' 'chroot: ""' "zonesdir: \"$dns\"" "pidfile: \"$dns/$1.pid\"" 'database: ""' 'rrl-ratelimit: 0' \
        "xfrdfile: \"$dns/$1.xfrd\"" "zonelistfile: \"$dns/$1.list\"" "logfile: \"$dns/$1.log\"" 'server-count: 1' \
        'remote-control:' 'control-enable: no' 'zone:' "name: \"$3\"" "zonefile: $4" >"$dns/$1.conf"
    start_peer "$1" nsd -d -c "$dns/$1.conf"
    listens "$2" 53 || { tail "$dns/$1.log"; return 1; }
}
key() { (cd "$dns" && ldns-keygen -a ECDSAP256SHA256 $2 "$1"); }
# head NAME: what begins each zone; a new serial each time.
head_of() { serial=$((serial + 1)); printf '%s\n' "\$ORIGIN $1" '$TTL 60' "@ SOA ns1.example.test. admin.example.test. $serial 3600 600 86400 5"; }
sign() { (cd "$dns" && ldns-signzone -f "$1.signed" "$1" "$3" "$2"); }

# What `domain dns` prints is the zone; a line of sed may damage it.
zone() {
    { head_of example.test.; printf '%s\n' '@ NS ns1' '@ NS ns2' 'ns1 A 192.0.2.54' 'ns2 A 192.0.2.55'; "$POSTHASTE" domain dns example.test --data "$DATA" | grep -v in-addr.arpa | sed "${1:-}"; } >"$dns/new"
    cp "$dns/new" "$dns/example" && sign example "$ksk" "$zsk" && cp "$dns/example.signed" "$dns/first"
}
second() { cp "$dns/first" "$dns/second"; }
reload() { for each in "$@"; do kill -HUP "$(cat "$dns/$each.pid")"; done; }
world() {
    root_ksk=$(key . -k) && root_zsk=$(key . '') && ksk=$(key example.test. -k) && zsk=$(key example.test. '') || return 1
    (cd "$dns" && ldns-key2ds -n -2 "$root_ksk.key" >anchor && ldns-key2ds -n -2 "$ksk.key" >ds) || return 1
    {
        head_of .
        printf '%s\n' '@ NS ns.root.' 'ns.root. A 192.0.2.52' 'example.test. NS ns1.example.test.' 'example.test. NS ns2.example.test.' \
            'ns1.example.test. A 192.0.2.54' 'ns2.example.test. A 192.0.2.55' '1.2.0.192.in-addr.arpa. PTR mail.example.test.' \
            '2.0.0.127.zen.spamhaus.org. A 127.0.0.2' '1.2.0.192.zen.spamhaus.org. A 127.0.0.4' '1.2.0.192.zen.spamhaus.org. TXT "see the list"' \
            '2.0.0.127.bl.spamcop.net. A 127.255.255.254' '2.0.0.127.psbl.surriel.com. A 127.0.0.2' 'gmail.com. MX 5 mx.gmail.com.' 'mx.gmail.com. A 192.0.2.200'
        cat "$dns/ds"
    } >"$dns/root"
    sign root "$root_ksk" "$root_zsk" || return 1
    cat >"$dns/unbound.conf" <<CONFIG
server:
  interface: 127.0.0.1
  username: ""
  chroot: ""
  directory: "$dns"
  pidfile: "$dns/unbound.pid"
  logfile: "$dns/unbound.log"
  use-syslog: no
  do-not-query-localhost: no
  do-ip6: no
  trust-anchor-file: "$dns/anchor"
  module-config: "validator iterator"
  local-zone: "test." nodefault
  local-zone: "2.0.192.in-addr.arpa." nodefault
  cache-max-ttl: 5
  cache-max-negative-ttl: 1
remote-control:
  control-enable: no
stub-zone:
  name: "."
  stub-addr: 192.0.2.52
  stub-prime: no
CONFIG
    name_server root 192.0.2.52 . root.signed && start_peer unbound unbound -d -c "$dns/unbound.conf" && listens 127.0.0.1 53
}
check 'a signed root and a validating resolver' world || exit
check 'Posthaste starts' start_posthaste || exit

servers() { zone && printf '%s\n' "$(head_of example.test.)" '@ NS ns1' '@ NS ns2' 'ns1 A 192.0.2.54' 'ns2 A 192.0.2.55' '@ MX 10 old.example.net.' >"$dns/example.old" &&
    sign example.old "$ksk" "$zsk" && cp "$dns/example.old.signed" "$dns/second" && name_server ns1 192.0.2.54 example.test first && name_server ns2 192.0.2.55 example.test second; }
check 'the zone that domain dns prints is signed and served' servers || exit

# doctor CODE ARGUMENT...: runs it; the exit code must be CODE; what it says is in $WORK/said.
doctor() {
    local want=$1 code
    shift
    "$POSTHASTE" doctor --data "$DATA" "$@" >"$WORK/said" 2>&1
    code=$?
    cat "$WORK/said"
    [ "$code" = "$want" ] || { echo "exit code $code"; return 1; }
}
says() { for each in "$@"; do grep -qE -- "$each" "$WORK/said" || { cat "$WORK/said"; echo "does not say: $each"; return 1; }; done; }
behind() { doctor 1 example.test && says 'wrong +MX example.test +ns1.example.test has it; ns2.example.test still has 10 old.example.net' 'differ: raise the serial'; }
check 'a server that is behind is named' behind

damaged() { zone 's/"v=DKIM1; k=rsa/"\\034v=DKIM1;k=rsa/' && second && reload ns1 ns2 && sleep 1 &&
    doctor 1 example.test && says 'wrong +TXT .*_domainkey.example.test \(DKIM\)' 'quotation marks have become part'; }
check 'a key with quotation marks inside is recognised' damaged

waits() {
    "$POSTHASTE" doctor --data "$DATA" example.test --wait-dns --timeout 90s >"$WORK/said" 2>&1 &
    local pid=$!
    for _ in {1..100}; do grep -q 'wrong .*DKIM' "$WORK/said" && break; sleep 0.2; done
    grep -q 'wrong .*DKIM' "$WORK/said" || { cat "$WORK/said"; return 1; }
    zone && second && reload ns1 ns2
    wait $pid || { cat "$WORK/said"; return 1; }
    says 'right +TXT .*_domainkey.example.test \(DKIM\)' 'All records that must be there are right'
}
check '--wait-dns turns the line right when the zone is mended' waits

all_right() { sleep 5; doctor 0 example.test && says 'right +MX example.test' 'right +TLSA _25._tcp.mail.example.test' 'right +TXT _dmarc' ' 0 wrong|right, [0-9]+ warning' && ! grep -qE '^ +(wrong|missing|unknown) ' "$WORK/said"; }
check 'the zone that domain dns prints is right throughout, TLSA in a signed zone' all_right
lists() { doctor 1 && says 'wrong +zen.spamhaus.org 192.0.2.1 +listed \(127.0.0.4, XBL; see the list\)' 'warning +bl.spamcop.net +refuses this resolver \(127.255.255.254\)' \
    'skipped +b.barracudacentral.org' 'right +psbl.surriel.com 192.0.2.1'; }
check 'block lists: listed, refused, silent, clean' lists
host() { says 'right +PTR 192.0.2.1 +mail.example.test' 'right +EHLO mail.example.test' 'right +DNSSEC +the resolver checks' 'right +Port 25 of 192.0.2.1 +leads here' 'right +Open relay' \
    'wrong +Port 25 of other hosts +mx.gmail.com .192.0.2.200.: Connection refused' 'right +Secret files' 'warning +Certificate for mail.example.test +self-signed'; }
check 'reverse name, EHLO, DNSSEC, ports, open relay, secrets' host
silent() { kill "$(cat "$dns/ns2.pid")" && sleep 6 && doctor 0 example.test && says 'warning +MX example.test' 'ns2.example.test gives no answer' && ! grep -qE '^ +missing ' "$WORK/said"; }
check 'a server that is silent makes nothing missing' silent
stopped() { stop_server && doctor 3 example.test && says 'No server runs here' 'right|warning +MX example.test'; }
check 'without a server the records are compared all the same' stopped
