#!/bin/sh
# Sees to it that there is a Chromium for the browser tests: installs Debian's where we may.
# Never fails: only the browser tests need one, and they say so themselves.
set -u
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests."
    if apt-get update -qq &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi
echo "No chromium here: 'make run' works without, the browser tests of 'make test' need it." >&2
