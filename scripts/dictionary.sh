#!/usr/bin/env bash
# The Danish word list for the spelling test: the system's, or Debian's package unpacked into .tools.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -e /usr/share/hunspell/da_DK.dic ] && exit 0
[ -e .tools/hunspell/da_DK.dic ] && exit 0
printf 'setup: fetching the Danish word list (Debian package hunspell-da) into .tools\n'
mkdir -p .tools/hunspell
cd .tools/hunspell
apt-get download hunspell-da >/dev/null 2>&1 || { [ "$(id -u)" = 0 ] && apt-get update -qq >/dev/null 2>&1 && apt-get download hunspell-da >/dev/null 2>&1; } || {
    printf 'setup: it could not be fetched; install hunspell-da and try again\n' >&2
    exit 1
}
dpkg -x hunspell-da_*.deb unpacked
cp -L unpacked/usr/share/hunspell/da_DK.aff unpacked/usr/share/hunspell/da_DK.dic .
rm -rf unpacked ./*.deb
