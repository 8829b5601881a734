//! A document that is right, broken in every way a pen slips: what became false is marked, on its line, and the fix tells
//! what was true.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use matgrad::analysis::Reader;
use matgrad::api::{Analysis, Analyzer, Cancel, Finding, Fix, Place, Settings};
use matgrad::document::project::Disk;
use matgrad::document::{Document, Host};
use matgrad_core::Session;
use matgrad_core::notation::{Macros, RelKind, Side, parse};
use matgrad_tests::mutate::slips;

/// A document that is right, and what its judge, who does not read prose, is to know of it.
struct Subject {
    path: PathBuf,
    symbols: &'static [&'static str],
    /// Left sides that a formula defines.
    defined: &'static [&'static str],
    /// Sides that speak of those, which the judge does not know.
    derived: &'static [&'static str],
}

fn lesson() -> Subject {
    Subject {
        path: Path::new(env!("CARGO_MANIFEST_DIR")).join("documents/lesson.md"),
        symbols: &[
            r"P \in \mathbb{R}^{a \times c}",
            r"Q \in \mathbb{R}^{c \times e}",
            r"R \in \mathbb{R}^{e \times h}",
            r"\mathbf c, \mathbf x, \mathbf u \in \mathbb{R}^n",
            r"G, V, B, C, D \in \mathbb{R}^{n \times n}",
            r"Z \in \mathbb{R}^{k \times n}",
            r"\mathbf t \in \mathbb{R}^k",
            r"L \in \mathbb{R}^{p \times m}",
            r"M \in \mathbb{R}^{k \times q}",
            r"X \in \mathbb{R}^{m \times k}",
            r"A, Y, W \in \mathbb{R}^{m \times n}",
            r"\mathbf b \in \mathbb{R}^m",
            r"\mathcal L : \mathbb{R}^m \to \mathbb{R}",
        ],
        defined: &[r"g(\mathbf x)", r"q(\mathbf x)", r"E(\mathbf x)", "F(X)", r"\phi(W)"],
        derived: &[r"\textsf{D} g(\mathbf x)", r"\textsf{D} F(X)", r"\frac{\partial \phi}{\partial W}"],
    }
}

/// The document the project set out with, where it is at hand.
fn seed() -> Option<Subject> {
    let Some(shared) = std::env::var_os("MATGRAD_SHARED").map(PathBuf::from) else {
        eprintln!("SKIPPED: MATGRAD_SHARED is not set, so the document it holds is not mutated");
        return None;
    };
    Some(Subject {
        path: shared.join("documents/matrix-differentiation.md"),
        symbols: &[
            r"\mathbf a, \mathbf x \in \mathbb{R}^n",
            r"\mathbf b \in \mathbb{R}^m",
            r"A, B, C, X \in \mathbb{R}^{n \times n}",
            r"W \in \mathbb{R}^{m \times n}",
            r"\mathcal L : \mathbb{R}^m \to \mathbb{R}",
        ],
        defined: &[
            r"\nabla f(\mathbf x)",
            r"f(\mathbf x)",
            "X",
            r"A \otimes B",
            r"f(\mathrm{vec}(X))",
            "F(X)",
            r"\phi(W)",
        ],
        // The differential by which the Jacobian is defined, and the Jacobian of a matrix function.
        derived: &[
            r"\frac{\partial \phi}{\partial W}",
            r"\textsf{D} F(X)",
            r"A \textsf{d}\mathbf x",
            r"\textsf{D} f(\mathrm{vec}(X))",
        ],
    })
}

struct Slipped {
    line: usize,
    kind: &'static str,
    was: String,
    /// Which side of its formula it is.
    side: usize,
    /// The sides of its formula as they were.
    statement: Vec<String>,
    text: String,
    place: std::ops::Range<usize>,
    source: String,
}

fn findings(path: &Path, source: &str) -> (Arc<Document>, Vec<Finding>) {
    let document = Arc::new(Document::parse(source, Host::detect(Some(path), None)));
    let settings = Settings::default();
    let place = Place { path: Some(path), root: None, files: &Disk, settings: &settings };
    let analysis = Reader.analyze(&document, place, &Cancel::default()).expect("nobody cancels");
    (document, analysis.findings().to_vec())
}

fn judge(subject: &Subject) -> Session {
    subject.symbols.iter().fold(Session::new(), |session, symbol| session.declare(symbol).expect("it is a declaration"))
}

/// Every false statement that one slip makes of the document.
fn mutants(subject: &Subject, source: &str) -> Vec<Slipped> {
    let judge = judge(subject);
    let document = Document::parse(source, Host::detect(Some(&subject.path), None));
    let mut out = Vec::new();
    for span in document.spans() {
        let text = span.text(source).into_owned();
        let formula = parse(&text, &Macros::default());
        for clause in formula.rows.iter().flat_map(|row| &row.clauses) {
            let first = clause.sides.first().map(|side| text[side.node.span.range()].to_string()).unwrap_or_default();
            let equal = |side: &Side| side.rel.as_ref().is_none_or(|rel| rel.kind == RelKind::Equal);
            if clause.sides.len() < 2 || !clause.sides.iter().all(equal) || subject.defined.contains(&first.as_str()) {
                continue;
            }
            for side in &clause.sides {
                let was = text[side.node.span.range()].to_string();
                if subject.derived.contains(&was.as_str()) || judge.read(&was).is_err() {
                    continue;
                }
                for slip in slips(&was) {
                    if judge.equal(&was, &slip.text).is_ok_and(|e| e.is_equal()) {
                        continue;
                    }
                    let start = span.range.start + side.node.span.range().start;
                    let mut mutated = source.to_string();
                    mutated.replace_range(start..start + was.len(), &slip.text);
                    out.push(Slipped {
                        line: source[..start].matches('\n').count() + 1,
                        kind: slip.kind,
                        place: start..start + slip.text.len(),
                        was: was.clone(),
                        side: formula.nodes().position(|node| node.span == side.node.span).unwrap_or_default(),
                        statement: formula.nodes().map(|node| text[node.span.range()].to_string()).collect(),
                        text: slip.text,
                        source: mutated,
                    });
                }
            }
        }
    }
    out
}

/// Whether the fix makes the statement true: all sides of it that the judge can read are equal, and equal to what they were.
fn mends(subject: &Subject, finding: &Finding, slip: &Slipped, judge: &Session) -> bool {
    finding.fix.iter().chain(&finding.alternatives).any(|fix| mends_by(subject, fix, slip, judge))
}

fn mends_by(subject: &Subject, fix: &Fix, slip: &Slipped, judge: &Session) -> bool {
    let mut text = slip.source.clone();
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, new) in &edits {
        text.replace_range(range.clone(), new);
    }
    let document = Document::parse(text.as_str(), Host::detect(Some(&subject.path), None));
    let Some((_, span)) = document.span_at(slip.place.start) else { return false };
    let formula = span.text(&text).into_owned();
    let parsed = parse(&formula, &Macros::default());
    let clauses = parsed.rows.iter().flat_map(|row| &row.clauses);
    let mut statements = clauses.map(|clause| -> Vec<&str> {
        let sides = clause.sides.iter().map(|side| &formula[side.node.span.range()]);
        sides.filter(|side| !subject.derived.contains(side) && judge.read(side).is_ok()).collect()
    });
    let equal = |a: &str, b: &str| judge.equal(a, b).is_ok_and(|e| e.is_equal());
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let side = parsed.nodes().nth(slip.side).map(|node| &formula[node.span.range()]);
    if side.is_some_and(|side| plain(side) == plain(&slip.was) || equal(side, &slip.was)) {
        return true;
    }
    statements.all(|sides| match sides.as_slice() {
        [] => true,
        [only] => slip.statement.iter().any(|was| equal(was, only)),
        sides => sides.windows(2).all(|two| equal(two[0], two[1])),
    })
}

/// How many false statements one slip makes, and how many of those are not marked on their line, or without the truth at hand.
fn marked(subject: &Subject) -> (usize, usize, usize, String) {
    let source = std::fs::read_to_string(&subject.path).expect("the document is there");
    let judge = judge(subject);
    let all = mutants(subject, &source);
    let (mut marked, mut mended) = (0, 0);
    let mut report = String::new();
    for slip in &all {
        let (document, found) = findings(&subject.path, &slip.source);
        let lines = |range: &std::ops::Range<usize>| {
            let range = document.line_columns(range.clone());
            range.start.line..=range.end.line
        };
        // A chain that is broken over lines is marked on one of them and points to the other.
        let points = |f: &Finding| {
            let mut sides = std::iter::once(&f.range).chain(f.related.iter().map(|related| &related.range));
            sides.any(|range| lines(range).contains(&slip.line))
        };
        let here: Vec<&Finding> = found.iter().filter(|f| points(f)).collect();
        let truth = here.iter().any(|f| mends(subject, f, slip, &judge));
        marked += usize::from(!here.is_empty());
        mended += usize::from(truth);
        if here.is_empty() || !truth {
            let what = if here.is_empty() { "not marked" } else { "not mended" };
            report += &format!("{what}: line {}, {}: {} for {}\n", slip.line, slip.kind, slip.text, slip.was);
        }
    }
    let summary = format!("{marked} of {} marked, {mended} mended\n{report}", all.len());
    (all.len(), marked, mended, summary)
}

#[test]
fn the_lesson_is_right_and_wholly_read() {
    let path = lesson().path;
    let source = std::fs::read_to_string(&path).expect("the lesson is there");
    let (_, found) = findings(&path, &source);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn nineteen_of_twenty_false_statements_are_marked_on_their_line_with_the_truth_at_hand() {
    let (total, marked, mended, summary) = marked(&lesson());
    assert!(total > 150, "too few false statements: {total}");
    assert!(marked * 20 >= total * 19 && mended * 20 >= total * 19, "{summary}");
}

#[test]
fn so_they_are_in_the_document_the_project_set_out_with() {
    let Some(seed) = seed() else { return };
    let (total, marked, mended, summary) = marked(&seed);
    assert!(total > 80, "too few false statements: {total}");
    assert!(marked * 20 >= total * 19 && mended * 20 >= total * 19, "{summary}");
}
