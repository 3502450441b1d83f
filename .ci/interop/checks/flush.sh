#!/usr/bin/env bash
# strace: between the last write of message and database and the reply that promises storage, both are flushed.
. "$(dirname "$0")/../lib.sh"
program strace "$(version strace --version)"
trace() { # FILE COMMAND...: runs it while the server is traced, into the file
    local tracer file=$1
    shift
    : >"$WORK/strace.log"
    strace -f -y -s 80 -ttt -e trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync,msync,sync_file_range \
        -o "$file" -p "$(cat "$WORK/server.pid")" 2>"$WORK/strace.log" &
    tracer=$!
    for _ in {1..100}; do grep -q attached "$WORK/strace.log" && break; sleep 0.1; done
    "$@"
    local status=$?
    kill -INT "$tracer"
    wait "$tracer"
    return "$status"
}
message flush-smtp >"$WORK/flush-smtp"
smtp() { curl --silent --show-error --max-time 60 --url "smtp://$HOST:$SMTP/c" --mail-from a@example.net --mail-rcpt "$ANN" --upload-file "$WORK/flush-smtp"; }
smtp # once before, so that the server is warm and nothing else is written
imap() {
    python3 - <<'PYTHON'
import imaplib, os
server = imaplib.IMAP4(os.environ['HOST'], int(os.environ['IMAP']), timeout=60)
server.login(os.environ['ANN'], os.environ['PASSWORD'])
with open(os.environ['WORK'] + '/flush-smtp', 'rb') as file:
    assert server.append('INBOX', None, None, file.read())[0] == 'OK'
server.select('INBOX')
assert server.store('1', '+FLAGS', '(\\Flagged)')[0] == 'OK'
server.logout()
PYTHON
}
flushed() { # REPLY COMMAND
    trace "$WORK/trace-$2" "$2" && python3 "$here/flush_check.py" "$WORK/trace-$2" "$DATA" "$1"
}
check 'SMTP: flushed before 250' flushed '250 2\.0\.0' smtp
check 'IMAP: APPEND flushed before OK' flushed 'OK \[APPENDUID' imap
