//! What the server answers, one request a file: each function takes a reading of the document and the parameters of the
//! protocol, and gives the protocol's result. They run on workers, may be given up, and hold no state.

pub mod code_action;
pub mod command;
pub mod completion;
pub mod derivation;
pub mod hints;
pub mod hover;
pub mod lens;
pub mod names;
pub mod outline;
pub mod tokens;
pub mod workspace;

use std::ops::Range as Span;
use std::sync::Arc;

use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range, TextDocumentEdit, TextEdit, Uri,
    WorkspaceEdit,
};

use super::event::Reading;
use super::protocol::capabilities::Abilities;
use super::protocol::convert;
use super::taste::Taste;
use crate::api::{Analysis, Cancel, Cancelled};

/// What an answer is made from.
pub struct Context<'a, T> {
    /// The document's name.
    pub uri: &'a Uri,
    /// The document and what is known about it.
    pub reading: &'a Arc<Reading<T>>,
    /// What the client can do.
    pub abilities: &'a Abilities,
    /// What the user wants to see.
    pub taste: Taste,
    /// Says when to give up.
    pub cancel: &'a Cancel,
}

/// An answer, an error for the client, or nothing because nobody waits any more.
pub type Answer<R> = Result<tower_lsp::jsonrpc::Result<R>, Cancelled>;

impl<T: Analysis> Context<'_, T> {
    /// The offset of a position in the document's source; nothing in what is not read.
    pub fn offset(&self, position: Position) -> Option<usize> {
        let place = crate::document::Position { line: position.line, character: position.character };
        self.reading.document.offset(place, self.abilities.encoding)
    }

    /// The source range of a range of the file; from its start, where an end is in what is not read.
    pub fn source(&self, range: Range) -> Option<Span<usize>> {
        let start = self.offset(range.start);
        let end = self.offset(range.end);
        let length = self.reading.document.source().len();
        match (start, end) {
            (Some(start), Some(end)) => Some(start..end.max(start)),
            (Some(start), None) => Some(start..length),
            (None, Some(end)) => Some(0..end),
            // A notebook's cells lie between its code.
            (None, None) => Some(0..length),
        }
    }

    /// A range of the source as the client counts.
    pub fn range(&self, range: Span<usize>) -> Range {
        convert::range(&self.reading.document, range, self.abilities.encoding)
    }

    /// The edit of the file that puts `text` in place of a range of the source, where there is one.
    pub fn edit(&self, range: Span<usize>, text: &str) -> Option<TextEdit> {
        let (file, new_text) = self.reading.document.file_edit(range, text)?;
        Some(TextEdit { range: self.file_range(file), new_text })
    }

    /// A range of the file as the client counts.
    pub fn file_range(&self, range: Span<usize>) -> Range {
        let position = |offset| {
            let place = self.reading.document.text().position(offset, self.abilities.encoding);
            Position { line: place.line, character: place.character }
        };
        Range { start: position(range.start), end: position(range.end) }
    }

    /// Edits of the document; of this version of it, where the client can tell versions apart.
    pub fn workspace_edit(&self, edits: Vec<TextEdit>) -> WorkspaceEdit {
        if !self.abilities.versions {
            let changes = [(self.uri.clone(), edits)].into_iter().collect();
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let text_document =
            OptionalVersionedTextDocumentIdentifier { uri: self.uri.clone(), version: Some(self.reading.version) };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
        WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
    }
}

/// What a client is told where a request is sound and yet has no result.
pub fn refused(why: impl Into<String>) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: why.into().into(), data: None }
}
