"""A camera's stream as programs in Python's own http.server write it: the delimiter in front of each
part, HTTP/1.0, no HEAD. The frames are files; the layout is that of the PiCamera example, or that of
generators that yield a part without its length.

    python3 camera-script.py FOLDER picamera|generator
"""

import http.server
import pathlib
import sys
import time

FRAMES = [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[1]).glob("*.jpg"))]
HAS_LENGTH = sys.argv[2] == "picamera"
BOUNDARY = "FRAME" if HAS_LENGTH else "frame"


class Camera(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        if HAS_LENGTH:
            self.send_header("Age", "0")
            self.send_header("Cache-Control", "no-cache, private")
            self.send_header("Pragma", "no-cache")
        kind = "multipart/x-mixed-replace; boundary=" + BOUNDARY
        self.send_header("Content-Type", kind)
        self.end_headers()
        try:
            while True:
                self.write(FRAMES[int(time.monotonic() * 12) % len(FRAMES)])
                time.sleep(1 / 12)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def write(self, frame):
        length = "Content-Length: %d\r\n" % len(frame) if HAS_LENGTH else ""
        head = "--%s\r\nContent-Type: image/jpeg\r\n%s\r\n" % (BOUNDARY, length)
        self.wfile.write(head.encode() + frame + b"\r\n")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
