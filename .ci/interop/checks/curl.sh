#!/usr/bin/env bash
# curl as client of all three protocols, plain, STARTTLS and TLS.
. "$(dirname "$0")/../lib.sh"
program curl "$(version curl --version)"
fetch() { curl --silent --show-error --max-time 30 --insecure "$@"; }
# Checks the certificate against the server's name, as a person's client does.
verified() {
    local scheme=$1 port=$2
    shift 2
    curl --silent --show-error --max-time 30 --cacert "$CERT" --resolve "$NAME:$port:$HOST" "$@" "$scheme://$NAME:$port"
}
send() { # URL FROM TO SUBJECT [options]
    local url=$1 from=$2 to=$3 subject=$4
    shift 4
    message "$subject" "$from" "$to" >"$WORK/$subject"
    fetch "$@" --url "$url/client.example.net" --mail-from "$from" --mail-rcpt "$to" --upload-file "$WORK/$subject" || return
    delivered "$subject" "$WORK/$subject" "$to"
}
check 'smtp: mail from outside arrives' send "smtp://$HOST:$SMTP" sender@example.net "$ANN" curl-mx
check 'smtp: STARTTLS on port 25' send "smtp://$HOST:$SMTP" sender@example.net "$ANN" curl-mx-tls --ssl-reqd
check 'smtp: submission with STARTTLS and login' \
    send "smtp://$HOST:$SUBMISSION" "$ANN" "$BOB" curl-submission --ssl-reqd --user "$ANN:$PASSWORD"
check 'smtps: submission with login' send "smtps://$HOST:$SMTPS" "$ANN" "$BOB" curl-smtps --user "$ANN:$PASSWORD"
check 'smtp: unknown recipient is refused with 550' \
    refused '550 5\.1\.1' send "smtp://$HOST:$SMTP" sender@example.net "nobody@${ANN#*@}" curl-unknown --verbose
check 'smtp: no relaying for strangers' \
    refused ' 5[0-9][0-9] 5\.' send "smtp://$HOST:$SMTP" sender@example.net someone@elsewhere.example curl-relay --verbose
check 'smtp: submission without login is refused' \
    refused ' 530 ' send "smtp://$HOST:$SUBMISSION" "$ANN" "$BOB" curl-nologin --ssl-reqd --verbose
check "smtp: nobody submits under another's address" \
    refused ' 5[0-9][0-9] 5\.7\.1' send "smtps://$HOST:$SMTPS" "$BOB" "$ANN" curl-forged --user "$ANN:$PASSWORD" --verbose
check 'smtp: wrong password is refused with 535' \
    refused ' 535 ' send "smtps://$HOST:$SMTPS" "$ANN" "$BOB" curl-wrong --user "$ANN:wrong" --verbose

append() { fetch --url "imaps://$HOST:$IMAPS/INBOX" --user "$ANN:$PASSWORD" --upload-file "$WORK/curl-append" && delivered curl-append "$WORK/curl-append"; }
message curl-append >"$WORK/curl-append"
check 'imaps: APPEND' append
read_imap() { # SCHEME PORT [options]: the whole message, octet by octet
    local scheme=$1 port=$2 uid
    shift 2
    uid=$(fetch "$@" --url "$scheme://$HOST:$port/INBOX" --user "$ANN:$PASSWORD" --request 'UID SEARCH SUBJECT curl-append' |
        grep -oE '[0-9]+' | tail -n 1) || return
    fetch "$@" --url "$scheme://$HOST:$port/INBOX;UID=$uid" --user "$ANN:$PASSWORD" >"$WORK/got" || return
    cmp "$WORK/got" "$WORK/curl-append"
}
check 'imap: STARTTLS, SEARCH and FETCH, same octets' read_imap imap "$IMAP" --ssl-reqd
check 'imaps: SEARCH and FETCH, same octets' read_imap imaps "$IMAPS"
check 'imaps: AUTHENTICATE LOGIN' read_imap imaps "$IMAPS" --login-options AUTH=LOGIN
listing() { fetch --url "imaps://$HOST:$IMAPS/" --user "$ANN:$PASSWORD" | tee /dev/stderr | grep -q '\\Sent.*Sent'; }
check 'imaps: LIST shows special-use mailboxes' listing
check 'imaps: wrong password is refused' refused 'denied|login' fetch --url "imaps://$HOST:$IMAPS/" --user "$ANN:wrong"

read_pop() { # SCHEME PORT [options]
    local scheme=$1 port=$2 number
    shift 2
    number=$(fetch "$@" --url "$scheme://$HOST:$port/" --user "$ANN:$PASSWORD" | tail -n 1 | cut -d' ' -f1) || return
    fetch "$@" --url "$scheme://$HOST:$port/$number" --user "$ANN:$PASSWORD" >"$WORK/got" || return
    cmp "$WORK/got" "$WORK/curl-append"
}
check 'pop3: STLS, LIST and RETR, same octets' read_pop pop3 "$POP3" --ssl-reqd
check 'pop3s: LIST and RETR, same octets' read_pop pop3s "$POP3S"
check 'pop3s: AUTH LOGIN' read_pop pop3s "$POP3S" --login-options AUTH=LOGIN
check 'pop3s: wrong password is refused' refused 'denied|login' fetch --url "pop3s://$HOST:$POP3S/" --user "$ANN:wrong"
check "smtps: certificate bears the server's name" verified smtps "$SMTPS" --user "$ANN:$PASSWORD" --request NOOP
check "imaps: certificate bears the server's name" verified imaps "$IMAPS" --user "$ANN:$PASSWORD"
check "pop3s: certificate bears the server's name" verified pop3s "$POP3S" --user "$ANN:$PASSWORD"
