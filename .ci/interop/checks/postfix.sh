#!/usr/bin/env bash
# Postfix as the MTA of another host: a private instance that relays to our port 25. Needs root, as Postfix does.
. "$(dirname "$0")/../lib.sh"
program postfix "$(postconf -d -h mail_version)"
dir=$WORK/postfix
domain=${ANN#*@}
mkdir -p "$dir"/{etc,queue,data}
chmod 755 "$WORK" "$dir" "$dir/etc"
chown postfix "$dir/data"
PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf '%s\n' "$domain smtp:[$HOST]:$SMTP" '* discard:' >"$dir/etc/transport"
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
myhostname = mx.example.net
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
relay_domains = $domain
transport_maps = texthash:$dir/etc/transport
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_tls_security_level = encrypt
smtp_tls_loglevel = 1
smtputf8_enable = yes
maillog_file = $dir/log
maillog_file_prefixes = $WORK
minimal_backoff_time = 300s
message_size_limit = 0
mailbox_size_limit = 0
CONFIG
sed -E 's/^([a-z].*[[:space:]]+(inet|unix|pass|fifo)[[:space:]]+[-yn]+[[:space:]]+[-yn]+[[:space:]]+)[-yn]/\1n/; s/^smtp([[:space:]]+inet)/127.0.0.1:'"$PORT"'\1/; s/^#(postlog)/\1/' \
    /usr/share/postfix/master.cf.dist >"$dir/etc/master.cf"
grep -q '^postlog' "$dir/etc/master.cf" || echo 'postlog unix-dgram n - n - 1 postlogd' >>"$dir/etc/master.cf"
: >"$dir/etc/dynamicmaps.cf"
stop() { postfix -c "$dir/etc" stop >/dev/null 2>&1; }
trap stop EXIT
start() { postfix -c "$dir/etc" start && for _ in {1..50}; do python3 -c "import socket; socket.create_connection(('127.0.0.1', $PORT), 1)" && return; sleep 0.2; done; }
check 'starts' start 2>/dev/null || exit

# inject SUBJECT RECIPIENT... <message : gives it to Postfix
inject() {
    python3 - "$PORT" "$@" <<'PYTHON'
import os, smtplib, sys
port, path, *recipients = sys.argv[1:]
with open(path, 'rb') as file:
    message = file.read()
with smtplib.SMTP('127.0.0.1', int(port), timeout=30) as server:
    server.ehlo('client.example.net')
    options = ['BODY=8BITMIME'] + (['SMTPUTF8'] if os.environ.get('SMTPUTF8') else [])
    server.sendmail(os.environ.get('SENDER', 'sender@example.net'), recipients, message, mail_options=options)
PYTHON
}
logged() { # PATTERN: waits until Postfix has logged it
    for _ in {1..100}; do grep -E "$1" "$dir/log" && return; sleep 0.2; done
    tail -n 20 "$dir/log"
    return 1
}
one() { message postfix-one >"$WORK/postfix-one" && inject "$WORK/postfix-one" "$ANN" && delivered postfix-one "$WORK/postfix-one"; }
check 'a message arrives over STARTTLS, same body' one
check 'Postfix saw TLS' logged 'TLS connection established to .*TLSv1\.[23]'
check "Postfix saw 250 with our id" logged "to=<$ANN>.*status=sent \(250 2\.0\.0"
two() { message postfix-two >"$WORK/postfix-two" && inject "$WORK/postfix-two" "$ANN" "$BOB" && look wait postfix-two && look --user "$BOB" wait postfix-two; }
check 'two recipients in one transaction' two
unknown() { message postfix-unknown >"$WORK/postfix-unknown" && inject "$WORK/postfix-unknown" "nobody@$domain" "$ANN" && logged "to=<nobody@$domain>.*status=bounced.*said: 550 5\.1\.1" && look wait postfix-unknown; }
check 'unknown recipient: 550 5.1.1 in the log of the sender, the other one gets it' unknown
null_sender() { message postfix-null >"$WORK/postfix-null" && SENDER='' inject "$WORK/postfix-null" "$ANN" && look wait postfix-null; }
check 'empty reverse-path (a bounce) is taken' null_sender
utf8() { message postfix-utf8 'jörg@example.net' >"$WORK/postfix-utf8" && SMTPUTF8=1 inject "$WORK/postfix-utf8" "$ANN" && delivered postfix-utf8 "$WORK/postfix-utf8"; }
check 'SMTPUTF8 message arrives' utf8
burst() {
    message postfix-burst >"$WORK/postfix-burst"
    python3 -c '
import smtplib, sys
port, path, recipient = sys.argv[1:]
with open(path, "rb") as file:
    message = file.read()
with smtplib.SMTP("127.0.0.1", int(port), timeout=30) as server:
    for _ in range(100):
        server.sendmail("sender@example.net", [recipient], message, mail_options=["BODY=8BITMIME"])' "$PORT" "$WORK/postfix-burst" "$BOB" &&
        look --user "$BOB" --wait 60 wait postfix-burst 100
}
check 'a burst of 100 arrives, each once' burst
big() {
    { message postfix-big; head -c 9000000 /dev/urandom | base64 -w 76 | sed 's/$/\r/'; } >"$WORK/postfix-big"
    inject "$WORK/postfix-big" "$ANN" && look --wait 60 wait postfix-big && look same postfix-big "$WORK/postfix-big"
}
check 'a message of 12 MB arrives, same body' big
quiet() { ! grep -E 'status=deferred|fatal|panic' "$dir/log"; }
check 'nothing was deferred' quiet
