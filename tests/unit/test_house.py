# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house (CONTRIBUTING.md), computed from the tree.

A rule looks at one file, parsed once for all rules, and yields what breaks it. Each row of RULES also carries
breaches that the rule must find, so that a rule which can no longer fail is itself a failure; and the files that
break it for a reason, or do not keep it yet. Such an exception fails as soon as it is not needed any more.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "ansible_collections.assetops.aip"
CORE = "plugins/module_utils/_core/"
SANDBOX = "tests/sandbox/"


# -- reading a file --


@dataclass(frozen=True)
class Breach:
    """What breaks a rule: in which line, what is wrong, and the part of the file that an exception names."""

    line: int
    text: str
    part: str = ""


@dataclass(frozen=True)
class File:
    """A file of the repository: where it is, what is in it."""

    path: str
    text: str

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the syntax tree, the module first; each knows its parent."""
        found: list[ast.AST] = []
        left = deque([ast.parse(self.text)])
        while left:
            node = left.popleft()
            found.append(node)
            for child in ast.iter_child_nodes(node):
                child.parent = node
                left.append(child)
        return found

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Line and full name of each import, also where it is relative; `from a import b` gives a and a.b."""
        found = []
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                module = self._resolve(node.level, node.module or "")
                found += [(node.lineno, module)]
                found += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
        return found

    def _resolve(self, level: int, name: str) -> str:
        """The full name of a module that the file imports."""
        if not level:
            return name
        place = [*COLLECTION.split("."), *self.path.split("/")][:-level]
        return ".".join([*place, name]) if name else ".".join(place)

    @cached_property
    def names(self) -> list[tuple[str, ast.AST]]:
        """Each name and attribute that is read, and its node."""
        read = [node for node in self.nodes if isinstance(getattr(node, "ctx", None), ast.Load)]
        return [
            (node.id if isinstance(node, ast.Name) else node.attr, node)
            for node in read
            if isinstance(node, (ast.Name, ast.Attribute))
        ]

    @cached_property
    def shown_texts(self) -> list[tuple[int, str]]:
        """What users may get to read, with its line: texts in the code but docstrings, all of other files."""
        if not self.path.endswith(".py"):
            return list(enumerate(self.text.splitlines(), 1))
        found = []
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                lines = node.value.splitlines() if not is_docstring(node) else []
                found += [(node.lineno + number, line) for number, line in enumerate(lines)]
        return found


def is_docstring(node: ast.Constant) -> bool:
    """Whether a text stands for itself, as docstrings do."""
    return isinstance(node.parent, ast.Expr)


def is_in(name: str, modules: set[str]) -> bool:
    """Whether the dotted name is one of the modules, or is inside one."""
    return any(name == module or name.startswith(module + ".") for module in modules)


def ours(folder: str) -> set[str]:
    """A folder of the repository as a package, to be asked for with `is_in`."""
    return {f"{COLLECTION}.{folder.rstrip('/').replace('/', '.')}"}


# -- the rules --

CONNECTING = {
    "aiohttp", "ansible.module_utils.urls", "ftplib", "http.client", "httpx", "requests",
    "requests_toolbelt", "socket", "urllib.request", "urllib3",
}  # fmt: skip


def opens_no_connection(file: File) -> Iterator[Breach]:
    """Only _http opens connections."""
    for line, name in file.imports:
        if is_in(name, CONNECTING):
            yield Breach(line, f"imports {name}; ask _http instead")


IMPURE_MODULES = {
    "asyncio", "glob", "http", "io", "logging", "multiprocessing", "pathlib.Path", "random", "select",
    "selectors", "shutil", "socket", "ssl", "subprocess", "tempfile", "threading", "time",
    "urllib.request", "uuid", "zoneinfo",
}  # fmt: skip
IMPURE_NAMES = {"open", "input", "print", "today", "now", "utcnow"}
PURE_OF_OS = re.compile(r"os(\.path(\.(basename|dirname|join|normpath|split|splitext))?)?")


def is_pure(file: File) -> Iterator[Breach]:
    """_core imports the standard library and itself, and knows no file, clock or environment."""
    for line, name in file.imports:
        standard = name.split(".")[0] in sys.stdlib_module_names
        if not standard and not is_in(name, ours(CORE)):
            yield Breach(line, f"imports {name}, which is not of _core")
        elif is_in(name, IMPURE_MODULES) or (
            is_in(name, {"os"}) and not PURE_OF_OS.fullmatch(name)
        ):
            yield Breach(line, f"imports {name}: _core only computes")
    for name, node in file.names:
        text = ast.unparse(node)
        if name in IMPURE_NAMES or (is_in(text, {"os"}) and not PURE_OF_OS.fullmatch(text)):
            yield Breach(node.lineno, f"uses {text}: _core only computes")


def leaves_results_to_module(file: File) -> Iterator[Breach]:
    """Only _module ends a module; everything else returns or raises."""
    for name, node in file.names:
        if name in {"exit_json", "fail_json"}:
            yield Breach(
                node.lineno, f"uses {name}; return a value or raise an error of _core.errors"
            )


def passes_check_mode_on(file: File) -> Iterator[Breach]:
    """Only _apply asks for check mode, and what writes local files; _http does as the last line of defence."""
    for name, node in file.names:
        if name not in {"check_mode", "_check_mode"}:
            continue
        parent = node.parent
        kept = isinstance(parent, ast.Assign) and "check_mode" in ast.unparse(parent.targets[0])
        if (
            not kept
            and not isinstance(parent, ast.keyword)
            and node not in getattr(parent, "args", ())
        ):
            yield Breach(node.lineno, f"looks at {name}; pass it on to _apply")


WRITES = {"create_asset", "update_asset", "delete_asset", "upload_attachment", "delete_attachment"}
BACKEND_WRITES = {"create", "update", "delete", "upload", "detach"}
ISSUE_WRITES = {
    "add", "create", "delete", "detach", "edit", "link", "move_to_backlog", "move_to_sprint", "put_remote_link",
    "set_mark", "transit", "upload",
}  # fmt: skip
TRIAL_WRITES = {"post_asset", "put_asset", "remove_asset", "post_file", "remove_file"}


def writes_nothing(file: File) -> Iterator[Breach]:
    """Only _apply calls writes; behind the door, the back end turns them into calls."""
    for name, node in file.names:
        asked = ast.unparse(node.value) if isinstance(node, ast.Attribute) else ""
        writes_assets = name in BACKEND_WRITES and asked.endswith("backend")
        writes_issues = name in ISSUE_WRITES and asked.endswith(
            ("site.issues", "site.agile", "site.comments", "site.links", "site.attachments")
        )
        if name in WRITES or writes_assets or writes_issues:
            yield Breach(
                node.lineno, f"uses {name}; put it into a plan, and let _apply carry it out"
            )


def tries_nothing_out(file: File) -> Iterator[Breach]:
    """Only the probe's trials write without a plan, and only about an asset of their own."""
    for name, node in file.names:
        if name in TRIAL_WRITES:
            yield Breach(node.lineno, f"uses {name}, which is for the trials of the probe")


def sends_no_write(file: File) -> Iterator[Breach]:
    """Only the API's verbs, and those of the probe, name a method that writes."""
    for node in file.nodes:
        if isinstance(node, ast.Constant) and node.value in {"PUT", "DELETE"}:
            yield Breach(node.lineno, f"names {node.value}; ask the calls of _datacenter")


PRODUCT_WORDS = re.compile(r"\bAIP\b|(?i:\b(inventory|assets?)\b)")


def knows_no_product(file: File) -> Iterator[Breach]:
    """_http serves any product on Jira: what is a product's own comes in as a value."""
    for node in file.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = PRODUCT_WORDS.search(node.value)
            if found:
                yield Breach(
                    node.lineno, f"speaks of {found[0]}; put it into the back end's Product"
                )


WIRE_WORDS = re.compile(
    r"dialect|server_?file_?name|transformed|lucene|page_?number|form_?id|JIRAUSER|@@@@@@|rest/",
    re.IGNORECASE,
)


def knows_no_wire(file: File) -> Iterator[Breach]:
    """The engine knows nothing of how a server is asked: paths, pages, keys and separators are a back end's own."""
    documentation = {
        id(node.body[0].value)
        for node in file.nodes
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node)
    }
    for node in file.nodes:
        text = (
            getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "arg", None)
        )
        if isinstance(node, ast.Constant) and id(node) not in documentation:
            text = node.value
        found = WIRE_WORDS.search(text) if isinstance(text, str) else None
        if found:
            yield Breach(node.lineno, f"knows of {found[0]}, which is a back end's own")


def freezes_values(file: File) -> Iterator[Breach]:
    """Every dataclass is frozen."""
    for node in file.nodes:
        for decorator in getattr(node, "decorator_list", ()):
            text = ast.unparse(decorator)
            if re.match(r"(dataclasses\.)?dataclass\b", text) and "frozen=True" not in text:
                yield Breach(node.lineno, f"{node.name} is a dataclass without frozen=True")


def imports_no_tests(file: File) -> Iterator[Breach]:
    """What users get imports nothing of the tests."""
    for line, name in file.imports:
        outside = is_in(name, {COLLECTION}) and not is_in(name, ours("plugins"))
        if outside or is_in(name, {"pytest", "hypothesis", "tests"}):
            yield Breach(line, f"imports {name}, which users do not have")


def imports_no_plugins(file: File) -> Iterator[Breach]:
    """The sandbox is written from the API's documentation alone: no line of the client is in it."""
    for line, name in file.imports:
        outside = is_in(name, {COLLECTION}) and not is_in(name, ours(SANDBOX))
        if outside or {"plugins", "module_utils"} & set(name.split(".")):
            yield Breach(line, f"imports {name}: the sandbox must not know the client")


BACK_ENDS = ours("plugins/module_utils/_datacenter") | ours("plugins/module_utils/_cloud")


def names_no_back_end(file: File) -> Iterator[Breach]:
    """Only _module names a back end; all others ask the Protocol of _core/backend.py."""
    for line, name in file.imports:
        if is_in(name, BACK_ENDS):
            yield Breach(line, f"imports {name}; take what _core/backend.py offers")


def is_spelled_out(file: File) -> Iterator[Breach]:
    """Every public class and function says in a sentence what it does, and has all its types."""
    for node in file.nodes:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        of_class = isinstance(node.parent, ast.ClassDef)
        private = node.name.startswith("_") or (of_class and node.parent.name.startswith("_"))
        if private or not (of_class or isinstance(node.parent, ast.Module)):
            continue
        if not ast.get_docstring(node):
            yield Breach(node.lineno, f"{node.name} has no docstring")
        if isinstance(node, ast.ClassDef):
            continue
        every = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        named = [arg for arg in [*every, node.args.vararg, node.args.kwarg] if arg]
        bare = [arg.arg for arg in named if not arg.annotation and arg.arg not in {"self", "cls"}]
        if bare or node.returns is None:
            yield Breach(node.lineno, f"{node.name} lacks the types of {bare or 'what it returns'}")


VAGUE = "Manager|Helper|Util|Handler|Processor"


def says_what_it_is(file: File) -> Iterator[Breach]:
    """No class or file is called by a word that fits everything."""
    stem = file.path.rsplit("/", 1)[-1].removesuffix(".py")
    if re.search(rf"(?i)(^|_)({VAGUE})s?(_|$)", stem):
        yield Breach(1, f"the file's name says nothing: {stem}")
    for node in file.nodes:
        if isinstance(node, ast.ClassDef) and re.search(rf"({VAGUE})s?([A-Z0-9_]|$)", node.name):
            yield Breach(node.lineno, f"the name {node.name} says nothing")


def has_licence(file: File) -> Iterator[Breach]:
    """Every file says under which licence it is."""
    head = "\n".join(file.text.splitlines()[:6])
    if (
        "GNU General Public License v3.0+" not in head
        or "SPDX-License-Identifier: GPL-3.0-or-later" not in head
    ):
        yield Breach(1, "the first lines do not name the licence; copy them from another file")


def runs_on_floor(file: File) -> Iterator[Breach]:
    """What runs on hosts, and what its tests import, is Python 3.9."""
    try:
        ast.parse(file.text, feature_version=(3, 9))
    except SyntaxError as error:
        yield Breach(error.lineno, error.msg)
        return
    newer = {"dataclass": {"slots", "kw_only"}, "zip": {"strict"}}
    for node in file.nodes:
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rsplit(".", 1)[-1]
            for keyword in node.keywords:
                if keyword.arg in newer.get(called, ()):
                    yield Breach(node.lineno, f"{called}({keyword.arg}=) is newer than Python 3.9")


LONGEST_FILE = 350
LONGEST_CLASS = 150
PAGES = {"DOCUMENTATION", "EXAMPLES", "RETURN"}


def count_lines(file: File, node: ast.AST) -> int:
    """The lines of a file or class without the pages of documentation in it."""
    lines = len(file.text.splitlines()) if isinstance(node, ast.Module) else span(node)
    return lines - sum(
        span(part)
        for part in node.body
        if isinstance(part, ast.Assign)
        and isinstance(part.value, ast.Constant)
        and (ast.unparse(part.targets[0]) in PAGES or "/doc_fragments/" in file.path)
    )


def span(node: ast.AST) -> int:
    """From how many lines a node was read."""
    return node.end_lineno - node.lineno + 1


def is_read_at_once(file: File) -> Iterator[Breach]:
    """A file is one of a few screens, and a class one of less: cut it along what it does."""
    lines = count_lines(file, file.nodes[0])
    if lines > LONGEST_FILE:
        yield Breach(1, f"{lines} lines of code; {LONGEST_FILE} are many")
    for node in file.nodes:
        if isinstance(node, ast.ClassDef) and (lines := count_lines(file, node)) > LONGEST_CLASS:
            text = f"{node.name} has {lines} lines; {LONGEST_CLASS} are many"
            yield Breach(node.lineno, text, node.name)


# Words that went from what users read, and what to write instead.
WORDS_THAT_WENT = {
    r"\b(tell|tells|told|telling)\b": "report, show, name, specify",
    r"\b(nobody|somebody)\b": "who cannot do it, or the passive",
    r"\b(wants?|wanted)\b": "expects, requires",
    r"\bas (it is|they are) meant\b": "what the option requires",
    r"\bcannot be meant\b": "is not valid",
    r"(?<!there )\bis no (?!longer\b)[a-z]": "is not a ...",
    r"\bplanned on\b": "changed since the plan was made",
    r"\b(made true|called so|in vain)\b": "applied, named that way, without effect",
    r"\b(at hand|so many|lies? beside)\b": "available, that many, next to",
    r"\bgoes on\b": "continues",
    r"\b(is|are|was|were) to be\b": "must be, will be",
    r"\b(comes?|came) to\b": "results in, reaches",
    r"\bbears?\b": "has, includes",
    r"\bwhich is a bug of\b": "internal error in ...; please report it",
    r"\b(to wait|to look|to ask) is\b": "waiting, looking, asking is",
}


def is_written_as_natives_do(file: File) -> Iterator[Breach]:
    """What users read has none of the words that went."""
    for line, text in file.shown_texts:
        for words, instead in WORDS_THAT_WENT.items():
            if found := re.search(words, text, re.IGNORECASE):
                yield Breach(line, f"{found[0]!r} in {text.strip()[:60]!r}; write: {instead}")


AUTHORS_MACHINE = re.compile(r"(?<![\w.}])/(work|root|home|Users)/\w")


def names_no_machine(file: File) -> Iterator[Breach]:
    """No file names a folder of its author's machine."""
    for number, line in enumerate(file.text.splitlines(), 1):
        if found := AUTHORS_MACHINE.search(line):
            yield Breach(number, f"names {found[0]}...")


# -- the table of rules --


@dataclass(frozen=True)
class Rule:
    """A rule, the files that it is for, and breaches that it must find.

    `files` and `but` are regular expressions for whole paths. `exceptions` has the reason for each file, or part
    of one (`path::part`), that breaks the rule.
    """

    check: Callable[[File], Iterator[Breach]]
    files: str
    breaches: tuple[File, ...]
    but: str = ""
    exceptions: Mapping[str, str] = field(default_factory=dict)


PYTHON = r".+\.py"
PLUGINS = r"plugins/.+\.py"
UTILS = r"plugins/module_utils/.+\.py"
HTTP = r"plugins/module_utils/_http/.+"
APPLY = (
    r"plugins/module_utils/(_apply/.+"
    r"|_issues/(carry_out|creation|moves|around|commenting|uploads|racing|declared_one)\.py)"
)
MODULE = r"plugins/module_utils/_module/.+"
TRIALS = r"plugins/module_utils/_datacenter/probe/trials/(asset|attachments|forms)\.py"
VERBS = (
    r"plugins/module_utils/(_datacenter/(asset_calls|file_calls|probe/trials/writes)"
    r"|_jira/(issue|comment|link|attachment|sprint|project|webhook)_calls)\.py"
)
PROBE = r"plugins/module_utils/_datacenter/probe/probe\.py"  # has no plan
LOCAL = r"plugins/module_utils/(_local/files|_export/folder)\.py"
DATA_CENTER = r"plugins/module_utils/_datacenter/[^/]+\.py"
ENGINE = (
    r"plugins/module_utils/(_(core|read|match|apply|export|issues)/.+"
    r"|_reconcile\.py|_attachment\.py|_jira_(issue|sprint|project)\.py|_issue_search\.py)"
)
A_MODULE = "plugins/modules/aip_x.py"
A_UTIL = "plugins/module_utils/x.py"
OF_CORE = CORE + "x.py"
OF_SANDBOX = SANDBOX + "x.py"

NAMES_BACK_END = {"plugins/modules/aip_probe.py": "the probe is about Data Center alone"}

LONG: dict[str, str] = {}

# What users read, and contributors before they read code: regular expressions of paths.
NATIVE = (
    r"plugins/.+",
    r"(roles|playbooks|examples|extensions)/.+",
    r"(README|CONTRIBUTING|docs/.+|tests/sandbox/README)\.md",
    r"changelogs/fragments/.+",
    r"Makefile",
)

RULES = (
    Rule(
        opens_no_connection,
        PLUGINS,
        (
            File(A_MODULE, "from urllib import request"),
            File(A_MODULE, "from ansible.module_utils.urls import x"),
        ),
        but=HTTP,
    ),
    Rule(
        is_pure,
        CORE + PYTHON,
        (
            File(OF_CORE, "from ..model import x"),
            File(OF_CORE, "import yaml"),
            File(OF_CORE, "from time import sleep"),
            File(OF_CORE, "def f():\n    import yaml  # where it is needed"),
            File(OF_CORE, "import os\nos.environ['HOME']"),
            File(OF_CORE, "datetime.date.today()"),
        ),
    ),
    Rule(
        leaves_results_to_module,
        PLUGINS,
        (File(A_MODULE, "module.fail_json(msg='')"),),
        but=MODULE,
    ),
    Rule(
        passes_check_mode_on,
        PLUGINS,
        (
            File(A_MODULE, "if not module.check_mode:\n    write()"),
            File(A_MODULE, "x = y or check_mode"),
        ),
        but=f"{APPLY}|{HTTP}|{LOCAL}|{PROBE}",
    ),
    Rule(
        writes_nothing,
        PLUGINS,
        (
            File(A_MODULE, "pool.submit(backend.delete, 7)"),
            File(A_MODULE, "self._calls.delete_asset(7)"),
            File(A_MODULE, "site.issues.transit(key, way, {})"),
        ),
        but=f"{APPLY}|{DATA_CENTER}",
    ),
    Rule(
        tries_nothing_out,
        PLUGINS,
        (File(A_MODULE, "writes.put_asset(scene, 7, {})"),),
        but=TRIALS,
    ),
    Rule(
        sends_no_write,
        PLUGINS,
        (File(A_MODULE, "Call('DELETE', path, doing)"),),
        but=f"{HTTP}|{VERBS}",
    ),
    Rule(
        names_no_back_end,
        PLUGINS,
        (
            File(A_MODULE, "from ..module_utils._datacenter.api import DataCenter"),
            File(A_MODULE, "from ..module_utils import _cloud"),
            File("plugins/module_utils/_read/x.py", "from .._datacenter import query"),
            File(
                "plugins/module_utils/_read/x.py", "def f():\n    from .._datacenter import query"
            ),
            File(A_MODULE, f"import {COLLECTION}.plugins.module_utils._datacenter.api"),
        ),
        but=rf"{MODULE}|plugins/module_utils/_(datacenter|cloud)/.+",
        exceptions=NAMES_BACK_END,
    ),
    Rule(
        knows_no_wire,
        ENGINE,
        (
            File("plugins/module_utils/_read/x.py", "self._dialect = dialect"),
            File("plugins/module_utils/_core/x.py", "attached.server_file_name"),
            File("plugins/module_utils/_match/x.py", "text.split('@@@@@@')"),
        ),
    ),
    Rule(
        knows_no_product,
        HTTP,
        (
            File("plugins/module_utils/_http/x.py", "'AIP does not answer'"),
            File("plugins/module_utils/_http/x.py", "'could not read the asset'"),
        ),
    ),
    Rule(freezes_values, PLUGINS, (File(A_MODULE, "@dataclass\nclass Asset: ..."),)),
    Rule(
        imports_no_tests,
        PLUGINS,
        (
            File(A_MODULE, "from ...tests.sandbox import server"),
            File(A_MODULE, "from ... import tests"),
            File(A_MODULE, "import pytest"),
        ),
    ),
    Rule(
        imports_no_plugins,
        SANDBOX + PYTHON,
        (
            File(OF_SANDBOX, "from ..unit import x"),
            File(OF_SANDBOX, f"import {COLLECTION}.plugins.module_utils._http"),
        ),
    ),
    Rule(
        is_spelled_out,
        UTILS,
        (
            File(A_UTIL, "def f() -> None: ..."),
            File(A_UTIL, "def f(x) -> None:\n    'Does it.'"),
        ),
    ),
    Rule(
        says_what_it_is,
        PYTHON,
        (File("dev/text_utils.py", ""), File("dev/x.py", "class AssetManager: ...")),
    ),
    Rule(
        is_read_at_once,
        PLUGINS,
        (
            File(A_UTIL, "x = 1\n" * (LONGEST_FILE + 1)),
            File(A_UTIL, "class Work:\n" + "    x = 1\n" * LONGEST_CLASS),
        ),
        exceptions=LONG,
    ),
    Rule(
        is_written_as_natives_do,
        "|".join(NATIVE),
        (
            File(A_UTIL, "raise Refused(f'{name} was told to go')"),
            File(A_UTIL, 'DOCUMENTATION = "So nobody can say."'),
            File("docs/x.md", "Name it as it is wanted."),
            File("docs/x.md", "A proxy is no address."),
        ),
    ),
    Rule(has_licence, PYTHON, (File("dev/x.py", "print()"),)),
    Rule(
        runs_on_floor,
        f"{PLUGINS}|{SANDBOX}{PYTHON}",
        (
            File(A_UTIL, "match x:\n    case 1: ..."),
            File(A_UTIL, "zip(a, b, strict=True)"),
        ),
    ),
    Rule(
        names_no_machine,
        r".+",
        (File("docs/x.md", "In /home/me you find it."),),
        but=r"LICENSE|tests/unit/test_house\.py",
    ),
)


# -- the tree --


def list_files() -> list[str]:
    """What git knows of the tree: tracked, or new and not ignored; and still there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in sorted(set(names.splitlines())) if (ROOT / name).is_file()]


@cache
def read(name: str) -> str:
    """The text of a file of the repository; nothing of one that is not there (yet)."""
    path = ROOT / name
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


FILES = list_files()
PARSED = [File(name, read(name)) for name in FILES if read(name)]
MODULES = sorted(path.stem for path in ROOT.glob("plugins/modules/[!_]*.py"))


def find_breaches(rule: Rule) -> tuple[list[str], set[str]]:
    """What breaks a rule without being an exception, as lines to click on, and the exceptions that were needed."""
    lines, needed = [], set()
    for file in PARSED:
        if not re.fullmatch(rule.files, file.path) or re.fullmatch(rule.but, file.path):
            continue
        for breach in rule.check(file):
            place = f"{file.path}::{breach.part}" if breach.part else file.path
            if place in rule.exceptions:
                needed.add(place)
            else:
                lines.append(f"{file.path}:{breach.line}: {breach.text}")
    return lines, needed


@pytest.mark.parametrize("rule", RULES, ids=[rule.check.__name__ for rule in RULES])
def test_rule_is_kept(rule):
    breaches, needed = find_breaches(rule)
    assert not breaches, "\n".join([rule.check.__doc__, *breaches])
    needless = set(rule.exceptions) - needed
    assert not needless, f"these keep the rule now; take them off its exceptions: {needless}"


BREACHES = [(rule.check, breach) for rule in RULES for breach in rule.breaches]


@pytest.mark.parametrize(
    ("check", "breach"), BREACHES, ids=[check.__name__ for check, _breach in BREACHES]
)
def test_rule_finds_breach(check, breach):
    assert list(check(breach)), f"{check.__name__} overlooks: {breach.text[:80]}"


@pytest.mark.parametrize("rule", RULES, ids=[rule.check.__name__ for rule in RULES])
def test_rule_is_for_some_file(rule):
    assert any(re.fullmatch(rule.files, name) for name in FILES), f"no file matches {rule.files}"


# -- rules about more than one file --


GROUPS = {"aip": "assetops.aip._connection", "jira": "assetops.aip._jira_connection"}
"""The fragment with the connection options of each action group's modules."""
CONNECTED = [
    (group, module)
    for group, fragment in GROUPS.items()
    for module in MODULES
    if f"{fragment}\n" in read(f"plugins/modules/{module}.py")
]


def members(group: str) -> list[str]:
    """The modules of an action group."""
    return list(yaml.safe_load(read("meta/runtime.yml"))["action_groups"][group])


@pytest.mark.parametrize(("group", "module"), CONNECTED)
def test_module_is_in_action_group(group, module):
    assert module in members(group), f"meta/runtime.yml: the action group {group} lacks {module}"


@pytest.mark.parametrize(
    ("group", "module"), [(group, module) for group in GROUPS for module in members(group)]
)
def test_action_group_has_module(group, module):
    assert (group, module) in CONNECTED, (
        f"meta/runtime.yml: {module} takes no connection of {group}"
    )


@pytest.mark.parametrize("module", MODULES)
def test_module_is_in_readme(module):
    assert re.search(rf"\b{module}\b", read("README.md")), f"README.md does not name {module}"


def parse_page(text: str, name: str) -> dict:
    """A page of documentation, parsed; a page that is no YAML fails the test."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        return pytest.fail(f"{name}: the documentation is not YAML: {error}", pytrace=False)


@cache
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


@cache
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


DOCUMENTED = [
    name for name in FILES if re.match(r"plugins/(modules|inventory|lookup|filter|test)/[^_]", name)
]


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


def test_changelog_has_news():
    fragments = list(ROOT.glob("changelogs/fragments/*.yml"))
    version = yaml.safe_load(read("galaxy.yml"))["version"]
    released = (yaml.safe_load(read("changelogs/changelog.yaml")) or {}).get("releases", {})
    assert fragments or version in released, "changelogs/fragments: nothing says what is new"
