"""The portal: one package a concept, joined here and in `navigation`.

`create_app` builds the Flask application; nothing happens at import.
"""

from __future__ import annotations

import logging

from flask import Flask

from config import Config


def create_app(config: Config | None = None) -> Flask:
    """The application. Making it neither reads nor writes the database."""
    from portal import assembly

    config = config or Config.from_env()
    app = Flask(__name__, template_folder="templates", static_folder="static")
    app.config.from_mapping(config.flask_settings())
    logging.getLogger("flask_appbuilder").setLevel(logging.WARNING)
    assembly.assemble(app, config)
    return app
