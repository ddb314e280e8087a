#!/usr/bin/env bash
# Finds or fetches Python 3.10, and fills .venv from the hash-pinned lock. `setup.sh uv` only fetches uv.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }

works() { # a pyenv shim can be on the path and refuse to run: try it, do not only look for it
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in "${VEJVISER_PYTHON:-}" python3.10 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10*/bin/python /usr/bin/python3.10 /usr/local/bin/python3.10; do
        if [ -n "$candidate" ] && works "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
}

fetch_uv() {
    [ -x .tools/bin/uv ] && return
    say "fetching uv, which installs the rest, into .tools"
    local any
    for any in python3 python3.13 python3.12 python3.11 python; do
        if "$any" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            "$any" -m venv .tools
            .tools/bin/python -m pip install --quiet --require-hashes -r scripts/uv.lock
            return
        fi
    done
    say "no Python with venv was found; install Python 3 (Debian: apt-get install python3-venv) and try again" >&2
    exit 1
}

fetch_uv
[ "${1:-}" = uv ] && exit 0

python=$(find_python)
if [ -n "$python" ]; then
    say "Python 3.10 found: $python"
else
    say "no Python 3.10 found; letting uv fetch one"
    .tools/bin/uv python install 3.10
    python=3.10
fi

say "building .venv from requirements.lock (about 3 GB, most of it TensorFlow, which Rasa asks for)"
[ -x .venv/bin/python ] && works .venv/bin/python || .tools/bin/uv venv --quiet --python "$python" .venv
.tools/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock
touch .venv/.built
say "done"
