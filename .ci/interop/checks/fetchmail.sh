#!/usr/bin/env bash
# fetchmail: empties a mailbox by POP3 and by IMAP, and keeps mail where it is told to.
. "$(dirname "$0")/../lib.sh"
program fetchmail "$(version fetchmail --version)"
home=$WORK/fetchmail
mkdir -p "$home"
chmod 700 "$home"
get() { # PROTOCOL PORT OPTIONS [SERVER-OPTIONS]: into $home/got; fetchmail says 1 when there is nothing
    printf '%s\n' "poll $HOST protocol $1 port $2 ${4:-} user \"$BOB\" password \"$PASSWORD\" $3 mda \"cat >>$home/got\"" >"$home/rc"
    chmod 600 "$home/rc"
    rm -f "$home/got"
    FETCHMAILHOME=$home timeout 60 fetchmail --nosyslog --nodetach --fetchmailrc "$home/rc" --pidfile "$home/pid" --verbose
}
fill() { look --user "$BOB" empty && for i in 1 2 3; do message "fetchmail-$i" sender@example.net "$BOB" >"$home/m$i" && look --user "$BOB" put "$home/m$i" || return; done; }
holds() { grep -c '^Subject: fetchmail-' "$home/got"; grep -qP '^Grüße aus Zürich' "$home/got" && grep -qxP '\.\r?' "$home/got" && [ "$(grep -c '^Subject: fetchmail-' "$home/got")" = 3 ]; }
ssl="ssl sslproto \"TLS1.2+\" no sslcertck"
empties() { fill && get "$1" "$2" "$3 fetchall no keep" && holds && look --user "$BOB" count 0; }
keeps() { fill && get "$1" "$2" "$3 fetchall keep" && holds && look --user "$BOB" count 3; }
check 'pop3s: fetches three and deletes them' empties pop3 "$POP3S" "$ssl"
check 'pop3s: fetches three and keeps them' keeps pop3 "$POP3S" "$ssl"
check 'pop3: STLS' empties pop3 "$POP3" "sslproto \"TLS1.2+\" no sslcertck"
check 'imaps: fetches three and deletes them' empties imap "$IMAPS" "$ssl"
check 'imap: STARTTLS, keeps them' keeps imap "$IMAP" "sslproto \"TLS1.2+\" no sslcertck"
uidl() {
    fill && rm -f "$home/.fetchids" && get pop3 "$POP3S" "$ssl keep" uidl && holds || return
    get pop3 "$POP3S" "$ssl keep" uidl
    [ $? = 1 ] && [ ! -s "$home/got" ]
}
check 'pop3s: with UIDL nothing is fetched twice' uidl
