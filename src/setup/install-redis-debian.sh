#!/bin/sh
# Installs Debian's or Ubuntu's redis-server without starting the system service that the package brings, now or at
# the next boot: Keyhole starts a private server of its own for the demo and the tests, on another port.
# Runs as root. The file that holds services back (https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt)
# goes when this script ends; should the script be killed outright, the file removes itself when it is next asked.
set -u
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C
policy=/usr/sbin/policy-rc.d

if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  printf '#!/bin/sh\n[ -d /proc/%s ] && exit 101\nrm -f "$0"\nexit 0\n' "$$" >"$policy"
  chmod 755 "$policy"
fi

apt-get install --yes --no-install-recommends redis-server || exit
if command -v systemctl >/dev/null; then systemctl disable --quiet redis-server || true; fi
