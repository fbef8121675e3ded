"""Static files under a hash of their whole tree, so that they may be kept for ever and a module's imports agree."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory

from cab_portal.web import guards

ENDPOINT = "asset"


@cache
def tree_hash(folder: Path) -> str:
    """Twelve hexadecimal digits over the names and contents of all files below ``folder``."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@lru_cache(maxsize=8)
def addresses_of_styles(root: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses of the style sheets of these names in a tree that is served at ``root``."""
    return tuple(f"{root}/css/{name}.css" for name in names)


def init_app(app: Flask, folder: Path) -> None:
    """Serve ``folder`` at ``/static/<hash>/…`` and give templates ``asset('images/icon.svg')``.

    ``stylesheets('base', …)`` are the addresses of the sheets of these names.
    """
    version = tree_hash(folder)

    @app.get("/static/<string:tree>/<path:name>", endpoint=ENDPOINT)
    @guards.public
    def serve(tree: str, name: str) -> Response:
        if tree != version:
            abort(404)
        response = send_from_directory(folder, name, max_age=31_536_000)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    def asset(name: str) -> str:
        # Every page asks for twenty of them: the address is written out, for url_for takes as long as a statement.
        return f"{request.script_root}/static/{version}/{name}"

    def stylesheets(*names: str) -> tuple[str, ...]:
        return addresses_of_styles(f"{request.script_root}/static/{version}", names)

    app.jinja_env.globals.update(asset=asset, stylesheets=stylesheets)
