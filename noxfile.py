# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of `make check` and `make test`: one session each, most of them in .venv as it is.

Sessions with the tag `check` are cheap (seconds); the expensive ones (minutes) require them. A session that
keeps all cores busy by itself does not allow others beside it; of the others the longest come first.
"""

from __future__ import annotations

import fcntl
import functools
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nox
from antsibull_nox import load_antsibull_nox_toml

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
COLLECTIONS = VENV / "collections"
COLLECTION = "ansible_collections.assetops.aip"
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
FLOOR = "3.9"
NEWEST_FOR_OLDEST = (3, 12)
OLDEST_JAVA = 17
# What the newest ansible-core runs on; the first that is found is taken.
PYTHONS_OF_NEWEST = ("3.12", "3.13", "3.14")
# Boilerplate for Python 2, which later versions of ansible-core no longer ask for: our modules need Python 3.9.
PYTHON_2 = ("--skip-test", "future-import-boilerplate", "--skip-test", "metaclass-boilerplate")
# The integration targets use the server that is named here, if it is there, instead of a sandbox.
REAL_SERVER = ROOT / "tests" / "integration" / "integration_config.yml"
GET_PIP = "https://ci-files.testing.ansible.com/ansible-test/get-pip-{version}.py"
# All cores; the pieces of work that are left are shared out anew once one of them has nothing to do.
CORES = max(2, os.cpu_count() or 2)
PYTEST = ("pytest", "-q", "-n", str(CORES), "--dist", "worksteal")

# Where all tests are that are not marked as long (tests/unit/conftest.py): other folders need not even be imported.
QUICK = ("tests/unit/plugins", "tests/unit/engine", "tests/unit/judges", "tests/unit/test_house.py")
# Real commands, of plugins and roles that use much of Ansible itself.
ON_OLDEST = (
    "tests/unit/command/test_beginners.py",
    "tests/unit/command/test_jira_roles.py",
    "tests/unit/command/test_lookup_and_inventory.py",
    "tests/unit/command/test_paths.py",
    "tests/unit/command/test_roles.py",
    "tests/unit/command/test_templating.py",
    "tests/unit/command/test_two_cores.py",
    "tests/unit/controller/test_inert_texts.py",
)


# -- what the steps stand on --


def plain_environment() -> dict[str, str]:
    """The environment of every command: this one, without what would change a result."""
    foreign = re.compile(
        r"(AIP|ANSIBLE|COVERAGE|JIRA|MYPY|PYTEST|RUFF)_\w+|MYPYPATH|PYTHON\w*|VIRTUAL_ENV"
    )
    env = {name: value for name, value in os.environ.items() if not foreign.fullmatch(name)}
    env["HOME"] = env.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    env["LANG"] = env["LC_ALL"] = "C.UTF-8"
    # ansible-test can't use the shims of pyenv.
    paths = [path for path in env.get("PATH", os.defpath).split(os.pathsep) if "shims" not in path]
    env["PATH"] = os.pathsep.join(dict.fromkeys([str(VENV / "bin"), *paths]))
    env["ANSIBLE_COLLECTIONS_PATH"] = str(COLLECTIONS)
    env.setdefault("UV_SYSTEM_CERTS", "true")
    return env


def find_python(*versions: str) -> str | None:
    """A Python of the first of these versions that is found on PATH, in pyenv, or beside ours."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    folders = (pyenv, Path(sys.base_prefix).parent)
    for version in versions:
        found = [
            path for folder in folders for path in sorted(folder.glob(f"{version}*/bin/python"))
        ]
        if python := shutil.which(f"python{version}") or next(map(str, found), None):
            return python
    return None


def stage(folder: Path) -> Path:
    """Copy the collection to FOLDER/ansible_collections/assetops/aip, and return that path.

    ansible-test and the build require a path of that shape, without links, and take all that they find there. So
    they get what git knows of the checkout (tracked, or new and not ignored) as a git repository of its own.
    """
    place = folder / "ansible_collections" / "assetops" / "aip"
    place.mkdir(parents=True)
    known = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(known, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name, follow_symlinks=False)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=place, check=True)
    return place


@contextmanager
def staged() -> Iterator[Path]:
    """A copy of the collection outside the checkout, for as long as it is used."""
    with tempfile.TemporaryDirectory(prefix="assetops-aip-", ignore_cleanup_errors=True) as folder:
        yield stage(Path(folder))


def prepare_ansible_test(venv: Path = VENV) -> None:
    """Put into the home what ansible-test makes or fetches there: two of its runs at a time would collide.

    That is a key, and get-pip.py, for which a script of ours stands in where its server can't be reached.
    """
    (source,) = venv.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py")
    found = re.search(r"\bpip='([\d.]+)'", source.read_text(encoding="utf-8"))
    if not found:
        raise RuntimeError(f"{source} does not name the version of pip any more")
    home = Path(os.environ["HOME"]) / ".ansible" / "test"
    script = home / "cache" / f"get_pip_{found[1].replace('.', '_')}.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "id_rsa").exists():
            key = ["-m", "PEM", "-q", "-t", "rsa", "-N", "", "-f", str(home / "id_rsa")]
            subprocess.run(["ssh-keygen", *key], check=True)
        if not script.exists():
            script.write_text(fetch_get_pip(found[1]), encoding="utf-8")


def fetch_get_pip(version: str) -> str:
    """The script that installs this version of pip, or our stand-in for it."""
    try:
        with urllib.request.urlopen(GET_PIP.format(version=version), timeout=10) as answer:
            return str(answer.read().decode())
    except OSError:
        stand_in = (ROOT / "dev" / "pip_bootstrap.py").read_text(encoding="utf-8")
        return stand_in.replace('UV = "uv"', f"UV = {str(VENV / 'bin' / 'uv')!r}")


# -- the steps --

plain = plain_environment()
os.environ.clear()
os.environ.update(plain)
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.download_python = "never"
nox.options.allow_parallel = True

CHEAP = ("format", "lint", "types", "extra-checks", "unit")
cheap = functools.partial(nox.session, python=False, tags=["check"])
expensive = functools.partial(nox.session, python=False, requires=CHEAP)
chore = functools.partial(nox.session, python=False, default=False)


@cheap(name="format")
def check_format(session: nox.Session) -> None:
    """Every file is formatted as ruff does it."""
    session.run("ruff", "format", "--check", ".")


@cheap(name="lint")
def check_lint(session: nox.Session) -> None:
    """Ruff finds nothing."""
    session.run("ruff", "check", ".")


@cheap(name="unit")
def test_units(session: nox.Session) -> None:
    """The quick unit tests."""
    session.run(*PYTEST, "-m", "not long", *QUICK, *session.posargs)


@cheap(name="types")
def check_types(session: nox.Session) -> None:
    """Mypy finds nothing."""
    packages = [
        f"{COLLECTION}.{part}"
        for part in (
            "plugins",
            "extensions",
            "tests.sandbox",
            "tests.benchmark",
            "tests.judges",
            "tests.reliability",
            "tests.rulebooks",
        )
    ]
    # A back end that does not fit the door is found here.
    back_ends = [
        f"{COLLECTION}.tests.unit.engine.{one}" for one in ("fake", "test_another_back_end")
    ]
    words = [word for name in (*packages, "dev") for word in ("-p", name)]
    words += [word for name in (*back_ends, "noxfile") for word in ("-m", name)]
    session.run("mypy", *words)


@expensive(name="rest", allow_parallel=False)
def test_the_rest(session: nox.Session) -> None:
    """Very many names and settings, the sandbox itself, every example, modules as commands."""
    # Many of them wait for commands that they have started: one worker more than cores keeps these busy.
    more = ("-n", str(CORES + 1))
    session.run(*PYTEST, *more, "-m", "long", "tests/unit", *session.posargs)


@expensive(name="reliability", allow_parallel=False)
def test_reliability(session: nox.Session) -> None:
    """A part of the matrix of faults: of each task, with each kind of fault; `make reliability` is all of it."""
    session.run("python", "tests/reliability", *(session.posargs or ["--part"]))


@expensive(name="floor", python=find_python(FLOOR), allow_parallel=False)
def test_floor(session: nox.Session) -> None:
    """Unit tests of what runs on hosts: the oldest Python, the oldest libraries, of Ansible what a host gets."""
    if not session.python:
        session.skip(f"no Python {FLOOR} on PATH, in pyenv, or beside {sys.base_prefix}")
    session.install("-r", "dev/requirements-floor.txt")
    (ansible,) = VENV.glob("lib/python*/site-packages/ansible")
    target = session.env_dir / "target"
    shutil.rmtree(target, ignore_errors=True)
    (target / "ansible").mkdir(parents=True)
    (target / "ansible" / "__init__.py").touch()
    (target / "ansible" / "module_utils").symlink_to(ansible / "module_utils")
    # Combinations of values and settings are the same on every Python.
    tests = [*PYTEST, "-m", "not combinations", "tests/unit/plugins", "tests/unit/engine"]
    session.run(*tests, *session.posargs, env={"PYTHONPATH": str(target)})


def install_for_inventory(session: nox.Session, core: str) -> None:
    """Install this ansible-core, and what the inventory plugin needs, from our pinned requirements."""
    files = (
        ROOT / "dev" / name for name in ("requirements-oldest.txt", f"requirements-{core}.txt")
    )
    pinned = dict(
        line.split("==")
        for path in files
        for line in path.read_text("utf-8").split()
        if "==" in line
    )
    wanted = ("ansible-core", "requests", "requests-toolbelt", "PyYAML")
    session.install(*(f"{name}=={pinned[name]}" for name in wanted))


@chore(name="core-oldest", python=None)
def prepare_oldest(session: nox.Session) -> None:
    """The oldest ansible-core, for the benchmark."""
    if sys.version_info[:2] > NEWEST_FOR_OLDEST:
        session.skip(f"the oldest ansible-core does not run on Python {PYTHON}")
    install_for_inventory(session, "oldest")


@chore(name="core-newest", python=find_python(*PYTHONS_OF_NEWEST))
def prepare_newest(session: nox.Session) -> None:
    """The newest ansible-core, for the benchmark."""
    if not session.python:
        session.skip(f"no Python {' or '.join(PYTHONS_OF_NEWEST)} on PATH, or in pyenv")
    install_for_inventory(session, "newest")


@expensive(name="oldest", python=None, allow_parallel=False)
def test_oldest(session: nox.Session) -> None:
    """Roles, inventory and lookup on the oldest ansible-core."""
    if sys.version_info[:2] > NEWEST_FOR_OLDEST:
        session.skip(f"the oldest ansible-core does not run on Python {PYTHON}")
    session.install("-r", "dev/requirements-oldest.txt")
    session.run(*PYTEST, "-k", "not 200_hosts", *ON_OLDEST, *session.posargs)


def run_targets(session: nox.Session, way: str) -> None:
    """Run the integration targets against a server that `dev/integration.py` starts."""
    prepare_ansible_test()
    with staged() as place, session.chdir(place):
        session.run("python", str(ROOT / "dev" / "integration.py"), way, *session.posargs)


@expensive(name="integration", allow_parallel=not REAL_SERVER.exists())
def test_integration(session: nox.Session) -> None:
    """Integration targets of ansible-test: modules run inside Ansible's own process."""
    run_targets(session, "in_process")


@expensive(name="integration-sent", allow_parallel=not REAL_SERVER.exists())
def test_integration_sent(session: nox.Session) -> None:
    """Integration targets of ansible-test: modules are sent, as to other hosts."""
    run_targets(session, "sent")


def run_sanity(session: nox.Session, *options: str, venv: Path = VENV) -> None:
    """Run the sanity tests of the ansible-core in an environment, on its Python."""
    prepare_ansible_test(venv)
    (library,) = venv.glob("lib/python*")
    command = ["ansible-test", "sanity", "--venv", "--python", library.name.removeprefix("python")]
    with staged() as place, session.chdir(place):
        session.run(*command, "--color", "no", *options, *session.posargs)


@expensive(name="sanity")
def check_sanity(session: nox.Session) -> None:
    """Sanity tests of ansible-test."""
    run_sanity(session)


@expensive(name="sanity-oldest", python=None)
def check_sanity_of_oldest(session: nox.Session) -> None:
    """Sanity tests of the oldest ansible-core."""
    if sys.version_info[:2] > NEWEST_FOR_OLDEST:
        session.skip(f"the oldest ansible-core does not run on Python {PYTHON}")
    session.install("-r", "dev/requirements-oldest.txt")
    run_sanity(session, *PYTHON_2, venv=Path(session.virtualenv.location))


@expensive(name="sanity-newest", python=find_python(*PYTHONS_OF_NEWEST))
def check_sanity_of_newest(session: nox.Session) -> None:
    """Sanity tests of the newest ansible-core."""
    if not session.python:
        session.skip(f"no Python {' or '.join(PYTHONS_OF_NEWEST)} on PATH, or in pyenv")
    session.install("-r", "dev/requirements-newest.txt")
    run_sanity(session, venv=Path(session.virtualenv.location))


@expensive(name="ansible-lint")
def check_ansible_lint(session: nox.Session) -> None:
    """Ansible-lint, profile production, finds nothing."""
    with staged() as place, session.chdir(place):
        command = ["ansible-lint", "--profile", "production", "--offline", "--strict", "--nocolor"]
        session.run(*command, env={"ANSIBLE_COLLECTIONS_PATH": str(place.parents[2])})


def java_version() -> int:
    """The first number of the version of Java; 0 without Java."""
    java = shutil.which("java")
    if not java:
        return 0
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else 0


@expensive(name="rulebooks", python=find_python("3.11", "3.12"), allow_parallel=False)
def test_rulebooks(session: nox.Session) -> None:
    """The rulebooks under the real ansible-rulebook, and what platforms count with jq."""
    if not session.python:
        session.skip(f"no Python 3.11 or 3.12 on PATH, in pyenv, or beside {sys.base_prefix}")
    if java_version() < OLDEST_JAVA:
        session.skip(f"no Java {OLDEST_JAVA} or later on PATH, which ansible-rulebook requires")
    session.install("-r", "dev/requirements-rulebooks.txt")
    # The tests run in .venv, as they use the sandbox; the processes that they start are of this session.
    session.run(
        str(VENV / "bin" / "pytest"), "-q", "tests/rulebooks", *session.posargs,
        env={"ANSIBLE_RULEBOOK_BIN": session.bin}, external=True,
    )  # fmt: skip


@expensive(name="demo")
def run_demo(session: nox.Session) -> None:
    """The demo runs."""
    session.run("dev/demo")


@expensive(name="first-hour")
def play_first_hour(session: nox.Session) -> None:
    """What README and the tutorial show runs, and what beginners get wrong ends in a way out."""
    session.run("dev/first_hour", *session.posargs)


def render_changelog(session: nox.Session) -> str:
    """CHANGELOG.md as it should be: what is released, then the fragments under the next version."""
    with staged() as place, session.chdir(place):
        session.run("antsibull-changelog", "lint")
        pending = any((place / "changelogs" / "fragments").glob("*.yml"))
        session.run("antsibull-changelog", "release" if pending else "generate")
        return (place / "CHANGELOG.md").read_text(encoding="utf-8")


@expensive(name="changelog")
def check_changelog(session: nox.Session) -> None:
    """Fragments are sound, and CHANGELOG.md is made from them."""
    if (ROOT / "CHANGELOG.md").read_text(encoding="utf-8") != render_changelog(session):
        session.error("CHANGELOG.md is not what the fragments say: run `make changelog`")


@expensive(name="docs")
def check_docs(session: nox.Session) -> None:
    """Antsibull-docs finds nothing."""
    options = ["--plugin-docs", "--skip-rstcheck", "--validate-collection-refs=self"]
    strict = "--disallow-unknown-collection-refs"
    with staged() as place, session.chdir(place):
        session.run("antsibull-docs", "lint-collection-docs", *options, strict, ".")


@expensive(name="package")
def check_package(session: nox.Session) -> None:
    """The tarball holds what it should, installs, and shows its pages."""
    with staged() as place:
        session.run("python", "dev/package.py", str(place))


load_antsibull_nox_toml()
for name, tags, requires in (("extra-checks", ["check"], []), ("build-import-check", [], CHEAP)):
    nox.registry.get()[name].tags = tags
    nox.registry.get()[name].requires = requires


# -- chores: they write into the checkout, and are run by name only --


@chore(name="write-changelog")
def write_changelog(session: nox.Session) -> None:
    """Write CHANGELOG.md."""
    (ROOT / "CHANGELOG.md").write_text(render_changelog(session), encoding="utf-8")


@chore(name="build")
def build_package(session: nox.Session) -> None:
    """Build the tarball into dist/."""
    with staged() as place:
        session.run("python", "dev/package.py", str(place), "dist")


@chore(name="stage")
def stage_copy(session: nox.Session) -> None:
    """Copy the collection to FOLDER/ansible_collections/assetops/aip: `nox -s stage -- FOLDER`."""
    session.log(stage(Path(session.invoked_from, session.posargs[0])))
