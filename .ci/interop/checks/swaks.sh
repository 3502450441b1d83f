#!/usr/bin/env bash
# swaks: SMTP with every login, TLS and pipelining.
. "$(dirname "$0")/../lib.sh"
program swaks "$(version swaks --version)"
talk() { swaks --timeout 30 --helo client.example.net --server "$HOST" --suppress-data "$@"; }
send() { # SUBJECT FROM TO [options]
    local subject=$1 from=$2 to=$3
    shift 3
    message "$subject" "$from" "$to" | tr -d '\r' >"$WORK/$subject"
    talk --from "$from" --to "$to" --data "@$WORK/$subject" "$@" || return
    look --user "$to" wait "$subject"
}
login=(--auth-user "$ANN" --auth-password "$PASSWORD")
check 'port 25, plain' send swaks-mx sender@example.net "$ANN" --port "$SMTP"
check 'port 25, STARTTLS' send swaks-tls sender@example.net "$ANN" --port "$SMTP" --tls
check 'port 25, pipelined' send swaks-pipeline sender@example.net "$ANN" --port "$SMTP" --pipeline
check 'port 25, pipelined under STARTTLS' send swaks-pipeline-tls sender@example.net "$ANN" --port "$SMTP" --pipeline --tls
check 'submission, AUTH PLAIN' send swaks-plain "$ANN" "$BOB" --port "$SUBMISSION" --tls --auth PLAIN "${login[@]}"
check 'submission, AUTH LOGIN' send swaks-login "$ANN" "$BOB" --port "$SUBMISSION" --tls --auth LOGIN "${login[@]}"
check 'submissions, AUTH PLAIN, pipelined' \
    send swaks-tlsc "$ANN" "$BOB" --port "$SMTPS" --tls-on-connect --pipeline --auth PLAIN "${login[@]}"
check 'two recipients, one copy each' bash -c '. "$1/../lib.sh"
    swaks --timeout 30 --server "$HOST" --port "$SMTP" --from sender@example.net --to "$ANN,$BOB" \
        --header "Subject: swaks-two" --suppress-data && look wait swaks-two && look --user "$BOB" wait swaks-two' - "$(dirname "$0")"
check 'CRAM-MD5 and DIGEST-MD5 are not offered' refused 'no |AUTH' \
    talk --port "$SUBMISSION" --tls --from "$ANN" --to "$BOB" --auth CRAM-MD5,DIGEST-MD5,NTLM "${login[@]}"
check 'wrong password: 535' refused ' 535 ' \
    talk --port "$SUBMISSION" --tls --from "$ANN" --to "$BOB" --auth PLAIN --auth-user "$ANN" --auth-password wrong
check 'unknown user: the same 535' bash -c '. "$1/../lib.sh"
    reply() { swaks --timeout 30 --server "$HOST" --port "$SMTPS" --tls-on-connect --from "$ANN" --to "$BOB" --auth PLAIN \
        --auth-user "$1" --auth-password wrong-too | grep " 535 "; }
    a=$(reply "$ANN"); b=$(reply "nobody@${ANN#*@}"); printf "%s\n%s\n" "$a" "$b"; [ -n "$a" ] && [ "$a" = "$b" ]' - "$(dirname "$0")"
check 'unknown recipient: 550 5.1.1 at RCPT' refused '550 5\.1\.1' \
    talk --port "$SMTP" --from sender@example.net --to "nobody@${ANN#*@}" --quit-after RCPT
check 'postmaster always works' talk --port "$SMTP" --from '<>' --to "postmaster@${ANN#*@}" --quit-after RCPT
check 'plus-addressing arrives' bash -c '. "$1/../lib.sh"
    swaks --timeout 30 --server "$HOST" --port "$SMTP" --from sender@example.net --to "${ANN%@*}+shop@${ANN#*@}" \
        --header "Subject: swaks-plus" --suppress-data && look wait swaks-plus' - "$(dirname "$0")"
