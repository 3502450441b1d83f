#!/usr/bin/env bash
# SPF: a table of clients and senders, judged by the server's own code (SpfJudge.java, with the server's jars) and by
# pyspf, over the same real nsd. Each difference is a failure, except where pyspf is known not to follow RFC 7208: there the
# verdict that its section asks for is expected.
. "$(dirname "$0")/../lib.sh"
nsd=$(command -v nsd || echo /usr/sbin/nsd)
python=/usr/bin/python3 # the one that Debian's packages are for
dir=$WORK/spf
mkdir -p "$dir"
home=$(cd "$(dirname "$POSTHASTE")" && pwd)
lib=$home/lib
[ -s "$home/dist/current" ] && lib=$home/dist/$(cat "$home/dist/current")
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java
NSD=$(python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

# One zone for everything, the root, so that what is not there does not exist.
zone() {
    cat <<'ZONE'
$ORIGIN .
$TTL 300
@ IN SOA ns.test. admin.test. 1 3600 600 86400 60
@ IN NS ns.test.
ns.test. IN A 127.0.0.1
$ORIGIN test.
fail IN TXT "v=spf1 -all"
empty IN TXT "v=spf1"
neutral IN TXT "v=spf1 ?all"
net IN TXT "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all"
host IN TXT "v=spf1 a -all"
host IN A 192.0.2.10
host IN AAAA 2001:db8::10
near IN TXT "v=spf1 a/28//120 -all"
near IN A 192.0.2.17
near IN AAAA 2001:db8::1:0
mail IN TXT "v=spf1 mx -all"
mail IN MX 10 mx1
mail IN MX 20 mx2
mx1 IN A 192.0.2.21
mx2 IN A 192.0.2.22
mx2 IN AAAA 2001:db8::22
othermail IN TXT "v=spf1 mx:mail.test/30 -all"
nomail IN TXT "v=spf1 mx -all"
nomail IN A 192.0.2.23
include IN TXT "v=spf1 include:net.test -all"
nested IN TXT "v=spf1 include:include.test include:host.test ?all"
minus IN TXT "v=spf1 -include:net.test +all"
includenone IN TXT "v=spf1 include:nowhere.test -all"
includewrong IN TXT "v=spf1 include:unknown.test -all"
includebroken IN TXT "v=spf1 include:x.broken.test -all"
afterbroken IN TXT "v=spf1 ip4:192.0.2.1 include:x.broken.test -all"
redirect IN TXT "v=spf1 ip4:198.51.100.1 redirect=net.test"
redirectnone IN TXT "v=spf1 redirect=nowhere.test"
redirectall IN TXT "v=spf1 redirect=nowhere.test ~all"
redirectexp IN TXT "v=spf1 redirect=why.test exp=never.test"
loop IN TXT "v=spf1 include:loop.test -all"
loop2 IN TXT "v=spf1 redirect=loop2.test"
exists IN TXT "v=spf1 exists:%{ir}.%{v}.list.test -all"
1.2.0.192.in-addr.list IN A 127.0.0.2
users IN TXT "v=spf1 exists:%{l}._u.%{d} exists:%{l1r-}.%{l}._v.%{d2} -all"
ann._u.users IN A 127.0.0.2
strong.strong-bad._v.users IN A 127.0.0.2
postmaster._u.users IN A 127.0.0.2
helo IN TXT "v=spf1 exists:%{h}.seen.test -all"
client.example.seen IN A 127.0.0.2
pointer IN TXT "v=spf1 ptr -all"
pointer2 IN TXT "v=spf1 ptr:pointer.test ?all"
a.pointer IN A 192.0.2.31
a.pointer IN AAAA 2001:db8::31
named IN TXT "v=spf1 exists:%{p}.by.test -all"
a.pointer.test.by IN A 127.0.0.2
unknown.by IN A 127.0.0.2
why IN TXT "v=spf1 -all exp=text.why.test"
text.why IN TXT "%{i} (%{c}, %{v}) is none of %{d}: %{s}, %{L}, %{O}, %{h}, 100%%%_%-, %{r}, %{d1r}"
why2 IN TXT "v=spf1 -all exp=two.why.test"
two.why IN TXT "one"
two.why IN TXT "two"
why3 IN TXT "v=spf1 -all exp=wrong.why.test"
wrong.why IN TXT "%{x} is no macro"
why4 IN TXT "v=spf1 include:why.test -all exp=plain.why.test"
plain.why IN TXT "Please " "use our servers."
two IN TXT "v=spf1 +all"
two IN TXT "v=spf1 -all"
other IN TXT "google-site-verification=1"
beside IN TXT "some words"
beside IN TXT "v=spf1 ip4:192.0.2.1 -all"
split IN TXT "v=spf1 ip4:192.0.2" ".1 -all"
glued IN TXT "v=spf1" "ip4:192.0.2.1 -all"
ten IN TXT "v=spf10 -all"
capital IN TXT "V=SPF1 IP4:192.0.2.1 -ALL"
unknown IN TXT "v=spf1 ipv4:192.0.2.1 -all"
noword IN TXT "v=spf1 ip4:192.0.2.1 nonsense"
argument IN TXT "v=spf1 -all:x"
toplevel IN TXT "v=spf1 a:localhost -all"
numeric IN TXT "v=spf1 a:192.0.2.1 -all"
short IN TXT "v=spf1 ip4:192.0.2 -all"
prefix IN TXT "v=spf1 ip4:192.0.2.1/33 -all"
zero IN TXT "v=spf1 ip4:192.0.2.1/0 -all"
leading IN TXT "v=spf1 ip4:192.0.2.1/024 -all"
prefix6 IN TXT "v=spf1 ip6:2001:db8::1/129 -all"
wrong6 IN TXT "v=spf1 ip6:2001:db8::1::2 -all"
mapped IN TXT "v=spf1 ip6:::ffff:192.0.2.1 -all"
twice IN TXT "v=spf1 redirect=net.test redirect=net.test"
modifier IN TXT "v=spf1 x-new=%{i} moo.cow=1/2:3 ip4:192.0.2.1 -all"
badmodifier IN TXT "v=spf1 x=%{ ip4:192.0.2.1 -all"
badmacro IN TXT "v=spf1 exists:%(i).test -all"
zeromacro IN TXT "v=spf1 exists:%{d0}.test -all"
onlyexp IN TXT "v=spf1 exists:%{t}.test -all"
noredirect IN TXT "v=spf1 redirect:net.test"
noargument IN TXT "v=spf1 include -all"
spaces IN TXT "v=spf1   ip4:192.0.2.1    -all  "
dot IN TXT "v=spf1 a:host.test. -all"
deep IN TXT "v=spf1 exists:%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}." "%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.%{d}.long.test -all"
*.long IN A 127.0.0.2
terms10 IN TXT "v=spf1 a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:host.test -all"
terms11 IN TXT "v=spf1 a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:mx1.test a:host.test -all"
terms12 IN TXT "v=spf1 ip4:192.0.2.1 include:terms10.test include:terms10.test -all"
void2 IN TXT "v=spf1 a:no1.test a:no2.test ip4:192.0.2.1 -all"
void3 IN TXT "v=spf1 a:no1.test exists:no2.test mx:no3.test ip4:192.0.2.1 -all"
mx10 IN TXT "v=spf1 mx -all"
mx11 IN TXT "v=spf1 mx -all"
alias IN CNAME net
aliased IN TXT "v=spf1 include:alias.test -all"
aliashost IN TXT "v=spf1 a:www.test -all"
www IN CNAME host
*.wild IN TXT "v=spf1 ip4:192.0.2.1 -all"
ende IN TXT "v=spf1 ip4:192.0.2.1 ~all"
xn--bcher-kva IN TXT "v=spf1 ip4:192.0.2.1 -all"
$ORIGIN 2.0.192.in-addr.arpa.
31 IN PTR a.pointer.test.
32 IN PTR a.pointer.test.
$ORIGIN 8.b.d.0.1.0.0.2.ip6.arpa.
1.3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 IN PTR a.pointer.test.
ZONE
    for i in {1..10}; do printf 'mx10.test. IN MX %s mx1.test.\nmx11.test. IN MX %s mx1.test.\n' "$i" "$i"; done
    printf 'mx10.test. IN MX 11 host.test.\n' | sed 's/11 host/10 host/'
    printf 'mx11.test. IN MX 11 host.test.\n'
}
cases() {
    local domain
    # Each record from an address it may know and one it does not.
    for domain in fail empty neutral net include nested minus includenone includewrong redirect \
        redirectnone redirectall redirectexp loop loop2 exists why why2 why3 why4 two other beside split glued ten capital unknown \
        noword argument toplevel numeric short prefix zero leading prefix6 wrong6 mapped twice modifier badmacro \
        onlyexp noredirect noargument spaces terms12 void2 void3 alias aliased x.wild ende nowhere; do
        printf '192.0.2.1 client.example user@%s.test\n203.0.113.9 client.example user@%s.test\n' "$domain" "$domain"
    done
    # Addresses near the border, and those of IPv6.
    while read -r domain address; do printf '%s client.example user@%s.test\n' "$address" "$domain"; done <<'PAIRS'
host 192.0.2.10
host 192.0.2.11
host 2001:db8::10
host 2001:db8::11
near 192.0.2.31
near 192.0.2.32
near 2001:db8::1:ff
near 2001:db8::1:100
mail 192.0.2.21
mail 192.0.2.22
mail 192.0.2.23
mail 2001:db8::22
mail 2001:db8::23
othermail 192.0.2.20
othermail 192.0.2.24
nomail 192.0.2.23
net 2001:db8:1::1
net 2001:db9::1
nested 192.0.2.10
minus 203.0.113.1
pointer 192.0.2.31
pointer 192.0.2.32
pointer 192.0.2.33
pointer 2001:db8::31
pointer2 192.0.2.31
pointer2 192.0.2.32
named 192.0.2.31
named 192.0.2.33
dot 192.0.2.10
terms10 192.0.2.10
terms11 192.0.2.10
terms11 192.0.2.21
mx11 192.0.2.10
aliashost 192.0.2.10
why 2001:db8::1
why4 192.0.2.77
PAIRS
    # Senders and HELO names.
    printf '192.0.2.1 %s %s\n' client.example ann@users.test client.example strong-bad@users.test client.example Ann@users.test client.example bob@users.test \
        client.example @users.test users.test '<>' net.test '<>' fail.test '<>' nowhere.test '<>' localhost '<>' '[192.0.2.1]' '<>' \
        client.example user@helo.test other.example user@helo.test client.example a+b@why.test client.example "o'hara@why.test" \
        client.example "a%b/c=d@why.test" CLIENT.example user@why.test
}
# Verdict, domain: for 192.0.2.1.
known() {
    cat <<'KNOWN'
temperror x.broken.test 4.4: a server's failure (pyspf on py3dns takes it for an empty answer)
temperror includebroken.test 5.2: and so for what is included
pass afterbroken.test 4.6.2: terms behind the one that decided are not asked for
permerror badmodifier.test 6: the value of an unknown modifier is a macro-string (pyspf does not look)
permerror zeromacro.test 7.3: the number of parts is not zero (pyspf takes all)
pass deep.test 7.3: labels are removed until the name fits (pyspf removes one)
pass xn--bcher-kva.test 4.3: A-labels are domains as others (py3dns decodes them)
KNOWN
}
start_nsd() {
    zone >"$dir/root.zone"
    {
        printf 'server:\n ip-address: 127.0.0.1\n port: %s\n username: ""\n chroot: ""\n zonesdir: "%s"\n database: ""\n pidfile: "%s/nsd.pid"\n' "$NSD" "$dir" "$dir"
        printf ' xfrdfile: "%s/xfrd"\n zonelistfile: "%s/zones"\n logfile: "%s/nsd.log"\n rrl-ratelimit: 0\n server-count: 1\nremote-control:\n control-enable: no\n' "$dir" "$dir" "$dir"
        # A zone that cannot be loaded is answered by SERVFAIL.
        printf 'zone:\n name: .\n zonefile: root.zone\nzone:\n name: broken.test\n zonefile: missing.zone\n'
    } >"$dir/nsd.conf"
    "$nsd" -c "$dir/nsd.conf" && for _ in {1..50}; do
        "$python" - "$NSD" 2>/dev/null <<'PYTHON' && return
import sys, DNS
assert DNS.Request(name='fail.test', qtype='TXT', server=['127.0.0.1'], port=int(sys.argv[1]), timeout=1).req().answers
PYTHON
        sleep 0.1
    done
    cat "$dir/nsd.log"
    return 1
}
stop() { [ -s "$dir/nsd.pid" ] && kill "$(cat "$dir/nsd.pid")" 2>/dev/null; }
trap stop EXIT

program nsd "$(version "$nsd" -v)"
check 'nsd starts' start_nsd || exit
cases >"$dir/cases"
program pyspf "$(dpkg-query -W -f '${Version}' python3-spf 2>/dev/null)"
same() {
    "$python" "$here/spf_judge.py" "$NSD" "$dir/cases" >"$dir/theirs" || return
    "$java" -cp "$lib/*" "$here/SpfJudge.java" "127.0.0.1:$NSD" "$dir/cases" >"$dir/ours" 2>"$dir/reasons" || { tail -n 20 "$dir/reasons"; return 1; }
    [ "$(wc -l <"$dir/ours")" = "$(wc -l <"$dir/cases")" ] || return
    paste -d '\t' "$dir/cases" "$dir/theirs" "$dir/ours" "$dir/reasons" | awk -F '\t' '$2 != $3 { print; bad++ } END { print NR " cases, " bad + 0 " differences"; exit bad > 0 }'
}
known_same() {
    known | awk '{ print "192.0.2.1 client.example user@" $2 }' >"$dir/known"
    known | awk '{ print $1 " []" }' >"$dir/right"
    "$java" -cp "$lib/*" "$here/SpfJudge.java" "127.0.0.1:$NSD" "$dir/known" 2>"$dir/reasons" | diff "$dir/right" - || { cat "$dir/reasons"; return 1; }
}
check "judges $(wc -l <"$dir/cases") clients and senders as pyspf does" same
check 'judges by the standard where pyspf does not' known_same
