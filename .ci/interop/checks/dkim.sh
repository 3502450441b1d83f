#!/usr/bin/env bash
# DKIM and ARC with others, both ways: dkimpy and opendkim verify what the server's classes sign (DkimTool.java), and sign what these verify. The messages are the odd ones of the tests,
# a few hundred; those that a peer will not read at all (header lines without a colon, no From) are not counted.
. "$(dirname "$0")/../lib.sh"
opendkim=$(command -v opendkim || echo /usr/sbin/opendkim)
python=python3
"$python" -c 'import dkim' 2>/dev/null || python=/usr/bin/python3
dir=$WORK/dkim
keys=$dir/keys
mkdir -p "$keys"
lib=${POSTHASTE_CLASSES:-}
if [ -z "$lib" ]; then
    home=$(cd "$(dirname "$POSTHASTE")" && pwd)
    lib="$home/lib/*"
    [ -s "$home/dist/current" ] && lib="$home/dist/$(cat "$home/dist/current")/*"
fi
java=java
[ -n "${JAVA_HOME:-}" ] && java=$JAVA_HOME/bin/java

messages() {
    local sources=$here/../../common/src/test/java/org/posthaste/common/message
    mkdir -p "$dir/classes" &&
        javac -d "$dir/classes" "$sources"/Odd{Messages,MessagesExport,Charsets,Headers,Lines,Reports,Structures}.java &&
        "$java" -cp "$dir/classes" org.posthaste.common.message.OddMessagesExport "$dir/all" && mkdir -p "$dir/odd" || return 1
    # Whatever is put before a folded first line swallows it; a chain of its own does not start a new one.
    cp "$dir/all"/*.eml "$dir/odd" && rm -f "$dir"/odd/shape-{starts-folded,trace}.eml && [ "$(ls "$dir/odd" | wc -l)" -ge 300 ]
}
make_keys() {
    openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$keys/rsa.pem" && openssl genpkey -algorithm ed25519 -out "$keys/ed25519.pem" || return 1
    openssl pkey -in "$keys/ed25519.pem" -outform DER | tail -c 32 | base64 >"$keys/ed25519.seed"
    {
        printf 'rsa._domainkey.sign.test\tv=DKIM1; k=rsa; p=%s\n' "$(openssl pkey -in "$keys/rsa.pem" -pubout -outform DER | base64 -w0)"
        printf 'ed25519._domainkey.sign.test\tv=DKIM1; k=ed25519; p=%s\n' "$(openssl pkey -in "$keys/ed25519.pem" -pubout -outform DER | tail -c 32 | base64 -w0)"
    } >"$keys/records"
}
ours() { "$java" -cp "$lib" "$here/DkimTool.java" "$1" "$keys" "${@:2}"; }
dkimpy() { "$python" "$here/dkim_peer.py" "$1" "$keys" "${@:2}"; }
opendkim_peer() { "$python" "$here/opendkim_peer.py" "$1" "$keys" "${@:2}" "$opendkim"; }
# all LEAST GOOD COMMAND...: each line that is not "unreadable" matches GOOD behind the name, and there are LEAST of these.
all() {
    local least=$1 good=$2 count
    shift 2
    "$@" >"$dir/said" || return 1
    sed -E 's/^[^ ]* //' "$dir/said" | grep -vE "^(unreadable|$good\$)" | sort | uniq -c | sort -rn | head -n 20
    grep -vE "^[^ ]* (unreadable|$good\$)" "$dir/said" | head -n 5
    count=$(grep -cE "^[^ ]* $good\$" "$dir/said")
    echo "$count of $(wc -l <"$dir/said")"
    [ "$count" -ge "$least" ] && ! grep -qvE "^[^ ]* (unreadable|$good\$)" "$dir/said"
}
signed() { "$@" >/dev/null && [ "$(ls "${@: -1}" | wc -l)" -ge 300 ]; }
# The messages that have a body, with an octet more at its end.
tamper() { mkdir -p "$2" && for file in "$1"/*; do if grep -qaxE $'\r?' "$file"; then { cat "$file"; echo x; } >"$2/${file##*/}"; fi; done; }

program posthaste ''
check 'odd messages' messages && check 'keys' make_keys || exit
check 'we sign' signed ours sign "$dir/odd" "$dir/signed" || exit
check 'we verify what we sign' all 300 '\[pass, pass\]' ours verify "$dir/signed"
check 'and nothing that was changed' all 290 '\[fail\(.*\), fail\(.*\)\]' eval 'tamper "$dir/signed" "$dir/changed" && ours verify "$dir/changed"'
program dkimpy "$("$python" -c 'import importlib.metadata as m; print(m.version("dkimpy"))')"
check 'verifies what we sign, RSA and Ed25519' all 300 'pass pass' dkimpy verify "$dir/signed"
check 'signs: both algorithms, all canonical forms, l=' signed dkimpy sign "$dir/odd" "$dir/theirs"
check 'we verify what it signs' all 300 '\[pass, pass\]' ours verify "$dir/theirs"
check 'we seal (ARC)' signed ours seal "$dir/odd" "$dir/sealed"
check 'it validates the chain' all 300 'pass ' dkimpy arc "$dir/sealed"
check 'it seals' signed dkimpy seal "$dir/odd" "$dir/their-chain"
check 'we validate its chain' all 300 pass ours arc "$dir/their-chain"
check 'it seals on top of our set' signed dkimpy seal "$dir/sealed" "$dir/ours-theirs"
check 'we validate the chain of two' all 300 pass ours arc "$dir/ours-theirs"
check 'we seal on top of its set' signed ours seal "$dir/their-chain" "$dir/theirs-ours"
check 'it validates the chain of two' all 300 'pass ' dkimpy arc "$dir/theirs-ours"
program opendkim "$(version "$opendkim" -V)"
check 'verifies what we sign, RSA and Ed25519' all 300 'pass pass' opendkim_peer verify "$dir/signed"
check 'signs: both algorithms, all canonical forms' signed opendkim_peer sign "$dir/odd" "$dir/opendkim"
check 'we verify what it signs' all 300 '\[pass\]' ours verify "$dir/opendkim"
