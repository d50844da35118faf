"""Landing folders made by hand: small files whose content only has to differ."""

import os
from pathlib import Path

import pytest

from tests.automation.servers import mail_server, web_server

__all__ = ["mail_server", "web_server"]

TOML = 'name = "Testshire"\nons_code = "E06000019"\n'
CHILDREN = "person_id,date_of_birth,sex,ethnicity\n"
EPISODES = "person_id,episode_start,reason_new_episode,legal_status,category_of_need,placement_type\n"


class Landing:
    """A raw folder, and the files councils put in it."""

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        raw.mkdir()

    def council(self, authority: str, toml: str = TOML) -> None:
        (self.raw / authority).mkdir(exist_ok=True)
        (self.raw / authority / "council.toml").write_text(toml, encoding="utf-8")

    def deliver(self, authority: str, quarter: str, *extra: str, child: str = "A1") -> Path:
        """The two required extracts, one child, and further extracts by name."""
        if not (self.raw / authority).is_dir():
            self.council(authority)
        folder = self.raw / authority / quarter
        folder.mkdir(exist_ok=True)
        (folder / "children.csv").write_text(f"{CHILDREN}{child},2010-05-14,F,WBRI\n", encoding="utf-8")
        (folder / "care_episodes.csv").write_text(f"{EPISODES}{child},2016-01-04,S,C2,N1,U6\n", encoding="utf-8")
        for name in extra:
            (folder / f"{name}.csv").write_text("person_id\n", encoding="utf-8")
        return folder


def touch(path: Path, seconds: float) -> None:
    """Give a file another time of change."""
    about = path.stat()
    os.utime(path, (about.st_atime, about.st_mtime + seconds))


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "raw")
