"""Show a site from this machine."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from il2data import output


class _Handler(SimpleHTTPRequestHandler):
    """Gives the files of one folder to those who ask this machine for them by its own name."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        # A page from elsewhere can have its own name lead to this machine,
        # and would read all that is served to that name.
        port = self.connection.getsockname()[1]
        if self.headers.get_all("Host") not in ([f"127.0.0.1:{port}"], [f"localhost:{port}"]):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return None
        asked = Path(self.translate_path(self.path))
        file = asked / "index.html" if asked.is_dir() else asked
        if not file.is_file() or not file.resolve().is_relative_to(self.directory):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()


def serve(folder: Path) -> None:
    """Serve the files of a folder to this machine alone, on a free port that is printed, until interrupted.

    Parameters
    ----------
    folder
        The folder of the site; nothing outside is served, and no list of its files.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder.resolve()))) as server:
        output.line(f"http://127.0.0.1:{server.server_port}/index.html (Ctrl+C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            output.line("ended")
