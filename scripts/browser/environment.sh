# Sourced by the scripts that drive a browser. Makes, on first use, a private Python environment with what they need:
# Debian's chromium does the browsing, playwright drives it, and axe-core comes inside axe-playwright-python. Arguments
# are further programs that are needed, each by the name of its Debian package.

browser_environment() {
    local root venv program missing=()
    root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
    venv="$root/.build/accessibility-venv"
    for program in chromium "$@"; do command -v "$program" >/dev/null || missing+=("$program"); done
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    if ((${#missing[@]})); then
        echo "Installing ${missing[*]}" >&2
        local -a as_root=()
        ((EUID == 0)) || as_root=(sudo)
        "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
    fi
    if [[ ! -e "$venv/ready" ]]; then
        echo "Preparing $venv" >&2
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check 'playwright>=1.50,<2' 'axe-playwright-python==0.1.8' >&2
        touch "$venv/ready"
    fi
    BROWSER_PYTHON="$venv/bin/python"
}
