#!/usr/bin/env bash
# Installs what is missing: deploy/setup.sh run|dev|test
#   run   what the portal needs     dev   and the tools of `make check`     test   and what the tests start
# A second call finds everything in place and is done in a moment.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
case $what in run | dev | test) ;; *) echo "用法：deploy/setup.sh run|dev|test" >&2; exit 2 ;; esac

stamps=.venv/.stamps
say() { echo "[准备] $*"; }
stop() { echo "[准备] $*" >&2; exit 1; }

# --- Python -----------------------------------------------------------------------------------------------------------

find_python() { # the first interpreter that is new enough; a pyenv shim may exist and yet not run
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

# --- Debian packages --------------------------------------------------------------------------------------------------

installed() { dpkg-query -W -f='${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'; }

wanted_packages() {
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif [ ! -x .venv/bin/python ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo python3-venv
    fi
    echo libsqlite3-mod-spatialite libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    echo fonts-noto-cjk fonts-noto-core fonts-hanazono
    command -v npm >/dev/null || echo npm
    # pysqlite3 comes ready-made for x86-64 only; elsewhere pip builds it
    [ "$(uname -m)" = x86_64 ] || echo gcc libc6-dev python3-dev libsqlite3-dev
    [ "$what" = test ] || return 0
    echo chromium poppler-utils qpdf
    command -v redis-server >/dev/null || command -v valkey-server >/dev/null || echo redis-server
    ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || echo postgresql postgresql-postgis
}

install_packages() {
    local package missing="" root=""
    if ! command -v dpkg-query >/dev/null; then
        say "不是 Debian，请自行确认已装好：$(wanted_packages | xargs)"
        return
    fi
    for package in $(wanted_packages); do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || stop "缺少系统软件包，请用管理员身份运行后再试：apt-get install$missing"
        root="sudo -n"
    fi
    say "安装系统软件包：$missing"
    $root apt-get update -qq || say "软件包列表没有更新成功，用现有的列表继续"
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        stop "系统软件包没有装上，请用管理员身份运行后再试：apt-get install$missing"
}

# --- Python and front-end packages --------------------------------------------------------------------------------------

changed() { # changed NAME FILE…: whether these files differ from those at the last success
    local name=$1
    shift
    ! sha256sum "$@" | cmp -s - "$stamps/$name"
}

stamp() {
    local name=$1
    shift
    sha256sum "$@" >"$stamps/$name"
}

make_venv() {
    .venv/bin/python -c '' 2>/dev/null && mkdir -p "$stamps" && return
    local python
    python=$(find_python)
    [ -n "$python" ] || stop "没有找到 Python 3.11 或更新的版本，请用管理员身份运行：apt-get install python3 python3-venv"
    say "建立虚拟环境 .venv（$("$python" --version)）"
    rm -rf .venv
    "$python" -m venv .venv || stop "虚拟环境没有建成，请用管理员身份运行后再试：apt-get install python3-venv"
    mkdir -p "$stamps"
}

install_python_packages() { # install_python_packages base|dev
    changed "$1" "requirements/$1.txt" pyproject.toml || return 0
    say "安装 Python 依赖（requirements/$1.txt）"
    .venv/bin/python -m pip install --quiet --require-hashes --requirement "requirements/$1.txt"
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
    stamp "$1" "requirements/$1.txt" pyproject.toml
}

install_front_end() {
    if ! changed front-end package-lock.json deploy/vendor.sh && [ -d portal/static/vendor ]; then return 0; fi
    say "取得前端文件（portal/static/vendor）"
    deploy/vendor.sh >/dev/null
    stamp front-end package-lock.json deploy/vendor.sh
}

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
install_packages
make_venv
if [ "$what" = run ]; then install_python_packages base; else install_python_packages dev; fi
install_front_end
