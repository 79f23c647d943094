"""Renders each {"template", "values"} with Jinja2; prints {"text"} or {"error": class name, "message"} for each.

The final newline is kept, as Countersign keeps it, and objects are sorted by their keys, as Countersign sorts them.
"""

import json
import sys

import jinja2

environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=True)


def answer(question):
    try:
        return {"text": environment.from_string(question["template"]).render(question.get("values", {}))}
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


questions = json.load(sys.stdin, object_pairs_hook=lambda pairs: dict(sorted(pairs)))
json.dump([answer(question) for question in questions], sys.stdout)
