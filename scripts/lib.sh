# Shared by the scripts in this folder; sourced, never run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
target=${CARGO_TARGET_DIR:-$root/target}
extension=${EXTENSION:-$target/release/libswirl.so}
php=${PHP:-php}

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 2; }

# private_ini DIR REGEX: makes DIR a php.ini scan folder that holds what this machine's scan folders hold, without the
# modules whose file name matches REGEX, and exports it. So an installed swirl.so, a Swoole or an Xdebug does not get in
# the way of the extension that was just built.
private_ini() {
    local dir=$1 without=$2 scan folder file
    mkdir -p "$dir"
    scan=$("$php" -n -r 'echo PHP_CONFIG_FILE_SCAN_DIR;')
    # As in PHP: the variable replaces the built-in folder, and an empty element stands for it.
    local IFS=:
    for folder in ${PHP_INI_SCAN_DIR-$scan}; do
        for file in "${folder:-$scan}"/*.ini; do
            [ -f "$file" ] || continue
            grep -Eiq "^[[:space:]]*(zend_)?extension[[:space:]]*=.*($without)" "$file" || cp "$file" "$dir/"
        done
    done
    export PHP_INI_SCAN_DIR=$dir
}
