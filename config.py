"""Every setting of the portal, read from the environment once, when the application is made.

The table in docs/settings.md is made from `SETTINGS`; a wrong or missing value stops the start with a sentence that names it.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


class SettingError(SystemExit):
    """Settings are missing or wrong; a line for each names it and says what was expected."""

    def __init__(self, *wrong: tuple[str, str]) -> None:
        self.wrong = wrong
        super().__init__("\n".join(f"设置有误：{name} {expected}" for name, expected in wrong))


@dataclass(frozen=True)
class Setting:
    """One row of the settings table: its name, its default in words, and what it is for."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("INSTANCE", "./instance", "存放数据库、文件、套接字和日志的目录"),
    Setting("PORT", "8080", "网页端口（1–65535）"),
    Setting("DEMO", "0", "1 = 演示模式：自带演示账号，只监听本机；正式使用必须为 0"),
    Setting("PLAN", "longcheng", "演示模式装入哪个方案的演示数据（名称见 portal plan list）"),
    Setting("HOUSEHOLDS", "0", "演示数据约多少户（1–500000）；0 = 方案的常用规模"),
    Setting("SECRET_KEY", "无（演示模式自动生成）", "会话签名密钥，至少 32 个字符"),
    Setting("DATA_KEY", "无（演示模式自动生成）", "证件号码等敏感字段的加密密钥：32 字节的 base64"),
    Setting("DATABASE_URL", "INSTANCE/portal.db（SpatiaLite）", "数据库地址，PostGIS 写作 postgresql+psycopg://…"),
    Setting("BROKER_URL", "unix://INSTANCE/broker.sock", "任务队列（Valkey/Redis）地址"),
    Setting("FILES_URL", "INSTANCE/files", "印刷成品的存放处；本机目录或 fsspec 支持的地址（如 s3://桶/前缀）"),
    Setting("SPATIALITE_LIBRARY_PATH", "mod_spatialite", "SpatiaLite 扩展库的位置"),
    Setting(
        "PUBLIC_URL", "空", "居民手机能打开的门户网址，如 https://wg.example.cn；不填则信件和联系卡不印反映问题的二维码"
    ),
    Setting("WORKERS", "2", "印刷进程数（1–64）"),
    Setting("WEB_WORKERS", "2", "网页进程数（1–64）"),
    Setting("HTTPS", "0", "1 = 只经 HTTPS 访问：前面须有且只有一层反向代理，会话 Cookie 带 Secure 标记"),
    Setting("TIANDITU_KEY", "空", "天地图服务密钥；不填则不显示底图"),
    Setting("TILES_URL", "空", "其他底图的瓦片地址模板，如 https://…/{z}/{x}/{y}.png"),
    Setting("LETTERS_PER_CHUNK", "5000", "每个印刷任务最多多少份（1–5000）"),
    Setting("PRINT_KEEP_DAYS", "180", "印件结束多少天后删除文件（1–3650）；记录一直保留"),
)


@dataclass(frozen=True)
class Config:
    """The settings of one running portal; made by `Config.from_env`."""

    instance: Path
    port: int = 8080
    demo: bool = False
    plan: str = "longcheng"
    households: int = 0
    secret_key: str = field(default="", repr=False)
    data_key: bytes = field(default=b"", repr=False)
    database_url: str = field(default="", repr=False)
    broker_url: str = field(default="", repr=False)
    files_url: str = ""
    spatialite: str = "mod_spatialite"
    public_url: str = ""
    workers: int = 2
    web_workers: int = 2
    https: bool = False
    tianditu_key: str = ""
    tiles_url: str = ""
    letters_per_chunk: int = 5000
    print_keep_days: int = 180
    testing: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Config:
        """Read and check all settings. Raises one `SettingError` for all that is wrong; it ends the program with its sentences."""
        values = os.environ if env is None else env
        instance = _instance(values)
        demo = _flag(values, "DEMO")
        return cls(instance=instance, demo=demo, **_all({
            "port": lambda: _number(values, "PORT", 8080, 1, 65535),
            "plan": lambda: values.get("PLAN", "").strip() or "longcheng",
            "households": lambda: _number(values, "HOUSEHOLDS", 0, 0, 500_000),
            "secret_key": lambda: _secret_key(values, instance, demo),
            "data_key": lambda: _data_key(values, instance, demo),
            "database_url": lambda: _database_url(values, instance),
            "broker_url": lambda: _broker_url(values, instance),
            "files_url": lambda: values.get("FILES_URL") or str(instance / "files"),
            "spatialite": lambda: values.get("SPATIALITE_LIBRARY_PATH") or "mod_spatialite",
            "public_url": lambda: _public_url(values),
            "workers": lambda: _number(values, "WORKERS", 2, 1, 64),
            "web_workers": lambda: _number(values, "WEB_WORKERS", 2, 1, 64),
            "https": lambda: _flag(values, "HTTPS"),
            "tianditu_key": lambda: values.get("TIANDITU_KEY", ""),
            "tiles_url": lambda: values.get("TILES_URL", ""),
            "letters_per_chunk": lambda: _number(values, "LETTERS_PER_CHUNK", 5000, 1, 5000),
            "print_keep_days": lambda: _number(values, "PRINT_KEEP_DAYS", 180, 1, 3650),
        }))  # fmt: skip

    @property
    def on_spatialite(self) -> bool:
        """Whether the data lies in a SpatiaLite file (otherwise PostGIS)."""
        return self.database_url.startswith("sqlite")

    def flask_settings(self) -> dict[str, Any]:
        """The settings Flask and its extensions read, in their own names."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "TESTING": self.testing,
            "SESSION_COOKIE_SECURE": self.https,
            "PORTAL": self,
        }


def _all(readers: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What each reader reads. Raises `SettingError` with all that they find wrong: who starts an empty portal learns it at once."""
    found: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for name, read in readers.items():
        try:
            found[name] = read()
        except SettingError as error:
            wrong += error.wrong
    if wrong:
        raise SettingError(*wrong)
    return found


def _instance(values: Mapping[str, str]) -> Path:
    folder = Path(values.get("INSTANCE") or "instance").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(("INSTANCE", f"应为可以写入的目录，“{folder}”不能建立（{error.strerror}）")) from error
    return folder


def _flag(values: Mapping[str, str], name: str) -> bool:
    text = values.get(name, "0").strip().lower() or "0"
    if text not in {"0", "1"}:
        raise SettingError((name, f"应为 0 或 1，现为“{text}”"))
    return text == "1"


def _number(values: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = values.get(name, "").strip() or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise SettingError((name, f"应为 {low} 到 {high} 的整数，现为“{text}”"))
    return int(text)


def _secret_key(values: Mapping[str, str], instance: Path, demo: bool) -> str:
    key = values.get("SECRET_KEY", "")
    if not key and demo:
        key = _kept(instance / "demo-secret.key")
    if len(key) < 32:
        raise SettingError(
            ("SECRET_KEY", "必须设置，至少 32 个字符。可以这样生成：export SECRET_KEY=$(openssl rand -hex 32)")
        )
    return key


def _data_key(values: Mapping[str, str], instance: Path, demo: bool) -> bytes:
    text = values.get("DATA_KEY", "")
    if not text and demo:
        text = _kept(instance / "demo-data.key")
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise SettingError(
            (
                "DATA_KEY",
                "必须设置，为 32 字节的 base64。可以这样生成并妥善保存：export DATA_KEY=$(openssl rand -base64 32 | tr '+/' '-_')",
            )
        )
    return key


def _kept(path: Path) -> str:
    """A random key made once for this instance and kept beside its database."""
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    except FileExistsError:
        pass
    return path.read_text()


def _database_url(values: Mapping[str, str], instance: Path) -> str:
    url = values.get("DATABASE_URL") or f"sqlite:///{instance / 'portal.db'}"
    scheme = url.partition(":")[0]
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        raise SettingError(("DATABASE_URL", f"应以 sqlite:/// 或 postgresql+psycopg:// 开头，现为“{scheme}”"))
    if scheme == "sqlite" and "geoalchemy2_connect_sqlite_transaction" not in url:
        url += ("&" if "?" in url else "?") + "geoalchemy2_connect_sqlite_transaction=true"
    return url


def _public_url(values: Mapping[str, str]) -> str:
    """Without a slash at its end; short, for it is printed as a code that old phones must read."""
    url = values.get("PUBLIC_URL", "").strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    plain = url.isascii() and url.isprintable() and not set(url) & set(" ?#@")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or len(url) > 80:
        raise SettingError(
            ("PUBLIC_URL", "应为居民手机能打开的网址，如 https://wg.example.cn，最多 80 个字符，不含空格、？、# 和 @")
        )
    return url


def _broker_url(values: Mapping[str, str], instance: Path) -> str:
    url = values.get("BROKER_URL") or f"unix://{instance / 'broker.sock'}"
    if urlsplit(url).scheme not in {"unix", "redis", "rediss"}:
        raise SettingError(("BROKER_URL", "应以 unix://、redis:// 或 rediss:// 开头"))
    if url.startswith("unix://") and len(urlsplit(url).path.encode()) > 100:
        raise SettingError(("BROKER_URL", "套接字路径超过 100 字节，请改用较短的 INSTANCE 目录或另设 BROKER_URL"))
    return url
