#!/usr/bin/env bash
# Mail to Postfix in its moods: accepting over TLS, greylisting, slow, refusing; and what the sender is told.
. "$(dirname "$0")/../outbound.sh"
program postfix-out "$(postconf -d -h mail_version)"
isolate
. "$here/outbound_postfix.sh"
postfix_records | start_dns
check 'Postfix starts, four receivers' start_postfix || exit
check 'Posthaste starts' start_posthaste || exit
accepting() {
    message out-accept "$ANN" bob@accept.example >"$WORK/out-accept"
    submit "$ANN" bob@accept.example out-accept --file "$WORK/out-accept" && same_body "$(arrived accept out-accept)" "$WORK/out-accept"
}
check 'a message arrives, same body' accepting
check 'it went over TLS' logged 'TLS connection established from .*192\.0\.2\.1.*TLSv1\.[23]'
trace() { grep -A 3 '^Received: from .*192\.0\.2\.1' "$(arrived accept out-accept)" && ! grep -i '^Return-Path' <(sed '1,/^Received/d' "$(arrived accept out-accept)"); }
check 'with our Received, and no Return-Path of ours' trace
greylisted() { submit "$ANN" bob@greylist.example out-grey && arrived greylist out-grey && logged 'NOQUEUE: reject: RCPT.*Greylisted.*bob@greylist'; }
check 'greylisted first, delivered by a retry' greylisted
slow() {
    submit "$ANN" bob@slow.example,bob@accept.example out-slow && arrived accept out-slow && [ -z "$(ls -A "$mail/slow/new" 2>/dev/null)" ] && arrived slow out-slow
}
check 'a slow receiver gets its copy, after the quick one' slow
check 'unknown user: refused' submit "$ANN" nobody@accept.example out-unknown --notify FAILURE --orcpt --envid E1 --ret HDRS
check 'and the sender is told why, with ENVID, ORCPT and the header only' report failed nobody@accept.example status=5.1.1 \
    diagnostic-code='smtp; 550 5.1.1' remote-mta=mx.accept.example original-recipient='rfc822; nobody@accept.example' envid=E1 returned=text/rfc822-headers \
    words='There is no mailbox with this address' subject='Your message could not be delivered'
null_mx() { refused '556.*5[.]1[.]10' submit "$ANN" x@gone.example out-null; }
check 'a domain that takes no mail: told at once' null_mx
nowhere() { refused '550.*5[.]1[.]2' submit "$ANN" x@nowhere.example out-nowhere; }
check 'a domain that does not exist: told at once' nowhere
never() { submit "$ANN" nobody2@accept.example out-never --notify NEVER && logged 'reject: RCPT.*nobody2@accept' && report --wait 1 none nobody2@accept.example; }
check 'NOTIFY=NEVER: nobody is told' never
big() {
    { message out-big "$ANN" bob@accept.example; head -c 9000000 /dev/urandom | base64 -w 76 | sed 's/$/\r/'; } >"$WORK/out-big"
    submit "$ANN" bob@accept.example out-big --file "$WORK/out-big" && same_body "$(arrived accept out-big)" "$WORK/out-big"
}
check 'a message of 12 MB arrives, same body' big
too_big() { submit "$ANN" bob@accept.example out-too-big --filler 31000000 && report failed bob@accept.example status=5.3.4 words='bigger than'; }
check 'one beyond the limit of the receiver: told so' too_big
check 'nothing is left in the queue' queue_empty
