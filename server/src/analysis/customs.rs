//! What the settings say letters stand for where a document says nothing of them.

use matgrad_core::elaborate::{Class, Custom, Scope};

use crate::api::{DefaultShape, Kind};

/// What is known before a document says anything.
pub fn scope(shapes: &[DefaultShape]) -> Scope {
    let custom = |shape: &DefaultShape| Custom {
        letters: shape.letters.clone(),
        bold: shape.bold,
        class: match shape.kind {
            Kind::Scalar => Class::Scalar,
            Kind::Vector => Class::Vector,
            Kind::Matrix => Class::Matrix,
        },
    };
    Scope::with_customs(shapes.iter().map(custom).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::Reader;
    use crate::api::{Analysis, Analyzer, Cancel, Place, Settings};
    use crate::document::project::Disk;
    use crate::document::{Document, Host};

    #[test]
    fn letters_stand_for_what_the_settings_say() {
        let shape = |letters, bold, kind| DefaultShape { letters: vec![letters], bold, kind };
        let vectors = [shape('u'..='z', Some(false), Kind::Vector)];
        let bold = [shape('u'..='z', Some(true), Kind::Vector)];
        let scalars = [shape('w'..='w', None, Kind::Scalar), shape('a'..='z', None, Kind::Vector)];
        let found = |text: &str, shapes: &[DefaultShape]| -> Vec<&str> {
            let settings = Settings { shapes: shapes.to_vec(), ..Settings::default() };
            let document = Arc::new(Document::parse(text, Host::detect(None, None)));
            let place = Place { path: None, root: None, files: &Disk, settings: &settings };
            let reading = Reader.analyze(&document, place, &Cancel::default()).unwrap();
            reading.findings().iter().map(|finding| finding.rule).collect()
        };
        let row = r"It has length one: $\|w\|^2 = w w^T = 1$.";
        let greek = r"It has length one: $\|\varphi\|^2 = \varphi \varphi^T = 1$.";
        let letters = [shape('α'..='ω', None, Kind::Vector)];
        let declared = format!("Let $w \\in \\mathbb{{R}}^{{1 \\times n}}$. {row}");
        let cases: &[(&str, &[DefaultShape], bool)] = &[
            (row, &[], false),
            (row, &vectors, true),
            (row, &bold, false),
            (row, &scalars, false),
            (greek, &vectors, false),
            (greek, &letters, true),
            // What a document says counts for more.
            (&declared, &vectors, false),
        ];
        for (text, shapes, wrong) in cases {
            assert_eq!(!found(text, shapes).is_empty(), *wrong, "{text} {shapes:?}: {:?}", found(text, shapes));
        }
    }
}
