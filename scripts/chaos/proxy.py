"""A way to the server that can fail: connections are reset, held up, or lose the answer to a COMMIT."""

import random
import socket
import struct
import threading
import time


class Proxy:
    """Listens on a port of its own and passes bytes on to the server's socket."""

    def __init__(self, server, seed):
        self.server = server
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.open = {}
        self.lost_commits = self.resets = self.holds = 0
        self.lose_one_commit = False
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.server)
        except OSError:
            reset(client)
            return
        pair = {"client": client, "server": server, "held_until": 0.0, "rob": False}
        with self.lock:
            self.open[id(pair)] = pair
        back = threading.Thread(target=self.pump, args=(pair, server, client, False), daemon=True)
        back.start()
        self.pump(pair, client, server, True)
        back.join()
        with self.lock:
            self.open.pop(id(pair), None)

    def pump(self, pair, source, target, to_server):
        try:
            while data := source.recv(65536):
                while (left := pair["held_until"] - time.monotonic()) > 0:
                    time.sleep(min(left, 0.1))
                if to_server and b"COMMIT\0" in data and self.lose_one_commit:
                    with self.lock:
                        if self.lose_one_commit:
                            self.lose_one_commit = False
                            pair["rob"] = True
                if not to_server and pair["rob"]:
                    # The server has committed; whoever asked will never know.
                    self.lost_commits += 1
                    break
                target.sendall(data)
        except OSError:
            pass
        for end in (pair["client"], pair["server"]):
            reset(end)

    def some(self):
        with self.lock:
            pairs = list(self.open.values())
        return self.random.choice(pairs) if pairs else None

    def reset_one(self):
        if pair := self.some():
            self.resets += 1
            reset(pair["client"])
            reset(pair["server"])

    def hold_one(self, seconds):
        if pair := self.some():
            self.holds += 1
            pair["held_until"] = time.monotonic() + seconds

    def hold_all(self, seconds):
        """Every connection there is goes half open; those made from now on do not."""
        with self.lock:
            for pair in self.open.values():
                pair["held_until"] = time.monotonic() + seconds


def reset(end):
    """Closes a connection so that the other side is told nothing polite."""
    try:
        if end.family != socket.AF_UNIX:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
