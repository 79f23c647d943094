"""Slow connections and floods of HTTP/2 upon the daemon at PORT, and a good client beside them.

Another good client asks the daemon at CALM_PORT meanwhile, which nobody attacks: what the machine has for both at that
moment is the same, so the two differ by what the attack does to the daemon alone. Prints a line for each phase, and exits
with 1 where the good client was answered too seldom or too slowly, or where the daemon's memory did not come back. Each
attacker comes from an address of its own (127.0.1.1 and on), as from a network.
"""

import asyncio
import functools
import http.client
import logging
import os
import ssl
import statistics
import subprocess
import sys
import threading
import time

PORT, PID, TOKEN = int(os.environ["PORT"]), int(os.environ["PID"]), os.environ["TOKEN"]
CALM_PORT, CALM_TOKEN = int(os.environ["CALM_PORT"]), os.environ["CALM_TOKEN"]
SLOW = int(os.environ.get("SLOW", "5000"))
SECONDS = float(os.environ.get("SECONDS_OF_FLOOD", "60"))
SLOWER_MAX, ANSWERED_MIN, GROWTH_MAX = 3.0, 0.999, 100 * 1024 * 1024
CONNECTIONS_PER_ADDRESS = 500

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


BEGIN = PREFACE + frame(4, 0, 0) + frame(4, 1, 0)


def block(path="/livez"):
    pairs = [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", path)]
    return b"".join(b"\0" + bytes([len(n)]) + n.encode() + bytes([len(v)]) + v.encode() for n, v in pairs)


@functools.cache
def client_tls(*protocols):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def resident():
    with open(f"/proc/{PID}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


class GoodClient(threading.Thread):
    """Asks fifty times a second on one connection, as a page would; connects again where it was closed."""

    def __init__(self, seconds, port=PORT, token=TOKEN):
        super().__init__()
        self.seconds, self.port, self.token = seconds, port, token
        self.times, self.failures = [], []

    def run(self):
        connection, end = None, time.monotonic() + self.seconds
        while time.monotonic() < end:
            start = time.monotonic()
            try:
                if connection is None:
                    connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=client_tls())
                connection.request("GET", "/api/v1/me", headers={"Authorization": f"Bearer {self.token}"})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise OSError(f"status {answer.status}")
                self.times.append(time.monotonic() - start)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection = None
            time.sleep(max(0.0, 0.02 - (time.monotonic() - start)))

    @property
    def p99(self):
        return statistics.quantiles(self.times, n=100)[98] if len(self.times) > 1 else float("inf")

    @property
    def answered(self):
        return len(self.times) / max(1, len(self.times) + len(self.failures))


async def opened(address, *protocols):
    return await asyncio.wait_for(
        asyncio.open_connection("127.0.0.1", PORT, ssl=client_tls(*protocols), local_addr=(address, 0),
                                server_hostname="localhost"), 30)


async def slow(index, end, counts):
    """A head of which a byte comes every two seconds, over and over; every third connection never begins with TLS."""
    address = f"127.0.1.{1 + index // CONNECTIONS_PER_ADDRESS}"
    while time.monotonic() < end:
        writer = None
        try:
            if index % 3 == 0:
                _, writer = await asyncio.open_connection("127.0.0.1", PORT, local_addr=(address, 0))
                counts["open"] += 1
                await asyncio.sleep(min(15, max(0, end - time.monotonic())))
            else:
                reader, writer = await opened(address, "http/1.1")
                counts["open"] += 1
                for byte in b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ":
                    if reader.at_eof() or time.monotonic() >= end:
                        break
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(2)
        except (OSError, asyncio.TimeoutError):
            counts["refused"] += 1
            await asyncio.sleep(1)
        finally:
            if writer:
                writer.close()


async def flood(index, end, counts, kind):
    """One attacker that floods until it is closed, then comes again."""
    address = f"127.0.2.{1 + index}"
    while time.monotonic() < end:
        try:
            reader, writer = await opened(address, "h2")
            writer.write(BEGIN)
            if kind == "resets":
                writer.write(b"".join(
                    frame(1, 5, stream, block()) + frame(3, 0, stream, b"\0\0\0\x08") for stream in range(1, 2001, 2)))
            elif kind == "continuations":
                writer.write(frame(1, 0, 1, block()) + frame(9, 0, 1, b"\0\x01x\x40" + b"a" * 64) * 2000)
            else:
                writer.write(frame(6, 0, 0, bytes(8)) * 2000)
            await asyncio.wait_for(writer.drain(), 10)
            while await asyncio.wait_for(reader.read(65536), 30):
                pass
            counts[kind] += 1
            writer.close()
        except (OSError, asyncio.TimeoutError):
            counts[kind] += 1
        await asyncio.sleep(0.2)


async def attack(seconds, counts):
    end = time.monotonic() + seconds
    jobs = [slow(index, end, counts) for index in range(SLOW)]
    for index, kind in enumerate(["resets", "continuations", "pings"] * 2):
        jobs.append(flood(index, end, counts, kind))
    await asyncio.gather(*jobs)


def measured(name, seconds, during=None):
    good, calm = GoodClient(seconds), GoodClient(seconds, CALM_PORT, CALM_TOKEN)
    good.start()
    calm.start()
    peak = [resident()]
    done = threading.Event()

    def watch():
        while not done.wait(0.5):
            peak.append(resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    if during:
        during()
    good.join()
    calm.join()
    done.set()
    watcher.join()
    print(f"{name}: {len(good.times)} answers, {len(good.failures)} failures, p99 {good.p99 * 1000:.1f} ms "
          f"({calm.p99 * 1000:.1f} ms of the other daemon), memory {max(peak) / 1e6:.0f} MB at most", flush=True)
    for failure in sorted(set(good.failures)):
        print(f"  {failure}")
    return good, calm, max(peak)


def main():
    # The first requests pay for what is loaded once.
    measured("to begin with", 5)
    before = resident()
    measured("without a flood", max(10.0, SECONDS / 3))
    # In a process of its own, so that the attackers' work does not slow the good client's clock.
    def children():
        subprocess.run([sys.executable, __file__, "attack"], check=False)
    flooded, calm, peak = measured("slow connections and floods", SECONDS + 5, children)
    loader = ["h2load", "-n", "5000", "-c", "10", "-m", "10", "-t", "1", f"https://127.0.0.1:{PORT}/livez"]
    measured("h2load beside it", 10, lambda: subprocess.run(loader, stdout=subprocess.DEVNULL, check=False))
    # The daemon gives memory back twice a minute.
    time.sleep(35)
    measured("afterwards", 5)
    after = resident()
    print(f"memory: {before / 1e6:.0f} MB before, {peak / 1e6:.0f} MB at most, {after / 1e6:.0f} MB after")
    faults = []
    if flooded.p99 > SLOWER_MAX * calm.p99:
        faults.append("the good client's p99 is more than three times that of the daemon that nobody attacks")
    if flooded.answered < ANSWERED_MIN:
        faults.append("the good client was answered less than 99.9 % of the time")
    if peak - before > GROWTH_MAX or after - before > GROWTH_MAX / 2:
        faults.append("the memory has grown too much")
    for fault in faults:
        print(f"FAULT: {fault}")
    return 1 if faults else 0


if sys.argv[1:] == ["attack"]:
    # It would say of every connection that was closed upon it that it was.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    # Attackers have machines of their own: here they give way to what they attack, and to the good client.
    os.nice(15)
    totals = {"open": 0, "refused": 0, "resets": 0, "continuations": 0, "pings": 0}
    asyncio.run(attack(SECONDS, totals))
    print(f"  attackers: {totals}", flush=True)
else:
    sys.exit(main())
