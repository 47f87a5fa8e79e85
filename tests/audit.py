"""What is installed with this project: known faults, ages and licences, each held against requirements/README.md.

Exit status: 0 when all is well, 1 when something is to be done, 3 when the package index cannot be reached; then what
the installed packages themselves say is listed, and nothing is known of faults and ages.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

import requests
from pip._internal.models.index import PyPI

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
LOCKS = ("site.txt", "test.txt", "audit.txt")
INDEX = f"{PyPI.pypi_url}/{{}}/json"
"""Where the index that pip itself uses tells of a package."""
PIP_AUDIT = Path(sys.prefix) / "audit" / "bin" / "pip-audit"
"""In an environment of its own: it brings a pip."""
QUIET = dt.timedelta(days=2 * 365)
"""Without a release for so long, a package needs a reason to stay, in requirements/README.md."""
FREE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|HPND|Unlicense|Dual|Django)\b", re.I
)
"""Licences under which a package may be used here: they ask for a notice at most, or for changes to itself."""
EXIT_OK, EXIT_TO_DO, EXIT_OFFLINE = 0, 1, 3


@dataclass(frozen=True)
class Package:
    """A locked package; dates are ISO 8601, or empty where they are not known."""

    name: str
    version: str
    licence: str
    released: str = ""
    newest: str = ""
    newest_released: str = ""


def list_locked() -> list[tuple[str, str]]:
    """(name, version) of all that is locked; the newer one where the lock differs by Python."""
    text = "\n".join((REQUIREMENTS / name).read_text("utf-8") for name in LOCKS)
    return sorted(dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", text, re.MULTILINE)).items())


def read_installed(name: str, version: str) -> Package:
    """What an installed package says of itself."""
    try:
        return Package(name, version, _find_licence(dict(metadata(name).json)))
    except PackageNotFoundError:
        return Package(name, version, "not installed")


def read_index(name: str, version: str) -> Package:
    """What the package index says of a package."""
    answer = requests.get(INDEX.format(name), timeout=30)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    newest = found["info"]["version"]
    licence = _find_licence(found["info"]) or read_installed(name, version).licence
    return Package(name, version, licence, _find_date(found, version), newest, _find_date(found, newest))


def _find_licence(about: dict[str, Any]) -> str:
    """The licence in a few words: as an expression, as a field, or as a classifier."""
    classifiers = [c.rpartition(" :: ")[2] for c in about.get("classifiers") or about.get("classifier") or []
                   if c.startswith("License ::")]  # fmt: skip
    field = (about.get("license") or "").strip().split("\n")[0][:40]
    return str(about.get("license_expression") or field or ", ".join(classifiers))


def _find_date(found: dict[str, Any], version: str) -> str:
    files = found["releases"].get(version) or []
    return min((str(file["upload_time"])[:10] for file in files), default="")


def judge(package: Package, reasons: str, today: dt.date) -> list[str]:
    """What is to be done about a package; one that requirements/README.md has a line about is known."""
    if re.search(rf"^\| `{re.escape(package.name)}`", reasons, re.MULTILINE):
        return []
    found = []
    if package.newest_released and today - dt.date.fromisoformat(package.newest_released) > QUIET:
        found.append(f"no release since {package.newest_released}")
    if not FREE.search(package.licence):
        found.append(f'licence "{package.licence}"')
    return [f"{package.name}: {what}; replace it, or say in requirements/README.md why it stays" for what in found]


def find_faults() -> tuple[list[str], int]:
    """Known faults as pip-audit finds them, a line for each, and the number of packages that it knows nothing of."""
    command = [str(PIP_AUDIT), "--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    files = [option for name in LOCKS for option in ("--requirement", str(REQUIREMENTS / name))]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    asked = json.loads(done.stdout)["dependencies"] if done.stdout.startswith("{") else []
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'no version'}"
        for one in asked
        for fault in one.get("vulns", ())
    ]
    return sorted(set(faults)), sum("skip_reason" in one for one in asked) if asked else len(list_locked())


def main() -> int:
    """Print a line for each package, then what is to be done."""
    locked = list_locked()
    try:
        with ThreadPoolExecutor(8) as pool:
            packages = list(pool.map(lambda one: read_index(*one), locked))
    except requests.RequestException:
        packages = [read_installed(*one) for one in locked]
    is_online = any(package.newest for package in packages)
    for one in packages:
        newer = f"{one.newest} of {one.newest_released}" if one.newest != one.version else ""
        sys.stdout.write(
            f"{one.name:28} {one.version:18} {one.released or '?':10}  {one.licence[:28]:28} {newer}".rstrip()
        )
        sys.stdout.write("\n")
    if not is_online:
        sys.stdout.write("the package index cannot be reached: nothing is known of faults and ages\n")
        return EXIT_OFFLINE
    reasons = (REQUIREMENTS / "README.md").read_text("utf-8")
    to_do = [line for package in packages for line in judge(package, reasons, dt.datetime.now(dt.UTC).date())]
    faults, unknown = find_faults()
    sys.stdout.writelines(f"{line}\n" for line in (*faults, *to_do))
    sys.stdout.write(f"{len(packages)} packages: {len(faults)} known faults, {len(to_do)} without a reason to stay\n")
    if unknown:
        sys.stdout.write(f"pip-audit reached no data on the faults of {unknown} of them\n")
    return EXIT_TO_DO if faults or to_do else EXIT_OFFLINE if unknown else EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
