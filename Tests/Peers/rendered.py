"""Renders each {"markdown"} with markdown-it-py, does to the result what Countersign's safety does, and prints it and
the given "html" of Countersign, both normalised, as {"theirs", "ours"}.

Safety, written here a second time: raw HTML is taken out, but for a line break; a link with a scheme other than http,
https and mailto, or to another host without a scheme, is its text; an image is its description. Normalising takes out
what shows raw HTML, the ids of headings, and white space that means nothing; entities become their characters."""

import html
import html.parser
import json
import re
import sys
import urllib.parse

import mdurl
from markdown_it import MarkdownIt
from markdown_it.token import Token

BLOCKS = set(
    "blockquote div h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td th thead tr ul body".split()
)
VOID = {"br", "hr", "input"}


def is_safe(href):
    if href.startswith("//"):
        return False
    plain = "".join(c for c in urllib.parse.unquote(re.split("[/?#]", href)[0]) if c > " " and c != "\x7f")
    return ":" not in plain or re.match("(http|https|mailto):", href, re.IGNORECASE) is not None


def task_box(state):
    """GFM's tasks: the box that a list item's first paragraph begins with."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:]):
        if item.type == "list_item_open" and paragraph.type == "paragraph_open":
            box = re.match(r"\[([ xX])\][ \t]+(?=\S)", inline.content)
            if box:
                item.attrs["class"] = "task"
                inline.meta["box"] = box.group(1)
                inline.content = inline.content[box.end() :]


def add_boxes(state):
    for token in state.tokens:
        if "box" in token.meta and token.type == "inline":
            box = Token("html_box", "", 0, content="" if token.meta["box"] == " " else " checked")
            token.children.insert(0, box)


def box(self, tokens, index, options, env):
    return f'<input type="checkbox" disabled{tokens[index].content}> '


def link_open(self, tokens, index, options, env):
    env.setdefault("links", []).append(is_safe(tokens[index].attrs["href"]))
    return self.renderToken(tokens, index, options, env) if env["links"][-1] else ""


def link_close(self, tokens, index, options, env):
    return "</a>" if env["links"].pop() else ""


def image(self, tokens, index, options, env):
    text = self.renderInlineAsText(tokens[index].children, options, env)
    return f'<span class="image">{html.escape(text)}</span>'


def raw_inline(self, tokens, index, options, env):
    return "<br>" if re.fullmatch(r"<(br|BR)[ \t]*/?>", tokens[index].content) else ""


def cell(self, tokens, index, options, env):
    style = tokens[index].attrs.pop("style", "")
    if style:
        tokens[index].attrs["class"] = style.replace("text-align:", "").replace("center", "centre")
    return self.renderToken(tokens, index, options, env)


def renderer():
    md = MarkdownIt("commonmark", {"maxNesting": 1000}).enable(["table", "strikethrough"])
    md.validateLink = lambda url: True
    md.normalizeLink = mdurl.encode
    md.core.ruler.before("inline", "task_box", task_box)
    md.core.ruler.push("add_boxes", add_boxes)
    for name, rule in {
        "html_box": box,
        "link_open": link_open,
        "link_close": link_close,
        "image": image,
        "html_inline": raw_inline,
        "html_block": lambda *_: "",
        "th_open": cell,
        "td_open": cell,
    }.items():
        md.add_render_rule(name, rule)
    return md


class Normaliser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.text = ""
        self.pre = 0
        self.hidden = []

    def flush(self, at_block):
        text, self.text = self.text, ""
        if not self.pre:
            text = re.sub(r"[ \t\n]+", " ", text)
            if self.parts and re.match(r"</?(%s|br|input)\b" % "|".join(BLOCKS), self.parts[-1]):
                text = text.lstrip(" ")
            if at_block:
                text = text.rstrip(" ")
        if text:
            self.parts.append(text)

    def handle_starttag(self, tag, attrs):
        shows_html = ("class", "html") in attrs
        if self.hidden or shows_html:
            self.hidden.append(tag)
            if tag == "pre":
                self.flush(True)
            return
        tag = "del" if tag == "s" else tag
        self.flush(tag in BLOCKS or tag == "br")
        self.pre += tag == "pre"
        dropped = {"rel"} | ({"id"} if re.fullmatch("h[1-6]", tag) else set())
        attributes = "".join(f' {name}="{value or ""}"' for name, value in sorted(attrs) if name not in dropped)
        self.parts.append(f"<{tag}{attributes}>")

    def handle_endtag(self, tag):
        if self.hidden:
            self.hidden.pop()
            return
        tag = "del" if tag == "s" else tag
        self.flush(tag in BLOCKS)
        self.pre -= tag == "pre"
        if tag not in VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        if not self.hidden:
            self.text += data


def normalised(text):
    reader = Normaliser()
    reader.feed(text)
    reader.close()
    reader.flush(True)
    return re.sub(r"\n$", "", "".join(reader.parts))


def answer(md, question):
    return {"theirs": normalised(md.render(question["markdown"])), "ours": normalised(question["html"])}


md = renderer()
json.dump([answer(md, question) for question in json.load(sys.stdin)], sys.stdout)
