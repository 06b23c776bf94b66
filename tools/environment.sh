#!/bin/sh
# The environment in a folder. uv makes and fills it: the one that is on PATH, else one installed into the folder.
# Where uv cannot be had, Python's own venv and pip do the same, more slowly.
# usage: environment.sh make FOLDER PYTHON | environment.sh install FOLDER WHAT...   (WHAT as `pip install` takes it)
set -u
UV="uv==0.13.9"
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}" # trust what the system trusts, as pip does: a company's proxy has a certificate of its own
task=$1
folder=$2
shift 2

# Prints the first of these commands that runs: on PATH may also be a wrapper that leads nowhere, as pyenv's are.
first_that_runs() {
    for uv in "$@"; do
        "$uv" --version >/dev/null 2>&1 && echo "$uv" && return
    done
}

# Debian and Ubuntu keep the venv module in a package of its own.
get_venv_module() {
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
        echo "installing $package ..."
        $as_root apt-get update -qq && $as_root apt-get install -y -qq "$package" >/dev/null
    fi
}

make_environment() {
    python=$("$1" -c 'import sys; print(sys.executable)') || exit 1
    uv=$(first_that_runs uv)
    # --seed: with pip, which people use to add an extra by hand, and which steps in where uv fails.
    [ -n "$uv" ] && "$uv" venv --clear --seed --python "$python" "$folder" && return
    "$python" -m venv --clear "$folder" >/dev/null 2>&1 || {
        get_venv_module "$python"
        "$python" -m venv --clear "$folder"
    } || {
        echo "$python cannot make a virtual environment. Install its venv module (Debian, Ubuntu: sudo apt-get install $package) or uv, then run make again." >&2
        exit 1
    }
    "$folder/bin/python" -m pip install --disable-pip-version-check "$UV" ||
        echo "uv could not be installed: pip will install instead, which takes some minutes" >&2
}

install() {
    uv=$(first_that_runs uv "$folder/bin/uv")
    if [ -n "$uv" ]; then
        "$uv" pip install --compile-bytecode --python "$folder/bin/python" "$@" && return
        echo "uv could not install: trying again with pip, which takes some minutes" >&2
    fi
    "$folder/bin/python" -m pip install --disable-pip-version-check "$@"
}

case $task in
make) make_environment "$1" ;;
install) install "$@" ;;
esac
