#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of this repository: `make check`, `make test`, and each one by its name.

    steps.py check | test | NAME ...

All steps that were asked for are run and a table is shown, with one exception: the dear ones
(minutes) are left out once a cheap one (seconds) has failed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import integration
import package
from commands import environment, new_folder, run, scratch
from environments import (
    COLLECTIONS,
    FLOOR,
    FLOOR_VENV,
    NEWEST_FOR_OLDEST,
    ROOT,
    VENV,
    find_floor_python,
    make_floor,
    make_oldest,
)
from stage import stage

COLLECTION = "ansible_collections.assetops.aip"
# Where all tests are that are not marked as long (see tests/unit/conftest.py).
QUICK_TESTS = ("tests/unit/plugins", "tests/unit/test_house.py")
# Real commands, of plugins and roles that meet much of Ansible itself.
ON_OLDEST = (
    "tests/unit/command/test_lookup_and_inventory.py",
    "tests/unit/command/test_roles.py",
    "tests/unit/command/test_two_cores.py",
)
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
GET_PIP = "https://ci-files.testing.ansible.com/ansible-test/get-pip-{version}.py"


class Skipped(Exception):
    """A step can't be run here, and that is no fault of the tree."""


# -- what the steps stand on --


@cache
def staged() -> Path:
    """A copy of the collection, made once for all steps."""
    return stage(scratch())


def provide_pip() -> None:
    """Let ansible-test make its environments where the server of get-pip.py can't be reached."""
    (source,) = VENV.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py")
    found = re.search(r"\bpip='([\d.]+)'", source.read_text(encoding="utf-8"))
    if not found:
        raise RuntimeError(f"{source} does not tell the version of pip any more")
    cache_folder = Path(environment()["HOME"]) / ".ansible" / "test" / "cache"
    script = cache_folder / f"get_pip_{found[1].replace('.', '_')}.py"
    if script.exists():
        return
    try:
        urllib.request.urlopen(GET_PIP.format(version=found[1]), timeout=10).close()
    except (OSError, urllib.error.URLError):
        cache_folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "dev" / "pip_bootstrap.py", script)


def run_ansible_test(*arguments: str) -> None:
    """Run ansible-test on the staged copy, in environments of its own making."""
    provide_pip()
    command, *rest = arguments
    run("ansible-test", command, "--venv", "--python", PYTHON, "--color", "no", *rest, cwd=staged())


# -- the steps --


def check_format() -> None:
    run("ruff", "format", "--check", ".")


def check_lint() -> None:
    run("ruff", "check", ".")


def check_types() -> None:
    packages = [f"{COLLECTION}.{part}" for part in ("plugins", "tests.sandbox", "tests.benchmark")]
    wanted = [word for name in packages for word in ("-p", name)]
    run("mypy", *wanted, env={"MYPYPATH": str(COLLECTIONS)})
    run("mypy", "dev", env={"MYPYPATH": str(ROOT / "dev")})


def run_pytest(*arguments: str) -> None:
    run("pytest", "-q", "-n", "2", *arguments)


def test_units() -> None:
    run_pytest("-m", "not long", *QUICK_TESTS)


def test_the_rest() -> None:
    run_pytest("-m", "long", "tests/unit")


def test_floor() -> None:
    python = find_floor_python()
    if not python:
        raise Skipped(f"no Python {FLOOR} on PATH or in pyenv")
    target = make_floor(python)
    command = [str(FLOOR_VENV / "bin" / "pytest"), "-q", "-n", "2", "-m", "not combinations"]
    run(*command, "tests/unit/plugins", env={"PYTHONPATH": str(target)})


def test_oldest() -> None:
    if sys.version_info[:2] > NEWEST_FOR_OLDEST:
        raise Skipped(f"the oldest ansible-core does not run on Python {PYTHON}")
    run(str(make_oldest() / "pytest"), "-q", "-n", "2", "-k", "not 200_hosts", *ON_OLDEST)


def check_ansible_lint() -> None:
    command = ["ansible-lint", "--profile", "production", "--offline", "--strict", "--nocolor"]
    run(*command, cwd=staged(), env={"ANSIBLE_COLLECTIONS_PATH": str(scratch())})


def render_changelog() -> str:
    """CHANGELOG.md as it should be: what is released, then the fragments under the next version."""
    place = stage(new_folder())
    pending = any((place / "changelogs" / "fragments").glob("*.yml"))
    run("antsibull-changelog", "release" if pending else "generate", cwd=place)
    return (place / "CHANGELOG.md").read_text(encoding="utf-8")


def check_changelog() -> None:
    run("antsibull-changelog", "lint", cwd=staged())
    if (ROOT / "CHANGELOG.md").read_text(encoding="utf-8") != render_changelog():
        raise RuntimeError("CHANGELOG.md is not what the fragments say: run `make changelog`")


def write_changelog() -> None:
    (ROOT / "CHANGELOG.md").write_text(render_changelog(), encoding="utf-8")


def check_docs() -> None:
    options = ["--plugin-docs", "--skip-rstcheck", "--validate-collection-refs=self"]
    strict = "--disallow-unknown-collection-refs"
    run("antsibull-docs", "lint-collection-docs", *options, strict, ".", cwd=staged())


def check_sanity() -> None:
    run_ansible_test("sanity")


def test_integration() -> None:
    if not any((ROOT / "tests" / "integration" / "targets").glob("*/tasks/main.yml")):
        raise Skipped("there is no target in tests/integration/targets")
    with integration.serve(staged()):
        for way in integration.WAYS:
            targets = integration.prepare(staged(), way)
            print(f"\n-- {way.headline}: {', '.join(targets)}", flush=True)
            run_ansible_test("integration", *targets)


def check_package() -> None:
    tarball = package.build(staged(), new_folder())
    package.check_files(tarball, staged())
    package.check_install(tarball, new_folder())


def build_package() -> None:
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    package.check_files(package.build(staged(), dist), staged())


def run_demo() -> None:
    demo = ROOT / "dev" / "demo"
    if not demo.exists():
        raise Skipped("there is no dev/demo")
    run(demo)


@dataclass(frozen=True)
class Step:
    """One check; it has passed when it does not raise."""

    name: str
    headline: str
    run: Callable[[], None]


CHEAP = (
    Step("format", "every file is formatted as ruff does it", check_format),
    Step("lint", "ruff finds nothing", check_lint),
    Step("types", "mypy finds nothing", check_types),
    Step("unit", f"unit tests on Python {PYTHON}", test_units),
)
DEAR = (
    Step(
        "rest",
        "very many names and settings, the sandbox itself, every example, modules as commands",
        test_the_rest,
    ),
    Step(
        "floor", f"unit tests of what runs on hosts, Python {FLOOR}, oldest libraries", test_floor
    ),
    Step("oldest", "roles, inventory and lookup on the oldest ansible-core", test_oldest),
    Step("changelog", "fragments are sound, and CHANGELOG.md is made from them", check_changelog),
    Step("docs", "antsibull-docs finds nothing", check_docs),
    Step("ansible-lint", "ansible-lint, profile production, finds nothing", check_ansible_lint),
    Step(
        "package", "the tarball holds what it should, installs, and shows its pages", check_package
    ),
    Step("sanity", "ansible-test sanity", check_sanity),
    Step(
        "integration",
        "ansible-test integration against the sandbox, modules in process and sent",
        test_integration,
    ),
    Step("demo", "the demo runs", run_demo),
)
# Asked for by name only: these write into the checkout.
CHORES = (
    Step("write-changelog", "write CHANGELOG.md", write_changelog),
    Step("build", "build the tarball into dist/", build_package),
)
GROUPS = {"check": CHEAP, "test": CHEAP + DEAR}


# -- running them --


@dataclass(frozen=True)
class Outcome:
    """How a step ended: ok, failed, skipped or not run."""

    step: Step
    word: str
    seconds: float = 0.0
    reason: str = ""


def carry_out(step: Step) -> Outcome:
    """Run a step under its headline."""
    print(f"\n== {step.name}: {step.headline}", flush=True)
    start = time.monotonic()
    word, reason = "ok", ""
    try:
        step.run()
    except Skipped as skipped:
        word, reason = "skipped", str(skipped)
    except subprocess.CalledProcessError as error:
        word, reason = "failed", f"{error.cmd[0]} ended with status {error.returncode}"
    except (subprocess.TimeoutExpired, OSError, RuntimeError, package.PackageError) as error:
        word, reason = "failed", str(error)
    if reason:
        print(f"{word}: {reason}", flush=True)
    return Outcome(step, word, time.monotonic() - start, reason)


def run_steps(steps: Sequence[Step]) -> list[Outcome]:
    """Run the steps in turn; a dear one only if no cheap one before it failed."""
    outcomes: list[Outcome] = []
    for step in steps:
        if step in DEAR and any(o.word == "failed" and o.step in CHEAP for o in outcomes):
            outcomes.append(Outcome(step, "not run", reason="a cheap step failed"))
        else:
            outcomes.append(carry_out(step))
    return outcomes


def show(outcomes: Sequence[Outcome]) -> int:
    """Print the table and the line that counts; the number of steps that failed."""
    print("\n== summary")
    for outcome in outcomes:
        reason = outcome.reason.splitlines()[0] if outcome.reason else ""
        print(f"{outcome.step.name:16}{outcome.word:9}{outcome.seconds:7.1f} s  {reason}".rstrip())
    words = [outcome.word for outcome in outcomes]
    print(f"\n{words.count('ok')} passed, {words.count('failed')} failed")
    return words.count("failed")


def main(names: Sequence[str]) -> int:
    """Run what is named; exit status 1 if anything failed."""
    known = {step.name: (step,) for step in CHEAP + DEAR + CHORES}
    choices = {**GROUPS, **known}
    if not names or any(name not in choices for name in names):
        print(f"usage: steps.py NAME ...; names: {' '.join(choices)}", file=sys.stderr)
        return 2
    try:
        return 1 if show(run_steps([step for name in names for step in choices[name]])) else 0
    finally:
        shutil.rmtree(scratch(), ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
