#!/usr/bin/env bash
# GNU SASL and msmtp: SCRAM by an implementation that is not ours.
. "$(dirname "$0")/../lib.sh"
program gsasl "$(version gsasl --version)"
# Without channel binding: under TLS gsasl insists on it where it could be had, and fails before it has sent anything.
enter() { # PROTOCOL PORT MECHANISM PASSWORD [options]
    local protocol=$1 port=$2 mechanism=$3 password=$4
    shift 4
    timeout 30 gsasl --client "--$protocol" --connect="$HOST:$port" ${mechanism:+--mechanism="$mechanism"} --verbose \
        --authentication-id="$ANN" --authorization-id="$ANN" --password="$password" --no-cb --quiet "$@" </dev/null
}
for mechanism in SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN; do
    check "imap: $mechanism" enter imap "$IMAP" "$mechanism" "$PASSWORD" --no-starttls
    check "smtp: $mechanism under STARTTLS" enter smtp "$SUBMISSION" "$mechanism" "$PASSWORD" --x509-ca-file="$CERT"
done
# Java 17 cannot export keying material (RFC 9266), so there the server does not offer this.
if swaks --timeout 30 --server "$HOST" --port "$SUBMISSION" --tls --quit-after FIRST-EHLO | grep -q SCRAM-SHA-256-PLUS; then
    bound() {
        timeout 30 gsasl --client --smtp --connect="$HOST:$SUBMISSION" --mechanism=SCRAM-SHA-256-PLUS --verbose --quiet \
            --authentication-id="$ANN" --authorization-id="$ANN" --password="$PASSWORD" --x509-ca-file="$CERT" </dev/null
    }
    check 'smtp: SCRAM-SHA-256-PLUS with tls-exporter' bound
fi
check 'imap: SCRAM-SHA-256 with a wrong password' refused '[Aa]uthenti|NO ' enter imap "$IMAP" SCRAM-SHA-256 wrong --no-starttls
check 'imap: its own choice of mechanism under STARTTLS' enter imap "$IMAP" '' "$PASSWORD" --x509-ca-file="$CERT"

program msmtp "$(version msmtp --version)"
message msmtp-auto "$ANN" "$BOB" >"$WORK/msmtp-auto"
send() { # AUTH SUBJECT
    printf '%s\n' 'account default' "host $HOST" "port $SMTPS" 'tls on' 'tls_starttls off' "tls_fingerprint $fingerprint" "auth $1" \
        "user $ANN" "from $ANN" "password $PASSWORD" >"$WORK/msmtprc" || return
    chmod 600 "$WORK/msmtprc"
    message "$2" "$ANN" "$BOB" >"$WORK/$2"
    tr -d '\r' <"$WORK/$2" | msmtp --file="$WORK/msmtprc" -- "$BOB" && delivered "$2" "$WORK/$2" "$BOB"
}
fingerprint=$(openssl x509 -in "$CERT" -noout -fingerprint -sha256 | cut -d= -f2)
check 'submissions: its own choice of mechanism' send on msmtp-auto
check 'submissions: SCRAM-SHA-256' send scram-sha-256 msmtp-scram
