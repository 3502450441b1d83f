#!/usr/bin/env bash
# Mail to OpenSMTPD, which is unpacked beside the mail server that may be installed, and sees users of its own.
. "$(dirname "$0")/../outbound.sh"
program opensmtpd 6.8
isolate smtpd opensmtpd libevent-2.1-7 libdb5.3
smtpd=$(place_of smtpd) || skip 'OpenSMTPD cannot be had'
printf '%s\n' 'open.example. MX 10 mx.open.example.' 'mx.open.example. A 192.0.2.31' | start_dns
dir=$WORK/opensmtpd
# Its users, helpers and queue stand where it wants them, in this mount namespace only.
place() {
    mkdir -p "$dir"/{spool,libexec,empty,home} && chmod 711 "$dir" "$dir/spool" && chmod 755 "$dir/empty" && cp -r "$WORK/../unpacked/usr/libexec/opensmtpd" "$dir/libexec/" &&
        cp /etc/passwd "$dir/passwd" && cp /etc/group "$dir/group" || return
    printf '%s\n' "opensmtpd:x:990:990::$dir/empty:/usr/sbin/nologin" "opensmtpq:x:991:991::$dir/empty:/usr/sbin/nologin" "olga:x:992:992::$dir/home:/bin/sh" >>"$dir/passwd"
    printf '%s\n' 'opensmtpd:x:990:' 'opensmtpq:x:991:' 'olga:x:992:' >>"$dir/group"
    chown 992:992 "$dir/home"
    mount --bind "$dir/passwd" /etc/passwd && mount --bind "$dir/group" /etc/group && mount --bind "$dir/spool" /var/spool && mkdir -p /usr/libexec && mount --bind "$dir/libexec" /usr/libexec &&
        mount -t tmpfs none /var/lib && mkdir -p /var/lib/opensmtpd/empty && mount -t tmpfs none /run && ln -sfn /run /var/run 2>/dev/null
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=mx.open.example -keyout "$dir/key" -out "$dir/cert" 2>/dev/null && chmod 600 "$dir/key"
    cat >"$dir/smtpd.conf" <<CONFIG
pki mx.open.example cert "$dir/cert"
pki mx.open.example key "$dir/key"
listen on 192.0.2.31 port 25 tls pki mx.open.example hostname mx.open.example
action "local" maildir "$dir/home/Maildir"
match from any for domain "open.example" action "local"
CONFIG
    chmod 600 "$dir/smtpd.conf"
}
starts() {
    place || return
    start_peer opensmtpd libraries "$smtpd" -d -v -f "$dir/smtpd.conf"
    listens 192.0.2.31 25 || { cat "$WORK/opensmtpd.out"; return 1; }
}
check 'starts' starts || exit
check 'Posthaste starts' start_posthaste || exit
arrived() { for _ in {1..100}; do grep -rlx "Subject: $1" "$dir/home/Maildir/new" 2>/dev/null && return; sleep 0.2; done; tail -n 20 "$WORK/opensmtpd.out"; return 1; }
one() {
    message open-one "$ANN" olga@open.example >"$WORK/open-one"
    submit "$ANN" olga@open.example open-one --file "$WORK/open-one" && file=$(arrived open-one) && diff <(sed '1,/^$/d' "$file") <(tr -d '\r' <"$WORK/open-one" | sed '1,/^$/d')
}
check 'a message arrives, same body' one
# OpenSMTPD 6.8 loses its key with newer builds of OpenSSL; then every handshake fails, and mail has to come without TLS.
tls() { grep -E 'smtp tls .*TLSv1\.[23]|SSL_accept: error' "$WORK/opensmtpd.out"; }
check 'TLS was tried' tls
unknown() { submit "$ANN" stranger@open.example open-unknown && report failed stranger@open.example diagnostic-code='smtp; 550' remote-mta=mx.open.example; }
check 'unknown user: the sender is told' unknown
several() { for i in {1..20}; do submit "$ANN" olga@open.example "open-many-$i" || return; done && for i in {1..20}; do arrived "open-many-$i" || return; done; }
check 'twenty messages arrive' several
check 'nothing is left in the queue' queue_empty
