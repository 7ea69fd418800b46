"""Read pages with readability-lxml and resiliparse, the peers: their own environment runs this.

`python drive_readers.py < PAGES`: a JSON line for each page in, `{html}`, and one out:
`{reader: {text, title, author, seconds}}`. A page that a reader trips over counts as not read.
"""

import contextlib
import json
import logging
import sys
import time

from lxml import html
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

BREAKS = [
    "p",
    "div",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "tr",
    "section",
    "article",
    "figure",
    "pre",
    "blockquote",
    "dd",
    "dt",
]


def by_readability(page):
    document = Document(page)
    root = html.fromstring(document.summary(html_partial=True))
    for element in root.iter(*BREAKS):
        element.tail = "\n" + (element.tail or "")
    return {
        "text": root.text_content(),
        "title": document.short_title(),
        "author": document.author(),
    }


def by_resiliparse(page):
    tree = HTMLTree.parse(page)
    text = extract_plain_text(tree, main_content=True, alt_texts=False)
    return {"text": text, "title": tree.title or "", "author": ""}


READERS = {"readability-lxml": by_readability, "resiliparse": by_resiliparse}


def read(reader, page):
    began, found = time.process_time(), {}
    with contextlib.suppress(Exception):
        found = reader(page)
    return (
        {"text": "", "title": "", "author": ""} | found | {"seconds": time.process_time() - began}
    )


def main():
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        page = json.loads(line)["html"]
        found = {name: read(reader, page) for name, reader in READERS.items()}
        print(json.dumps(found), flush=True)


main()
