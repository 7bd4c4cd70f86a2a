"""A program in a pseudo-terminal, and what a person at it would see and wait for."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

COLUMNS, ROWS = 200, 60
FRAME = b"\x1b[?2026h"
PART = re.compile(r"\x1b\[([?>]?)([\d;]*)[ !]?([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()].|\x1b.|[\r\n\b]|[^\x00-\x1f\x7f]+|.", re.S)


class Screen:
    """The cells of a terminal, without their colours."""

    def __init__(self):
        self.rest, self.row, self.column = b"", 0, 0
        self.clear()

    def clear(self):
        self.cells = [[" "] * COLUMNS for _ in range(ROWS)]

    def text(self):
        return "\n".join("".join(row) for row in self.cells)

    def feed(self, data):
        data = self.rest + data
        # A sequence or a letter that is cut in two waits for its end.
        cut = re.search(rb"(?:\x1b[^@-Z\\-~]{0,20}|\x1b\[[^@-~]*|[\xc0-\xff][\x80-\xbf]{0,2})\Z", data)
        self.rest = data[cut.start():] if cut and len(data) - cut.start() < 40 else b""
        for part in PART.finditer(data[: len(data) - len(self.rest)].decode(errors="replace")):
            self.take(part)

    def take(self, part):
        text, (private, numbers, final) = part[0], part.groups()
        first, *more = [int(n or 0) for n in (numbers or "").split(";")]
        if final is None:
            if text == "\r":
                self.column = 0
            elif text == "\n":
                self.row = min(self.row + 1, ROWS - 1)
            elif text[0] >= " ":
                for letter in text:
                    if self.row < ROWS and self.column < COLUMNS:
                        self.cells[self.row][self.column] = letter
                    self.column += 1
        elif final in "Hf":
            self.row, self.column = max(first, 1) - 1, max(more[0] if more else 1, 1) - 1
        elif final in "ABCD":
            step = max(first, 1)
            self.row = max(self.row + {"A": -step, "B": step}.get(final, 0), 0)
            self.column = max(self.column + {"C": step, "D": -step}.get(final, 0), 0)
        elif final == "G":
            self.column = max(first, 1) - 1
        elif final == "d":
            self.row = max(first, 1) - 1
        elif (final == "J" and first in (2, 3)) or (private and final == "h" and first == 1049):
            self.clear()
        elif final == "K" and self.row < ROWS:
            self.cells[self.row][self.column:] = [" "] * max(COLUMNS - self.column, 0)


class Program:
    def __init__(self, argv, env):
        self.screen, self.n_bytes, self.n_frames = Screen(), 0, 0
        self.begun = time.perf_counter()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            self.terminal = 0
            self.resize(COLUMNS, ROWS)
            os.execvpe(argv[0], argv, env)
        self.resize(COLUMNS, ROWS)

    def resize(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def read(self, seconds):
        """What it wrote next and the instant it came; nothing after so long."""
        if not select.select([self.terminal], [], [], max(seconds, 0))[0]:
            return b"", None
        at = time.perf_counter()
        try:
            data = os.read(self.terminal, 1 << 20)
        except OSError:
            data = b""
        if not data:
            raise SystemExit(f"it ended:\n{self.screen.text().rstrip()}")
        if b"\x1b[6n" in data:
            # Where the cursor is: every terminal answers that.
            self.type("\x1b[1;1R")
        self.n_bytes += len(data)
        self.n_frames += data.count(FRAME)
        return data, at

    def quiet(self, seconds, most=5.0):
        """Reads until nothing came for so long. The bytes."""
        before, until = self.n_bytes, time.perf_counter() + most
        while time.perf_counter() < until and (data := self.read(seconds)[0]):
            self.screen.feed(data)
        return self.n_bytes - before

    def watch(self, seconds):
        """Reads for so long. The bytes."""
        before, until = self.n_bytes, time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self.screen.feed(self.read(left)[0])
        return self.n_bytes - before

    def shown(self, since, *patterns, most=30.0):
        """Seconds from an instant until each pattern was on the screen. What comes in one go is looked at after
        it: looking takes longer than the program may have taken."""
        seen, now = {}, [(b"", time.perf_counter())]
        while True:
            for data, at in now:
                self.screen.feed(data)
                missing = [pattern for pattern in patterns if pattern not in seen]
                seen |= {pattern: at - since for pattern in missing if re.search(pattern, self.screen.text())}
            if len(seen) == len(patterns):
                return [seen[pattern] for pattern in patterns]
            if time.perf_counter() - since > most:
                raise SystemExit(f"{patterns} do not come:\n{self.screen.text().rstrip()}")
            now = [self.read(0.5)]
            while now[-1][0] and len(now) < 200:
                now.append(self.read(0.06))
            now = [(data, at) for data, at in now if data]

    def facts(self):
        """CPU seconds, switches of every thread, and MiB held: all, and what is not a file's."""
        proc = f"/proc/{self.pid}"
        fields = open(f"{proc}/stat").read().rpartition(")")[2].split()
        texts = [open(f"{proc}/task/{task}/status").read() for task in os.listdir(f"{proc}/task")]
        switches = sum(int(n) for text in texts for n in re.findall(r"ctxt_switches:\s+(\d+)", text))
        held = [int(re.search(rf"{part}:\s+(\d+)", texts[0])[1]) / 1024 for part in ("VmRSS", "RssAnon")]
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), switches, held

    def held(self):
        return self.facts()[2]

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
