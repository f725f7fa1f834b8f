#!/bin/sh
# Prints the path of a Python 3.13: the one asked for in PYTHON, on the path, or kept by pyenv.
set -eu
wanted="import sys; sys.exit(sys.version_info[:2] != (3, 13))"

is_wanted() { "$1" -c "$wanted" >/dev/null 2>&1; }

for candidate in "${PYTHON:-}" python3.13 python3 python; do
    if [ -n "$candidate" ] && is_wanted "$candidate"; then
        "$candidate" -c "import sys; print(sys.executable)"
        exit 0
    fi
done
if command -v pyenv >/dev/null 2>&1; then
    # A shim answers "not found" when another version is selected, so ask for each by name.
    for version in $(pyenv versions --bare 2>/dev/null | grep -E '^3\.13(\.[0-9]+)?$' | sort -rV); do
        candidate="$(pyenv prefix "$version")/bin/python"
        if is_wanted "$candidate"; then
            echo "$candidate"
            exit 0
        fi
    done
fi
echo "Vrijplek needs Python 3.13: install it (for instance 'pyenv install 3.13')" \
    "or name it: make setup PYTHON=/path/to/python3.13" >&2
exit 1
