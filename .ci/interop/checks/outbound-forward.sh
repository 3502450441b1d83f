#!/usr/bin/env bash
# Forwarding to another host with SRS: the receiver checks the envelope sender; the bounce comes back through.
. "$(dirname "$0")/../outbound.sh"
program forwarding srs
isolate
. "$here/outbound_postfix.sh"
postfix_records | start_dns
check 'Postfix starts' start_postfix || exit
check 'Posthaste starts' start_posthaste || exit
aliases() {
    "$POSTHASTE" alias add fwd@example.test bob@senders.example --data "$DATA" && "$POSTHASTE" alias add lost@example.test nobody@accept.example --data "$DATA"
}
check 'aliases that lead to other hosts' aliases
direct() { submit --plain-mx carol@far.example bob@senders.example fwd-direct; }
check 'Posthaste is no relay for strangers' refused '550|554|5\.7\.1' direct
forwarded() {
    submit --plain-mx carol@far.example fwd@example.test fwd-one && arrived senders fwd-one || return
    sender=$(sed -n 's/^Return-Path: <\(.*\)>/\1/p' "$(arrived senders fwd-one)")
    echo "$sender" | tee "$WORK/srs" | grep -E '^SRS0[=+-].*=far\.example=carol@example\.test$'
}
check 'a stranger’s mail is forwarded under an address of ours' forwarded
bounce() {
    python3 - "$(cat "$WORK/srs")" <<'PYTHON'
import os, smtplib, sys
with smtplib.SMTP(os.environ['HOST'], 25, timeout=30) as server:
    server.sendmail('', [sys.argv[1]], 'From: <>\r\nSubject: fwd-bounce\r\n\r\nreturned\r\n')
PYTHON
    arrived carol fwd-bounce
}
check 'a bounce to that address reaches the stranger' bounce
forged() {
    python3 - "$(sed 's/^SRS0=..../SRS0=abcd/' "$WORK/srs")" <<'PYTHON'
import os, smtplib, sys
with smtplib.SMTP(os.environ['HOST'], 25, timeout=30) as server:
    server.sendmail('', [sys.argv[1]], 'Subject: forged\r\n\r\nx\r\n')
PYTHON
}
check 'a forged one is refused' refused '550' forged
told() {
    submit --plain-mx carol@far.example lost@example.test fwd-lost || return
    file=$(arrived carol 'Your message could not be delivered') && cat "$file" && grep -q 'Final-Recipient: rfc822; lost@example.test' "$file" && ! grep -E 'nobody@accept' "$file"
}
check 'a forward that fails: its sender is told, and not to whom it was forwarded' told
null_path() { grep -x 'Return-Path: <>' "$(arrived carol 'Your message could not be delivered')"; }
check 'with the null reverse-path' null_path
check 'nothing is left in the queue' queue_empty
