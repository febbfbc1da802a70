"""How gunicorn serves the portal; read by `gunicorn --config deploy/gunicorn.py wsgi:app`.

Sync workers: Flask-AppBuilder keeps search filters on shared view objects, so threads would mix up requests.
"""

import ctypes
import signal

from config import Config

PR_SET_PDEATHSIG = 1

_config = Config.from_env()
_host = "127.0.0.1" if _config.demo else "0.0.0.0"

bind = f"{_host}:{_config.port}"
workers = _config.web_workers
worker_class = "sync"
preload_app = True  # the application is built once; the workers share its memory
worker_tmp_dir = "/dev/shm"
timeout = 900  # a sync worker gives no sign of life while it sends: a village's letters take minutes over a slow line
graceful_timeout = 4  # the supervisor kills what has not ended after five seconds
loglevel = "warning"
control_socket_disable = True


def pre_fork(_server: object, _worker: object) -> None:
    """Let no database connection be shared between processes."""
    from portal.foundation.database import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose()


def post_fork(_server: object, _worker: object) -> None:
    """Make the worker end with its master at once; by itself it would notice only after half the timeout."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
