#!/usr/bin/env bash
# mbsync (isync): a mailbox kept in step in both directions.
. "$(dirname "$0")/../lib.sh"
program mbsync "$(version mbsync --version)"
mail=$WORK/mbsync
mkdir -p "$mail/state"
cat >"$WORK/mbsyncrc" <<CONFIG
IMAPStore server
Host localhost
Port $IMAPS
User $BOB
Pass $PASSWORD
SSLType IMAPS
CertificateFile $CERT

MaildirStore local
Path $mail/
Inbox $mail/INBOX
SubFolders Verbatim

Channel all
Far :server:
Near :local:
Patterns INBOX Projekte Lokal
Create Both
Expunge Both
SyncState $mail/state/
CONFIG
sync() { timeout 60 mbsync --config "$WORK/mbsyncrc" --all --verbose; }
there() { look --user "$BOB" "$@"; }
# local_file SUBJECT [MAILBOX]: the file that holds it.
local_file() { grep -rlE "^Subject: $1"$'\r?$' "$mail/${2:-INBOX}/cur" "$mail/${2:-INBOX}/new"; }

there empty >/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do message "mbsync-$i" sender@example.net "$BOB" >"$WORK/mbsync-$i"; done
there put "$WORK"/mbsync-? "$WORK"/mbsync-10
there --mailbox Projekte put "$WORK/mbsync-1"

pull() { sync && [ "$(ls "$mail/INBOX/cur" "$mail/INBOX/new" | grep -c :2,)" = 10 ] && local_file mbsync-1 Projekte; }
check 'first pull brings all messages and mailboxes' pull
same() { cmp <(tr -d '\r' <"$(local_file mbsync-7)" | grep -v '^X-TUID') <(tr -d '\r' <"$WORK/mbsync-7"); }
check 'pulled message is the same' same
again() { sync >"$WORK/again" 2>&1 && [ "$(ls "$mail/INBOX/cur" "$mail/INBOX/new" | grep -c :2,)" = 10 ] && there count 10; }
check 'a second run changes nothing' again
flag() {
    local file
    file=$(local_file mbsync-2) && mv "$file" "$mail/INBOX/cur/$(basename "${file%%:2,*}"):2,FS" && sync &&
        there flags mbsync-2 '\Flagged' '\Seen'
}
check 'flags set locally reach the server' flag
flag_back() { there store mbsync-3 +FLAGS '\Answered' && sync && local_file mbsync-3 | grep -q ':2,.*R'; }
check 'flags set on the server come here' flag_back
push() { message mbsync-new "$BOB" "$BOB" >"$mail/INBOX/cur/1700000000.1_1.here:2,S" && sync && there wait mbsync-new && there flags mbsync-new '\Seen'; }
check 'message put here reaches the server' push
create() {
    mkdir -p "$mail/Lokal"/{cur,new,tmp} && message mbsync-local "$BOB" "$BOB" >"$mail/Lokal/cur/1700000000.2_1.here:2," && sync &&
        there --mailbox Lokal wait mbsync-local
}
check 'mailbox made here is made on the server' create
delete_here() { local file && file=$(local_file mbsync-4) && mv "$file" "$mail/INBOX/cur/$(basename "${file%%:2,*}"):2,T" && sync && there absent mbsync-4; }
check 'deleted here, gone on the server' delete_here
delete_there() { there store mbsync-5 +FLAGS '\Deleted' && sync && ! local_file mbsync-5; }
check 'deleted on the server, gone here' delete_there
counts() { there count 9 && [ "$(ls "$mail/INBOX/cur" "$mail/INBOX/new" | grep -c :2,)" = 9 ]; }
check 'in the end both sides hold the same number' counts
