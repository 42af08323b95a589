import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.main import COMMANDS, main


def test_every_noun_is_a_command_with_help():
    for noun in COMMANDS:
        result = CliRunner().invoke(main, [noun, "--help"])
        assert result.exit_code == 0, noun
        assert "Usage:" in result.output


def test_help_names_every_noun():
    output = CliRunner().invoke(main, ["--help"]).output
    assert all(noun in output for noun in COMMANDS)


@pytest.mark.parametrize("noun", COMMANDS)
def test_a_module_holds_the_command_of_its_name(noun):
    module = import_module(f"phaodai.delivery.commands.{noun}")
    assert isinstance(getattr(module, noun), click.Command)


def test_a_database_that_is_not_there_is_a_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "phaodai.delivery.commands.main", "unit", "tree"],
        env={"PHAODAI_DATA": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "phaodai init" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_noun_is_wrong_usage():
    assert CliRunner().invoke(main, ["nonsense"]).exit_code == 2
