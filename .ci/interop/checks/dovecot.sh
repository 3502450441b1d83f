#!/usr/bin/env bash
# The same odd messages in Posthaste and in Dovecot: both must say the same of them, but for a reviewed list of differences.
. "$(dirname "$0")/../lib.sh"
imap=/usr/lib/dovecot/imap
program dovecot "$(version dovecot --version)"
odd=$WORK/odd
home=$WORK/dovecot
mkdir -p "$odd" "$home"
export_messages() {
    local sources=$here/../../common/src/test/java/org/posthaste/common/message
    mkdir -p "$WORK/odd-classes" &&
        javac -d "$WORK/odd-classes" "$sources"/Odd{Messages,MessagesExport,Charsets,Headers,Lines,Reports,Structures}.java &&
        java -cp "$WORK/odd-classes" org.posthaste.common.message.OddMessagesExport "$odd" && [ "$(ls "$odd" | wc -l)" -ge 300 ]
}
check 'odd messages' export_messages
# Dovecot's IMAP process alone, as a user who may not be root.
as=()
owner=$(id -u)
if [ "$owner" = 0 ]; then
    owner=65534
    as=(setpriv --reuid="$owner" --regid="$owner" --clear-groups)
    chmod 711 "$WORK"
    chown "$owner:$owner" "$home"
fi
cat >"$home/dovecot.conf" <<CONF
base_dir = $home/run
state_dir = $home/state
log_path = $home/log
mail_location = maildir:$home/Mail
mail_uid = $owner
mail_gid = $([ "$owner" = 65534 ] && echo 65534 || id -g)
first_valid_uid = 1
first_valid_gid = 1
ssl = no
namespace inbox {
  inbox = yes
  separator = /
}
CONF
chmod 644 "$home/dovecot.conf"
compare() {
    python3 "$here/dovecot_compare.py" "$odd" "$here/dovecot-differences.tsv" -- \
        env USER=odd HOME="$home" "${as[@]}" "$imap" -c "$home/dovecot.conf"
}
check 'both say the same of odd messages' compare
