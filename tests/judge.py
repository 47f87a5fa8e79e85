"""Mermaid itself on diagrams, as a command: a JSON list of sources on standard input, a JSON list of verdicts out.

A command, because a diagram can hang Mermaid for ever: whoever calls it sets a time limit and ends the process.
"""

from __future__ import annotations

import json
import shutil
import sys

from playwright.sync_api import sync_playwright

from readinglist.diagrams.client import find_library

COUNTED = {"nodes": "node", "edges": "flowchart-link", "groups": "cluster", "messages": "messageText"}
"""What is counted -> the class of its elements, in Mermaid's SVG and in ours."""

SCRIPT = """
async ([source, number, counted]) => {
  try {
    await mermaid.parse(source);
    const { svg } = await mermaid.render(`judged-${number}`, source);
    const box = Object.assign(document.createElement("div"), { innerHTML: svg });
    const count = (name) => box.querySelectorAll(`.${name}`).length;
    return { ok: true, counts: Object.fromEntries(Object.entries(counted).map(([key, name]) => [key, count(name)])) };
  } catch (error) {
    return { ok: false, error: String(error.message ?? error).split("\\n")[0] };
  }
}
"""


def main() -> None:
    """Judge the sources on standard input."""
    sources: list[str] = json.load(sys.stdin)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = browser.new_page()
        page.set_content("<!doctype html><body></body>")
        page.add_script_tag(path=str(find_library()))
        page.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', maxTextSize: 100000 })")
        verdicts = [page.evaluate(SCRIPT, [source, number, COUNTED]) for number, source in enumerate(sources)]
        browser.close()
    json.dump(verdicts, sys.stdout)


if __name__ == "__main__":
    main()
