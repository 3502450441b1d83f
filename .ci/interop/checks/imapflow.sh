#!/usr/bin/env bash
# imapflow (npm): the library behind many web mailers and synchronising services.
. "$(dirname "$0")/../lib.sh"
folder=$WORK/imapflow
mkdir -p "$folder"
install() { (cd "$folder" && echo '{"private": true, "type": "module"}' >package.json && npm install --no-audit --no-fund --silent imapflow@2.1.2); }
program imapflow 2.1.2
check 'npm installs it' install || exit 0
cp "$here/imapflow_scenario.mjs" "$folder/"
scenario() { timeout 120 node "$folder/imapflow_scenario.mjs" >"$folder/results"; }
scenario
grep -qE '^[0-9]+ steps$' "$folder/results" || echo 'FAIL scenario ran to its end' >>"$folder/results"
while IFS= read -r line; do
    record "${line#* }" "${line%% *}" -
    printf '%s  imapflow           %s\n' "${line%% *}" "${line#* }"
done < <(grep -E '^(PASS|FAIL) ' "$folder/results")
