"""Headless Chromium, driven by Chrome's DevTools protocol over a pipe: JSON messages that end with a zero byte, on descriptors 3 and 4."""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time


class PageError(Exception):
    """The page, or the browser, did not do what it should."""


class Chromium:
    def __init__(self):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            raise PageError("no chromium; install Debian's package chromium")
        # A process of the browser that outlives it for a moment may still write here while the directory is removed.
        self.profile = tempfile.TemporaryDirectory(prefix="lockstep-chromium-", ignore_cleanup_errors=True)
        from_here, self.output = os.pipe()
        self.input, to_here = os.pipe()

        def connect():
            # In the child: duplicates first, since the ends may have the numbers 3 and 4 themselves.
            ends = os.dup(from_here), os.dup(to_here)
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
             f"--user-data-dir={self.profile.name}", "about:blank"],
            preexec_fn=connect, close_fds=False, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(from_here)
        os.close(to_here)
        self.buffer = b""
        self.number = 0
        self.session = None
        # What the page says of errors: exceptions, console messages, refused requests.
        self.complaints = []
        self.requests = []
        # The navigations that have ended.
        self.loaded = set()

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            pass
        # With the processes that it has started, so that none of them writes to the profile any more.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.profile.cleanup()

    def __enter__(self):
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", {"enabled": True})
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, method, parameters=None):
        """One command; events that arrive before its answer are noted."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise PageError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.note(answer)

    def receive(self):
        while b"\0" not in self.buffer:
            received = os.read(self.input, 1 << 16)
            if not received:
                raise PageError("chromium has ended")
            self.buffer += received
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def note(self, event):
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.complaints.append(" ".join(str(one.get("value", one.get("description"))) for one in parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.complaints.append(parameters["entry"]["text"] + " " + parameters["entry"].get("url", ""))
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Page.lifecycleEvent" and parameters["name"] == "load":
            self.loaded.add(parameters["loaderId"])

    def open(self, address):
        """Loads a page anew, also where only the fragment of its address is another than before."""
        for place in ("about:blank", address):
            loader = self.call("Page.navigate", {"url": place}).get("loaderId")
            while loader is not None and loader not in self.loaded:
                self.note(self.receive())

    def run(self, expression):
        """The value of a JavaScript expression; a promise is awaited."""
        result = self.call("Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def wait(self, condition):
        """Until an expression is true, looked at again and again; a minute without it is an error."""
        end = time.monotonic() + 60
        while not self.run(condition):
            if time.monotonic() > end:
                raise PageError(f"this does not come true within a minute: {condition}; complaints: {self.complaints}")
            time.sleep(0.01)

    def key(self, key, code=None, number=0, text=None):
        """A key press as a keyboard makes it."""
        parameters = {"key": key, "code": code or key, "windowsVirtualKeyCode": number, "nativeVirtualKeyCode": number}
        if text:
            parameters["text"] = text
        self.call("Input.dispatchKeyEvent", {"type": "keyDown", **parameters})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **parameters})

    def arrow_right(self): self.key("ArrowRight", number=39)
    def arrow_left(self): self.key("ArrowLeft", number=37)
    def home(self): self.key("Home", number=36)
    def end(self): self.key("End", number=35)
    def tab(self): self.key("Tab", number=9)
    def enter(self): self.key("Enter", number=13, text="\r")
    def digit(self, digit): self.key(str(digit), code=f"Digit{digit}", number=48 + digit, text=str(digit))

    def size(self, width, height, scale=1, mobile=False):
        self.call("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile})

    def prefer(self, **features):
        """Media features, such as color_scheme='dark'."""
        self.call("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-" + name.replace("_", "-"), "value": value} for name, value in features.items()]})

    def screenshot(self, path, whole=False):
        image = self.call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole, **({} if not whole else {
            "clip": {**self.run("({x: 0, y: 0, width: innerWidth, height: document.documentElement.scrollHeight})"), "scale": 1}})})
        with open(path, "wb") as file:
            file.write(base64.b64decode(image["data"]))
