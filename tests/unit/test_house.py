# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house (CONTRIBUTING.md), computed from the tree.

A rule looks at one parsed file and yields what breaks it. Each row of RULES also carries a breach, so
that a rule which can no longer fail is itself a failure.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CORE = "plugins/module_utils/_core/"
HTTP = r"plugins/module_utils/_http/.+"
SANDBOX = "tests/sandbox/"


# -- reading a file --


@dataclass(frozen=True)
class File:
    """A Python file of the repository: where it is, what is in it."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree; every node knows its parent."""
        tree = ast.parse(self.text)
        for parent in ast.walk(tree):
            for child in ast.iter_child_nodes(parent):
                child.parent = parent
        return tree

    def imports(self) -> Iterator[tuple[int, str, int]]:
        """Level and full name of each import, with its line; `from a import b` gives a and a.b."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((0, alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = node.module or ""
                yield node.level, module, node.lineno
                for alias in node.names:
                    yield node.level, f"{module}.{alias.name}".lstrip("."), node.lineno

    def names(self) -> Iterator[tuple[str, ast.AST]]:
        """Each name and attribute that is read, and its node."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node.id, node
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                yield node.attr, node


def is_in(name: str, modules: set[str]) -> bool:
    """Whether the dotted name is one of the modules, or is inside one."""
    return any(name == module or name.startswith(module + ".") for module in modules)


def is_inside(file: File, folder: str, level: int, name: str) -> bool:
    """Whether an import (its level and name) of the file stays inside the folder."""
    if level == 0:
        package = f"ansible_collections.assetops.aip.{folder.replace('/', '.')}"
        return (name + ".").startswith(package)
    return level <= file.path.removeprefix(folder).count("/") + 1


# -- the rules --

CONNECTING = {
    "aiohttp", "ansible.module_utils.urls", "ftplib", "http.client", "httpx", "requests",
    "requests_toolbelt", "socket", "urllib.request", "urllib3",
}  # fmt: skip


def opens_no_connection(file: File) -> Iterator[str]:
    """Only _http opens connections."""
    for _level, name, line in file.imports():
        if is_in(name, CONNECTING):
            yield f"line {line} imports {name}; ask _http instead"


IMPURE_MODULES = {
    "asyncio", "glob", "http", "io", "logging", "multiprocessing", "pathlib.Path", "random", "select",
    "selectors", "shutil", "socket", "ssl", "subprocess", "tempfile", "threading", "time",
    "urllib.request", "uuid", "zoneinfo",
}  # fmt: skip
IMPURE_NAMES = {"open", "input", "print", "today", "now", "utcnow"}
PURE_OF_OS = re.compile(r"os(\.path(\.(basename|dirname|join|normpath|split|splitext))?)?")


def is_pure(file: File) -> Iterator[str]:
    """_core imports the standard library and itself, and knows no file, clock or environment."""
    for level, name, line in file.imports():
        standard = level == 0 and name.split(".")[0] in sys.stdlib_module_names
        if not standard and not is_inside(file, CORE, level, name):
            yield f"line {line} imports {'.' * level}{name}, which is not of _core"
        elif is_in(name, IMPURE_MODULES) or (
            is_in(name, {"os"}) and not PURE_OF_OS.fullmatch(name)
        ):
            yield f"line {line} imports {name}: _core only computes"
    for name, node in file.names():
        text = ast.unparse(node)
        if name in IMPURE_NAMES or (is_in(text, {"os"}) and not PURE_OF_OS.fullmatch(text)):
            yield f"line {node.lineno} uses {text}: _core only computes"


def leaves_results_to_module(file: File) -> Iterator[str]:
    """Only _module ends a module; everything else returns or raises."""
    for name, node in file.names():
        if name in {"exit_json", "fail_json"}:
            yield f"line {node.lineno} uses {name}; return a value or raise an error of _core.errors"


def passes_check_mode_on(file: File) -> Iterator[str]:
    """Only _apply and the probe, which has no plan, ask for check mode (and _http, as the last line of defence)."""
    for name, node in file.names():
        if name not in {"check_mode", "_check_mode"}:
            continue
        parent = node.parent
        kept = isinstance(parent, ast.Assign) and "check_mode" in ast.unparse(parent.targets[0])
        if (
            not kept
            and not isinstance(parent, ast.keyword)
            and node not in getattr(parent, "args", ())
        ):
            yield f"line {node.lineno} looks at {name}; pass it on to _apply"


WRITES = {"create_asset", "update_asset", "delete_asset", "upload_attachment", "delete_attachment"}


TRIAL_WRITES = {"post_asset", "put_asset", "remove_asset", "post_file", "remove_file"}


def writes_nothing(file: File) -> Iterator[str]:
    """Only _apply calls writes."""
    for name, node in file.names():
        if name in WRITES:
            yield f"line {node.lineno} uses {name}; put it into a plan, and let _apply carry it out"


def tries_nothing_out(file: File) -> Iterator[str]:
    """Only the probe's trials write without a plan, and only about an asset of their own."""
    for name, node in file.names():
        if name in TRIAL_WRITES:
            yield f"line {node.lineno} uses {name}, which is for the trials of the probe"


def sends_no_write(file: File) -> Iterator[str]:
    """Only the API's verbs, and those of the probe, name a method that writes."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Constant) and node.value in {"PUT", "DELETE"}:
            yield f"line {node.lineno} names {node.value}; ask _datacenter/api.py"


PRODUCT_WORDS = re.compile(r"\bAIP\b|(?i:\b(inventory|assets?)\b)")


def knows_no_product(file: File) -> Iterator[str]:
    """_http serves any product on Jira: what is a product's own comes in as a value."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = PRODUCT_WORDS.search(node.value)
            if found:
                yield f"line {node.lineno} speaks of {found[0]}; put it into the back end's Product"


def freezes_values(file: File) -> Iterator[str]:
    """Every dataclass is frozen."""
    for node in ast.walk(file.tree):
        for decorator in getattr(node, "decorator_list", ()):
            text = ast.unparse(decorator)
            if re.match(r"(dataclasses\.)?dataclass\b", text) and "frozen=True" not in text:
                yield f"line {node.lineno}: {node.name} is a dataclass without frozen=True"


def imports_no_tests(file: File) -> Iterator[str]:
    """What users get imports nothing of the tests."""
    for level, name, line in file.imports():
        words = name.split(".")
        ours = words[:3] == ["ansible_collections", "assetops", "aip"]
        outside = level and not is_inside(file, "plugins/", level, name)
        if (
            outside
            or (ours and words[3:4] != ["plugins"])
            or words[0] in {"pytest", "hypothesis", "tests"}
        ):
            yield f"line {line} imports {'.' * level}{name}, which users do not have"


def imports_no_plugins(file: File) -> Iterator[str]:
    """The sandbox is written from the API's documentation alone: no line of the client is in it."""
    for level, name, line in file.imports():
        words = name.split(".")
        outside = level and not is_inside(file, SANDBOX, level, name)
        if outside or {"plugins", "module_utils"} & set(words):
            yield f"line {line} imports {'.' * level}{name}: the sandbox must not know the client"


def is_spelled_out(file: File) -> Iterator[str]:
    """Every public class and function says in a sentence what it does, and has all its types."""
    for node in ast.walk(file.tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        of_class = isinstance(node.parent, ast.ClassDef)
        private = node.name.startswith("_") or (of_class and node.parent.name.startswith("_"))
        if private or not (of_class or isinstance(node.parent, ast.Module)):
            continue
        if not ast.get_docstring(node):
            yield f"line {node.lineno}: {node.name} has no docstring"
        if isinstance(node, ast.ClassDef):
            continue
        every = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        named = [arg for arg in [*every, node.args.vararg, node.args.kwarg] if arg]
        bare = [arg.arg for arg in named if not arg.annotation and arg.arg not in {"self", "cls"}]
        if bare or node.returns is None:
            yield f"line {node.lineno}: {node.name} lacks the types of {bare or 'what it returns'}"


VAGUE = "Manager|Helper|Util|Handler|Processor"


def says_what_it_is(file: File) -> Iterator[str]:
    """No class or file is called by a word that fits everything."""
    stem = file.path.rsplit("/", 1)[-1].removesuffix(".py")
    if re.search(rf"(?i)(^|_)({VAGUE})s?(_|$)", stem):
        yield f"the file's name says nothing: {stem}"
    for node in ast.walk(file.tree):
        if isinstance(node, ast.ClassDef) and re.search(rf"({VAGUE})s?([A-Z0-9_]|$)", node.name):
            yield f"line {node.lineno}: the name {node.name} says nothing"


def has_licence(file: File) -> Iterator[str]:
    """Every file says under which licence it is."""
    head = "\n".join(file.text.splitlines()[:6])
    if (
        "GNU General Public License v3.0+" not in head
        or "SPDX-License-Identifier: GPL-3.0-or-later" not in head
    ):
        yield "the first lines do not name the licence; copy them from another file"


def runs_on_floor(file: File) -> Iterator[str]:
    """What runs on hosts, and what its tests import, is Python 3.9."""
    try:
        ast.parse(file.text, feature_version=(3, 9))
    except SyntaxError as error:
        yield f"line {error.lineno}: {error.msg}"
        return
    newer = {"dataclass": {"slots", "kw_only"}, "zip": {"strict"}}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rsplit(".", 1)[-1]
            for keyword in node.keywords:
                if keyword.arg in newer.get(called, ()):
                    yield f"line {node.lineno}: {called}({keyword.arg}=) is newer than Python 3.9"


@dataclass(frozen=True)
class Rule:
    """A rule: the files that it is for, and those it is not for; a breach that it must find."""

    check: Callable[[File], Iterator[str]]
    files: str
    but: str
    breach: File


PLUGINS = r"plugins/.+"
UTILS = r"plugins/module_utils/.+"
APPLY = r"plugins/module_utils/_apply/.+"
PROBE = r"plugins/module_utils/_datacenter/probe/probe\.py"
TRIALS = r"plugins/module_utils/_datacenter/probe/trials/(asset|attachments|forms)\.py"
VERBS = r"plugins/module_utils/_datacenter/(api|probe/trials/writes)\.py"
A_MODULE = "plugins/modules/aip_x.py"
RULES = (
    Rule(opens_no_connection, PLUGINS, HTTP, File(A_MODULE, "from urllib import request")),
    Rule(
        opens_no_connection,
        PLUGINS,
        HTTP,
        File(A_MODULE, "from ansible.module_utils.urls import x"),
    ),
    Rule(is_pure, CORE + ".+", "", File(CORE + "x.py", "from ..model import x")),
    Rule(is_pure, CORE + ".+", "", File(CORE + "x.py", "import yaml")),
    Rule(is_pure, CORE + ".+", "", File(CORE + "x.py", "from time import sleep")),
    Rule(is_pure, CORE + ".+", "", File(CORE + "x.py", "import os\nos.environ['HOME']")),
    Rule(is_pure, CORE + ".+", "", File(CORE + "x.py", "datetime.date.today()")),
    Rule(
        leaves_results_to_module,
        PLUGINS,
        r"plugins/module_utils/_module/.+",
        File(A_MODULE, "module.fail_json(msg='')"),
    ),
    Rule(
        passes_check_mode_on,
        PLUGINS,
        f"{APPLY}|{HTTP}|{PROBE}",
        File(A_MODULE, "if not module.check_mode:\n    write()"),
    ),
    Rule(
        passes_check_mode_on,
        PLUGINS,
        f"{APPLY}|{HTTP}|{PROBE}",
        File(A_MODULE, "x = y or check_mode"),
    ),
    Rule(writes_nothing, PLUGINS, APPLY, File(A_MODULE, "pool.submit(backend.delete_asset, 7)")),
    Rule(tries_nothing_out, PLUGINS, TRIALS, File(A_MODULE, "writes.put_asset(server, 7, {})")),
    Rule(sends_no_write, PLUGINS, f"{HTTP}|{VERBS}", File(A_MODULE, "Call('DELETE', path, doing)")),
    Rule(knows_no_product, HTTP, "", File(A_MODULE, "what = 'a permission in AIP'")),
    Rule(knows_no_product, HTTP, "", File(A_MODULE, "path = 'inventory/{id}.json'")),
    Rule(freezes_values, PLUGINS, "", File(A_MODULE, "@dataclass\nclass Asset: ...")),
    Rule(imports_no_tests, PLUGINS, "", File(A_MODULE, "from ...tests.sandbox import server")),
    Rule(imports_no_plugins, SANDBOX + ".+", "", File(SANDBOX + "x.py", "from ..unit import x")),
    Rule(
        imports_no_plugins,
        SANDBOX + ".+",
        "",
        File(
            SANDBOX + "x.py", "import ansible_collections.assetops.aip.plugins.module_utils._http"
        ),
    ),
    Rule(is_spelled_out, UTILS, "", File(UTILS, "def f() -> None: ...")),
    Rule(is_spelled_out, UTILS, "", File(UTILS, "def f(x) -> None:\n    'Does it.'")),
    Rule(says_what_it_is, ".+", "", File("dev/text_utils.py", "")),
    Rule(says_what_it_is, ".+", "", File("dev/x.py", "class AssetManager: ...")),
    Rule(has_licence, ".+", "", File("dev/x.py", "print()")),
    Rule(runs_on_floor, f"{PLUGINS}|{SANDBOX}.+", "", File(UTILS, "match x:\n    case 1: ...")),
    Rule(runs_on_floor, f"{PLUGINS}|{SANDBOX}.+", "", File(UTILS, "zip(a, b, strict=True)")),
)


# -- the tree --


def list_files() -> list[str]:
    """What git knows of the tree: tracked, or new and not ignored; and still there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in sorted(set(names.splitlines())) if (ROOT / name).is_file()]


def read(name: str) -> str:
    """The text of a file of the repository; nothing of one that is not there (yet)."""
    path = ROOT / name
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


FILES = list_files()
PYTHON_FILES = [name for name in FILES if name.endswith(".py") and read(name)]
MODULES = sorted(path.stem for path in ROOT.glob("plugins/modules/[!_]*.py"))
CASES = sorted(
    {
        (rule.check, name)
        for rule in RULES
        for name in PYTHON_FILES
        if re.fullmatch(rule.files, name) and not re.fullmatch(rule.but, name)
    },
    key=lambda case: (case[0].__name__, case[1]),
)


@pytest.mark.parametrize(
    ("check", "name"), CASES, ids=[f"{check.__name__}-{name}" for check, name in CASES]
)
def test_file_keeps_rule(check, name):
    breaches = list(check(File(name, read(name))))
    assert not breaches, f"{name}: {check.__doc__}\n" + "\n".join(breaches)


@pytest.mark.parametrize("rule", RULES, ids=[rule.check.__name__ for rule in RULES])
def test_rule_finds_breach(rule):
    assert list(rule.check(rule.breach)), f"{rule.check.__name__} overlooks: {rule.breach.text}"


# -- rules about more than one file --


CONNECTED = [
    module
    for module in MODULES
    if "assetops.aip._connection\n" in read(f"plugins/modules/{module}.py")
]


@pytest.mark.parametrize("module", CONNECTED)
def test_module_is_in_action_group(module):
    group = yaml.safe_load(read("meta/runtime.yml"))["action_groups"]["aip"]
    assert module in group, f"meta/runtime.yml: the action group aip lacks {module}"


@pytest.mark.parametrize("module", yaml.safe_load(read("meta/runtime.yml"))["action_groups"]["aip"])
def test_action_group_has_module(module):
    assert module in CONNECTED, f"meta/runtime.yml: {module} is no module that takes a connection"


@pytest.mark.parametrize("module", MODULES)
def test_module_is_in_readme(module):
    assert re.search(rf"\b{module}\b", read("README.md")), f"README.md does not name {module}"


def parse_page(text: str, name: str) -> dict:
    """A page of documentation, parsed; a page that is no YAML fails the test."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        return pytest.fail(f"{name}: the documentation is not YAML: {error}", pytrace=False)


def read_options(name: str) -> tuple[dict[str, str], list[str]]:
    """Each option that a module documents itself, with its text, and the fragments it takes in."""
    for node in ast.parse(read(name)).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DOCUMENTATION":
            page = parse_page(ast.literal_eval(node.value), name)
            fragments = page.get("extends_documentation_fragment", [])
            return describe(page), [fragments] if isinstance(fragments, str) else fragments
    return {}, []


def describe(page: dict) -> dict[str, str]:
    """Each option that a page describes, with its text; some pages only add environment variables."""
    options = (page.get("options") or {}).items()
    return {
        name: " ".join(map(str, spec["description"]))
        for name, spec in options
        if "description" in spec
    }


def read_fragments() -> dict[str, dict[str, str]]:
    """The options of each fragment, under the name that plugins call it by."""
    fragments = {}
    for path in ROOT.glob("plugins/doc_fragments/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and (part := ast.unparse(node.targets[0])).isupper():
                suffix = "" if part == "DOCUMENTATION" else f".{part.lower()}"
                page = parse_page(ast.literal_eval(node.value), path.name)
                fragments[f"assetops.aip.{path.stem}{suffix}"] = describe(page)
    return fragments


DOCUMENTED = [name for name in FILES if re.match(r"plugins/(modules|inventory|lookup)/[^_]", name)]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_plugin_gets_each_option_from_one_place(name):
    own, used = read_options(name)
    fragments = read_fragments()
    places = defaultdict(list, {option: [name] for option in own})
    for fragment in used:
        for option in fragments.get(fragment, ()):
            places[option].append(fragment)
    twice = {option: where for option, where in places.items() if len(where) > 1}
    assert not twice, f"{name}: documented in more than one place: {twice}"


def test_option_is_described_once():
    places = defaultdict(list)
    pages = {**read_fragments(), **{name: read_options(name)[0] for name in DOCUMENTED}}
    for page, options in pages.items():
        for option, text in options.items():
            places[option, text].append(page)
    twice = {option: where for (option, _text), where in places.items() if len(where) > 1}
    assert not twice, f"the same words in several places; move them to a fragment: {twice}"


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith("/test_house.py")])
def test_file_names_no_machine(name):
    own = re.compile(r"(?<![\w.}])/(work|root|home|Users)/\w")
    found = own.search(read(name)) if name != "LICENSE" else None
    assert not found, f"{name} names something of its author's machine: {found[0]}"


def test_changelog_has_news():
    fragments = list(ROOT.glob("changelogs/fragments/*.yml"))
    version = yaml.safe_load(read("galaxy.yml"))["version"]
    released = (yaml.safe_load(read("changelogs/changelog.yaml")) or {}).get("releases", {})
    assert fragments or version in released, "changelogs/fragments: nothing says what is new"
