import os
import subprocess
import sys


def phaodai(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "phaodai.delivery.commands.main", *words],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def test_a_demo_cannot_be_opened_to_the_world(tmp_path):
    done = phaodai(
        "init", PHAODAI_DATA=str(tmp_path), PHAODAI_DEMO="1", PHAODAI_HOSTS="phaodai.example.vn"
    )
    assert done.returncode != 0
    assert "PHAODAI_DEMO" in done.stderr
