"""Reads the blocks of each {"markdown"} with markdown-it-py and with commonmark; prints for each a list of words such as
"heading 3-3 level 2", sorted. Lines count from 1; a range is first-last. commonmark knows no tables and no tasks, and
of its readings only the kinds and first lines are given ("heading 3")."""

import json
import re
import sys

import commonmark
from markdown_it import MarkdownIt

# The preset stops at a nesting of 20, which is a limit of that library and no rule of the specification.
reader = MarkdownIt("commonmark", {"maxNesting": 1000}).enable("table")
task = re.compile(r"\[([ xX])\][ \t]+\S")


def lines(token):
    return f"{token.map[0] + 1}-{token.map[1]}"


def header_cells(tokens, index):
    count = 0
    while tokens[index].type != "thead_close":
        count += tokens[index].type == "th_open"
        index += 1
    return count


def task_of(tokens, index):
    """The task of the list item that opens here, by GFM's rule: its first block is a paragraph that begins with a box
    and white space."""
    if tokens[index + 1].type != "paragraph_open":
        return []
    box = task.match(tokens[index + 2].content.split("\n")[0])
    if not box:
        return []
    return [f"task {tokens[index].map[0] + 1} {'open' if box.group(1) == ' ' else 'ticked'}"]


def blocks(markdown):
    tokens = reader.parse(markdown)
    found = []
    for index, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                found.append(f"heading {lines(token)} level {token.tag[1]}")
            case "fence":
                found.append(f"fence {lines(token)} info {token.info.strip()}")
            case "code_block":
                found.append(f"code {token.map[0] + 1}")
            case "html_block":
                found.append(f"html {lines(token)}")
            case "hr":
                found.append(f"break {token.map[0] + 1}")
            case "table_open":
                found.append(f"table {lines(token)} cells {header_cells(tokens, index)}")
            case "list_item_open":
                found.append(f"item {token.map[0] + 1}")
                found += task_of(tokens, index)
    return found


def starts(markdown):
    found = []
    for node, entering in commonmark.Parser().parse(markdown).walker():
        if not entering or not node.sourcepos:
            continue
        line = node.sourcepos[0][0]
        match node.t:
            case "heading" | "item":
                found.append(f"{node.t} {line}")
            case "code_block":
                found.append(f"{'fence' if node.is_fenced else 'code'} {line}")
            case "thematic_break":
                found.append(f"break {line}")
            case "html_block":
                found.append(f"html {line}")
    return found


def answer(question):
    markdown = question["markdown"]
    return {"markdown_it": sorted(blocks(markdown)), "commonmark": sorted(starts(markdown))}


json.dump([answer(question) for question in json.load(sys.stdin)], sys.stdout)
