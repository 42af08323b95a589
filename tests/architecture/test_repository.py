"""The repository keeps its own promises."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_locks_carry_names_versions_and_hashes_alone():
    for lock in tracked("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_every_dependency_says_why():
    lines = (ROOT / "pyproject.toml").read_text().split("dependencies = [", 1)[1].split("]\n", 1)[0]
    wordless = [line for line in lines.splitlines() if line.strip() and "#" not in line]
    assert wordless == []


def test_the_readme_shows_the_two_commands():
    text = (ROOT / "README.md").read_text()
    assert "make run" in text
    assert "make test" in text


def test_pages_carry_no_inline_script_or_style():
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
        re.I,
    )
    wrong = [str(page) for page in tracked("phaodai/**/*.html") if inline.search(page.read_text())]
    assert wrong == []


def test_no_file_grows_into_a_drawer():
    long = {
        str(path.relative_to(ROOT)): n
        for path in tracked("*.py", "*.js", "*.css", "*.html")
        if (n := len(path.read_text().splitlines())) > 700
    }
    assert long == {}


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "drill"])
def test_every_target_says_what_it_is_for(target):
    assert re.search(rf"^{target}:.*## \w", (ROOT / "Makefile").read_text(), re.M)


def test_the_makefile_asks_the_catalogue_for_acts_it_knows():
    script = (ROOT / "scripts" / "messages.py").read_text()
    for words in re.findall(r"scripts/messages\.py (.+)", (ROOT / "Makefile").read_text()):
        assert f'"{words}": ' in script


def test_ci_runs_the_command_of_the_readme():
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_contracts_have_sentences_for_names():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    assert all(len(contract["name"].split()) > 3 for contract in contracts)
