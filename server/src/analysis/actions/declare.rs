//! Declaring what was only inferred: the shapes of names nobody declared, as a remark to matgrad.

use matgrad_core::elaborate::{Entry, How, Known, Options};
use matgrad_core::notation::Node;
use matgrad_core::render::{space_unicode, unicode_symbol};

use super::remark::remark;
use crate::analysis::hover::subject::Subject;
use crate::analysis::meaning::meaning;
use crate::analysis::statement::{Statement, StatementKind};
use crate::api::{Action, ActionKind, Doing};

pub fn list(subject: &Subject<'_>, out: &mut Vec<Action>) {
    let inferred = inferred(subject);
    let Some(statement) = subject.statement else { return };
    let at = subject.source(statement.span).start;
    let document = &subject.reading.document;
    let mut add = |title: String, text: String| {
        if let Some(edit) = remark(document, at, &text) {
            out.push(Action { title, kind: ActionKind::Remark, rule: None, doing: Doing::Edits(vec![edit]) });
        }
    };
    let declarations: Vec<(String, String)> = inferred
        .iter()
        .filter_map(|entry| {
            let shape = entry.known.shape()?;
            Some((format!("{} ∈ {}", unicode_symbol(&entry.latex), space_unicode(shape)), declaration(entry)?))
        })
        .collect();
    for (shown, text) in &declarations {
        add(format!("Declare {shown}"), text.clone());
    }
    if declarations.len() > 1 {
        let all: Vec<&str> = declarations.iter().map(|(_, text)| text.as_str()).collect();
        add("Declare every inferred shape".to_owned(), all.join(", "));
    }
}

/// The names of the statement whose shapes nobody declared, with the shapes that the document makes of them.
pub fn inferred(subject: &Subject<'_>) -> Vec<Entry> {
    // What a declaration says is no inference.
    let states = |statement: &&Statement| statement.kind != StatementKind::Declaration;
    let Some(statement) = subject.statement.filter(states) else { return Vec::new() };
    let nodes: Vec<&Node> = statement.sides.iter().map(|link| &link.node).collect();
    let scope = subject.inner_scope();
    let mut out: Vec<Entry> = Vec::new();
    if let Some(meaning) = meaning(&nodes, &scope, &Options::default(), 0) {
        out.extend(meaning.inferred);
    }
    for name in crate::analysis::hover::subject::names(&nodes) {
        if let Some(entry) =
            scope.get(&name).filter(|entry| matches!(entry.origin.how, How::Inferred | How::Convention))
            && out.iter().all(|other| other.key != entry.key)
        {
            out.push(entry.clone());
        }
    }
    out.retain(|entry| {
        matches!(entry.known, Known::Quantity { .. }) && entry.known.shape().is_some_and(|shape| !shape.has_unknown())
    });
    out
}

/// As a document declares it.
fn declaration(entry: &Entry) -> Option<String> {
    let shape = entry.known.shape()?;
    let size = |text: String| (!text.contains(['{', '}'])).then_some(text);
    let space = if shape.is_scalar() {
        "\\mathbb{R}".to_owned()
    } else if shape.is_vector() {
        format!("\\mathbb{{R}}^{{{}}}", size(shape.rows.to_string())?)
    } else {
        format!("\\mathbb{{R}}^{{{} \\times {}}}", size(shape.rows.to_string())?, size(shape.cols.to_string())?)
    };
    Some(format!("{} \\in {space}", entry.latex))
}
