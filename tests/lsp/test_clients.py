"""matgrad as VS Code, Neovim and Emacs meet it: pytest-lsp with each editor's own capabilities."""
import os

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

MATGRAD = os.environ["MATGRAD_BINARY"]
URI = "file:///nowhere/notes.md"
TEXT = r"""# Gradients 😀

Let $A \in \mathbb{R}^{n \times n}$ and $\mathbf{x} \in \mathbb{R}^n$. The quadratic form

$$
f(\mathbf x) = \mathbf x^T A \mathbf x
$$

has a gradient. But 😀 with $B \in \mathbb{R}^{n \times m}$ the product $A \mathbf x + B \mathbf x$ is none.
"""
LINE = 8
MISTAKE = TEXT.splitlines()[LINE]


@pytest_lsp.fixture(
    params=["visual-studio-code", "neovim", "emacs"],
    config=ClientServerConfig(server_command=[MATGRAD, "lsp"]),
)
async def client(request, lsp_client: LanguageClient):
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_params):
        return None

    await lsp_client.initialize_session(types.InitializeParams(
        capabilities=client_capabilities(request.param),
        workspace_folders=[types.WorkspaceFolder(uri="file:///nowhere", name="nowhere")],
    ))
    yield
    await lsp_client.shutdown_session()


async def findings(client, uri=URI):
    """The findings of a document, as this editor gets them."""
    text_document = client.capabilities.text_document
    if text_document and text_document.diagnostic:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        return list((await client.text_document_diagnostic_async(params)).items)
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return list(client.diagnostics[uri])


def opened(client, text=TEXT):
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(URI, "markdown", 1, text)))


async def test_a_finding_stands_under_its_characters(client: LanguageClient):
    opened(client)
    found = await findings(client)
    assert [one.range.start.line for one in found] == [LINE]
    # These editors count UTF-16 unless they say otherwise; the emoji is two.
    encodings = client.capabilities.general and client.capabilities.general.position_encodings
    encoding = "utf-8" if "utf-8" in (encodings or []) else "utf-16-le"
    unit = 1 if encoding == "utf-8" else 2
    start, end = found[0].range.start.character, found[0].range.end.character
    marked = MISTAKE.encode(encoding)[start * unit:end * unit].decode(encoding)
    assert marked in ("B \\mathbf x", "A \\mathbf x + B \\mathbf x"), marked
    assert found[0].source == "matgrad" and found[0].code


async def test_a_hover_shows_the_gradient(client: LanguageClient):
    opened(client)
    hover = await client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(URI), types.Position(5, 0)))
    assert "(A + Aᵀ)x" in hover.contents.value
    assert isinstance(hover.contents, types.MarkupContent)


async def test_an_edit_mends_the_finding(client: LanguageClient):
    opened(client)
    assert len(await findings(client)) == 1
    whole = types.TextDocumentContentChangeWholeDocument(TEXT.replace("+ B ", "- A "))
    client.text_document_did_change(types.DidChangeTextDocumentParams(
        types.VersionedTextDocumentIdentifier(2, URI), [whole]))
    assert await findings(client) == []


async def test_nothing_to_show_is_nothing(client: LanguageClient):
    opened(client, "Only words.\n")
    assert await findings(client) == []
    hover = await client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(URI), types.Position(0, 2)))
    assert hover is None
