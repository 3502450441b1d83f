#!/usr/bin/env bash
# neomutt: sends by SMTP, reads, flags, saves and deletes by IMAP; driven by its own key commands.
. "$(dirname "$0")/../lib.sh"
program neomutt "$(neomutt -v | grep -oE '[0-9]{8}' | head -n 1)"
home=$WORK/neomutt
mkdir -p "$home"
cat >"$home/rc" <<CONFIG
set folder="imaps://$HOST:$IMAPS/" spoolfile="imaps://$HOST:$IMAPS/INBOX" record=""
set imap_user="$ANN" imap_pass="$PASSWORD" smtp_pass="$PASSWORD"
set smtp_url="smtps://${ANN%@*}%40${ANN#*@}@$HOST:$SMTPS/"
set from="$ANN" realname="Ann" use_envelope_from=yes hostname="${ANN#*@}"
set ssl_starttls=yes ssl_verify_host=no ssl_verify_dates=no certificate_file="$home/certificates"
set confirmappend=no confirmcreate=no delete=yes quit=yes wait_key=no sleep_time=0 mark_old=no mail_check=60 header_cache=""
set pipe_decode=no trash="" beep=no copy=yes fcc_clear=yes
CONFIG
cp "$CERT" "$home/certificates"
# keys MAILBOX KEYS: opens the mailbox on a terminal and presses the keys.
keys() {
    TERM=xterm HOME=$home timeout 60 script -qec "neomutt -F $home/rc -f 'imaps://$HOST:$IMAPS/$1' -e 'push \"$2\"'" /dev/null </dev/null >"$home/screen" 2>&1 ||
        { tail -c 600 "$home/screen"; return 1; }
}
send() {
    printf 'Grüße\n.dot\n' | HOME=$home timeout 60 neomutt -F "$home/rc" -s neomutt-sent -- "$BOB" &&
        look --user "$BOB" wait neomutt-sent && look --user "$BOB" raw neomutt-sent | tr -d '\r' | grep -qx '\.dot'
}
check 'sends a message by SMTP' send
message neomutt-read >"$WORK/neomutt-read"
look put "$WORK/neomutt-read"
read_it() {
    keys INBOX "<limit>~s neomutt-read<enter><first-entry><pipe-message>cat >$home/got<enter><exit>" &&
        tr -d '\r' <"$home/got" | sed '1,/^$/d' | cmp - <(tr -d '\r' <"$WORK/neomutt-read" | sed '1,/^$/d')
}
check 'reads a message, same octets' read_it
flag() { keys INBOX '<limit>~s neomutt-read<enter><first-entry><flag-message><sync-mailbox><exit>' && look flags neomutt-read '\Flagged'; }
check 'flags a message' flag
save() {
    keys INBOX '<limit>~s neomutt-read<enter><first-entry><save-message>=Archive<enter><sync-mailbox><exit>' &&
        look absent neomutt-read && look --mailbox Archive wait neomutt-read
}
check 'moves a message to another mailbox' save
delete() { keys Archive '<limit>~s neomutt-read<enter><first-entry><delete-message><sync-mailbox><exit>' && look --mailbox Archive absent neomutt-read; }
check 'deletes a message' delete
# The same with a header cache, which the server has to bring up to date (CONDSTORE, QRESYNC) instead of telling everything again.
for sync in condstore qresync; do
    cached=$home/cached-$sync
    mkdir -p "$cached/headers"
    sed 's/header_cache=""//' "$home/rc" >"$home/rc-plain"
    cp "$home/rc" "$home/rc-before"
    { cat "$home/rc-plain"; echo "set header_cache=$cached/headers imap_$sync=yes"; } >"$home/rc"
    for i in 1 2 3 4; do message "neomutt-$sync-$i" >"$WORK/neomutt-$sync-$i"; done
    # flagged SUFFIX: the subjects that neomutt shows as flagged, out of its cache and what the server told.
    flagged() {
        rm -f "$cached/flagged"
        keys Cache "<limit>~F<enter><tag-pattern>.<enter><tag-prefix><pipe-message>grep -a Subject: >>$cached/flagged<enter><exit>"
        tr -d '\r' <"$cached/flagged" | sed 's/Subject: //' | sort | tr '\n' ' '
    }
    resync() {
        look --mailbox Cache put "$WORK/neomutt-$sync-1" "$WORK/neomutt-$sync-2" "$WORK/neomutt-$sync-3" && look --mailbox Cache store "neomutt-$sync-1" +FLAGS '\Flagged' &&
            [ "$(flagged)" = "neomutt-$sync-1 " ] &&
            look --mailbox Cache store -- "neomutt-$sync-1" -FLAGS '\Flagged' && look --mailbox Cache store "neomutt-$sync-2" +FLAGS '\Flagged' &&
            look --mailbox Cache store "neomutt-$sync-3" +FLAGS '\Deleted' && look --mailbox Cache put "$WORK/neomutt-$sync-4" &&
            look --mailbox Cache store "neomutt-$sync-4" +FLAGS '\Flagged' &&
            [ "$(flagged)" = "neomutt-$sync-2 neomutt-$sync-4 " ] && look --mailbox Cache empty
    }
    check "brings its header cache up to date by $sync" resync
    mv "$home/rc-before" "$home/rc"
done
