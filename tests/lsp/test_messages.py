"""A long session in which everything is asked that the server says it can answer, over a text that is typed into; each
message of the server is checked strictly, and so is where its ranges stand."""
import os
import random

import pytest
from lsprotocol import converters, types
from pytest_lsp import client_capabilities

import strict
from wire import Wire

MATGRAD = os.environ["MATGRAD_BINARY"]
URI = "file:///nowhere/notes.md"
ROUNDS = 150
TEXT = r"""# Gradients 😀

Let $A \in \mathbb{R}^{n \times n}$ and $\mathbf{x} \in \mathbb{R}^n$. The quadratic form

$$
f(\mathbf x) = \mathbf x^T A \mathbf x
$$

has the gradient $\nabla f(\mathbf x) = (A + A^T) \mathbf x$. But 😀 $A \mathbf x + B$ with $B \in \mathbb{R}^{n \times m}$.

## Least squares

For $X \in \mathbb{R}^{N \times n}$, $\mathbf w \in \mathbb{R}^n$ and $\mathbf y \in \mathbb{R}^N$ let

$$
E(\mathbf w) = \| X \mathbf w - \mathbf y \|_2^2
$$

A transpose got lost 𝐱: $\nabla E(\mathbf w) = 2 X (X \mathbf w - \mathbf y)$, and $\frac{\partial E}{\partial \mathbf w} =$ ?
"""
TYPED = ["x", " ", "$", "A", r"\mathbf x", "😀", "é", "\r\n", "\n", "^T", "{", "}", r"\frac{", "ö\u0308", "\u2028", "## B\n", " = "]
WIDTHS = {"utf-8": lambda text: len(text.encode()), "utf-16": lambda text: len(text.encode("utf-16-le")) // 2, "utf-32": len}


def lines_of(text):
    """The text's lines without what ends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def ranges_in(value):
    """Every range in a value."""
    if isinstance(value, list):
        for one in value:
            yield from ranges_in(one)
    elif isinstance(value, dict):
        if set(value) == {"start", "end"} and isinstance(value["start"], dict):
            yield value
        for one in value.values():
            yield from ranges_in(one)


class Typist:
    """A client that types, asks and checks."""

    def __init__(self, capabilities):
        self.session, self.random = strict.Session(), random.Random(7)
        self.wire = Wire([MATGRAD, "lsp"], seen=self.seen)
        self.text, self.version, self.width, self.can = TEXT, 1, WIDTHS["utf-16"], {}
        self.texts = {1: TEXT}
        params = types.InitializeParams(capabilities=capabilities, root_uri="file:///nowhere")
        self.can = self.ask("initialize", converters.get_converter().unstructure(params))["capabilities"]
        self.width = WIDTHS[self.can.get("positionEncoding", "utf-16")]
        self.wire.notify("initialized", {})
        document = {"uri": URI, "languageId": "markdown", "version": 1, "text": TEXT}
        self.wire.notify("textDocument/didOpen", {"textDocument": document})

    def seen(self, message):
        self.session.seen(message)
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            text = self.texts.get(params.get("version"))
            if text is None:
                self.session.faults.append(f"findings of version {params.get('version')}, which was never sent")
            else:
                self.check_ranges(params["diagnostics"], text, "textDocument/publishDiagnostics")

    def ask(self, method, params):
        number = self.wire.id + 1
        self.session.sent(number, method)
        answer = self.wire.ask(method, params)
        assert answer is not None, f"no answer to {method}"
        return answer.get("result")

    def check_ranges(self, value, text, method):
        lines = lines_of(text)
        for found in ranges_in(value):
            start, end = ((found[side]["line"], found[side]["character"]) for side in ("start", "end"))
            if start > end or any(line >= len(lines) or character > self.width(lines[line]) for line, character in (start, end)):
                self.session.faults.append(f"{method}: the range {start} to {end} is not in the text")

    def position(self):
        line = self.random.randrange(len(lines_of(self.text)))
        text = lines_of(self.text)[line]
        return {"line": line, "character": self.width(text[:self.random.randint(0, len(text))])}

    def type(self):
        """Puts something in at a random place; now and then the text is as it was."""
        self.version += 1
        at = self.position()
        if self.version % 40 == 0:
            self.text, change = TEXT, {"text": TEXT}
        else:
            typed = self.random.choice(TYPED)
            change = {"range": {"start": at, "end": at}, "text": typed}
            self.text = self.put(at, typed)
        self.texts[self.version] = self.text
        document = {"uri": URI, "version": self.version}
        self.wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def put(self, at, typed):
        offset = 0
        for _ in range(at["line"]):
            ends = [self.text.find(end, offset) for end in ("\n", "\r")]
            end = min(found for found in ends if found >= 0)
            offset = end + (2 if self.text.startswith("\r\n", end) else 1)
        column = next(n for n in range(len(self.text) + 1) if self.width(self.text[offset:offset + n]) >= at["character"])
        return self.text[:offset + column] + typed + self.text[offset + column:]

    def everything(self):
        """One request of each kind that the server says it answers, at a random place."""
        document, at = {"uri": URI}, self.position()
        here = {"textDocument": document, "position": at}
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": len(lines_of(self.text)), "character": 0}}
        can = self.can
        # VS Code and Neovim ask for a line or a selection; whatever stands in it may be acted on.
        line = {"start": {"line": at["line"], "character": 0}, "end": at}
        asked = [
            ("hoverProvider", "textDocument/hover", here),
            ("completionProvider", "textDocument/completion", here),
            ("definitionProvider", "textDocument/definition", here),
            ("declarationProvider", "textDocument/declaration", here),
            ("referencesProvider", "textDocument/references", {**here, "context": {"includeDeclaration": True}}),
            ("documentHighlightProvider", "textDocument/documentHighlight", here),
            ("documentSymbolProvider", "textDocument/documentSymbol", {"textDocument": document}),
            ("foldingRangeProvider", "textDocument/foldingRange", {"textDocument": document}),
            ("selectionRangeProvider", "textDocument/selectionRange", {"textDocument": document, "positions": [at]}),
            ("codeLensProvider", "textDocument/codeLens", {"textDocument": document}),
            ("inlayHintProvider", "textDocument/inlayHint", {"textDocument": document, "range": whole}),
            ("codeActionProvider", "textDocument/codeAction", {
                "textDocument": document, "range": line, "context": {"diagnostics": []}}),
            ("semanticTokensProvider", "textDocument/semanticTokens/full", {"textDocument": document}),
            ("diagnosticProvider", "textDocument/diagnostic", {"textDocument": document}),
            ("workspaceSymbolProvider", "workspace/symbol", {"query": "x"}),
            ("renameProvider", "textDocument/rename", {**here, "newName": "Y"}),
        ]
        answered = {}
        for ability, method, params in asked:
            if can.get(ability) not in (None, False):
                answered[method] = self.ask(method, params)
                self.check_ranges(answered[method], self.text, method)
        if isinstance(can.get("codeActionProvider"), dict) and can["codeActionProvider"].get("resolveProvider"):
            for action in (answered["textDocument/codeAction"] or [])[:3]:
                if "kind" in action and "edit" not in action and "data" in action:
                    self.check_ranges(self.ask("codeAction/resolve", action), self.text, "codeAction/resolve")
        rename = can.get("renameProvider")
        if isinstance(rename, dict) and rename.get("prepareProvider"):
            self.check_ranges(self.ask("textDocument/prepareRename", here), self.text, "textDocument/prepareRename")
        return answered


@pytest.mark.parametrize("editor", ["visual-studio-code", "neovim", "emacs"])
def test_every_message_of_a_long_session_is_as_the_protocol_says(editor):
    typist = Typist(client_capabilities(editor))
    for round in range(ROUNDS):
        typist.everything()
        typist.type()
        if round % 7 == 0:
            # Some keys pass without a question, so that findings come unasked.
            typist.wire.quiet(0.1)
    typist.wire.quiet(0.2)
    typist.wire.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    typist.texts[None] = ""
    typist.wire.quiet(0.1)
    number = typist.wire.id + 1
    typist.session.sent(number, "shutdown")
    assert typist.wire.end() == 0
    assert typist.session.faults == []
    assert not typist.session.asked, "requests without an answer"
    assert typist.session.count > ROUNDS


def test_what_is_against_the_protocol_is_seen():
    session = strict.Session()
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    good = {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {
        "uri": URI, "version": 1, "diagnostics": [{"range": place, "message": "m", "severity": 1, "code": "c"}]}}
    session.seen(good)
    assert session.faults == []
    session.sent(1, "textDocument/hover")
    session.sent(2, "textDocument/hover")
    session.seen({"jsonrpc": "2.0", "id": 1, "result": None})
    session.seen({"jsonrpc": "2.0", "id": 2, "result": {"contents": {"kind": "markdown", "value": "v"}}})
    assert session.faults == []

    finding = good["params"]["diagnostics"][0]
    bad = [
        {**good, "params": {**good["params"], "diagnostics": [{**finding, "severity": 9}]}},
        {**good, "params": {**good["params"], "diagnostics": [{**finding, "sauce": 1}]}},
        {**good, "params": {**good["params"], "diagnostics": [{**finding, "code": None}]}},
        {**good, "params": {**good["params"], "diagnostics": [{**finding, "message": 1}]}},
        {**good, "params": {**good["params"], "diagnostics": [{"range": place}]}},
        {**good, "params": {**good["params"], "diagnostics": [
            {**finding, "range": {**place, "start": {"line": -1, "character": 0}}}]}},
        {**good, "params": {"uri": URI}},
        {**good, "id": 1},
        {**good, "method": "textDocument/noSuchThing"},
        {"jsonrpc": "2.0", "id": 1, "result": None},
        {"jsonrpc": "2.0", "id": 99, "result": None},
    ]
    for message in bad:
        before = len(session.faults)
        session.seen(message)
        assert len(session.faults) > before, message
