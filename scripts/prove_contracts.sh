#!/usr/bin/env bash
# Show that each import contract can break: inject one forbidden import in a copy of the tree
# and expect the linter to name the contract. A contract that nothing can break proves nothing.
set -eu -o pipefail
cd "$(dirname "$0")/.."
lint=$PWD/.venv/bin/lint-imports
copy=$(mktemp -d /tmp/phaodai-contracts.XXXXXX)
trap 'rm -rf "$copy"' EXIT
git ls-files --cached --others --exclude-standard pyproject.toml phaodai | while read -r file; do
  if [ -f "$file" ]; then
    mkdir -p "$copy/$(dirname "$file")"
    cp "$file" "$copy/$file"
  fi
done
cd "$copy"

failed=0
prove() { # contract id, file, line
  mkdir -p "$(dirname "$2")"
  local kept=""
  [ -f "$2" ] && kept=$(mktemp) && cp "$2" "$kept"
  printf '\n%s\n' "$3" >> "$2"
  local out
  if out=$(PYTHONPATH=$copy "$lint" --no-cache --contract "$1" 2>&1); then
    echo "NOT CAUGHT  $1: $3  (in $2)"
    failed=1
  elif ! grep -q BROKEN <<<"$out"; then
    echo "NOT RUN     $1: $(tail -n 2 <<<"$out")"
    failed=1
  else
    echo "caught      $1"
  fi
  if [ -n "$kept" ]; then mv "$kept" "$2"; else rm -f "$2"; fi
}

prove layers phaodai/registers/directives/operations.py "import phaodai.delivery.web"
prove foundation-layers phaodai/foundation/units/queries.py "import phaodai.foundation.agencies"
mkdir -p phaodai/registers/second && echo '"""A second register."""' > phaodai/registers/second/__init__.py
prove registers-independent phaodai/registers/second/rules.py "import phaodai.registers.directives"
mkdir -p phaodai/decisions/second && echo '"""A second decision."""' > phaodai/decisions/second/__init__.py
prove decisions-independent phaodai/decisions/second/rules.py "import phaodai.decisions.obligations"
prove decisions-read-only phaodai/decisions/obligations/queries.py "import phaodai.indicators.publishing"
prove decisions-read-only phaodai/decisions/obligations/operations.py "import phaodai.indicators.targets"
prove no-personal-data-above-registers phaodai/decisions/obligations/queries.py "import phaodai.registers.directives"
prove no-personal-data-above-registers phaodai/indicators/amounts.py "import phaodai.registers.directives"
prove models-private phaodai/delivery/web/urls.py "import phaodai.registers.directives.models"
prove models-private phaodai/delivery/web/urls.py "import phaodai.decisions.obligations.models"
prove indicator-table-private phaodai/registers/directives/queries.py "import phaodai.indicators.models"
prove registers-publish-only phaodai/registers/directives/queries.py "import phaodai.indicators.reading"
prove inside-a-register phaodai/registers/directives/policies.py "import phaodai.registers.directives.operations"
prove inside-a-register phaodai/decisions/obligations/models.py "import phaodai.decisions.obligations.queries"
prove inside-a-foundation-room phaodai/foundation/units/models.py "import phaodai.foundation.units.operations"
prove delivery-layers phaodai/delivery/web/urls.py "import phaodai.delivery.commands"
prove delivery-layers phaodai/delivery/clock.py "import phaodai.delivery.web"
prove delivery-layers phaodai/delivery/health/findings.py "import phaodai.delivery.web"
prove pure-core phaodai/vocabulary/access.py "import django.db"
prove engines-pure phaodai/engines/dispatch/__init__.py "import django.db"
mkdir -p phaodai/engines/second && echo '"""A second engine."""' > phaodai/engines/second/__init__.py
prove engines-independent phaodai/engines/second/grading.py "import phaodai.engines.dispatch"
mkdir -p phaodai/attic && touch phaodai/attic/__init__.py
prove layers phaodai/attic/things.py "x = 1"

# Each contract of pyproject.toml has its proof above.
unproved=$(comm -23 <(sed -n 's/^id = "\(.*\)"$/\1/p' pyproject.toml | sort) \
  <(sed -n 's/^prove \([a-z-]*\) .*/\1/p' "$OLDPWD/scripts/prove_contracts.sh" | sort -u))
[ -z "$unproved" ] || { echo "WITHOUT PROOF $unproved"; failed=1; }
exit $failed
