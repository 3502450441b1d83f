# Shared by the interop checks; sourced, not run. Expects the environment that .ci/interop/run exports:
#   WORK      a temporary folder          RESULTS   file of results, one a line: program TAB check TAB PASS|FAIL TAB seconds
#   HOST, SMTP, SUBMISSION, SMTPS, IMAP, IMAPS, POP3, POP3S    where the server listens
#   ANN, BOB  two users' addresses        PASSWORD  theirs        CERT     the server's certificate (PEM)
#   NAME      the server's host name
set -u
here=$(dirname "${BASH_SOURCE[0]}")

# program NAME VERSION: what the next checks run.
program() { PROGRAM="$1 $2"; }

record() { printf '%s\t%s\t%s\t%s\n' "$PROGRAM" "$1" "$2" "$3" >>"$RESULTS"; }

# check NAME COMMAND...: one result; a failure shows the end of what the command said.
check() {
    local name=$1 begin=$EPOCHREALTIME log seconds result=PASS
    shift
    log=$(mktemp "$WORK/out.XXXXXX")
    "$@" >"$log" 2>&1 || result=FAIL
    seconds=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
    record "$name" "$result" "$seconds"
    printf '%s  %-18s %s (%s s)\n' "$result" "${PROGRAM%% *}" "$name" "$seconds"
    if [ "$result" = FAIL ]; then tail -n 25 "$log" | sed 's/^/      | /'; fi
    rm -f "$log"
    [ "$result" = PASS ]
}

# refused CODE COMMAND...: the command fails, and says CODE.
refused() {
    local code=$1 said
    shift
    if said=$("$@" 2>&1); then
        printf '%s\nsucceeded, but should have been refused\n' "$said"
        return 1
    fi
    printf '%s\n' "$said"
    grep -qE "$code" <<<"$said"
}

# look ARGUMENTS...: asks the server by IMAP (look.py).
look() { python3 "$here/look.py" "$@"; }

# message SUBJECT [FROM [TO]]: a message with everything that is easily damaged: dots, 8-bit text, a long line, trailing blanks.
message() {
    printf '%s\r\n' "From: Sender <${2:-sender@example.net}>" "To: ${3:-$ANN}" "Subject: $1" \
        'Date: Mon, 07 Feb 2022 21:52:25 -0800' "Message-ID: <$1@interop.example.net>" 'MIME-Version: 1.0' \
        'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: 8bit' '' \
        'first line' '.a dot' '..two dots' '.' '' 'blanks at the end   ' 'Grüße aus Zürich, 日本語' \
        "$(printf 'x%.0s' {1..900})" 'last line'
}

# delivered SUBJECT FILE [USER [MAILBOX]]: the message is there once, with the body of the file.
delivered() {
    look --user "${3:-$ANN}" --mailbox "${4:-INBOX}" wait "$1" && look --user "${3:-$ANN}" --mailbox "${4:-INBOX}" same "$1" "$2"
}

# version COMMAND...: the first number that looks like a version in the command's output.
version() { "$@" 2>&1 | grep -oE '[0-9]+(\.[0-9a-z]+)+' | head -n 1; }
