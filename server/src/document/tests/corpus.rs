//! Real documents, where they are at hand: `MATGRAD_SHARED` names the folder that holds `corpus/`.

use std::path::Path;

use super::super::{Document, read};
use super::*;

/// How many formulas a count by regular expressions finds in each document. It differs where formulas stand in
/// comments, code and pictures, which are not read.
#[test]
fn real_documents_give_the_formulas_that_are_in_them() {
    let Some(shared) = std::env::var_os("MATGRAD_SHARED") else {
        println!("SKIPPED: MATGRAD_SHARED is not set, so no real document was read");
        return;
    };
    let corpus = Path::new(&shared).join("corpus");
    let manifest = read::read_file(&corpus.join("MANIFEST.tsv")).unwrap().text;
    let mut lines = manifest.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|column| *column == name).unwrap();
    let (path, formulas) = (column("path"), column("math_spans"));
    let (mut documents, mut alike, mut unclosed) = (0, 0, 0);
    for line in lines {
        let file = corpus.join(Path::new(line[path]).file_name().unwrap());
        let counted: usize = line[formulas].parse().unwrap();
        let document = Document::parse(read::read_file(&file).unwrap().text, Host::of_path(&file).unwrap());
        let found = document.spans().len();
        documents += 1;
        alike += usize::from(found.abs_diff(counted) * 100 <= counted);
        unclosed += document.spans().iter().filter(|span| !span.closed).count();
        assert!(found * 4 >= counted * 3, "{}: {found} of {counted}", file.display());
    }
    assert!(alike * 100 >= documents * 85, "{alike} of {documents} documents agree");
    assert!(unclosed <= documents / 50, "{unclosed} formulas are not closed");
}
