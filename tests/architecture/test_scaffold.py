"""The scaffold of a register makes one that works."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_a_scaffolded_register_passes_its_own_tests(tmp_path):
    for name in ("phaodai", "tests", "scripts", "frontend"):
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns("__pycache__", "gold", "texts"),
        )
    for name in ("pyproject.toml", "CHANGELOG.md", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "phaodai.project.settings",
        "PHAODAI_DATA": str(tmp_path / "var"),
    }

    def run(*words: str) -> None:
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run(
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); "
        f"import new_register; from pathlib import Path; "
        f"new_register.main('posters', 'poster', Path({str(tmp_path)!r}))",
    )
    run("-m", "pytest", "-q", "-p", "no:randomly", "tests/phaodai/registers/posters")
    run(
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "phaodai/registers/posters",
        "tests/phaodai/registers/posters",
    )
