"""A server on loopback that does whatever servers do, as the address says."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Mirror(BaseHTTPRequestHandler):
    """The first part of the path says how to misbehave: /truncates/images.gz."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        _, manner, name = self.path.split("://")[-1].split("/")[-3:]
        getattr(self, manner)(self.server.content[name])

    def _send(self, data: bytes, length: int | None) -> None:
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(data)

    def good(self, data: bytes) -> None:
        self._send(data, len(data))

    def without_length(self, data: bytes) -> None:
        self._send(data, None)

    def truncates(self, data: bytes) -> None:
        self._send(data[: len(data) // 2], len(data))

    def announces_less(self, data: bytes) -> None:
        self._send(data, len(data) // 2)

    def never_ends(self, data: bytes) -> None:
        self._send(data * 2, None)

    def sends_another(self, data: bytes) -> None:
        self._send(bytes(len(data)), len(data))

    def shows_a_login_page(self, data: bytes) -> None:
        self._send(b"<html>Welcome to our hotel</html>", None)

    def is_missing(self, data: bytes) -> None:
        self.send_error(404)

    def is_broken(self, data: bytes) -> None:
        self.send_error(503)

    def talks_nonsense(self, data: bytes) -> None:
        self.wfile.write(b"\x00\x01\x02 this is no HTTP\r\n\r\n")

    def hangs_up(self, data: bytes) -> None:
        self.close_connection = True

    def moved(self, data: bytes) -> None:
        self.send_response(302)
        self.send_header("Location", self.path.replace("moved", "good"))
        self.end_headers()

    def leads_nowhere(self, data: bytes) -> None:
        self.send_response(302)
        self.send_header("Location", "http://[::1")
        self.end_headers()

    def has_too_long_a_name(self, data: bytes) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://{'a' * 64}.test/")
        self.end_headers()

    def stalls(self, data: bytes) -> None:
        self._send(data[: len(data) // 2], len(data))
        self.server.released.wait(10)

    def stalls_before_answering(self, data: bytes) -> None:
        self.server.released.wait(10)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, content: Mapping[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Mirror)
        self.content = content
        self.asked: list[str] = []
        self.released = threading.Event()

    def mirror(self, manner: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/mnist/{manner}/"

    def handle_error(self, *_: object) -> None:
        pass  # a client that hangs up is part of the tests


@contextmanager
def running(content: Mapping[str, bytes]) -> Iterator[Server]:
    server = Server(content)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
