"""Messages to and from a language server over its standard streams, read by the thread that waits for them."""
import json
import os
import select
import subprocess
import time

PATIENCE = 20


class Wire:
    """A running server. `seen` is called with every message from it."""

    def __init__(self, command, seen=lambda message: None):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.buffer, self.id, self.seen = b"", 0, seen
        self.configuration = None

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        """Sends a request; returns its number."""
        self.id += 1
        self.send({"id": self.id, "method": method, **({} if params is None else {"params": params})})
        return self.id

    def ask(self, method, params):
        """The whole answer to a request."""
        number = self.request(method, params)
        return self.until(lambda message: message.get("id") == number and "method" not in message)

    def read(self, wait):
        """The next message, or nothing where none comes in time. Requests of the server are answered."""
        end = time.perf_counter() + wait
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if found:
                fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n"))
                length = int(fields[b"content-length"])
                if len(rest) >= length:
                    self.buffer = rest[length:]
                    message = json.loads(rest[:length])
                    self.seen(message)
                    if "id" in message and "method" in message:
                        self.answer(message)
                    return message
            left = end - time.perf_counter()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return None
            more = os.read(self.process.stdout.fileno(), 1 << 20)
            if not more:
                raise EOFError("the server ended")
            self.buffer += more

    def answer(self, message):
        wants_settings = message["method"] == "workspace/configuration"
        result = [self.configuration for _ in message["params"]["items"]] if wants_settings else None
        self.send({"id": message["id"], "result": result})

    def until(self, wanted):
        """The next message that is wanted, or nothing where it does not come."""
        end = time.perf_counter() + PATIENCE
        while (left := end - time.perf_counter()) > 0:
            message = self.read(left)
            if message is not None and wanted(message):
                return message
        return None

    def quiet(self, wait=0.3):
        """Waits until nothing has come for a while."""
        while self.read(wait) is not None:
            pass

    def memory(self, field):
        """A figure of the process's memory, in MB: VmHWM is the greatest, VmRSS the present one."""
        with open(f"/proc/{self.process.pid}/status") as status:
            for line in status:
                if line.startswith(field + ":"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def end(self):
        """Says goodbye; the exit code."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        try:
            return self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return None
