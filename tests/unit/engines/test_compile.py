"""The cache of native code: quick when it works, harmless when it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import wasmtime

from mwaa_policy.engines import _compile
from tests.unit.engines import toy


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "mwaa-policy"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the sources that are compiled."""
    found: list[bytes] = []
    real = _compile._compile  # noqa: SLF001 - what is counted

    def compile_and_note(engine: wasmtime.Engine, source: bytes) -> wasmtime.Module:
        found.append(source)
        return real(engine, source)

    monkeypatch.setattr(_compile, "_compile", compile_and_note)
    return found


def exports(module: wasmtime.Module) -> set[str]:
    return {one.name for one in module.exports}


def test_a_module_is_compiled_once(cache: Path, compilations: list[bytes]) -> None:
    source = toy.toy()
    first = _compile.compiled(wasmtime.Engine(), source)
    second = _compile.compiled(wasmtime.Engine(), source)
    assert compilations == [source]
    assert exports(first) == exports(second)
    assert len(list(cache.glob("*.cwasm"))) == 1
    assert not list(cache.glob("*.tmp"))


def test_the_directory_is_for_its_owner_alone(cache: Path) -> None:
    _compile.compiled(wasmtime.Engine(), toy.toy())
    assert cache.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in cache.iterdir()] == [0o600]


def test_different_modules_have_different_files(cache: Path, compilations: list[bytes]) -> None:
    for text in ("one", "two"):
        _compile.compiled(wasmtime.Engine(), toy.toy(text=text))
    assert len(compilations) == 2
    assert len(list(cache.glob("*.cwasm"))) == 2


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\x7fELF" + bytes(500)])
def test_a_broken_file_is_replaced(cache: Path, compilations: list[bytes], content: bytes) -> None:
    source = toy.toy()
    _compile.compiled(wasmtime.Engine(), source)
    (path,) = cache.glob("*.cwasm")
    good = path.read_bytes()
    path.write_bytes(content)
    _compile.compiled(wasmtime.Engine(), source)
    assert len(compilations) == 2
    assert len(path.read_bytes()) == len(good)


def test_native_code_of_another_configuration_is_replaced(cache: Path, compilations: list[bytes]) -> None:
    source = toy.toy()
    _compile.compiled(wasmtime.Engine(), source)
    for _ in range(2):
        config = wasmtime.Config()
        config.epoch_interruption = True
        _compile.compiled(wasmtime.Engine(config), source)
    assert len(compilations) == 2
    assert len(list(cache.glob("*.cwasm"))) == 1


def test_a_directory_that_others_can_write_to_is_not_used(cache: Path, compilations: list[bytes]) -> None:
    cache.mkdir(mode=0o700)
    cache.chmod(0o777)
    for _ in range(2):
        _compile.compiled(wasmtime.Engine(), toy.toy())
    assert len(compilations) == 2
    assert not list(cache.iterdir())


def test_a_file_that_others_can_write_to_is_not_executed(cache: Path, compilations: list[bytes]) -> None:
    _compile.compiled(wasmtime.Engine(), toy.toy())
    (path,) = cache.glob("*.cwasm")
    path.chmod(0o666)
    _compile.compiled(wasmtime.Engine(), toy.toy())
    assert len(compilations) == 2


def test_a_link_is_not_followed(cache: Path, compilations: list[bytes], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    cache.symlink_to(tmp_path / "elsewhere")
    for _ in range(2):
        _compile.compiled(wasmtime.Engine(), toy.toy())
    assert len(compilations) == 2


def test_a_cache_that_cannot_be_made_costs_only_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, compilations: list[bytes]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    for _ in range(2):
        assert "opa_eval" in exports(_compile.compiled(wasmtime.Engine(), toy.toy()))
    assert len(compilations) == 2


def test_a_cache_that_cannot_be_written_costs_only_time(
    monkeypatch: pytest.MonkeyPatch, cache: Path, compilations: list[bytes]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for _ in range(2):
        assert "opa_eval" in exports(_compile.compiled(wasmtime.Engine(), toy.toy()))
    assert len(compilations) == 2
    assert not list(cache.iterdir())


def test_without_a_home_directory_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, compilations: list[bytes]) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    for _ in range(2):
        _compile.compiled(wasmtime.Engine(), toy.toy())
    assert len(compilations) == 2


def test_old_files_are_forgotten(cache: Path) -> None:
    for number in range(9):
        _compile.compiled(wasmtime.Engine(), toy.toy(text=str(number)))
    assert len(list(cache.glob("*.cwasm"))) == 6
