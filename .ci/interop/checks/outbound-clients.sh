#!/usr/bin/env bash
# Real mail programs submit mail to another host, with what each can say of DSN.
. "$(dirname "$0")/../outbound.sh"
program submission "$(version msmtp --version)"
isolate
. "$here/outbound_postfix.sh"
postfix_records | start_dns
check 'Postfix starts' start_postfix || exit
check 'Posthaste starts' start_posthaste || exit
openssl s_client -connect "$HOST:$SMTPS" -servername "$NAME" </dev/null 2>/dev/null | openssl x509 >"$WORK/cert.pem"
to=bob@accept.example
program msmtp "$(version msmtp --version)"
cat >"$WORK/msmtprc" <<CONFIG
account default
host $HOST
port $SMTPS
tls on
tls_starttls off
tls_certcheck off
auth on
user $ANN
passwordeval echo $PASSWORD
from $ANN
dsn_notify success,failure,delay
dsn_return headers
CONFIG
chmod 600 "$WORK/msmtprc"
by_msmtp() { message client-msmtp "$ANN" "$to" | tr -d '\r' | msmtp -C "$WORK/msmtprc" "$to" && arrived accept client-msmtp; }
check 'TLS, login, DSN: arrives' by_msmtp
refused_msmtp() { message client-msmtp-no "$ANN" nobody-m@accept.example | tr -d '\r' | msmtp -C "$WORK/msmtprc" nobody-m@accept.example && report failed nobody-m@accept.example status=5.1.1 returned=rfc822-headers; }
check 'refused: report with the header only' refused_msmtp
program swaks "$(version swaks --version)"
by_swaks() {
    swaks --server "$HOST" --port "$SUBMISSION" --tls --auth PLAIN --auth-user "$ANN" --auth-password "$PASSWORD" --from "$ANN" --to "$to" \
        --header 'Subject: client-swaks' --timeout 30 --suppress-data && arrived accept client-swaks
}
check 'STARTTLS, AUTH PLAIN: arrives' by_swaks
by_swaks_many() {
    swaks --server "$HOST" --port "$SMTPS" --tls-on-connect --pipeline --auth LOGIN --auth-user "$ANN" --auth-password "$PASSWORD" --from "$ANN" \
        --to "$to,$BOB,bob@far.example" --header 'Subject: client-swaks-many' --timeout 30 --suppress-data &&
        arrived accept client-swaks-many && arrived far client-swaks-many && look --user "$BOB" wait client-swaks-many
}
check 'pipelined, a recipient here and two elsewhere' by_swaks_many
program curl "$(version curl --version)"
by_curl() {
    message client-curl "$ANN" "$to" >"$WORK/client-curl"
    curl --silent --show-error --insecure --max-time 30 --url "smtps://$HOST:$SMTPS/client.example.net" --user "$ANN:$PASSWORD" --mail-from "$ANN" --mail-rcpt "$to" \
        --upload-file "$WORK/client-curl" && same_body "$(arrived accept client-curl)" "$WORK/client-curl"
}
check 'arrives, same body' by_curl
program smtplib "$(version python3 --version)"
relayed() { submit "$ANN" "$to" client-success --notify SUCCESS --envid Q7 && arrived accept client-success; }
check 'NOTIFY=SUCCESS to a host that speaks DSN: arrives' relayed
check 'and the report is the host’s business' report --wait 2 none "$to"
limits() { message client-long "$ANN" "$to" >"$WORK/client-long" && submit "$ANN" "$to,not-an-address" client-long --file "$WORK/client-long"; }
check 'an address without a domain is refused at once' refused 'RCPT|55[0-9]|501' limits
check 'nothing is left in the queue' queue_empty
