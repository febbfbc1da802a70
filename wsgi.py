"""The WSGI entry: `gunicorn wsgi:app` or `flask --app wsgi run`."""

from portal import create_app

app = create_app()
