"""`python -m benchmarks [NAME…]`: run the named figures, or all of them."""

import importlib
import pkgutil
import sys

import benchmarks


def main() -> None:
    known = sorted(
        module.name
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if not module.name.startswith("_")
    )
    chosen = sys.argv[1:] or known
    if unknown := sorted(set(chosen) - set(known)):
        sys.exit(f"No figure called {', '.join(unknown)}. There are: {', '.join(known)}.")
    for name in chosen:
        module = importlib.import_module(f"benchmarks.{name}")
        sys.stdout.write(f"\n## {name}: {(module.__doc__ or '').splitlines()[0]}\n\n")
        sys.stdout.flush()
        module.main()


main()
