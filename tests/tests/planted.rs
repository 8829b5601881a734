//! Small documents, each with one planted mistake: it is reported on its line, and the same document without it is left alone.
//!
//! `⟦wrong¦right⟧` marks the mistake; a document without such a mark has none.

use std::sync::Arc;

use matgrad::analysis::Reader;
use matgrad::api::{Analysis, Analyzer, Cancel, Place, Settings};
use matgrad::document::project::Disk;
use matgrad::document::{Document, Host};

/// The lines that findings span, and what they say.
fn findings(text: &str) -> Vec<(usize, usize, String)> {
    let document = Arc::new(Document::parse(text, Host::detect(None, None)));
    let place = Place { path: None, root: None, files: &Disk, settings: &Settings::default() };
    let analysis = Reader.analyze(&document, place, &Cancel::default()).expect("nobody cancels");
    let lines = |range| {
        let place = document.line_columns(range);
        (place.start.line, place.end.line)
    };
    let said = analysis.findings().iter().map(|finding| {
        let (start, end) = lines(finding.range.clone());
        (start, end, format!("{}: {}", finding.rule, finding.message))
    });
    said.collect()
}

/// A document with and without its mistake, and the line of the mistake.
fn variants(body: &str) -> Option<(String, String, usize)> {
    let (before, rest) = body.split_once('⟦')?;
    let (wrong, rest) = rest.split_once('¦').expect("a mark has two parts");
    let (right, after) = rest.split_once('⟧').expect("a mark ends");
    let line = before.matches('\n').count() + 1;
    Some((format!("{before}{wrong}{after}"), format!("{before}{right}{after}"), line))
}

#[test]
fn a_planted_mistake_is_reported_on_its_line_and_nothing_where_there_is_none() {
    let all = include_str!("../documents/planted.txt");
    let (mut wrong, mut planted) = (Vec::new(), 0);
    for document in all.split("=== ").skip(1) {
        let (name, body) = document.split_once('\n').expect("a name stands on its own line");
        let marked = variants(body);
        let right = marked.as_ref().map_or(body, |(_, right, _)| right.as_str());
        wrong.extend(findings(right).into_iter().map(|found| format!("{name}: false alarm: {found:?}")));
        let Some((mistaken, _, line)) = marked else { continue };
        planted += 1;
        if !findings(&mistaken).iter().any(|(start, end, _)| (*start..=*end).contains(&line)) {
            wrong.push(format!("{name}: not found"));
        }
    }
    assert!(planted > 50, "{planted} planted mistakes were read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
