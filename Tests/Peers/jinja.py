"""Renders each {"template", "values"} with Jinja2; prints {"text"} or {"error": class name} for each."""

import json
import sys

import jinja2

environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)


def answer(question):
    try:
        return {"text": environment.from_string(question["template"]).render(question.get("values", {}))}
    except Exception as error:
        return {"error": type(error).__name__}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
