#!/usr/bin/env bash
# mbsync and offlineimap on mailboxes of thousands of messages, with changes on both sides at once.
. "$(dirname "$0")/../lib.sh"
MESSAGES=${BULK_MESSAGES:-5000}
bulk() { python3 "$here/bulk.py" --user "$BOB" "$@"; }

program mbsync "$(version mbsync --version)"
mail=$WORK/bulk
mkdir -p "$mail/state"
cat >"$WORK/bulk-mbsyncrc" <<CONFIG
IMAPStore server
Host localhost
Port $IMAPS
User $BOB
Pass $PASSWORD
SSLType IMAPS
CertificateFile $CERT

MaildirStore local
Path $mail/
Inbox $mail/unused
SubFolders Verbatim

Channel bulk
Far :server:
Near :local:
Patterns Bulk
Create Both
Expunge Both
SyncState $mail/state/
CONFIG
sync() { timeout 200 mbsync --config "$WORK/bulk-mbsyncrc" --all --quiet; }
box="$mail/Bulk"
upload() { bulk make "$box" "$MESSAGES" && sync && bulk same "$box" Bulk "$MESSAGES"; }
check "uploads $MESSAGES messages, all there with their flags" upload
both_ways() { bulk change-local "$box" && bulk change-remote Bulk && sync && sync && bulk same "$box" Bulk "$((MESSAGES - MESSAGES / 25))"; }
check 'flags and deletions of both sides meet' both_ways
again() { bulk state Bulk >"$WORK/bulk-before" && sync && bulk state Bulk | cmp - "$WORK/bulk-before"; }
check 'a further run changes nothing' again
fresh() { rm -rf "$box" "$mail/state" && mkdir -p "$mail/state" && sync && bulk same "$box" Bulk "$((MESSAGES - MESSAGES / 25))"; }
check 'a new copy brings the same' fresh

program offlineimap "$(version offlineimap --version)"
mkdir -p "$WORK/offline"
cat >"$WORK/offlineimaprc" <<CONFIG
[general]
accounts = bulk
metadata = $WORK/offline/state
maxsyncaccounts = 1
[Account bulk]
localrepository = here
remoterepository = there
[Repository here]
type = Maildir
localfolders = $WORK/offline/mail
[Repository there]
type = IMAP
remotehost = localhost
remoteport = $IMAPS
remoteuser = $BOB
remotepass = $PASSWORD
ssl = yes
cert_fingerprint = $(openssl x509 -in "$CERT" -noout -fingerprint -sha512 | sed 's/.*=//; s/://g')
maxconnections = 2
folderfilter = lambda name: name == 'Bulk'
CONFIG
offline() { timeout 200 offlineimap -c "$WORK/offlineimaprc" -o -u quiet; }
obox=$WORK/offline/mail/Bulk
pull() { offline && bulk same "$obox" Bulk "$((MESSAGES - MESSAGES / 25))"; }
check 'pulls all messages with their flags' pull
meet() { bulk change-local "$obox" && bulk change-remote Bulk && offline && offline && bulk same "$obox" Bulk; }
check 'flags and deletions of both sides meet' meet
