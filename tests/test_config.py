"""Settings: each wrong or missing one stops the start with a sentence that names it; nothing secret has a default."""

from __future__ import annotations

import base64
import re
import stat
from pathlib import Path

import pytest

from config import ROOT, SETTINGS, Config, SettingError

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()


def env(folder: Path, **settings: str) -> dict[str, str]:
    """A sound environment, changed as said."""
    return {"INSTANCE": str(folder), "SECRET_KEY": "s" * 32, "DATA_KEY": KEY, **settings}


WRONG = [
    ("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", "-1"), ("PORT", "80.5"),
    ("DEMO", "yes"), ("HTTPS", "2"), ("SECRET_KEY", ""), ("SECRET_KEY", "s" * 31),
    ("DATA_KEY", ""), ("DATA_KEY", "短"), ("DATA_KEY", "k" * 43), ("DATA_KEY", base64.urlsafe_b64encode(b"k" * 16).decode()),
    ("DATABASE_URL", "mysql://db/portal"), ("DATABASE_URL", "postgresql://db/portal"), ("DATABASE_URL", "portal.db"),
    ("BROKER_URL", "http://127.0.0.1"), ("BROKER_URL", "unix:///" + "x" * 101),
    ("WORKERS", "0"), ("WORKERS", "65"), ("WEB_WORKERS", "two"), ("LETTERS_PER_CHUNK", "5001"),
    ("PUBLIC_URL", "wg.example.cn"), ("PUBLIC_URL", "https://"), ("PUBLIC_URL", "https://a.cn/?q=1"), ("PUBLIC_URL", "ftp://a.cn"),
    ("PUBLIC_URL", "https://wg.example.cn/" + "x" * 80),
    ("HOUSEHOLDS", "many"), ("HOUSEHOLDS", "-1"), ("HOUSEHOLDS", "500001"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_stops_the_start_and_is_named(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        Config.from_env(env(tmp_path, **{name: value}))
    sentence = str(caught.value)
    assert sentence.startswith(f"设置有误：{name} ")
    assert isinstance(caught.value, SystemExit)


def test_all_that_is_wrong_is_said_at_once_with_how_to_put_it_right(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        Config.from_env({"INSTANCE": str(tmp_path), "PORT": "http"})
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == ["设置有误：PORT", "设置有误：SECRET_KEY", "设置有误：DATA_KEY"]
    assert all("export " in line and "openssl" in line for line in lines[1:])


def test_an_instance_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match="INSTANCE"):
        Config.from_env(env(tmp_path / "file" / "instance"))


@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", "s" * 31), ("DATA_KEY", "k" * 30)])
def test_a_wrong_secret_is_not_repeated(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        Config.from_env(env(tmp_path, **{name: value}))
    assert value not in str(caught.value)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATA_KEY"])
def test_there_is_no_default_secret_outside_demo_mode(missing: str, tmp_path: Path) -> None:
    settings = env(tmp_path)
    del settings[missing]
    with pytest.raises(SettingError, match=missing):
        Config.from_env(settings)
    assert list(tmp_path.iterdir()) == []


def test_demo_mode_keeps_random_keys_for_its_owner_alone(tmp_path: Path) -> None:
    first, again, other = (Config.from_env({"INSTANCE": str(tmp_path / name), "DEMO": "1"}) for name in "aab")
    assert (first.secret_key, first.data_key) == (again.secret_key, again.data_key)
    assert first.secret_key != other.secret_key
    assert first.data_key != other.data_key
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").iterdir()}
    assert modes == {"demo-secret.key": 0o600, "demo-data.key": 0o600}


def test_secrets_do_not_show_when_the_settings_are_printed(tmp_path: Path) -> None:
    config = Config.from_env(
        env(tmp_path, DATABASE_URL="postgresql+psycopg://u:geheim@db/p", BROKER_URL="redis://:geheim@b")
    )
    assert not re.search("geheim|s{32}|k{32}", repr(config))


def test_defaults_lie_in_the_instance(tmp_path: Path) -> None:
    config = Config.from_env(env(tmp_path))
    assert config.database_url.startswith(f"sqlite:///{tmp_path}/portal.db?")
    assert config.broker_url == f"unix://{tmp_path}/broker.sock"
    assert config.files_url == f"{tmp_path}/files"
    assert (config.demo, config.https, config.on_spatialite) == (False, False, True)


def test_an_empty_value_means_the_default(tmp_path: Path) -> None:
    names = {setting.name: "" for setting in SETTINGS if setting.name not in {"INSTANCE", "SECRET_KEY", "DATA_KEY"}}
    assert Config.from_env(env(tmp_path, **names)) == Config.from_env(env(tmp_path))


def test_a_database_with_options_of_its_own_keeps_them(tmp_path: Path) -> None:
    url = Config.from_env(env(tmp_path, DATABASE_URL="sqlite:////tmp/x.db?cache=shared")).database_url
    assert url == "sqlite:////tmp/x.db?cache=shared&geoalchemy2_connect_sqlite_transaction=true"


def test_the_documented_table_is_the_table_of_settings() -> None:
    lines = (ROOT / "docs" / "settings.md").read_text().splitlines()
    rows = [tuple(part.strip() for part in line.strip("|").split("|")) for line in lines if line.startswith("| `")]
    assert rows == [(f"`{each.name}`", each.default, each.meaning) for each in SETTINGS]


def test_every_setting_that_is_read_is_in_the_table() -> None:
    source = (ROOT / "config.py").read_text()
    read = set(re.findall(r'values(?:\.get\(|, )"([A-Z_]+)"', source))
    assert read == {setting.name for setting in SETTINGS}
