#!/bin/sh
# Puts the chart libraries that reports carry inside themselves, and their licences, into a folder.
#
#   vendor.sh WORK OUT offline=true|false
#
# WORK     folder for npm's own files
# OUT      folder that receives vega.min.js, vega-lite.min.js, vega-embed.min.js and LICENSES.txt
# offline  true: npm takes packages from its cache only
#
# Without npm, or when npm cannot reach the packages, OUT stays empty and the build goes on: reports
# then show tables in place of charts. Does nothing when OUT already matches package-lock.json.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$1
out=$2
offline=${3#offline=}

without_charts() {
  rm -rf "$out" "$work/stamp"
  echo "WARNING: $1. Reports will show tables in place of charts." >&2
  exit 0
}

stamp=$(cd "$here" && cat package.json package-lock.json vendor.mjs | cksum)
if [ -f "$out/LICENSES.txt" ] && [ "$(cat "$work/stamp" 2>/dev/null)" = "$stamp" ]; then
  exit 0
fi

command -v npm >/dev/null 2>&1 || without_charts "npm (of Node.js 18 or newer) was not found"
mkdir -p "$work"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$work/"
source=--prefer-offline
[ "$offline" != true ] || source=--offline
if ! (cd "$work" && npm ci --ignore-scripts --no-progress "$source") </dev/null >"$work/npm.log" 2>&1; then
  cat "$work/npm.log" >&2
  without_charts "npm could not install the chart libraries"
fi
rm -rf "$out"
mkdir -p "$out"
node "$here/vendor.mjs" "$work/node_modules" "$out"
rm -rf "$work/node_modules"
echo "$stamp" >"$work/stamp"
