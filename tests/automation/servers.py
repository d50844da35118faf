"""A real mail server and a real web server on this machine, which keep what they are sent."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class Inbox(Message):
    """Keeps what arrives."""

    def __init__(self):
        super().__init__()
        self.messages = []

    def handle_message(self, message):
        self.messages.append(message)


class Plain(Controller):
    """A mail server on a free port of this machine."""

    def __init__(self, handler, **named):
        super().__init__(handler, hostname="127.0.0.1", port=0, **named)

    def _trigger_server(self):
        # The port is known once the server listens.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mail_server():
    """Starts a mail server; stops it afterwards."""
    running = []

    def start(context=None, **named):
        inbox = Inbox()
        server = Plain(inbox, **named)
        if context is not None:
            server.ssl_context = context
        server.start()
        running.append(server)
        return inbox, server.port

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def web_server():
    """Answers as it is told, and keeps what it was sent."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, self.headers["Content-Type"], body))
            code = int(self.path.rpartition("/")[2])
            if code == 0:
                time.sleep(1.2)
                code = 200
            self.send_response(code)
            if code == 302:
                self.send_header("Location", "/elsewhere/200")
            self.end_headers()

        do_GET = do_POST  # noqa: N815

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/s3cret", received
    server.shutdown()
    thread.join()
    server.server_close()
