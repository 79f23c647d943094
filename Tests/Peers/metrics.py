"""Reads metrics with prometheus_client: what families there are, or why a text cannot be read."""

import json
import sys

from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as prometheus


def read(question):
    parse = openmetrics if question["form"] == "openmetrics" else prometheus
    try:
        families = list(parse.text_string_to_metric_families(question["text"]))
    except (ValueError, KeyError, IndexError) as error:
        return {"refused": str(error) or type(error).__name__}
    return {
        "families": {
            family.name: {
                "type": family.type,
                "unit": family.unit,
                "help": family.documentation,
                "samples": sorted({sample.name for sample in family.samples}),
            }
            for family in families
        }
    }


print(json.dumps([read(question) for question in json.load(sys.stdin)]))
