"""The rooms import each other in one direction only, as docs/architecture.md draws it."""

from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parent.parent


def test_every_contract_of_the_layers_is_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_an_arrow_the_other_way_is_found(tmp_path, monkeypatch, capsys):
    for name, line in {"upper": "", "lower": "import upper"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(line, encoding="utf-8")
    (tmp_path / "setup.cfg").write_text(
        "[importlinter]\nroot_packages =\n  upper\n  lower\n[importlinter:contract:one]\nname = one\ntype = layers\n"
        "layers =\n  upper\n  lower\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert lint_imports(no_cache=True) != EXIT_STATUS_SUCCESS
    assert "lower is not allowed to import upper" in capsys.readouterr().out
