//! Questions about the whole project: `workspace/symbol` and `workspace/diagnostic`.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use tower_lsp::ls_types::*;

use super::{Context, outline};
use crate::api::{Analysis, Analyzer, Cancel, Cancelled};
use crate::lsp::event::Reading;
use crate::lsp::protocol::capabilities::Abilities;
use crate::lsp::protocol::convert;
use crate::lsp::survey::{Shelf, World};
use crate::lsp::taste::Taste;

/// No more symbols than this are answered.
const MOST: usize = 512;

/// Called with how much of the work is done, in percent.
pub type Report<'a> = &'a dyn Fn(u32);

/// The headings and definitions whose names have all the letters of `query` in this order.
pub fn symbols<A: Analyzer>(
    world: &World<A>,
    shelf: &Shelf<A::Analysis>,
    abilities: &Abilities,
    query: &str,
    (report, cancel): (Report<'_>, &Cancel),
) -> Result<Vec<SymbolInformation>, Cancelled> {
    let mut out = Vec::new();
    let mut add = |uri: &Uri, reading: &Arc<Reading<A::Analysis>>| -> Result<(), Cancelled> {
        let context = Context { uri, reading, abilities, taste: Taste::default(), cancel };
        let outline = reading.analysis.outline(cancel)?;
        outline::flat(&context, outline, None, &mut out);
        out.retain(|symbol| fits(&symbol.name, query));
        Ok(())
    };
    for (key, _, reading) in &world.open {
        if let (Ok(uri), Some(reading)) = (key.parse(), reading) {
            add(&uri, reading)?;
        }
    }
    let closed = world.closed();
    for (done, path) in closed.iter().enumerate() {
        cancel.check()?;
        report(percent(done, closed.len()));
        if let (Some(uri), Some(reading)) = (Uri::from_file_path(path), world.reading(path, shelf, cancel)) {
            add(&uri, &reading)?;
        }
    }
    out.truncate(MOST);
    Ok(out)
}

fn percent(done: usize, all: usize) -> u32 {
    u32::try_from(done * 100 / all.max(1)).unwrap_or(100)
}

fn fits(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}

/// The findings in the documents that are not open; those of open ones are told as they change.
pub fn diagnostics<A: Analyzer>(
    world: &World<A>,
    shelf: &Shelf<A::Analysis>,
    abilities: &Abilities,
    known: &[PreviousResultId],
    (report, cancel): (Report<'_>, &Cancel),
) -> Result<Vec<WorkspaceDocumentDiagnosticReport>, Cancelled> {
    let mut out = Vec::new();
    let closed = world.closed();
    for (done, path) in closed.iter().enumerate() {
        cancel.check()?;
        report(percent(done, closed.len()));
        let Some(uri) = Uri::from_file_path(path) else { continue };
        let Some(reading) = world.reading(path, shelf, cancel) else { continue };
        let items = convert::diagnostics(abilities, &uri, &reading);
        let mut hasher = DefaultHasher::new();
        serde_json::to_string(&items).unwrap_or_default().hash(&mut hasher);
        let id = format!("closed-{:x}", hasher.finish());
        let same = known.iter().any(|known| known.uri == uri && known.value == id);
        out.push(match same {
            true => WorkspaceDocumentDiagnosticReport::Unchanged(WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version: None,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: id },
            }),
            false => WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri,
                version: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport { result_id: Some(id), items },
            }),
        });
    }
    Ok(out)
}
