#!/bin/sh
# Debian and Ubuntu keep venv in a package of its own: get it when allowed, else say how.
# usage: get-venv.sh PYTHON FOLDER
set -u
version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
package="python$version-venv"
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    echo "installing $package ..."
    $as_root apt-get update -qq && $as_root apt-get install -y -qq "$package" >/dev/null
fi
"$1" -m venv --clear "$2" || {
    echo "$1 cannot make a virtual environment. Install its venv module (Debian, Ubuntu: sudo apt-get install $package), then run make again."
    exit 1
}
