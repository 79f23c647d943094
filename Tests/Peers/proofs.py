"""Checks proofs with independent implementations: a plain reading of RFC 9162 below, the aics-tlog package, and rfc8785.

Each question is one of
  {"inclusion": {"leaf", "index", "size", "path", "root"}}
  {"consistency": {"from", "to", "root_1", "root_2", "path"}}
  {"canonical": text}                                       the JSON of an envelope
  {"note": text, "key": verifier key}
with hashes in hexadecimal; each answer is {"own": bool, "package": bool}.
"""

import hashlib
import json
import sys

import aics_tlog.checkpoint
import aics_tlog.note
import aics_tlog.tree
import rfc8785


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def leading(count):
    """The largest power of two below a number."""
    return 1 << (count - 1).bit_length() - 1


def root_from_inclusion(leaf, index, size, path):
    """Walks down to the leaf and back up; the definition of PATH (RFC 9162, 2.1.3.1) turned around."""
    if size == 1:
        return leaf if not path else None
    if not path:
        return None
    left, rest, beside = leading(size), path[:-1], path[-1]
    if index < left:
        below = root_from_inclusion(leaf, index, left, rest)
        return below and node(below, beside)
    below = root_from_inclusion(leaf, index - left, size - left, rest)
    return below and node(beside, below)


def roots_from_consistency(earlier, later, path, old_root, whole):
    """The two roots that a proof leads to; the definition of SUBPROOF (RFC 9162, 2.1.4.1) turned around."""
    if earlier == later:
        if whole:
            return (old_root, old_root) if not path else None
        return (path[0], path[0]) if len(path) == 1 else None
    if not path:
        return None
    left, rest, beside = leading(later), path[:-1], path[-1]
    if earlier <= left:
        below = roots_from_consistency(earlier, left, rest, old_root, whole)
        return below and (below[0], node(below[1], beside))
    below = roots_from_consistency(earlier - left, later - left, rest, old_root, False)
    return below and (node(beside, below[0]), node(beside, below[1]))


def inclusion(question):
    leaf, root = bytes.fromhex(question["leaf"]), bytes.fromhex(question["root"])
    path = [bytes.fromhex(step) for step in question["path"]]
    index, size = question["index"], question["size"]
    own = 0 <= index < size and root_from_inclusion(leaf, index, size, path) == root
    return {"own": own, "package": aics_tlog.tree.verify_inclusion(leaf, index, size, path, root)}


def consistency(question):
    earlier, later = question["from"], question["to"]
    roots = bytes.fromhex(question["root_1"]), bytes.fromhex(question["root_2"])
    path = [bytes.fromhex(step) for step in question["path"]]
    if earlier == 0:
        own = not path and roots[0] == hashlib.sha256(b"").digest()
    else:
        own = roots_from_consistency(earlier, later, path, roots[0], True) == roots
    return {"own": own, "package": aics_tlog.tree.verify_consistency(earlier, later, roots[0], roots[1], path)}


def canonical(text):
    value = json.loads(text)
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {"own": plain == text, "package": rfc8785.dumps(value) == text.encode()}


def note(text, key):
    body, lines = text.rsplit("\n\n", 1)
    origin, size, root = body.split("\n")[:3]
    own = len(lines.strip().split("\n")) >= 2 and size.isdigit() and origin == key.split("+")[0]
    parsed = aics_tlog.note.parse_note(text)
    return {"own": own, "package": aics_tlog.note.verify_note(parsed, [aics_tlog.note.parse_vkey(key)])}


def answer(question):
    if "inclusion" in question:
        return inclusion(question["inclusion"])
    if "consistency" in question:
        return consistency(question["consistency"])
    if "canonical" in question:
        return canonical(question["canonical"])
    return note(question["note"], question["key"])


def attempt(question):
    try:
        return answer(question)
    except ValueError as error:
        return {"own": False, "package": False, "error": str(error)}


json.dump([attempt(question) for question in json.load(sys.stdin)], sys.stdout)
