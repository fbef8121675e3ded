"""The WSGI entry point: any WSGI server may serve ``wsgi:app``."""

from cab_portal.app import create_app

app = create_app()
