"""A daemon on a temporary data directory, and its API."""

import http.client
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.parse

BINARY = os.environ.get("BINARY", ".build/release/countersign")
LIMITS = ["ADDRESS", "TOKEN", "FAILURES", "USERS_CREATE", "USERS_READ", "USERS_LIST", "USERS_UPDATE", "USERS_DELETE",
          "HEAVY"]


class Refused(Exception):
    def __init__(self, status, answer):
        super().__init__(f"{status}: {answer}")
        self.status = status


class API:
    """One user's calls, on one connection."""

    def __init__(self, url, token):
        self.url, self.token = url, token
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)

    def call(self, method, path, body=None, kind="application/json"):
        data = json.dumps(body).encode() if kind == "application/json" and body is not None else body
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        try:
            answer = self.ask(method, path, data, headers)
        except (ConnectionError, http.client.CannotSendRequest):
            # The daemon has closed what was idle for long.
            self.connection.close()
            answer = self.ask(method, path, data, headers)
        text = answer.read().decode()
        if answer.status >= 300:
            raise Refused(answer.status, text)
        return json.loads(text) if text.startswith(("{", "[")) else text

    def ask(self, method, path, data, headers):
        self.connection.request(method, f"/api/v1/{path}", body=data, headers=headers)
        return self.connection.getresponse()

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body if body is not None else {})

    def put(self, path, body):
        return self.call("PUT", path, body)

    def save(self, document, markdown, base_revision, message=None):
        """A whole draft."""
        body = {"markdown": markdown, "base_revision": base_revision, "message": message}
        return self.put(f"documents/{document}/content", body)


class Daemon:
    """Started when it is made, with every rate limit lifted; `admin` calls it as its first admin."""

    def __init__(self, binary=BINARY, settings=None):
        self.binary = os.path.abspath(binary)
        self.directory = tempfile.TemporaryDirectory(prefix="countersign-pages-")
        self.data = os.path.join(self.directory.name, "data")
        made = subprocess.run([self.binary, "init", "--data", self.data, "--json"], check=True, capture_output=True)
        self.log = os.path.join(self.directory.name, "daemon.log")
        environment = {f"COUNTERSIGN_RATE_LIMITS_{limit}": "0" for limit in LIMITS}
        # Endpoints of the tests are on this machine.
        environment["COUNTERSIGN_ALLOWED_NETWORKS"] = "127.0.0.0/8"
        environment.update(settings or {})
        with open(self.log, "w") as log:
            self.process = subprocess.Popen([self.binary, "serve", "--data", self.data, "--listen", "127.0.0.1:0"],
                                            env=os.environ | environment, stdout=log, stderr=log)
        self.url = self.await_address()
        self.tokens = {"admin": json.loads(made.stdout)["token"]}
        self.admin = self.api("admin")

    def await_address(self):
        for _ in range(600):
            with open(self.log) as log:
                text = log.read()
            if found := re.search(r'"address" *: *"([^"]+)"', text):
                return f"http://{found[1]}"
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.process.kill()
        raise RuntimeError("The daemon did not start:\n" + text)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.directory.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def add_user(self, user, name, *roles, kind="person"):
        roles = [{"role": role} for role in roles or ["member"]]
        self.admin.post("users", {"id": user, "name": name, "kind": kind, "roles": roles})
        return self.api(user)

    def token(self, user):
        if user not in self.tokens:
            self.tokens[user] = self.admin.post("tokens", {"user": user, "name": "pages"})["token"]
        return self.tokens[user]

    def api(self, user):
        return API(self.url, self.token(user))

    def document(self, title):
        """A document's id."""
        cursor = ""
        while cursor is not None:
            page = self.admin.get(f"documents?limit=200&cursor={urllib.parse.quote(cursor)}" if cursor
                                  else "documents?limit=200")
            for document in page["items"]:
                if document["title"] == title:
                    return document["id"]
            cursor = page["next_cursor"]
        raise LookupError(f"There is no document {title!r}.")
