"""The cache of files: entries of thousands of machines, looked through now and then."""

from phaodai.project import caching
from phaodai.project.caching import FileCache


def test_it_keeps_and_counts(tmp_path):
    cache = FileCache(str(tmp_path), {})
    assert cache.add("a", 1)
    assert not cache.add("a", 5)
    assert cache.incr("a") == 2
    assert FileCache(str(tmp_path), {}).get("a") == 2


def test_too_many_are_culled_when_looked_at(tmp_path, monkeypatch):
    cache = FileCache(str(tmp_path), {"max_entries": 10})
    monkeypatch.setattr(caching.secrets, "randbelow", lambda _: 1)
    for number in range(30):
        cache.set(str(number), number)
    assert len(list(tmp_path.iterdir())) == 30
    monkeypatch.setattr(caching.secrets, "randbelow", lambda _: 0)
    for number in range(30, 60):
        cache.set(str(number), number)
    assert len(list(tmp_path.iterdir())) < 30
