"""The rules of the house that no linter knows: who imports whom, who names what, how long.

Each check is a function from one source file to a list of complaints; a test runs it over the
house, and `test_check_sees` hands it a file that breaks its rule: no check can pass by being blind.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("agents", "model", "experiments")
MAY_IMPORT = {
    "agents": {"agents"},
    "model": {"agents", "model"},
    "experiments": {"agents", "model", "experiments"},
    "notebooks": {"agents", "model", "experiments"},
}
OURS = {*MAY_IMPORT, "tests"}
NAMES_MESA = {"agents/base.py", "model/town.py", "experiments/plain_mesa/person.py"}
"""The last tells the month with a Mesa agent per resident: the fast core is held to it."""
PEERS = "experiments/benchmarks/peers/"
"""A yardstick of speed: written as a user of NumPy writes, with its generator."""
CHANCE = ("random", "numpy.random", "secrets")
PLAIN_NUMBERS = {0, 1, 2, 12}
WORDS_OF_BITS = {"np.uint8", "np.uint16", "np.uint32", "np.uint64"}
COUNTERS = {"counts", "by_domain", "tally", "figures"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}
MAX_FILE, MAX_FUNCTION = 400, 45
CHECK_ROWS = (
    "facility.substitution_share",
    "facility.induced_use",
    "facility.postponement_years",
    "process.share_solved_by_team",
    "process.threshold_reduction",
    "process.reexamination_removal",
)
"""Findings that the model's outcome is held against: used as input they would be circular."""

NAMED_LEVELS = {"limitation", "volunteer", "status", "stage", "level", "sex", "handler"}

OPENING = {"open", "pd.read_csv", "pd.read_parquet", "np.load", "np.fromfile", "np.loadtxt"}
READS_ITS_OWN = {
    "agents/compiled.py", "experiments/analyses/analogues/analogues.py",
    "experiments/analyses/discovery/words.py",
    "experiments/analyses/mechanisms/registry.py", "experiments/analyses/mechanisms/told.py",
    "experiments/analyses/town_size/told.py",
    "experiments/analyses/patterns/observed.py",
    "experiments/analyses/uncertainty/draws.py",
    "experiments/analyses/uncertainty/told.py",
    "experiments/cli/catalogue.py",
    "experiments/execution/compiling.py", "experiments/execution/memory.py",
    "experiments/report/words.py",
    "experiments/results/crate.py", "experiments/results/digests.py",
    "experiments/results/whole.py", "model/inputs/evidence.py",
    "model/inputs/prices.py", "model/odd.py", "model/population/backgrounds.py",
    "model/population/positions.py", "model/state/file.py",
}  # fmt: skip
"""Files that open only what is the project's own: tables, words, code, the system's figures."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file of the house: its path from the root, and its text."""

    path: str
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    def functions(self) -> Iterator[Function]:
        return (n for n in ast.walk(self.tree) if isinstance(n, Function))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield line and full dotted name of each import, those inside functions too.

        Those under `if TYPE_CHECKING:` count as well: who knows of whom is what matters.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                dots = "." * node.level
                for alias in node.names:
                    yield node.lineno, f"{dots}{node.module or ''}.{alias.name}"


Check = Callable[[Source], list[str]]


def sources(*rooms: str) -> list[Source]:
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
        if ".ipynb_checkpoints" not in path.parts
    ]


def compiles(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "numba.njit"


@cache
def compilers() -> set[str]:
    """Return the decorators that agents/compiled.py makes with numba, and numba's own."""
    tree = ast.parse((ROOT / "agents/compiled.py").read_text(encoding="utf-8"))
    made = {
        node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and compiles(node.value)
    }
    made |= {  # a function that compiles what it is given, or returns a decorator that does
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any(map(compiles, ast.walk(node)))
    }
    return made | {"njit", "jit"}


def is_compiled(function: Function) -> bool:
    names = {ast.unparse(d).split("(")[0].split(".")[-1] for d in function.decorator_list}
    return bool(names & compilers())


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of names, '' for anything else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def one_way_imports(source: Source) -> list[str]:
    allowed = MAY_IMPORT[source.room]
    return [
        f"{source.path}:{line} imports {name}"
        for line, name in source.imports()
        if name.startswith(".") or (name.split(".")[0] in OURS - allowed)
    ]


def mesa_in_three_files(source: Source) -> list[str]:
    if source.path in NAMES_MESA:
        return []
    return [
        f"{source.path}:{line} imports {name}"
        for line, name in source.imports()
        if name.split(".")[0] == "mesa"
    ]


def no_foreign_chance(source: Source) -> list[str]:
    if source.path.startswith(PEERS):
        return []
    messages = [
        f"{source.path}:{line} imports {name}"
        for line, name in source.imports()
        if any(name == ban or name.startswith(f"{ban}.") for ban in CHANCE)
    ]
    uses = (n for n in ast.walk(source.tree) if isinstance(n, ast.Attribute))
    names = ((n.lineno, dotted(n)) for n in uses)
    return messages + [
        f"{source.path}:{line} uses {name}"
        for line, name in names
        if name in {"np.random", "numpy.random"}
    ]


def same_in_plain_python(source: Source) -> list[str]:
    """Find calls that give other bits in plain Python: NumPy keeps float32, numba widens it."""
    banned = {"np.exp", "np.log", "np.sqrt", "numpy.exp", "numpy.log", "numpy.sqrt", "float"}
    return [
        f"{source.path}:{node.lineno} {function.name} calls {dotted(node.func)}"
        for function in source.functions()
        if is_compiled(function)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and dotted(node.func) in banned
    ]


def is_a_word(node: ast.AST) -> bool:
    """Say whether a call writes a number as a word of bits: `np.uint64(30)`."""
    return isinstance(node, ast.Call) and dotted(node.func) in WORDS_OF_BITS


def is_bare(node: ast.AST) -> bool:
    """Say whether a node is a number that a rule may not write out."""
    number = isinstance(node, ast.Constant) and type(node.value) in (int, float, complex)
    return number and node.value not in PLAIN_NUMBERS  # type: ignore[attr-defined]


def no_bare_numbers_in_rules(source: Source) -> list[str]:
    """Find numbers written out in compiled rules: they belong in parameters, or have a name.

    A number about people or organisations is a parameter, one of the structure (a count, a mask,
    the place of a draw) a constant of the module. Three kinds pass: 0, 1, 2 and 12; the place of a
    column (`counts[area, 8]`), which says nothing of the town; words of bits (`np.uint64(30)`).
    """
    messages = []
    for function in filter(is_compiled, source.functions()):
        passed: set[int] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Subscript):
                places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                passed |= {id(place) for place in places}
            elif isinstance(node, ast.Call) and is_a_word(node):
                passed |= {id(word) for word in node.args}
        numbers = (n for n in ast.walk(function) if is_bare(n) and id(n) not in passed)
        messages += [
            f"{source.path}:{n.lineno} {function.name} holds {ast.unparse(n)}" for n in numbers
        ]
        defaults = [*function.args.defaults, *filter(None, function.args.kw_defaults)]
        messages += [f"{source.path}:{d.lineno} {function.name} has a default" for d in defaults]
    return messages


def counters_by_name(source: Source) -> list[str]:
    """Find a column of counters named by its number: `counts[area, 8]`."""
    messages = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Subscript) and dotted(node.value).split(".")[-1] in COUNTERS:
            last = node.slice.elts[-1] if isinstance(node.slice, ast.Tuple) else node.slice
            if isinstance(last, ast.Constant) and type(last.value) is int:
                messages.append(f"{source.path}:{node.lineno} counts in {ast.unparse(node)}")
    return messages


def short_files_and_functions(source: Source) -> list[str]:
    lines = len(source.text.splitlines())
    messages = [f"{source.path} has {lines} lines, not {MAX_FILE}"] if lines > MAX_FILE else []
    for function in source.functions():
        body = function.body
        if ast.get_docstring(function, clean=False) is not None:
            body = body[1:]
        length = (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
        if length > MAX_FUNCTION:
            messages.append(f"{source.path}:{function.lineno} {function.name} has {length} lines")
    return messages


def telling_names(source: Source) -> list[str]:
    parts = [part.removesuffix(".py") for part in source.path.split("/")]
    messages = [f"{source.path}: '{part}' says nothing" for part in parts if part in VAGUE]
    name = parts[-1]
    if name in sys.stdlib_module_names and not name.startswith("__"):
        messages.append(f"{source.path} takes the name of a module of the standard library")
    return messages


def typed_functions(source: Source) -> list[str]:
    """Find plain functions without types; compiled ones get theirs from numba."""
    messages = []
    for function in source.functions():
        if is_compiled(function):
            continue
        a = function.args
        named = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
        bare = [x.arg for x in named if x.annotation is None and x.arg not in {"self", "cls"}]
        if function.returns is None:
            bare.append("return")
        if bare:
            messages.append(f"{source.path}:{function.lineno} {function.name}: {', '.join(bare)}")
    return messages


def no_finding_as_input(source: Source) -> list[str]:
    """Find any `evidence="..."` that cites a row kept to check the outcome."""
    return [
        f"{source.path}:{text.lineno} cites {row}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.keyword) and node.arg == "evidence"
        for text in ast.walk(node.value)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        for row in CHECK_ROWS
        if row in text.value
    ]


def files_by_one_way(source: Source) -> list[str]:
    """Find files that are opened around `model/inputs/reading.py`, which bounds what it reads."""
    if source.path in READS_ITS_OWN:
        return []
    return [
        f"{source.path}:{node.lineno} {name}: open it with model.inputs.reading"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        for name in [ast.unparse(node.func)]
        if name in OPENING or (name.rpartition(".")[2] in ("read_text", "read_bytes", "open")
        and "." in name and not name.startswith(("os.", "gzip.")))
    ]  # fmt: skip


def parquet_by_one_way(source: Source) -> list[str]:
    """Find Parquet that is read by a scan: its threads may abort an interpreter that ends."""
    read = {"read_table", "read_parquet", "dataset", "ParquetDataset"}
    return [
        f"{source.path}:{node.lineno} {name}: read it with experiments.results.parquet"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        for name in [ast.unparse(node.func)]
        if name.startswith(("pq.", "pd.", "ds.", "pyarrow.", "dataset"))
        and name.rpartition(".")[2] in read
    ]


def nothing_read_off_a_uid(source: Source) -> list[str]:
    """Find arithmetic that takes some bits of a uid for chance: they are not all random."""
    return [
        f"{source.path}:{node.lineno} {ast.unparse(node)}: draw it, keyed by the uid"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mod | ast.FloorDiv | ast.BitAnd | ast.RShift)
        and ast.unparse(node.left).strip("()").split(" ")[0].endswith("uid")
        and "==" not in ast.unparse(node.left)
        and "!=" not in ast.unparse(node.left)
    ]


def levels_by_name(source: Source) -> list[str]:
    """Find levels and kinds of residents that are compared with a number, not with their name."""
    return [
        f"{source.path}:{node.lineno} {ast.unparse(node)}: name it, see agents/vocabulary.py"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Attribute)
        and node.left.attr in NAMED_LEVELS
        and any(isinstance(x, ast.Constant) and x.value not in (0, 1) for x in node.comparators)
    ]


CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (one_way_imports, (*ROOMS, "notebooks")),
    (mesa_in_three_files, (*ROOMS, "notebooks")),
    (no_foreign_chance, ROOMS),
    (same_in_plain_python, ROOMS),
    (no_bare_numbers_in_rules, ROOMS),
    (counters_by_name, ("agents", "model")),
    (short_files_and_functions, ROOMS),
    (telling_names, (*ROOMS, "notebooks", "tests")),
    (typed_functions, ROOMS),
    (no_finding_as_input, ROOMS),
    (files_by_one_way, ROOMS),
    (parquet_by_one_way, ROOMS),
    (nothing_read_off_a_uid, ROOMS),
    (levels_by_name, ("agents", "model")),
)


@pytest.mark.parametrize(("check", "rooms"), CHECKS, ids=lambda x: getattr(x, "__name__", ""))
def test_house(check: Check, rooms: tuple[str, ...]) -> None:
    complaints = [complaint for source in sources(*rooms) for complaint in check(source)]
    assert not complaints, "\n" + "\n".join(complaints)


LONG = "def f() -> None:\n" + "    pass\n" * (MAX_FUNCTION + 1)
BROKEN = [
    (one_way_imports, "agents/x.py", "from model.draws import uniform4"),
    (one_way_imports, "model/x.py", "def f():\n    import experiments.cli.main"),
    (one_way_imports, "model/x.py", "from . import draws"),
    (one_way_imports, "experiments/x.py", "import notebooks"),
    (mesa_in_three_files, "model/levers/x.py", "from mesa import Agent"),
    (no_foreign_chance, "model/x.py", "import random"),
    (no_foreign_chance, "model/x.py", "from numpy import random"),
    (no_foreign_chance, "model/x.py", "from numpy.random import default_rng"),
    (no_foreign_chance, "model/x.py", "import numpy as np\nnp.random.default_rng(1)"),
    (same_in_plain_python, "model/x.py", "@rule\ndef f(x):\n    return np.exp(x)"),
    (same_in_plain_python, "model/x.py", "@kernel\ndef f(x):\n    return float(x)"),
    (same_in_plain_python, "model/x.py", "@draw('f8(f8)')\ndef f(x):\n    return np.log(x)"),
    (no_bare_numbers_in_rules, "model/x.py", "@rule\ndef f(x):\n    return 0.85 * x"),
    (no_bare_numbers_in_rules, "model/x.py", "@rule\ndef f(x):\n    return x - 3"),
    (no_bare_numbers_in_rules, "model/x.py", "@rule\ndef f(x):\n    return x[3 + x[0]]"),
    (no_bare_numbers_in_rules, "model/x.py", "@kernel\ndef f(x):\n    x[np.uint64(4)] += 0.5"),
    (no_bare_numbers_in_rules, "model/x.py", "@serial\ndef f(x, y=1):\n    return x"),
    (no_bare_numbers_in_rules, "model/x.py", "@draw('f8(f8)')\ndef f(x):\n    return -7"),
    (no_bare_numbers_in_rules, "agents/x.py", "@inlined\ndef f(x):\n    return x << 3"),
    (counters_by_name, "model/x.py", "counts[area, 8] += 1"),
    (counters_by_name, "model/x.py", "x = town.state.care.by_domain[:, domain, 0]"),
    (short_files_and_functions, "model/x.py", "x = 1\n" * (MAX_FILE + 1)),
    (short_files_and_functions, "model/x.py", LONG),
    (telling_names, "model/utils.py", ""),
    (telling_names, "model/common/x.py", ""),
    (telling_names, "model/calendar.py", ""),
    (typed_functions, "model/x.py", "def f(x) -> None: ..."),
    (typed_functions, "model/x.py", "def f(x: int): ..."),
    (files_by_one_way, "experiments/x.py", "table = pd.read_csv(path)"),
    (files_by_one_way, "experiments/x.py", "with path.open() as file:\n    pass"),
    (parquet_by_one_way, "experiments/x.py", "t = pq.read_table(io.BytesIO(content))"),
    (parquet_by_one_way, "experiments/x.py", "t = dataset(files).to_table()"),
    (nothing_read_off_a_uid, "model/x.py", "x = (resident.uid - month) % 12 != 0"),
    (nothing_read_off_a_uid, "model/x.py", "x = r.uid & 1"),
    (levels_by_name, "model/x.py", "x = resident.limitation == 2"),
    (levels_by_name, "model/x.py", "if r.volunteer < 2:\n    pass"),
    (no_finding_as_input, "model/x.py", 'p = par(1, evidence="a.b; facility.induced_use")'),
    (no_finding_as_input, "model/x.py", 'p = par(1, evidence="a; " "facility.induced_use")'),
]


@pytest.mark.parametrize(("check", "path", "text"), BROKEN)
def test_check_sees(check: Check, path: str, text: str) -> None:
    assert check(Source(path, text))


def test_compiled_rules_are_recognised() -> None:
    assert {"rule", "kernel", "serial", "draw"} <= compilers()


def test_rooms_are_there() -> None:
    assert all(sources(room) for room in ROOMS)
    assert {check for check, _ in CHECKS} == {check for check, _, _ in BROKEN}
