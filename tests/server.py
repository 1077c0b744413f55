"""A web server on this machine, which tests ask instead of the network."""

import contextlib
import http.server
import threading


class Server(http.server.ThreadingHTTPServer):
    """Answers with `replies[path]`, a body or (status, headers, body); keeps a log of paths.

    It serves from the start of a `with` block to its end.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies, self.log = {}, []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.log.append(self.path)
        reply = self.server.replies.get(self.path, (404, {}, b"nothing here"))
        status, headers, body = reply if isinstance(reply, tuple) else (200, {}, reply)
        self.send_response(status)
        for key, value in ({"Content-Length": len(body)} | headers).items():
            self.send_header(key, value)
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # who has enough hangs up
            self.wfile.write(body)

    def log_message(self, *args):
        pass
