#!/usr/bin/env bash
# Python's own mail libraries: our scenario, and a larger one from outside the project where it is at hand.
. "$(dirname "$0")/../lib.sh"
program python "$(version python3 --version)"
# scenario FILE KNOWN-FAILURES ARGUMENTS...: each line PASS or FAIL of the scenario becomes a result
scenario() {
    local file=$1 known=$2 line result name
    shift 2
    timeout 240 python3 "$file" --host "$HOST" --smtp "$SMTP" --submission "$SUBMISSION" --smtps "$SMTPS" --imap "$IMAP" --imaps "$IMAPS" \
        --pop3 "$POP3" --pop3s "$POP3S" --user "$ANN" --password "$PASSWORD" "$@" >"$WORK/scenario" 2>&1
    grep -qE '^[0-9]+ passed, [0-9]+ failed' "$WORK/scenario" || echo 'FAIL scenario ran to its end' >>"$WORK/scenario"
    while IFS= read -r line; do
        result=${line%% *}
        name=${line#* }
        name=${name%%  [*}
        if [ "$result" = FAIL ] && [ -n "$known" ] && grep -qE "$known" <<<"$name"; then
            echo "SKIP  python             $name (a later extension)"
            continue
        fi
        record "$name" "$result" -
        if [ "$result" = FAIL ]; then echo "FAIL  python             $line"; fi
    done < <(grep -E '^(PASS|FAIL) ' "$WORK/scenario")
    tail -n 1 "$WORK/scenario" | sed 's/^/      /'
}
scenario "$here/client_checks.py" '' --other "$BOB"
rig=$here/../../../shared/rigs/client_stdlib.py
if [ -f "$rig" ]; then
    program python-rig "$(version python3 --version)"
    scenario "$rig" '' --big 6
fi
